#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# libmemphys on the camera, by its binding to Python: no header, no compiler.
#
# Parts: module library
# Arches: amd64

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

# python TEXT: run it with the binding at hand.
python()
{
	try /usr/bin/python3 -I -S -c "import os, sys
sys.path.append('/bin')
from memphys import *
node = LIB.memphys_open(None, os.O_RDWR)
$1"
}

try /usr/bin/python3 -I -S /bin/memphys.py
like "no driver: an exception says so" "$err" \
	"FileNotFoundError: .*no such node or region"

memphys_on

try /usr/bin/python3 -I -S /bin/memphys.py sysctl 0xee0
is "the chip ID: $err" "$(echo "$out" | tail -n 1)" 0x3516c608
like "and the regions" "$out" '^sysctl 0x11020000\+0x1000$'
python 'print([r.name.decode() for r in regions(node)])'
like "regions, one after the other: $err" "$out" "'sysctl'"
python 'Mapping(node, "none")'
like "a name that is not listed" "$err" 'FileNotFoundError'
python 'm = Mapping(node, "sysctl"); print(len(m), hex(m.read(0xee2, 2)))'
is "its length, and a part of a register: $err" "$out" "4096 0x3516"
python 'Mapping(node, "sysctl").read(0x1000)'
like "beyond its end" "$err" 'OSError: .*not aligned, or beyond'
python 'Mapping(node, "sysctl").write(0, 1)'
like "a mapping to read is not written" "$err" \
	'PermissionError: .*no permission'
python 'Mapping(node, "sysctl", PROT_READ | PROT_WRITE).write(0, 1)'
like "a region to read is not written" "$err" 'OSError: .*bus error'

# wait_for VALUE: in the background, until the region is so; what it found.
wait_for()
{
	/usr/bin/python3 -I -S -c "import sys; sys.path.append('/bin')
from memphys import *
print(LIB.memphys_wait_revoked(b'sysctl', $1, 20000))" >waited &
	sleep 1
}
python 'print(LIB.memphys_wait_revoked(b"sysctl", 0, 0))'
is "a region that is not revoked: no waiting" "$out" 0
python 'print(LIB.memphys_wait_revoked(b"sysctl", 1, 100))'
is "what does not happen times out" "$out" -110
python 'print(LIB.memphys_wait_revoked(b"none", 1, 100))'
is "no such region" "$out" -2
wait_for 1
echo 1 >/sys/class/memphys/sysctl/revoked
wait
is "a waiting process wakes when the region is revoked" "$(cat waited)" 0
wait_for 0
echo 0 >/sys/class/memphys/sysctl/revoked
wait
is "and when it is given again" "$(cat waited)" 0

tap_end
