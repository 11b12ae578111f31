#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Nobody claims a page: /dev/mem needs no second try, memphys works the same.
#
# Claim: no

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
unlike "nobody claims the page" "$(cat /proc/iomem)" \
	"11029000-11029fff : $CLAIM_DRIVER .*"
try ipcprobe -v -b devmem read 0x11020ee0
is "devmem: the register" "$out" 0x3516c608
like "devmem: the 64 KiB window is mapped" "$err" \
	'mmap /dev/mem 0x11020000\+0x10000$'
is "devmem: nothing else is" "$(echo "$err" | grep -c 'mmap ')" 1
memphys_on
for method in fault remap; do
	try ipcprobe -m $method chip
	is "$method: the chip" "$out" hi3516cv608
done
tap_end
