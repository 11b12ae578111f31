#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The scenario of "make demo". Prints what it sees, one "@key value" per line;
# the labels, and what to think of it, are the host's.

see()
{
	echo "@$1 $2"
}

# see_lines KEY: the same for all of stdin.
see_lines()
{
	sed "s/^/@$1 /"
}

# pwm PERIOD_NS DUTY_NS: have the PWM driver make this signal.
pwm()
{
	dir=/sys/class/pwm/pwmchip0
	[ -d $dir/pwm0 ] || echo 0 >$dir/export
	echo 0 >$dir/pwm0/duty_cycle
	echo "$1" >$dir/pwm0/period
	echo "$2" >$dir/pwm0/duty_cycle
	echo 1 >$dir/pwm0/enable
}

# ticks FILE: its period register, through one node.
ticks()
{
	mapread "$1" 0x11029000 0x1000 0x11029010
}

see release "$(uname -r)"
[ "$CLAIM" = 0 ] || pwm 100000 50000
grep '11029000-.*pwm@' /proc/iomem | sed 's/^ *//' | see_lines claim
see window "$(mapread /dev/mem 0x11020000 0x10000 0x11020EE0)"
see page "$(mapread /dev/mem 0x11020000 0x1000 0x11020EE0)"
see claimed "$(ticks /dev/mem)"

cd /lib/memphys || exit
insmod memphys.ko >/tmp/err 2>&1
see insmod $?
see_lines insmod_says </tmp/err
for dir in /sys/class/memphys/*; do
	[ -d "$dir" ] || continue
	see region "${dir##*/} $(cat "$dir/start" "$dir/size" "$dir/access" |
		tr '\n' ' ')"
done
see fault "$(ticks /dev/memphys)"
see remap "$(ticks /dev/memphys-remap)"

ipcprobe >/tmp/yaml 2>/tmp/err
see ipcprobe $?
see_lines yaml </tmp/yaml
see_lines ipcprobe_says </tmp/err

[ "$CLAIM" = 0 ] || pwm 200000 50000
see pwm "$(cat /sys/class/pwm/pwmchip0/pwm0/enable 2>/dev/null)"
see fault_after "$(ticks /dev/memphys)"
see remap_after "$(ticks /dev/memphys-remap)"
see end 1
# init's own document needs company.
# shellcheck source=tap.sh
. /bench/tap.sh
tap_begin
result 0 "the demo ran to its end"
tap_end
