#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The driver of 2009 with its answer corrected and its .mmap forgotten: its own test
# program, which maps copy-on-write, is a BUG of the kernel. This guest may die of it.
#
# Parts: module lab
# Arches: armhf amd64
# In check: none
# Taint on amd64: 128
# Taint on armhf: 128

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
# shellcheck source=../../../lab/guest.sh
. /bench/guest.sh
tap_begin
echo 0 >/proc/sys/kernel/panic_on_oops
insmod classic.ko era=insert
# Its task never ends: nobody waits for it.
lesson -p /dev/memphys-classic 0x41400000 1 >/tmp/out 2>&1 &
tries=0
until dmesg | grep -q 'kernel BUG at' || [ $tries = 20 ]; do
	sleep 1
	tries=$((tries + 1))
done
like "copy-on-write into vmf_insert_pfn() is a BUG" "$(dmesg)" \
	'kernel BUG at mm/memory.c'
is "the page was not read" "$(grep '^page' /tmp/out)" ""
# What init must not find: it was asked for.
dmesg -c >/dev/null
tap_end
