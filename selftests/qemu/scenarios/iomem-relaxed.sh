#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Without the strict check of claims the client has nothing to try twice.
#
# Append: iomem=relaxed

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
try ipcprobe -v -b devmem read 0x11020ee0 2
is "registers are read" "$out" "0x3516c608
0x00000000"
like "the 64 KiB window is mapped" "$err" 'mmap /dev/mem 0x11020000\+0x10000$'
is "nothing else is" "$(echo "$err" | grep -c 'mmap ')" 1
try ipcprobe -b devmem read 0x11029000
is "the claimed page too" "$status" 0
tap_end
