# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
for node in fault remap; do
	try lesson /dev/simple-$node 0x12400000 1
	like "exec: $node still maps" "$out" '^page 0: 12400000'
	unlike "exec: $node gives no right to execute" "$out" '^VmFlags:.* me'
	try lesson -x /dev/simple-$node 0x12400000 1
	like "exec: $node gives a program that asks its mapping" "$out" \
		'^page 0: 12400000'
	unlike "exec: $node gives it without execution" "$out" \
		'^VmFlags:.* (ex|me)'
done
rmmod simple
