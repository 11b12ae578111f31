#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# A board whose ID register shares its page with blocks that the kernel's own
# drivers have claimed, without any of the bench's making: /dev/mem refuses the
# page, memphys shows it, and those drivers go on.
#
# Boards: vexpress-a15
# Timeout: 120

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

page=0x1c010000 id=0x1c010000 led=0x1c010008 clock=0x1c01005c
sys_id=0x1190f500

# led_set VALUE: through the driver of the page's GPIO block.
led_set()
{
	echo "$1" >"/sys/class/gpio/gpio$base/value"
}

like "a GPIO driver has claimed four bytes of the page" "$(cat /proc/iomem)" \
	'^1c010008-1c01000b : basic-mmio-gpio\.0\.auto'
like "another driver has claimed more of it" "$(cat /proc/iomem)" \
	'^1c010060-1c0100ab : vexpress-syscfg'
is "nobody has claimed the ID itself" \
	"$(grep -cE '^ *1c010000-' /proc/iomem)" 0
is "/dev/mem refuses the page" "$(mapread /dev/mem $page 0x1000 $id)" EPERM
is "/dev/mem refuses the 64 KiB" "$(mapread /dev/mem $page 0x10000 $id)" EPERM
try ipcprobe -b devmem -v read $id
is "devmem: no access" "$status $out" "4 refused"
like "devmem: one page was tried, too" "$err" \
	"mmap /dev/mem $page\+0x1000: Operation not permitted"
try ipcprobe -b devmem chip
is "devmem: the name is the kernel's" "$status $out" "0 v2m-p1"
like "devmem: no register confirms it" "$(ipcprobe -b devmem -f plain)" \
	'^chip\.method=device-tree$'
try ipcprobe -b devmem doctor $id
is "doctor without memphys: no access" "$status" 4
like "doctor without memphys: why" "$out" \
	'reason: "*a part of its page is claimed by a driver'

try memphys_on
is "memphys loads, soc=auto: $err" "$status" 0
like "it lists the page by itself" "$(ipcprobe -f plain regions)" \
	"^regions\.0\.start=$page\$"
try ipcprobe doctor $id
is "doctor: it can be read" "$status" 0
like "doctor: by memphys" "$out" 'method: mapping'
like "doctor: the claim" "$out" 'resource: .*basic-mmio-gpio\.0\.auto'
like "doctor: the driver" "$out" 'driver: basic-mmio-gpio$'
is "the register path" "$(ipcprobe -b memphys read $id)" $sys_id

base=$(cat /sys/bus/platform/devices/basic-mmio-gpio.0.auto/gpio/gpiochip*/base)
echo "$base" >/sys/class/gpio/export
echo out >"/sys/class/gpio/gpio$base/direction"
for node in /dev/memphys /dev/memphys-remap; do
	is "$node reads the ID" "$(mapread $node $page 0x1000 $id)" $sys_id
	led_set 1
	is "$node: the driver of the claim switches its LED on" \
		"$(mapread $node $page 0x1000 $led)" 0x00000001
	led_set 0
	is "$node: and off" "$(mapread $node $page 0x1000 $led)" 0x00000000
	ticks=$(mapread $node $page 0x1000 $clock)
	unlike "$node: the board's clock goes on" \
		"$(mapread $node $page 0x1000 $clock)" "^$ticks\$"
done
for method in fault remap; do
	try ipcprobe -b memphys -m $method -f plain
	is "$method: the report: exit status" "$status" 0
	like "$method: the board" "$out" '^chip\.model=V2M-P1$'
	like "$method: by its register" "$out" \
		"^chip\.registers\.0\.value=$sys_id\$"
done
is "the claims are as they were" \
	"$(grep -cE '^1c0100.*(basic-mmio-gpio|vexpress-syscfg)' /proc/iomem)" 4
is "/dev/mem still refuses the page" \
	"$(mapread /dev/mem $page 0x1000 $id)" EPERM
try rmmod memphys
is "it unloads: $err" "$status" 0
led_set 1
is "the driver of the claim still works" \
	"$(cat "/sys/class/gpio/gpio$base/value")" 1
tap_end
