#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# What a boot of "make bench" runs in the guest: every figure of one cell, as
# "@NAME VALUE UNIT" lines. TESTS, if set, names the methods.
#
# Parts: module bench
# Dtb: no-policy
# Claim: no
# Append: iomem=relaxed intel_iommu=on norandmaps random.trust_cpu=off
# Timeout: 1500

# shellcheck source=../../qemu/guest/tap.sh
. /bench/tap.sh
tap_begin

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

idle

# each ACCESSES PATTERNS SIZE...
each()
{
	for size in $3; do
		for access in $1; do
			for pattern in $2; do
				echo "$size:$access:$pattern"
			done
		done
	done
}

# wanted METHOD
wanted()
{
	case " ${TESTS:-$1} " in
	*" $1 "*) return 0 ;;
	esac
	return 1
}

# cost METHOD ARGUMENT...: a run of mapcost is a case.
cost()
{
	wanted "$1" || return
	mapcost "$@"
	result $? "mapping: $1"
}

# program NAME COMMAND...: a run of execcost is a case.
program()
{
	execcost "$@"
	result $? "program: $1"
}

# The chip ID is in the second MiB of the BAR of arm: measured is what comes
# after it.
case $base in
0x0000000010000000)
	base=0x14000000 skip=0x4000000 span=64M ;;
*)
	skip=0 span=1G ;;
esac

# module FILE: load this build of the driver, with the memory and the chip ID.
module()
{
	[ ! -d /sys/module/memphys ] || rmmod memphys
	insmod "/lib/memphys/$1.ko" soc=none \
		"regions=sysctl@0x11020000+0x1000,bench@$base+$span:rw"
}

sizes="4K 16K 64K 256K 1M 4M 16M 64M"
every=$(each "read write" "up one" "$sizes")
# The last one is made for the rule of the fault method, which it defeats.
walks="$(each read "down random every8" "1M 64M")
	$(each read "every16 every512" 64M) $(each write "down random" 16M)
	$(each read step16 16M)"
some=$(each read "some1 some4 some16 some64 some256 some1024 some4096" 64M)
# Held to a bound whatever the pattern: no line of plots, but the worst of all.
sweep=$(each read "some2 some82 some164 some246 some328 some492
	some656 some820 some984 some1311 some1638 some2458 some8192 some12288
	every2 every3 every4 every5 every6 every7 every9 every10 every11
	every12 every13 every14 every15 every17 every18 every20 every24
	every28 every31 every32 every33 every40 every48 every56 every64
	down2 down8 down9 down13 down17 down32
	group2 group3 group4 group8 group16 group32 group64 group128
	first1 first2 first3 first4 first9 first17 first24 first33 first65
	last1 last2 last4 last9 last17 last33
	pair1 pair2 pair5 pair7 pair9 pair12 pair16 pair20
	run2 run8 run16 run64 run100 run256 run512 run1000 run4000" 64M)
giant=
[ $span = 64M ] || giant="1G:read:up 1G:read:one"

# shellcheck disable=SC2086 # one word a measurement
mappings()
{
	module memphys
	cost remap /dev/memphys-remap $base $every $walks $some $sweep $giant
	cost fault /dev/memphys $base $every $walks $some $sweep $giant
	# Where there are huge pages: how it is without.
	case $KVER in
	5.10 | 6.1) ;;
	*) cost small /dev/memphys $base $every $walks $some $sweep ;;
	esac
	module memphys-x1
	cost fault1 /dev/memphys $base $every $walks $some $sweep
	rmmod memphys
	cost devmem /dev/mem $base $every
	cost resource "$bar/resource2" $skip $every
}

# bind DRIVER: have the PCI device served by this one.
bind()
{
	echo "$1" >"$bar/driver_override"
	echo "${bar##*/}" >/sys/bus/pci/drivers_probe
	[ "$(basename "$(readlink "$bar/driver")")" = "$1" ]
}

peer_modules()
{
	for name; do
		[ ! -e "/lib/peers/$name.ko" ] || insmod "/lib/peers/$name.ko"
	done
}

# A driver for a card of another vendor maps BAR 2 as its second memory.
# shellcheck disable=SC2086 # one word a measurement
uio()
{
	wanted uio || return
	peer_modules uio uio_cif
	bind hilscher # the name of uio_cif
	result $? "uio_cif serves the device"
	cost uio /dev/uio0 0x1000 $every
	echo "${bar##*/}" >"$bar/driver/unbind"
}

# Where the machine has an IOMMU.
# shellcheck disable=SC2086 # one word a measurement
vfio()
{
	wanted vfio && [ -e "$bar/iommu_group" ] || return
	peer_modules irqbypass vfio vfio_virqfd vfio_iommu_type1 \
		vfio-pci-core vfio-pci
	bind vfio-pci
	result $? "vfio-pci serves the device"
	group=$(basename "$(readlink "$bar/iommu_group")")
	cost vfio "/dev/vfio/$group" "${bar##*/}" $every
}

clients()
{
	wanted exec || return
	module memphys
	regcost "$base"
	result $? "register paths"
	program devmem /bin/busybox devmem 0x11020ee0
	program chip /bin/ipcprobe chip
	program report /bin/ipcprobe
	echo "@exec/chip/reads $(ipcprobe -v chip 2>&1 >/dev/null |
		grep -c 'read32 ') reads"
}

mappings
clients
uio
vfio
tap_end
