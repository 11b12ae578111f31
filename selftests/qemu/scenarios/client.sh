#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# ipcprobe on the strict kernel: first with /dev/mem alone, then with memphys.
#
# After: report_check.py
#
# Not on 5.10-amd64: its pvpanic driver claims no memory

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

id=0x11020ee0
window='mmap /dev/mem 0x11020000\+0x10000: Operation not permitted'
page=$(printf 'mmap /dev/mem 0x11020000\\+0x%x$' "$PAGE_SIZE")

try ipcprobe -v -b devmem read $id 3
is "devmem: registers are read past the claim" "$out" "0x3516c608
0x00000000
0x00000000"
like "devmem: the 64 KiB window is tried and refused" "$err" "$window"
like "devmem: then one page is mapped" "$err" "$page"
is "devmem: neighbours come from the same page, nothing is tried again" \
	"$(echo "$err" | grep -c 'mmap ')" 2

try ipcprobe -b devmem read 0x11029000
is "devmem: a claimed page: no access" "$status" 4
like "devmem: the error says which address" "$err" \
	'0x11029000: refused'

# What is known without a register: a PC has no device tree.
if [ -e /proc/device-tree/compatible ]; then
	name="0 hi3516cv608"
	note='stated by the kernel; no register confirms it'
else
	name="4 unknown"
	note='chip unknown'
fi
try ipcprobe -b memphys chip
is "no driver: the name is the kernel's" "$status $out" "$name"
like "no driver: the message says so" "$err" "$note"
like "no driver: it says what to do" "$err" \
	'hint: memphys\.ko is not in .*: put it there'

try ipcprobe load ${MEMPHYS_ARGS:+-r "${MEMPHYS_ARGS#regions=}"} "$MEMPHYS_KO"
is "ipcprobe load: $err" "$status" 0
try ipcprobe load "$MEMPHYS_KO"
is "ipcprobe load, twice: an error" "$status" 1
like "ipcprobe load, twice: it says that it is loaded" "$err" 'File exists'

for method in fault remap; do
	try ipcprobe -v -m $method chip
	is "$method: the chip" "$out" hi3516cv608
	is "$method: exit status" "$status" 0
	is "$method: one register is read, once" \
		"$(echo "$err" | grep -c 'read32 ')" 1
	unlike "$method: /dev/mem is not opened" "$err" '/dev/mem( |$)'
	try ipcprobe -m $method read 0x11029000
	is "$method: the claimed page is read" "$status" 0
	try ipcprobe -m $method read 0x12c00000
	is "$method: an unlisted address: no access" "$status" 4
	like "$method: the error says which" "$err" '0x12c00000: '
done

try ipcprobe
is "the report: exit status" "$status" 0
echo "$out" | sed 's/^/@yaml /'
try ipcprobe -j
is "the report as JSON: exit status" "$status" 0
echo "$out" | sed 's/^/@json /'
echo "@fact chip.vendor HiSilicon
@fact chip.model 3516CV608
@fact chip.family hi3516cv608
@fact chip.method memphys
@fact chip.registers.0.address $id
@fact chip.registers.0.width 32
@fact chip.registers.0.value 0x3516c608
@absent chip.registers.1
@absent chip.candidates
@absent ethernet
@absent rom
@fact firmware.kernel $(uname -r) ($(uname -v | sed 's/^#[0-9]* //'))"
# All of the RAM is known where what Linux has is a little less than a power of
# two, and where it was not told how much to use: else it may have been given a
# part of any size.
kib=$(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo)
total=1
while [ "$total" -lt "$kib" ]; do
	total=$((2 * total))
done
if [ "$kib" -gt "$((3 * total / 4))" ] && ! grep -q ' mem=' /proc/cmdline; then
	echo "@fact ram.total $((total / 1024))M"
else
	echo "@absent ram"
fi
try ipcinfo -c -f -v
is "called as ipcinfo: the chip, the family, the vendor" "$out" "hi3516cv608
hi3516cv608
hisilicon"
is "called as ipcinfo: exit status" "$status" 0
try ipcprobe -b memphys doctor 0x11029000
is "doctor: memphys reads the PWM" "$status" 0
like "doctor: it names the claim" "$out" "resource: .*$CLAIM_DRIVER"
like "doctor: it names the driver" "$out" "driver: $CLAIM_BY\$"
like "doctor: /dev/mem is refused for the claim" "$out" \
	'reason: .*claimed by a driver \(CONFIG_IO_STRICT_DEVMEM\)'
try ipcprobe regions
like "the whitelist holds the claimed page" "$out" 0x11029000

try chip-id
is "the example of the library: $err" "$(echo "$out" | tail -n 1)" \
	"chip ID 0x3516c608"

try su -s /bin/sh nobody -c 'ipcprobe chip'
is "no permission: the name is the kernel's" "$status $out" "$name"
like "no permission: the message says so" "$err" "$note"
like "no permission: the message says what to do" "$err" 'run as root'

try ipcprobe nonsense
is "an unknown command: usage" "$status" 2

try ipcprobe unload
is "ipcprobe unload: $err" "$status" 0
is "the node is gone" "$(ls /dev/memphys* 2>/dev/null)" ""

tap_end
