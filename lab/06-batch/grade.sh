# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
try lesson /dev/simple-fault 0x12401000 3
is "batch: a short window is mapped by its first touch" \
	"$(echo "$out" | grep '^page')" \
	"page 0: 12401000, page faults: 1
page 1: 12402000, page faults: 0
page 2: 12403000, page faults: 0"
try lesson /dev/simple-fault 0x12400000 64
is "batch: every page of a long one reads its address" "$(echo "$out" |
	awk '/^page/ && $3 == sprintf("%08x,", 306184192 + 4096 * n++)' |
	grep -c .)" 64
is "batch: by no more than five faults" "$(echo "$out" |
	awk '/^page/ { n += $6 } END { print n <= 5 }')" 1
rmmod simple
