#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# What ipcprobe costs, static with musl as on a board, beside busybox's devmem.
# Instructions of the guest are counted; they are the least of five runs.
#
# Arches: armhf arm64
# Icount: yes
# Append: norandmaps
#
# Not on 7.2-16k-arm64: its device tree lists 4 KiB, which cannot be mapped here

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
memphys_on
idle

# at_most NAME FOUND LIMIT
at_most()
{
	comment "$1: $2, at most $3"
	[ "$2" -gt 0 ] && [ "$2" -le "$3" ]
	result $? "$1"
}

try systrace ipcprobe chip
is "chip: the name" "$out" hi3516cv608
at_most "chip: system calls" \
	"$(echo "$err" | sed -n 's/^system calls: //p')" 12
is "chip: one window is mapped" "$(echo "$err" | grep -c 'maps a file')" 1
is "chip: it is read-only" "$(echo "$err" | grep -c 'maps a file to read')" 1
unlike "chip: nothing is opened or mapped to write" "$err" 'write'
is "chip: no other file is opened" "$(echo "$err" | grep opens)" \
	'opens to read: /dev/memphys'
is "chip: one register is read" \
	"$(ipcprobe -v chip 2>&1 | grep -c 'trace: read')" 1

devmem=$(cmdcost 5 devmem 0x11020ee0 32)
chip=$(cmdcost 5 ipcprobe chip)
comment "devmem reads the same word: $devmem instructions"
at_most "chip: instructions, those of devmem" "$chip" "$devmem"

try systrace ipcprobe
files=$(echo "$err" | sed -n 's/^opens to read: //p' |
	grep -v '^/proc/[0-9]*/\|^/dev/memphys')
processes=$(echo "$err" | sed -n 's/^opens to read: //p' |
	grep '^/proc/[0-9]*/')
comment "the report: $(echo "$err" | tail -n 1)"
unlike "report: nothing is opened or mapped to write" "$err" 'write'
is "report: no file is opened twice" \
	"$(echo "$files" | sort | uniq -d | tr '\n' ' ')" ""
# shellcheck disable=SC2086 # one word a file
reads=$(cmdcost 5 -r $files $processes)
report=$(cmdcost 5 ipcprobe)
comment "reading the files of the report, by itself: $reads instructions"
at_most "report: instructions, three times chip and the files" "$report" \
	"$((3 * chip + reads))"

if [ "$ARCH" = armhf ]; then
	at_most "the program: bytes" "$(wc -c </bin/ipcprobe)" $((114 * 1024))
fi
tap_end
