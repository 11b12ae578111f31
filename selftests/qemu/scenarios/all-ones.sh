#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The bus answers with ones, because nobody switched the block on.
#
# Arches: armhf arm64
# Decode: no
# Claim: no

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
registers_off
memphys_on
for backend in memphys devmem; do
	try ipcprobe -b $backend chip
	is "$backend: the name is the kernel's" "$status $out" "0 hi3516cv608"
	like "$backend: the message says so" "$err" 'no register confirms it'
	like "$backend: the message shows the value" "$err" 0xffffffff
done
tap_end
