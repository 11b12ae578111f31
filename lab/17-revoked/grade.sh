# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod memphys.ko regions=pattern@0x12400000+1M
try lesson /dev/memphys 0x12400000 2 0 '!revoke pattern' 0 1 \
	'!restore pattern' 0
is "revoked: no touch brings it back, before it is restored" \
	"$(echo "$out" | grep '^page' | cut -d , -f 1)" "page 0: 12400000
page 0: SIGBUS
page 1: SIGBUS
page 0: 12400000"
rmmod memphys
