# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod memphys.ko regions=ro@0x12c00000+4K,rw@0x12c01000+4K:rw
try lesson -w /dev/memphys-remap 0x12c00000 1
like "later: a read-only region cannot be mapped to write" "$err" 'not permitted'
try lesson -r /dev/memphys-remap 0x12c00000 1 protect=rw 0
like "later: nor made writable afterwards" "$out" 'protect=rw: Permission denied'
try lesson -r /dev/memphys-remap 0x12c01000 1 protect=rw 0=5 0
like "later: a writable one can" "$out" '^page 0: 00000005'
rmmod memphys
