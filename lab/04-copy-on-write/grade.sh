# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
try lesson /dev/simple-fault 0x12400000 1
is "cow: a shared mapping of a read-only descriptor is given" "$status" 0
try lesson -p /dev/simple-fault 0x12400000 1
like "cow: a private mapping that may be written is refused" "$err" \
	'Invalid argument'
rmmod simple
