#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# A machine that says nothing about its SoC: /dev/mem is not touched at random. It
# has a device tree with an unknown compatible, or none: what is printed there can
# be pasted, too, and ends in the name or in why not.
#
# Dtb: no-hint no-policy

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
try ipcprobe -v chip
is "the chip is unknown" "$status" 3
is "no name" "$out" unknown
unlike "nothing is mapped" "$err" 'mmap |read32 '
like "it says why" "$err" 'no hint'

try insmod "$MEMPHYS_KO"
is "the driver loads without regions" "$status" 0
like "the driver says how to get some" "$(dmesg | grep memphys: | tail -n 1)" \
	'ipcprobe load.*soc='
try ipcprobe -v chip
is "the chip is still unknown" "$status" 3
unlike "still nothing is mapped" "$err" 'mmap |read32 '
rmmod memphys

ko=$(dirname "$MEMPHYS_KO")
cd "$ko" || exit
chmod go-w "$ko" "$MEMPHYS_KO"
sheet='no hint tells which page holds the ID'
for command in chip load; do
	follow "$command" 1 ipcprobe $command
	like "$command: it is what the data sheet must say" "$advice" \
		'^ipcprobe load --regions NAME@START[+]SIZE$'
	like "$command: that names no region" "$err" 'dmesg names the region'
	try ipcprobe $command
	like "$command: it says what is missing" "$err" "$sheet"
	rmmod memphys 2>/dev/null
done
if [ -e /proc/device-tree ]; then
	follow "doctor" 0 ipcprobe doctor 0x11021000
	try ipcprobe read 0x11021000
	is "doctor: and it is read" "$status" 0
	rmmod memphys
	try ipcprobe load --regions sysctl@0x11020000+0x1000
	is "load: with what the data sheet says: $err" "$status" 0
	try ipcprobe chip
	is "the chip is named" "$status $out" "0 hi3516cv608"
fi
tap_end
