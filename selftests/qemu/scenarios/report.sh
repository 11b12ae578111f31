#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The whole report of a board with a real serial NOR flash and a network port:
# what it says, and what the kernel says by other ways. The host reads both
# documents with real parsers.
#
# Boards: ast2600-evb
# Dtb: one-flash
# Modules: ofpart spi-nor spi-aspeed-smc mtd_blkdevs mtdblock zlib_deflate jffs2 libphy fixed_phy fwnode_mdio of_mdio mdio_devres mdio-aspeed phy_package? realtek ftgmac100
# The controller's windows are larger than the kernel's usual space for them.
# Append: vmalloc=768M
# After: report_check.py
#
# Not on 5.10-armhf: its driver of the flash controller is another one

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

fact()
{
	echo "@fact $1 $2"
}

try extra_on
is "the board's drivers load: $err" "$status" 0
try mount -t jffs2 /dev/mtdblock2 /mnt
is "a file system on the flash is mounted: $err" "$status" 0
before=$(sha1sum /dev/mtd0ro /dev/mtd1ro)
try memphys_on
is "memphys loads: $err" "$status" 0

try ipcprobe
is "the report: exit status" "$status" 0
echo "$out" | sed 's/^/@yaml /'
try ipcprobe -j
is "the report as JSON: exit status" "$status" 0
echo "$out" | sed 's/^/@json /'
like "there is flash" "$before" /dev/mtd1ro
is "the flash is as before" "$(sha1sum /dev/mtd0ro /dev/mtd1ro)" "$before"

fact chip.vendor ASPEED
fact chip.model AST2600
fact board.model "$(tr -d '\0' </proc/device-tree/model)"
fact ethernet.mac "$(ip link show eth0 | sed -n 's/.*link.ether \([^ ]*\).*/\1/p')"
fact ethernet.phy-id "$(cat /sys/bus/mdio_bus/devices/1e650000.mdio-1:00/phy_id)"
fact ethernet.u-mdio-phyaddr 0
fact ethernet.phy-mode "$(tr -d '\0' <"$(dirname \
	"$(readlink -f /sys/class/net/eth0/device/of_node/name)")/phy-mode")"
fact rom.0.type nor
fact rom.0.chip.name n25q128a13
fact rom.0.chip.id 0x20ba18
fact rom.0.size 16M
fact rom.0.addr-mode 3-byte
i=0
while IFS=: read -r dev rest; do
	# shellcheck disable=SC2086 # one word a column
	set -- $rest
	[ "$1" != size ] || continue
	fact rom.0.block "$((0x$2 / 1024))K"
	fact "rom.0.partitions.$i.name" "$(echo "$3" | tr -d '"')"
	fact "rom.0.partitions.$i.size" "$(printf 0x%x "0x$1")"
	if [ "$dev" = mtd2 ]; then
		fact "rom.0.partitions.$i.path" /mnt,jffs2,rw
		echo "@absent rom.0.partitions.$i.sha1"
	else
		fact "rom.0.partitions.$i.sha1" \
			"$(sha1sum "/dev/${dev}ro" | cut -c 1-8)"
		echo "@absent rom.0.partitions.$i.path"
	fi
	i=$((i + 1))
done </proc/mtd
echo "@absent rom.0.partitions.$i"
fact ram.total 1024M
fact firmware.kernel "$(uname -r) ($(uname -v | sed 's/^#[0-9]* //'))"
fact firmware.toolchain "$(sed 's/[^)]*) (//; s/) #.*//' /proc/version)"
echo "@absent firmware.libc"
echo "@absent sensors"
is "there are several partitions" "$((i > 2))" 1
is "ipcinfo -F" "$(ipcinfo -F)" nor
tap_end
