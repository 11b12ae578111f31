# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2154
# What the boots of "make bench" need beyond the driver. Sourced by qemu/build.

# Builds of the driver to compare with: one page a fault, and 16.
bench_orders="1:0 16:4"

build_bench()
{
	local flags="-O2 -Wall -Wextra -Werror -static" name order

	[ "$arch" != armhf ] || flags="$flags -marm -D_FILE_OFFSET_BITS=64"
	mkdir -p "$cell/bench"
	for name in mapcost; do
		# shellcheck disable=SC2086 # one word a flag
		"${cross}gcc" $flags -o "$cell/bench/$name" \
			"$top/selftests/bench/guest/$name.c"
	done
	for order in $bench_orders; do
		KCFLAGS="-DMEMPHYS_FIXED_ORDER=${order#*:}" \
			build_kbuild kernel "$cell/module-x${order%:*}"
	done
}

part_bench()
{
	local order

	mkdir -p "$cell/part-bench"/{bin,lib/memphys}
	cp "$cell/bench"/* "$cell/part-bench/bin/"
	for order in $bench_orders; do
		order=x${order%:*}
		cp "$cell/module-$order/memphys.ko" \
			"$cell/part-bench/lib/memphys/memphys-$order.ko"
	done
}
