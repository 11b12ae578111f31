#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# One run by each method, recorded: lab/timeline draws it, and checks that the
# drawing holds what the page tables held.
#
# Parts: module lab
# Arches: armhf
# In check: none
# After: ../../lab/timeline

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
# shellcheck source=../../../lab/guest.sh
. /bench/guest.sh
tap_begin
insmod memphys.ko regions=regs@0x12400000+96K
# The last page of the fault method's window is not listed.
for run in memphys:25 memphys-remap:24; do
	try lesson --timeline /tmp/record "/dev/${run%:*}" 0x12400000 \
		"${run#*:}" 0 1 2 9 10 $((${run#*:} - 1)) '!revoke regs' 1 \
		'!restore regs' 1 2 unmap
	sed 's/^/@timeline /' /tmp/record
	is "/dev/${run%:*}: the run was recorded: $err" "$status" 0
	like "/dev/${run%:*}: with what the driver traced" \
		"$(cat /tmp/record)" '^event .*memphys_mmap: '
done
tap_end
