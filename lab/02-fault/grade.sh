# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
try lesson -v /dev/simple-fault 0x12400000 3 2 0
like "fault: a page is the one that was touched" "$out" \
	'^page 2: 12402000, page faults: 1$'
like "fault: and so is another" "$out" '^page 0: 12400000, page faults: 1$'
is "fault: each touch maps its own page" "$(echo "$out" | grep '^ ' |
	sed 's/.* //' | tr '\n' ' ')" "... ..r r.r "
rmmod simple
