#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# RISC-V: the registers of a device that is there and that its driver has claimed,
# seen through memphys. A virtio slot begins with the letters "virt".
#
# Boards: riscv-virt

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

magic=0x74726976
try insmod "$MEMPHYS_KO" soc=none scratch=64K regions=slot@0x10008000+0x1000,uart@0x10000000+0x100
is "it loads: $err" "$status" 0
for node in /dev/memphys /dev/memphys-remap; do
	is "$node reads the slot" \
		"$(mapread $node 0x10008000 0x1000 0x10008000)" $magic
	is "$node refuses what is not listed" \
		"$(mapread $node 0x10007000 0x1000 0x10007000)" EPERM
	is "$node refuses what is less than a page" \
		"$(mapread $node 0x10000000 0x1000 0x10000000)" EPERM
done
is "the register path" "$(ipcprobe -b memphys read 0x10008000)" $magic
try ipcprobe -b memphys chip
is "no chip is named" "$status" 3
echo 1 >/sys/class/memphys/slot/revoked
is "taken back" "$(mapread /dev/memphys 0x10008000 0x1000 0x10008000)" ENODEV
echo 0 >/sys/class/memphys/slot/revoked
is "and given again" \
	"$(mapread /dev/memphys 0x10008000 0x1000 0x10008000)" $magic
try rmmod memphys
is "it unloads: $err" "$status" 0
tap_end
