# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
for node in fault remap; do
	try lesson /dev/simple-$node 0x124ff000 1
	is "bounds: $node gives the last page" "$status" 0
	try lesson /dev/simple-$node 0x124ff000 2
	like "bounds: $node refuses what is after it" "$err" 'not permitted'
	try lesson /dev/simple-$node 0x123ff000 1
	like "bounds: $node refuses what is before it" "$err" 'not permitted'
done
rmmod simple
