#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# A system without the driver's file.
#
# Module: no

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
for module in memphys "$MEMPHYS_KO"; do
	try ipcprobe load "$module"
	is "load $module: an error" "$status" 1
	like "load $module: the message says what to do" "$err" \
		'memphys.ko is not in /lib/modules/'
done
name="4 unknown"
[ ! -e /proc/device-tree/compatible ] || name="0 hi3516cv608"
try ipcprobe -b memphys chip
is "the name is what the kernel says" "$status $out" "$name"
like "the message says that the driver is not loaded" "$err" 'is not loaded'
tap_end
