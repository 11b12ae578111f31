# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
# As "lesson -w", but with PROT_READ: the right to write comes later.
insmod simple.ko
for node in fault remap; do
	try lesson -w /dev/simple-$node 0x12c00000 1
	is "read-only: $node refuses PROT_WRITE" "$status" 1
	try lesson -r /dev/simple-$node 0x12c00000 1 0 protect=rw 0=1 0
	like "read-only: $node can be read" "$out" '^page 0: 0'
	like "read-only: $node gives mprotect() no right to write" "$out" \
		'protect=rw: Permission denied'
done
rmmod simple
