#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The driver built into the kernel: parameters come from the command line, and the
# drivers of the blocks probe after it.
#
# Kernels: builtin
# Parts: user
# Append: memphys.soc=none memphys.regions=sysctl@0x11020000+0x1000,pwm@0x11029000+0x1000

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

is "no module is loaded" "$(grep -c memphys /proc/modules)" 0
is "it is there" "$(ls /dev/memphys*)" "/dev/memphys
/dev/memphys-remap"
is "the kernel's command line gave the list" \
	"$(cat /sys/class/memphys/pwm/start)" 0x11029000
like "another driver claims its block nevertheless" "$(cat /proc/iomem)" \
	"11029000-11029fff : $CLAIM_DRIVER .*"
is "/dev/mem refuses that page" \
	"$(mapread /dev/mem 0x11029000 0x1000 0x11029000)" EPERM
for method in fault remap; do
	try ipcprobe -m $method chip
	is "$method: the chip: $err" "$out" hi3516cv608
	try ipcprobe -m $method read 0x11029000
	is "$method: the claimed page is read: $err" "$status" 0
done
[ -d /sys/kernel/debug/tracing/events/memphys/memphys_mmap ]
result $? "its tracepoints are there"
tap_end
