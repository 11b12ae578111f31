#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The command line on the driver of pretend.c, which lists a page that /dev/mem
# refuses, a part of another one, and no ID register.
#
# usage: driver_test.sh PRETENDED-IPCPROBE
#
# Copyright (C) 2026 The memphys authors
# shellcheck source-path=SCRIPTDIR source=cli.sh
. "$(dirname "$0")/cli.sh"

# bytes OFFSET: four of the node.
bytes() {
	od -An -tx1 -j "$1" -N 4 memphys | sed 's/^ //'
}

truncate -s 1G memphys memphys-remap
printf '\170\126\064\022' |
	dd of=memphys bs=1 seek=$((0x11029000)) conv=notrunc 2>dd.log
printf '\360\336\274\232\170\126\064\022' |
	dd of=memphys bs=1 seek=$((0x1102a010)) conv=notrunc 2>dd.log
check 'a region and an offset' 0 '^0x9abcdef0$' '' \
	read part+0x0 1
check 'an offset beyond the region' 2 '' 'not an address' \
	read pwm+0x1000
check 'a part of a page, by the kernel' 0 '^0x9abcdef0$' '' \
	read 0x1102a010
check 'bytes of it' 0 '^0xde$' '' read -w 8 0x1102a011
check 'a 64-bit register of it' 0 '^0x123456789abcdef0$' '' \
	read -w 64 0x1102a010
printf '\360\336\274\232\170\126\064\022' |
	dd of=memphys bs=1 seek=$((0x11029008)) conv=notrunc 2>dd.log
check 'a 64-bit register, on a 32-bit CPU by the kernel' 0 \
	'^0x123456789abcdef0$' '' read -w 64 0x11029008
check 'write into a mapping' 0 'read-back: "?0x89abcdef"?' '' \
	write -r 0x11029020 0x89abcdef
same 'its bytes' 'ef cd ab 89' "$(bytes $((0x11029020)))"
check 'write a part of a page' 0 'read-back: "?0xcdef"?' '' \
	write -r -w 16 0x1102a01c 0xcdef
same 'and its bytes' 'ef cd 00 00' "$(bytes $((0x1102a01c)))"
check 'write at an offset' 0 'read-back: "?0x00000007"?' '' \
	write -r pwm+0x24 7
same 'that is where' '07 00 00 00' "$(bytes $((0x11029024)))"
check 'write a whole region' 2 '' 'more than one register: pwm$' write pwm 1
check 'read beyond it' 4 '^unlisted$' \
	'hint: ipcprobe doctor 0x1102a020$' -b memphys read 0x1102a020 2
same 'one hint for both' 1 "$(grep -c hint: err)"
check 'write beyond it' 4 '' 'does not list it' write 0x1102a020 1
check 'a range that memphys alone reads' 0 \
	'^0x11029000 32 0x12345678$' '' record 0x11029000
check 'a region by its name' 0 '^0x11029000 32 0x12345678$' '' \
	record pwm
same 'all of it' 1024 "$(grep -c '^0x11029... 32 0x' out)"
check 'without a range, /dev/mem' 0 '^# registers' 'trace: open /dev/mem$' \
	-v record
check 'no other backend for the node that was given' 3 unknown \
	'trace: open memphys-remap$' -r none -v -d memphys-remap chip
same 'it is opened once' 1 "$(traced open)"
mv mem no-mem
check 'a region without /dev/mem' 0 '^0x11029000 32 0x12345678$' '' \
	record pwm
check 'no ID register listed' 4 unknown \
	'no hint tells which page holds the ID' chip
# The kernel, too, can be wrong about its chip.
mkdir -p wrong/proc/device-tree
printf 'hisilicon,hi3516cv610\0' >wrong/proc/device-tree/compatible
check 'without /dev/mem, the word of the kernel is taken' 0 '^hi3516cv610$' \
	'no register confirms it' -r wrong chip
mv no-mem mem
export LIVE=1
check 'no ID register listed, and the kernel names a chip' 0 \
	'^hi3516cv608$' 'trace: open /dev/mem$' -v -r wrong chip
check 'what the kernel names is told' 0 \
	'stated: "?hi3516cv610 \(device-tree\)' '' -r wrong
# What ipcprobe itself holds is nobody else's.
mkdir -p held/proc
cp uart/proc/iomem held/proc
mv mem no-mem
check 'a list that may be replaced' 4 unknown \
	'hint: (as root: )?ipcprobe load --replace$' -r held chip
export USERS=2
[ "$(id -u)" != 0 ] ||
	check 'a list that somebody else uses' 4 unknown \
		'hint: the driver is in use' -r held chip
unset USERS
mv no-mem mem
printed 'load' load -s none ./x.ko
unset LIVE
check 'a name that the driver does not list' 4 '' \
	'memphys lists no region' read sysctl
mv memphys no-memphys
check 'a name where no driver is loaded' 4 '' 'driver is not loaded' \
	read pwm
same 'nothing is said of a list' 0 "$(grep -c 'lists' err)"
mv no-memphys memphys
check 'files of another machine: no registers of this one' 0 \
	'^hi3516cv608$' 'no register confirms it \(device-tree\)' \
	-v -r cv608 chip
same 'nothing is opened' 0 "$(traced open)"
check 'the report says what the files do' 0 '^  method: device-tree' \
	'no register confirms it' -r cv608
check 'no ranges of this machine' 4 '' 'recording need --replay' \
	-r cv608 read 0x11029000
check 'no regions of this machine' 4 '' 'recording need --replay' \
	-r cv608 read pwm
check 'this machine, by a backend' 0 '^hi3516cv608$' '' \
	-r cv608 -b devmem chip
: >empty
mkdir -p locked/sys/kernel/security free/sys/kernel/security
echo 'none [integrity] confidentiality' \
	>locked/sys/kernel/security/lockdown
echo '[none] integrity confidentiality' \
	>free/sys/kernel/security/lockdown
check 'refused by a kernel that says why' 4 unknown \
	'hint: the kernel is locked down$' -r locked -d empty chip
check 'locked down: doctor hints at no command' 0 \
	'^  remedy: "?the kernel is locked down' '/proc/iomem' \
	-r locked -b devmem -d mem doctor 0x11021000
check 'not locked down: it does' 0 'ipcprobe load --replace --regions' \
	'/proc/iomem' -r free -b devmem -d mem doctor 0x11021000
check 'above 4 GiB, the device tree has cells of 64 bits' 0 \
	'reg = /bits/ 64 <0x2f0010000 0x[0-9a-f]*>;' '/proc/iomem' \
	-r free -b devmem -d mem doctor 0x2f0010000
check 'refused by a kernel that is not locked down' 4 unknown \
	'hint: CAP_SYS_RAWIO is missing$' -r free -d empty chip
which='CAP_SYS_RAWIO is missing'
[ "$(id -u)" != 0 ] || which="the kernel is locked down, or $which"
check 'refused by a kernel that does not say why' 4 unknown \
	"hint: $which\$" -r none -d empty chip
same 'by the driver, too' 1 "$(grep -c "hint: $which, and no region" err)"
check 'doctor names the flags of a region' 0 '^    always-on: true' '' \
	doctor part
same 'and those that it has not' 'always-on: false' \
	"$("$probe" doctor pwm 2>err | sed -n 's/^ *\(always-on\)/\1/p')"
as='as root: '
[ "$(id -u)" != 0 ] || as=
export REVOKED=1
check 'doctor knows a revoked region' 4 \
	"remedy: \"?${as}echo 0 > /sys/class/memphys/pwm/revoked\"?\$" '' \
	-r cv608 -b devmem -d mem doctor 0x11029000
unset REVOKED
check 'regions lists them' 0 '^  node: true' '' regions
check 'doctor does not know more' 4 "reason: .*$which" '' \
	-r cv608 -b devmem -d empty doctor 0x0
export NO_MEMORY=1
check 'a record and no memory for it' 1 '^unknown$' \
	'cv608.rec: Cannot allocate memory$' -R cv608.rec chip
same 'it is not called bad' 0 "$(grep -c 'not a line' err)"

tap_end
