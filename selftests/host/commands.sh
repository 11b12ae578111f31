#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The commands of the top-level Makefile that build and install things, tried as
# a packager would: apart from the tree, into a staging folder.
#
#	KDIR=DIR		a prepared kernel for the machine's architecture

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tap.sh
. selftests/host/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT

# makes TARGET FILE...: the target, with O=, leaves these files there.
makes()
{
	target=$1
	shift
	make "$target" O="$dir/$target" ${KDIR:+KDIR="$KDIR"} || return
	for file; do
		[ -s "$dir/$target/$file" ] && continue
		echo "make $target made no $file; there are:"
		ls -R "$dir/$target"
		return 1
	done
}

installs()
{
	make install O="$dir/user" DESTDIR="$dir/root" prefix=/opt/memphys ||
		return
	for file in sbin/ipcprobe bin/ipcinfo include/memphys/libmemphys.h \
		include/memphys/linux/memphys.h lib/libmemphys.a; do
		[ -e "$dir/root/opt/memphys/$file" ] && continue
		echo "make install put no $file"
		return 1
	done
	outside=$(find "$dir/root" -type f ! -path "$dir/root/opt/memphys/*")
	[ -z "$outside" ] || {
		echo "outside of the prefix: $outside"
		return 1
	}
}

# cleans: O= is gone, and the sources are as they were.
cleans()
{
	make clean O="$dir/user" && [ ! -e "$dir/user" ]
}

# prompts FILE [SCENARIO]: the guest with a prompt is built and started, and has the
# file. QEMU is one here that only keeps what it is given.
prompts()
{
	file=$1
	shift
	mkdir -p "$dir/bin" && cat >"$dir/bin/qemu-system-arm" <<-'QEMU' || return
		#!/bin/sh
		while [ $# -gt 1 ]; do
			[ "$1" != -initrd ] || cp "$2" "${0%/*}/initrd"
			shift
		done
	QEMU
	chmod +x "$dir/bin/qemu-system-arm"
	PATH=$dir/bin:$PATH selftests/qemu/shell "$@" &&
		grep -aq "$file" "$dir/bin/initrd"
}

# keyed: what a kernel with the driver in it is built from, which tells it from
# others in the cache, is the same for callers in any folder.
keyed()
{
	options=$PWD/selftests/qemu/debug/build
	keyed_by=$(cd / && "$options" options amd64 builtin) &&
		[ -n "$keyed_by" ] && (cd / && echo "$keyed_by" | xargs ls)
}

tap_check 'make modules makes memphys.ko' makes modules memphys.ko
tap_check 'make user makes ipcprobe' makes user ipcprobe libmemphys.a
tap_check 'make install keeps to DESTDIR and prefix' installs
tap_check 'make clean leaves nothing' cleans
tap_check 'make dtbs makes the overlays' makes dtbs camera.dtbo
tap_check 'make docs builds without a warning' \
	makes docs html/index.html man/memphys.4
tap_check 'make shell starts the camera' prompts lib/memphys/memphys.ko
tap_check 'make lab starts the guest of the course' prompts bin/lesson lab/shell.sh
tap_check 'the built kernels are known by their files' keyed
tap_done
