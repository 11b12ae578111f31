#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# 32-bit programs on a 64-bit kernel, and registers above 4 GiB: some of the
# kselftests, built for armhf, on arm64. Where addresses are above 4 GiB, the
# 64-bit program is run too.
#
# Parts: module user tests compat
# Arches: arm64
# Machine: high
# Timeout: 900
#
# Not on 7.2-16k-arm64: 32-bit programs need pages of 4 KiB

cd /ksft && printf 'memphys:%s\n' high_test >kselftest-list.txt &&
	./run_kselftest.sh
cd /ksft32 || exit
# shellcheck disable=SC2086 # one word per program
printf 'memphys:%s\n' ${TESTS:-high_test ioctl_test regio_test map_test \
	prot_test exec_test cap_test param_test revoke_test vma_test \
	fault_test} \
	>kselftest-list.txt
./run_kselftest.sh
