# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash
# What every script of the bench shares. Sourced, not run.

set -euo pipefail

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$bench/../.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?set it, or XDG_CACHE_HOME, for the downloads}/.cache}/memphys
build=${MEMPHYS_BUILD:-$top/build}
out=$build/qemu
host_arch=$(dpkg --print-architecture)
export bench top cache out host_arch
# Debian keeps dkms from users' PATH. What tools say is read in English, and a
# locale that is set but not there would have them warn.
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C.UTF-8
# What make was told about its own run is not for the makes that we start.
unset MAKEFLAGS MFLAGS MAKELEVEL

msg()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# die [-CODE] TEXT...: say why, and stop.
die()
{
	local code=1

	case $1 in
	-[0-9]*)
		code=${1#-}
		shift
		;;
	esac
	msg "$@"
	exit "$code"
}

# As long as this is open, here or in what is started, nobody prunes the cache.
mkdir -p "$cache"
exec 7>>"$cache/in-use"
flock -s 7

# The tables of the bench: comments and empty lines do not count.
table()
{
	sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' "$bench/$1"
}

# kernel_row KVER ARCH: the row of kernels.tab, without its two keys.
kernel_row()
{
	local row

	# Of check-kernel, and no table knows it.
	if [ "$1" = own ]; then
		echo "source - -"
		return
	fi
	row=$(table kernels.tab |
		awk -v k="$1" -v a="$2" '$1 == k && $2 == a { $1 = $2 = ""; print }')
	[ -n "$row" ] ||
		die -2 "no kernel $1 for $2; kernels.tab has: $(table kernels.tab |
			awk '{ printf "%s-%s ", $1, $2 }')"
	echo "$row"
}

# Debian's architecture names to kbuild's and to the cross tools'.
kbuild_arch()
{
	case $1 in
	armhf | armel) echo arm ;;
	arm64) echo arm64 ;;
	amd64) echo x86_64 ;;
	i386) echo i386 ;;
	mipsel) echo mips ;;
	ppc64el) echo powerpc ;;
	riscv64) echo riscv ;;
	*) die -2 "unknown architecture $1: kernels.tab has those there are" ;;
	esac
}

cross_prefix()
{
	[ "$1" != "$host_arch" ] || return 0
	case $1 in
	armhf) echo arm-linux-gnueabihf- ;;
	armel) echo arm-linux-gnueabi- ;;
	arm64) echo aarch64-linux-gnu- ;;
	amd64) echo x86_64-linux-gnu- ;;
	i386) echo i686-linux-gnu- ;;
	mipsel | riscv64) echo "$1-linux-gnu-" ;;
	ppc64el) echo powerpc64le-linux-gnu- ;;
	*) die -2 "unknown architecture $1: kernels.tab has those there are" ;;
	esac
}

# pack DIR FILE: a cpio archive that the kernel unpacks as root's. The same files
# give the same archive. A guest is slow at inflating: it is not compressed.
pack()
{
	find "$1" -exec touch -h -d @0 {} +
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort |
		cpio --quiet --reproducible -o -H newc -R 0:0) >"$2.part"
	mv "$2.part" "$2"
}
