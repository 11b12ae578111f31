#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# What a boot of "make bench" runs in the guest: every figure of one cell, as
# "@NAME VALUE UNIT" lines.
#
# Parts: module bench
# Dtb: no-policy
# Claim: no
# Append: iomem=relaxed norandmaps random.trust_cpu=off
# Timeout: 1500

# shellcheck source=../../qemu/guest/tap.sh
. /bench/tap.sh
tap_begin

sizes="4K 16K 64K 256K 1M 4M 16M 64M"

# The memory of the largest PCI device: its sysfs folder, and its address.
for dir in /sys/bus/pci/devices/*; do
	[ "$(cat "$dir/vendor")" = 0x1af4 ] || continue
	size=$(stat -c %s "$dir/resource2")
	if [ "$size" -gt "${bar_size:-0}" ]; then
		bar_size=$size
		bar=$dir
	fi
done
base=$(awk 'NR == 3 { print $1 }' "$bar/resource")
comment "$bar_size bytes of $bar at $base"

# each ACCESSES PATTERNS: for every size.
each()
{
	for size in $sizes; do
		for access in $1; do
			for pattern in $2; do
				echo "$size:$access:$pattern"
			done
		done
	done
}

# cost ARGUMENT...: a run of mapcost is a case.
cost()
{
	case " ${TESTS:-$1} " in
	*" $1 "*) ;;
	*) return ;;
	esac
	mapcost "$@"
	result $? "mapcost $1"
}

# module FILE: load this build of the driver.
module()
{
	[ ! -d /sys/module/memphys ] || rmmod memphys
	insmod "/lib/memphys/$1.ko" soc=none \
		"regions=bench@$base+$bar_size:rw"
}

every="$(each "read write" "up one")"
walks="1M:read:down 1M:read:random 1M:read:every8
	64M:read:down 64M:read:random 64M:read:every8 64M:read:every16 64M:read:every512
	64M:write:down 64M:write:random"
some="64M:read:some1 64M:read:some4 64M:read:some16 64M:read:some64
	64M:read:some256 64M:read:some1024 64M:read:some4096"

# shellcheck disable=SC2086 # one word a measurement
{
	module memphys
	cost remap /dev/memphys-remap "$base" $every $walks $some
	cost fault /dev/memphys "$base" $every $walks $some
	cost small /dev/memphys "$base" $every $walks $some
	module memphys-x1
	cost fault1 /dev/memphys "$base" $every $walks $some
	module memphys-x16
	cost fault16 /dev/memphys "$base" $every
	rmmod memphys
	cost devmem /dev/mem "$base" $every
	cost resource "$bar/resource2" 0 $every
}
tap_end
