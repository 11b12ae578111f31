#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# memphys is loaded, and its regions mapped, before their driver comes.
#
# Claim: no
#
# Not on 5.10-amd64: its pvpanic driver claims no memory
# Not on 7.2-16k-arm64: its device tree lists 4 KiB, which cannot be mapped here

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
try memphys_on
is "memphys loads: $err" "$status" 0
is "it maps the page" "$(mapread /dev/memphys 0x11029000 0x1000 0x11029000)" \
	0x00000000
unlike "it claims nothing" "$(cat /proc/iomem)" memphys

try claim_on
is "the driver loads: $err" "$status" 0
like "the driver has its block" "$(cat /proc/iomem)" \
	"11029000-11029fff : $CLAIM_DRIVER .*"
for node in /dev/memphys /dev/memphys-remap; do
	is "$node reads the ID" \
		"$(mapread $node 0x11020000 0x1000 0x11020ee0)" 0x3516c608
	like "$node reads the claimed page" \
		"$(mapread $node 0x11029000 0x1000 0x11029000)" 0x
done
is "/dev/mem does not" "$(mapread /dev/mem 0x11029000 0x1000 0x11029000)" EPERM
tap_end
