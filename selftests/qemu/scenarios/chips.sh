#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Every HiSilicon and Goke chip that its registers tell apart, by both methods:
# the registers are set one chip after the other, and ipcprobe is asked.
#
# In check: armhf
# Dtb: no-policy
# Files: user/tests/vectors/registers.csv
# Timeout: 300

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
# Whole pages, also where one has 16 KiB.
regions=
for region in v5@0x11020000 v3@0x12020000 nvr@0x12050000 v1@0x20050000; do
	regions=$regions,$region+0x4000:rw
done
insmod "$MEMPHYS_KO" soc=none "regions=${regions#,}"
mount --bind /dev/memphys /dev/mem
# What the boot put there is not a chip of this list's turn.
poke 0x11020ee0 0

chips=0
# Where the Hi3519AV100 has its ID, the camera has its flash.
for row in $(grep -E '^[^#,]*,(HiSilicon|Goke),' /bench/registers.csv |
	grep -v '0x04520ee0' | cut -d , -f 1,5 | tr ' ' '+'); do
	name=${row%%,*}
	words=$(echo "${row#*,}" | tr '+' ' ')
	for word in $words; do
		poke "${word%=*}" "${word#*=}"
	done
	is "fault: $name from $words" "$(ipcprobe -m fault chip 2>&1)" "$name"
	is "remap: $name from $words" "$(ipcprobe -m remap chip 2>&1)" "$name"
	for word in $words; do
		poke "${word%=*}" 0
	done
	chips=$((chips + 1))
done
is "chips were read" "$((chips > 50))" 1
tap_end
