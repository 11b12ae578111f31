# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod classic.ko era=insert
try lesson /dev/memphys-classic 0x41400000 6
is "careless: shared mappings work" "$(echo "$out" | grep -c 'faults: 1$')" 6
try lesson -p /dev/memphys-classic 0x41400000 1
like "careless: the test program of 2009 is refused" "$err" 'Invalid argument'
rmmod classic
insmod classic.ko era=2009
try lesson -p /dev/memphys-classic 0x41400000 1 0 0=7 0
like "careless: where pages are counted, it gets a copy" "$out" \
	'^page 0: 00000007'
rmmod classic
