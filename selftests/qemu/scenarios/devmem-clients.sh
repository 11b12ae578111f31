#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Programs that know /dev/mem and nothing else, unchanged, on the strict kernel:
# first with /dev/mem, then with each node of memphys mounted over it. devmem is
# busybox's, which maps one page; memreg maps 64 KiB to be read and written.
#
# Dtb: no-policy
#
# Not on 5.10-amd64: its pvpanic driver claims no memory

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

id=0x11020ee0 pwm=0x11029010 zeros=0x12c00000 pattern=0x12400010
# The ID page and the claimed page, alone in their 64 KiB (whole pages, also where
# one has 16 KiB); a block that fills its windows and may be written; one that may
# not.
regions=sysctl@0x11020000+0x4000,pwm@0x11028000+0x4000,zeros@0x12c00000+0x20000:rw,pattern@0x12400000+0x20000

# fails NAME COMMAND...: it must, and say that it is not permitted.
fails()
{
	name=$1
	shift
	try "$@"
	is "$name: fails" "$((status != 0))" 1
	like "$name: it is not permitted" "$out $err" \
		'Operation not permitted|EPERM'
}

refused()
{
	fails "$1: devmem of a claimed page" devmem $pwm
	fails "$1: memreg of the ID beside a claimed page" memreg $id
}

like "a driver claims a page" "$(cat /proc/iomem)" \
	"11029000-11029fff : $CLAIM_DRIVER .*"
refused "/dev/mem"
try insmod "$MEMPHYS_KO" soc=none regions=$regions
is "memphys loads: $err" "$status" 0
refused "/dev/mem, memphys loaded"

mount --bind /dev/memphys /dev/mem
is "fault: devmem of the ID" "$(devmem $id 2>&1)" 0x3516C608
try devmem $pwm
is "fault: devmem of a claimed page: $err" "$status" 0
is "fault: memreg of the ID, in a window with holes" "$(memreg $id)" 0x3516c608
is "fault: memreg of both, through one window" "$(memreg $id $pwm | head -n 1)" \
	0x3516c608
unlike "fault: memreg of the claimed page" "$(memreg $pwm)" '^(E|SIGBUS)'
is "fault: memreg of another window, and back" \
	"$(memreg $id $pattern $id)" "0x3516c608
0x12400010
0x3516c608"
is "fault: memreg of a page in the hole" "$(memreg 0x11024000)" SIGBUS
fails "fault: memreg where nothing is listed" memreg 0x12500000
fails "fault: devmem where nothing is listed" devmem 0x12500000
try devmem $zeros 32 0x12345678
is "fault: devmem writes: $err" "$status" 0
is "fault: devmem reads it back" "$(devmem $zeros)" 0x12345678
devmem $zeros 32 0
try devmem $pattern 32 0
is "fault: devmem writes a read-only page: a bus error" "$status" 135
is "fault: nothing was written" "$(devmem $pattern)" 0x12400010
umount /dev/mem

mount --bind /dev/memphys-remap /dev/mem
is "remap: devmem of the ID" "$(devmem $id 2>&1)" 0x3516C608
try devmem $pwm
is "remap: devmem of a claimed page: $err" "$status" 0
fails "remap: memreg of a window with holes" memreg $id
fails "remap: memreg of a full window that is read-only" memreg $pattern
is "remap: memreg of a full window that may be written" "$(memreg $zeros)" \
	0x00000000
fails "remap: devmem where nothing is listed" devmem 0x12500000
try devmem $zeros 32 0x12345678
is "remap: devmem writes: $err" "$status" 0
is "remap: devmem reads it back" "$(devmem $zeros)" 0x12345678
devmem $zeros 32 0
fails "remap: devmem writes a read-only page" devmem $pattern 32 0
is "remap: nothing was written" "$(devmem $pattern)" 0x12400010
umount /dev/mem

refused "/dev/mem again"
try rmmod memphys
is "memphys goes: $err" "$status" 0
tap_end
