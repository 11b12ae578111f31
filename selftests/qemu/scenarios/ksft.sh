#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The kselftests, all of them or those named in TESTS.
#
# Parts: module user tests
# Dtb: policies
# Modules: fuse?
# Timeout: 1200

cd /ksft || exit
set --
for test in $TESTS; do
	set -- "$@" -t "memphys:$test"
done
./run_kselftest.sh "$@"
