#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The fuzzer of the driver, under every checker: FUZZ_OPS operations, or as many
# as fit into FUZZ_SECONDS.
#
# Parts: module tests
# Kernels: debug
# Modules: fuse?
# Again: always
# Timeout: 1200

cd /ksft || exit
if [ -z "$FUZZ_OPS$FUZZ_SECONDS" ]; then
	export FUZZ_OPS=50000
fi
./run_kselftest.sh -t memphys:fuzz_ops
