# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2154
# What the guest of "make lab" has beyond the driver. Sourced by qemu/build.

build_lab()
{
	build_kbuild lab "$cell/lab-module" &&
		build_kbuild selftests/mod "$cell/test-module" &&
		make -C "$top/lab" CC="${cross}gcc" O="$out/lab-$arch" programs
}

part_lab()
{
	local root=$cell/part-lab dir

	mkdir -p "$root"/{bin,bench/grade,lib/memphys}
	strip_into "$root/lib/memphys" "$cell"/{lab,test}-module/*.ko
	cp "$out/lab-$arch"/{lesson,predict} "$root/bin/"
	cp "$top/lab/guest.sh" "$root/bench/"
	"$top/lab/transcript" --guest >"$root/bench/transcript"
	for dir in "$top"/lab/[0-9]*/; do
		[ -e "$dir/grade.sh" ] || continue
		dir=$(basename "$dir")
		cp "$top/lab/$dir/grade.sh" "$root/bench/grade/$dir.sh"
		# Without a start, the tree is the start.
		[ -e "$top/lab/$dir/solution.patch" ] ||
			echo "$dir" >>"$root/bench/grade/solved"
	done
	# By this classic.ko knows where it is.
	: >"$root/bench/lab"
}
