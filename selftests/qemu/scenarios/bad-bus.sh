#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Registers that do not answer as they should: zeroes, an address where nothing
# is, a region that was taken back. Each has its own message and exit status.
#
# Arches: armhf arm64
# Dtb: no-policy
# Registers: 0x11020EE0=0
# A SIGBUS of the bus, with nothing wrong in the kernel: TAINT_MACHINE_CHECK.
# Taint on arm64: 0x10

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
# Whole pages, also where one has 16 KiB: the register path, which is what parts of
# a page are read by, ends in an oops where nothing answers.
hole=0x0a100000
insmod "$MEMPHYS_KO" soc=none regions=id@0x11020000+0x4000,hole@$hole+0x4000
revoked=/sys/class/memphys/id/revoked

for source in "memphys -m fault" "memphys -m remap" devmem; do
	# shellcheck disable=SC2086 # with an option in it
	set -- -b $source
	try ipcprobe "$@" chip
	is "$source: zeroes: the name is the kernel's" "$status $out" \
		"0 hi3516cv608"
	like "$source: zeroes: the message says so" "$err" \
		'no register confirms it'
	like "$source: zeroes: it shows the value" "$err" 'holds 0x00000000'

	try ipcprobe "$@" read $hole
	is "$source: nothing there: a run-time failure" "$status" 1
	is "$source: nothing there: no value" "$out" bus-error
	like "$source: nothing there: the message says where" "$err" \
		'0x0*a100000: bus error'
	try ipcprobe "$@" record $hole 0x11020ee0+4
	is "$source: nothing there: a record goes on" \
		"$(echo "$out" | tail -n 2)" "$hole 32 bus-error
0x11020ee0 32 0x00000000"
done

for method in fault remap; do
	echo 1 >$revoked
	try ipcprobe -m $method chip
	is "$method: revoked: the name is the kernel's" "$status $out" \
		"0 hi3516cv608"
	like "$method: revoked: the message says so" "$err" 'region revoked'
	try ipcprobe -m $method doctor 0x11020ee0
	like "$method: revoked: doctor knows" "$out" \
		'reason: "?the region is revoked'
	remedy=$(echo "$out" | sed -n 's/^  remedy: "*\([^"]*\)"*$/\1/p')
	is "$method: revoked: doctor's remedy" "$remedy" "echo 0 > $revoked"
	eval "$remedy"
	try ipcprobe -m $method read 0x11020ee0
	is "$method: it helps" "$status $out" "0 0x00000000"
done
tap_end
