# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
try lesson /dev/simple-fault 0x12400000 1
like "flags: raw page frames, and device memory" "$out" '^VmFlags:.* pf io '
like "flags: not to be expanded, not to be dumped" "$out" '^VmFlags:.* de dd'
like "flags: the page can be touched" "$out" '^page 0: 12400000'
rmmod simple
