#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The report of the camera with NAND flash (nandsim, in the guest's RAM), which
# is not read: its driver would have to correct and to move what it holds.
#
# Arches: armhf
# Modules: nandsim mtd_blkdevs mtdblock zlib_deflate jffs2
# After: report_check.py
#
# Not on debug-armhf: it has none of these modules
# Not on gcov-armhf: it has none of these modules

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

# 16 MiB in blocks of 16 KiB; parts are counted in blocks.
try insmod /lib/extra/nandsim.ko id_bytes=0x20,0x73,0x00,0x00 parts=16,256
is "the flash appears: $err" "$status" 0
EXTRA_MODULES=${EXTRA_MODULES#nandsim }
try extra_on
is "its other drivers load: $err" "$status" 0
try mount -t jffs2 /dev/mtdblock1 /mnt
is "a file system on it is mounted: $err" "$status" 0
memphys_on
try ipcprobe
is "the report: exit status" "$status" 0
echo "$out" | sed 's/^/@yaml /'
try ipcprobe -j
is "the report as JSON: exit status" "$status" 0
echo "$out" | sed 's/^/@json /'
echo "@fact chip.model 3516CV608
@fact rom.0.type nand
@fact rom.0.block 16K
@fact rom.0.size 16M
@fact rom.0.partitions.1.path /mnt,jffs2,rw
@absent rom.1"
i=0
while IFS=: read -r dev rest; do
	# shellcheck disable=SC2086 # one word a column
	set -- $rest
	[ "${dev#mtd}" != "$dev" ] || continue
	shift 2
	echo "@fact rom.0.partitions.$i.name $(echo "$*" | tr -d '"')
@fact rom.0.partitions.$i.size $(printf 0x%x \
	"$(cat "/sys/class/mtd/$dev/size")")
@absent rom.0.partitions.$i.sha1"
	i=$((i + 1))
done </proc/mtd
is "there are three partitions" "$i" 3
is "ipcinfo -F" "$(ipcinfo -F)" nand
tap_end
