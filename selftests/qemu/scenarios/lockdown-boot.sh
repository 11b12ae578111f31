#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# A kernel that is locked down from the start, as Secure Boot does it: memphys,
# which nobody signed, does not load, and what fails says why.
#
# Append: lockdown=integrity
# Claim: no
#
# Not on amd64: a kernel locked down gives nobody the port that ends QEMU with a verdict
# Not on 5.10-armhf: this kernel has no lockdown

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
like "the kernel is locked down" "$(cat /sys/kernel/security/lockdown)" \
	'\[integrity\]'
try memphys_on
is "memphys does not load" "$((status != 0))" 1
like "insmod: not permitted" "$err" 'Operation not permitted'
like "the kernel says why" "$(dmesg)" \
	'Lockdown: insmod: unsigned module loading is restricted'
is "no node" "$(ls /dev/memphys* 2>/dev/null)" ""
is "no module" "$(lsmod | grep memphys)" ""
try devmem 0x11020ee0
is "/dev/mem is locked too" "$((status != 0))" 1

try ipcprobe load "$MEMPHYS_KO"
is "ipcprobe load: no access" "$status" 4
like "ipcprobe load: not permitted" "$err" 'Operation not permitted'
try ipcprobe chip
is "ipcprobe chip: the name is the kernel's" "$status $out" "0 hi3516cv608"
like "ipcprobe chip: the message says so" "$err" 'no register confirms it'
try ipcprobe doctor 0x11020ee0
is "ipcprobe doctor: no access" "$status" 4
like "ipcprobe doctor: lockdown" "$out" 'lockdown: true'

# Nothing is promised, wherever the module is.
cd "$(dirname "$MEMPHYS_KO")" || exit
for command in "-b memphys chip" load "doctor 0x11020ee0" "doctor 0x11021000" \
	"exec -r sysctl@0x11020000+4K -- echo run"; do
	# shellcheck disable=SC2086 # several words
	try ipcprobe $command
	like "$command: the kernel is locked down" "$err $out" \
		'the kernel is locked down'
	is "$command: no command is hinted at" "$(hint "$err
$out")" ''
done
tap_end
