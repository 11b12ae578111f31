# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod memphys.ko regions=two@0x12600000+8K
try lesson /dev/memphys-remap 0x12600000 2
is "holes: what is listed can be mapped" "$status" 0
try lesson /dev/memphys-remap 0x12600000 4
like "holes: a window with more is refused" "$err" 'not permitted'
try lesson /dev/memphys 0x12600000 4
like "holes: the other method gives what is listed" "$out" '^page 1: 12601000'
like "holes: and SIGBUS for the rest" "$out" '^page 2: SIGBUS'
rmmod memphys
