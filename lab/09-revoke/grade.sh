# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
off=/sys/module/simple/parameters/simple_off
try lesson /dev/simple-fault 0x12400000 2 0 "!echo 1 >$off" 0 1 \
	"!echo 0 >$off" 0 1
is "revoke: what was mapped is gone, and comes back" \
	"$(echo "$out" | grep '^page')" "page 0: 12400000, page faults: 1
page 0: SIGBUS
page 1: SIGBUS
page 0: 12400000, page faults: 1
page 1: 12401000, page faults: 1"
rmmod simple
