#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# An ID that no chip in the table has, one bit beside one that has.
#
# Registers: 0x11020EE0=0x3516C609

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
memphys_on
for method in fault remap; do
	try ipcprobe -m $method chip
	is "$method: the chip is unknown" "$status" 3
	is "$method: no name is guessed" "$out" unknown
	like "$method: the message shows the value" "$err" 0x3516c609
done
try ipcprobe
is "the report: unknown too" "$status" 3
like "the report shows the value" "$out" 'value: "0x3516c609"'
tap_end
