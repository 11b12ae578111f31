#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The chips of vendors beyond the one that the camera is by: their ID pages
# listed, their registers set, ipcprobe asked through both methods. No machine
# has free addresses for all of them: the arm cameras have what comes after the
# small RAM that Linux is told of, the PC what is cut out of its RAM, and a board
# with RAM at 0 the rest.
#
# Boards: camera highbank
# Arches: armhf arm64 amd64
# In check: armhf
# Dtb: no-policy
# Dtb highbank: nxp-pages
# Machine arm64: high
# Memory armhf: 3072
# Memory arm64: 12288
# Append armhf: mem=512M
# Append amd64: memmap=208M$0x13000000 memmap=4K$0x8000000 memmap=4K$0x30360000
# Files: user/tests/vectors/vendors.csv
# Timeout: 1200

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

# place VENDOR NAME: where these are tested, and their ID pages, for regions=.
place()
{
	case $1,$2 in
	SigmaStar,*) echo armhf arm64 amd64 chipid@0x1f003000+0x1000:rw ;;
	Ingenic,*) echo armhf arm64 amd64 socid@0x13000000+0x1000:rw,efuse@0x13540000+0x1000:rw ;;
	ASPEED,*) echo armhf arm64 amd64 scu@0x1e6e2000+0x1000:rw ;;
	Samsung,*) echo armhf arm64 amd64 chipid@0x10000000+0x1000:rw ;;
	ARM,*) echo armhf arm64 amd64 legacy@0x10000000+0x1000:rw,rs1@0x1c010000+0x1000:rw ;;
	Fullhan,*) echo armhf arm64 pmu@0xf0000000+0x1000:rw ;;
	Novatek,na51090 | Novatek,na51102) echo arm64 top@0x2f0010000+0x1000:rw ;;
	Novatek,*) echo armhf arm64 top@0xf0010000+0x1000:rw ;;
	Ambarella,*) echo armhf arm64 cpuid@0xe0000000+0x1000:rw ;;
	Xilinx,*) echo armhf arm64 slcr@0xf8000000+0x1000:rw ;;
	Anyka,*) echo amd64 sysctrl@0x08000000+0x1000:rw ;;
	NXP,i.mx7*) echo amd64 anatop@0x30360000+0x1000:rw ;;
	NXP,*) echo highbank anatop@0x020c8000+0x1000:rw,src@0x020d8000+0x1000:rw ;;
	esac
}

# hint_of VENDOR FAMILY: a compatible that its boards have.
hint_of()
{
	case $1 in
	SigmaStar) echo "sstar,$2" ;;
	# What it says of the part is in cpuinfo.
	Anyka) echo "anyka,board" ;;
	*) echo "$1,$2" | tr '[:upper:]' '[:lower:]' ;;
	esac
}

# contents: all that the listed pages hold.
contents()
{
	for region in /sys/class/memphys/*; do
		ipcprobe dump "${region##*/}"
	done | sha1sum
}

# turn REGIONS: have these listed, and nothing else.
turn()
{
	[ "$1" = "$loaded" ] && return
	[ -z "$loaded" ] || rmmod memphys
	insmod "$MEMPHYS_KO" soc=none regions="$1"
	loaded=$1
	first=1
}

mkdir -p /tmp/root/proc/device-tree
loaded=
lost=
rows=0
empty=$(sha1sum </dev/null)
grep -v '^#' /bench/vendors.csv >/tmp/rows
while IFS=, read -r name vendor model family registers hardware compatible; do
	where=$(place "$vendor" "$name")
	regions=${where##* }
	[ -n "$where" ] || lost="$lost $name"
	case " ${where% *} " in
	*" ${BOARD:-$ARCH} "*) ;;
	*) continue ;;
	esac
	rows=$((rows + 1))
	turn "$regions"
	[ -n "$compatible" ] || compatible=$(hint_of "$vendor" "$family")
	echo "$compatible" | tr '; \n' ',\0\0' >/tmp/root/proc/device-tree/compatible
	# Of some it is several lines, which the table has with \n.
	printf 'Hardware\t: %b\n' "$hardware" >/tmp/root/proc/cpuinfo
	for word in $registers; do
		ipcprobe -q write "${word%=*}" "${word#*=}" >/dev/null
	done
	# In make check, for the first chip of each list.
	before=
	if [ "$first$SHORT" != 01 ]; then
		before=$(contents)
		[ "$before" != "$empty" ] || lost="$lost $name:unset"
	fi
	for method in fault remap; do
		is "$method: $model from $registers" \
			"$(ipcprobe -r /tmp/root -b memphys -m $method chip 2>&1)" \
			"$(echo "$name" | tr ' ' -)"
	done
	[ -z "$before" ] ||
		is "$model: no register was written" "$(contents)" "$before"
	first=0
	for word in $registers; do
		ipcprobe -q write "${word%=*}" 0 >/dev/null
	done
done </tmp/rows
is "chips without a machine that they are tested on" "$lost" ""
is "chips were tested" "$((rows > 5))" 1
tap_end
