#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The kernel is locked down while memphys is loaded, open and mapped.
#
# Parts: module user tests

cd /ksft && printf 'memphys:%s\n' lockdown_test >kselftest-list.txt &&
	./run_kselftest.sh

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
if [ -e /sys/kernel/security/lockdown ]; then
	is "memphys is unloaded" "$(lsmod | grep memphys)" ""
	# The kernel says it ten times in five seconds, and no more.
	sleep 6
	try memphys_on
	is "memphys does not load again" "$((status != 0))" 1
	like "it says that this is not permitted" "$err" 'not permitted'
	like "the kernel says why" "$(dmesg)" \
		'Lockdown: insmod: unsigned module loading is restricted'
else
	skip "memphys does not load again" "this kernel has no lockdown"
fi
tap_end
