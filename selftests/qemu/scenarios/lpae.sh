#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Registers above 4 GiB on a 32-bit kernel, whose page tables have addresses of 40
# bits (CONFIG_ARM_LPAE).
#
# Parts: module tests
# Kernels: debug
# Arches: armhf
# Machine: high

cd /ksft && printf 'memphys:%s\n' high_test >kselftest-list.txt &&
	./run_kselftest.sh
