# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=sh
#
# What every guest of the lab begins with. Sourced.

# The modules are in the current directory, so that "insmod NAME.ko" is enough.
cd /lib/memphys || exit
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
insmod memphys_owner.ko

# revoke NAME, restore NAME: take a region back, and give it again.
for word in revoke:1 restore:0; do
	cat >"/bin/${word%:*}" <<-SCRIPT
		#!/bin/sh
		echo ${word#*:} >/sys/class/memphys/"\$1"/revoked
	SCRIPT
	chmod +x "/bin/${word%:*}"
done
