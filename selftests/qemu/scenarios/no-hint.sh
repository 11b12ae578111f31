#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# A machine that says nothing about its SoC: /dev/mem is not touched at random.
#
# Dtb: no-hint no-policy

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
try ipcprobe -v chip
is "the chip is unknown" "$status" 3
is "no name" "$out" unknown
unlike "nothing is mapped" "$err" 'mmap |read32 '
like "it says why" "$err" 'no hint'

try insmod "$MEMPHYS_KO"
is "the driver loads without regions" "$status" 0
like "the driver says how to get some" "$(dmesg | grep memphys: | tail -n 1)" \
	'ipcprobe load.*soc='
try ipcprobe -v chip
is "the chip is still unknown" "$status" 3
unlike "still nothing is mapped" "$err" 'mmap |read32 '
tap_end
