# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
try lesson -v /dev/simple-remap 0x12400000 3 0 2
like "remap: the first page is the one that was asked for" "$out" \
	'^page 0: 12400000, page faults: 0$'
like "remap: so is the last one" "$out" '^page 2: 12402000, page faults: 0$'
like "remap: all of them are there before any touch" \
	"$(echo "$out" | grep -m 1 '^ ')" ' rrr$'
rmmod simple
