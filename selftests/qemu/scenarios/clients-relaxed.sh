#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Two programs of the scenario "clients" on a kernel that is told to refuse
# nothing: they get as far as there, and no further.
#
# Arches: amd64
# In check: none
# Kernels: 6.1
# Append: iomem=relaxed
# Parts: programs
# Machine amd64: q35
# Modules: iTCO_vendor_support intel_pmc_bxt watchdog iTCO_wdt lpc_ich

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
export PATH=/usr/bin:/usr/sbin:/bin
extra_on
like "a driver has claimed a part of the block" "$(cat /proc/iomem)" iTCO_wdt
like "inteltool" "$(inteltool -r)" '^0x3144: 0x32103210$'
like "flashrom" "$(flashrom -p internal 2>/dev/null)" \
	'^Found ST flash chip "M95M02" \(256 kB, SPI\) mapped at physical address 0x00000000fffc0000\.$'
tap_end
