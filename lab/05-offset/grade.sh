# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
try lesson /dev/simple-fault 0x12400000 3
is "offset: each page is its own" "$(echo "$out" | grep '^page')" \
	"page 0: 12400000, page faults: 1
page 1: 12401000, page faults: 1
page 2: 12402000, page faults: 1"
try lesson /dev/simple-fault 0x12405000 1
like "offset: wherever the window begins" "$out" '^page 0: 12405000'
rmmod simple
