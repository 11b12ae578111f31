#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The chips of vendors beyond the one that the camera is by: their ID pages
# listed, their registers set, ipcprobe asked through both methods. A scenario
# of the bench, in its form; pages that the camera's register image does not
# hold are skipped with that reason.
#
# Dtb: no-policy
# Files: user/tests/vectors/vendors.csv
# Arches: armhf
# Timeout: 300

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

# regions_of VENDOR: its ID pages, for regions=; nothing if they lie elsewhere.
regions_of()
{
	case $1 in
	SigmaStar) echo chipid@0x1f003000+0x1000:rw ;;
	Ingenic) echo cpm@0x10000000+0x1000:rw,socid@0x13000000+0x1000:rw,efuse@0x13540000+0x1000:rw ;;
	ASPEED) echo scu@0x1e6e2000+0x1000:rw ;;
	Samsung) echo chipid@0x10000000+0x1000:rw ;;
	ARM) echo legacy@0x10000000+0x1000:rw,rs1@0x1c010000+0x1000:rw ;;
	esac
}

# hint_of VENDOR FAMILY: a compatible that its boards have.
hint_of()
{
	case $1 in
	SigmaStar) echo "sstar,$2" ;;
	*) echo "$1,$2" | tr '[:upper:]' '[:lower:]' ;;
	esac
}

# contents: all that the listed pages hold.
contents()
{
	for region in /sys/class/misc/memphys/regions/*; do
		ipcprobe dump "${region##*/}"
	done | cksum
}

# turn VENDOR: have its pages listed, and nothing else.
turn()
{
	[ "$1" = "$loaded" ] && return
	[ -z "$loaded" ] || rmmod memphys
	insmod "$MEMPHYS_KO" soc=none regions="$(regions_of "$1")"
	loaded=$1
}

mkdir -p /tmp/root/proc/device-tree
loaded=
grep -v '^#' /bench/vendors.csv >/tmp/rows
while IFS=, read -r name vendor model family registers hardware; do
	if [ -z "$(regions_of "$vendor")" ]; then
		skip "$name of $vendor${hardware:+, a $hardware}: $registers" \
			"the camera's register image does not hold this address"
		continue
	fi
	turn "$vendor"
	hint_of "$vendor" "$family" >/tmp/root/proc/device-tree/compatible
	for word in $registers; do
		ipcprobe -q write "${word%=*}" "${word#*=}" >/dev/null
	done
	before=$(contents)
	for method in fault remap; do
		is "$method: $model from $registers" \
			"$(ipcprobe -r /tmp/root -m $method chip 2>&1)" \
			"$(echo "$name" | tr ' ' -)"
	done
	is "$model: no register was written" "$(contents)" "$before"
	for word in $registers; do
		ipcprobe -q write "${word%=*}" 0 >/dev/null
	done
done </tmp/rows
tap_end
