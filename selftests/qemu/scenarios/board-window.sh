#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# A board on which the 64 KiB around a register hold a page that a driver of the
# kernel has claimed, without any of the bench's making: clients that map 64 KiB
# of /dev/mem get nothing, one page of it can be mapped, and memphys shows what
# is listed, the claimed pages too.
#
# Boards: orangepi-pc
# Timeout: 120

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

# The timeout register of the first MMC controller, as a reset leaves it; the
# clock controller and the real-time clock, which have drivers.
window=0x01c00000 mmc=0x01c0f000 timeout=0x01c0f008 reset=0xffffff40
ccu=0x01c20000 rtc=0x01f00000

# rtc_seen NODE: the date and the time in the clock's registers.
rtc_seen()
{
	day=$(mapread "$1" $rtc 0x1000 0x01f00010)
	clock=$(mapread "$1" $rtc 0x1000 0x01f00014)
	printf '%04d-%02d-%02d %02d:%02d\n' $(((day >> 16 & 63) + 1970)) \
		$((day >> 8 & 15)) $((day & 31)) $((clock >> 16 & 31)) \
		$((clock >> 8 & 63))
}

# rtc_said: the same, from the clock's driver.
rtc_said()
{
	echo "$(cat /sys/class/rtc/rtc0/date)" \
		"$(cut -d : -f 1,2 /sys/class/rtc/rtc0/time)"
}

# rtc_agrees NAME NODE: the minute may end between the two looks.
rtc_agrees()
{
	said=$(rtc_said)
	seen=$(rtc_seen "$2")
	[ "$seen" = "$said" ] || said=$(rtc_said)
	is "$1" "$seen" "$said"
}

iomem=$(cat /proc/iomem)
like "a driver has claimed a page of the 64 KiB" "$iomem" \
	'^01c00000-01c00fff : 1c00000\.system-control'
like "drivers have claimed the clock controller and the pins behind it" \
	"$iomem" '^01c20000-01c203ff : (1c20000\.clock|clock@1c20000)'
like "a driver has claimed the clock" "$iomem" '^01f00000-01f003ff : .*rtc'
is "nobody has claimed the MMC controller" \
	"$(echo "$iomem" | grep -c '^ *01c0f000')" 0

is "/dev/mem refuses the 64 KiB" \
	"$(mapread /dev/mem $window 0x10000 $timeout)" EPERM
is "memreg, which tries nothing else, gets nothing" "$(memreg $timeout)" EPERM
is "/dev/mem maps the page" \
	"$(mapread /dev/mem $mmc 0x1000 $timeout)" $reset
for page in $window $ccu $rtc; do
	is "/dev/mem refuses the claimed page $page" \
		"$(mapread /dev/mem "$page" 0x1000 "$page")" EPERM
done
try ipcprobe -v -b devmem read $timeout
is "devmem: reads it" "$status $out" "0 $reset"
like "devmem: 64 KiB are tried and refused" "$err" \
	'mmap /dev/mem 0x1c00000\+0x10000: Operation not permitted'
like "devmem: then one page is mapped" "$err" 'mmap /dev/mem 0x1c0f000\+0x1000$'
try ipcprobe -b devmem doctor $timeout
is "doctor: /dev/mem will do" "$status" 0
like "doctor: but no 64 KiB" "$out" 'window-64k: false'
like "doctor: because of whom" "$out" \
	'window-resource: .*1c00000\.system-control'
try ipcprobe -b devmem doctor $window
is "doctor: a claimed page: no access" "$status" 4
like "doctor: a claimed page: why" "$out" 'reason: .*claimed by a driver'
like "doctor: a claimed page: the driver" "$out" 'driver: sun[x4]i-sram$'

try insmod "$MEMPHYS_KO" soc=none "regions=mmc@$mmc+0x1000,ccu@$ccu+0x1000,rtc@$rtc+0x1000"
is "memphys loads: $err" "$status" 0
for node in /dev/memphys /dev/memphys-remap; do
	is "$node maps the page" "$(mapread $node $mmc 0x1000 $timeout)" $reset
	rtc_agrees "$node: the clock, as its driver has it" $node
	# 24 MHz by two factors and two divisors.
	pll=$(mapread $node $ccu 0x1000 $ccu)
	is "$node: the processor's clock, as its driver has it" \
		"$((24000000 * ((pll >> 8 & 31) + 1) * ((pll >> 4 & 3) + 1) / ((pll & 3) + 1) >> (pll >> 16 & 3)))" \
		"$(cat /sys/kernel/debug/clk/pll-cpux/clk_rate)"
done
is "the 64 KiB with one listed page: by fault" \
	"$(mapread /dev/memphys $window 0x10000 $timeout)" $reset
is "the 64 KiB with one listed page: what is not listed" \
	"$(mapread /dev/memphys $window 0x10000 $window)" SIGBUS
is "the 64 KiB with one listed page: not by remap" \
	"$(mapread /dev/memphys-remap $window 0x10000 $timeout)" EPERM
for method in fault remap; do
	is "$method: ipcprobe reads it" \
		"$(ipcprobe -b memphys -m $method read $timeout)" $reset
done
mount --bind /dev/memphys /dev/mem
is "memreg gets it, with memphys over /dev/mem" "$(memreg $timeout)" $reset
umount /dev/mem
try rmmod memphys
is "it unloads: $err" "$status" 0
is "nothing else was claimed or given up" "$(cat /proc/iomem)" "$iomem"
tap_end
