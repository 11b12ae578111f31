#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# intree.sh [NAME-ARCH...]: build kernel/ as drivers/misc/memphys of Debian's
# linux-source, in the configurations of intree.tab, or those that are named. Each
# builds that folder alone, as a kernel that had the driver would; it passes if
# no warning of W=1 is ours. In qemu/intree of the build folder.
#
# intree.sh config ARCH: only print what the row "module" asks for.

# shellcheck source-path=SCRIPTDIR source=qemu/lib.sh
. "$(dirname "$0")/qemu/lib.sh"
# shellcheck source=host/tap.sh
. "$top/selftests/host/tap.sh"

rows()
{
	sed -e '/^#/d' -e '/^$/d' "$top/selftests/intree.tab"
}

# symbols ARCH NAME: what the row and its base ask for, the row's own last.
symbols()
{
	rows | awk -v a="$1" -v n="$2" '$2 == a && ($1 == "base" || $1 == n) {
		for (i = 3; i <= NF; i++) {
			split($i, part, "=")
			value[part[1]] = part[2]
		}
	} END { for (s in value) print s "=" value[s] }'
}

# as_config: symbols as a fragment of .config.
as_config()
{
	sed -E -e 's/^(.*)=n$/# CONFIG_\1 is not set/;t' -e 's/^/CONFIG_/'
}

# not_taken CONFIG: the symbols on stdin that it does not have so.
not_taken()
{
	local line

	while read -r line; do
		case $line in
		*=n) ! grep -q "^CONFIG_${line%=n}=" "$1" || echo "$line" ;;
		*) grep -qx "CONFIG_$line" "$1" || echo "$line" ;;
		esac
	done
}

debian_arch()
{
	case $1 in
	arm) echo armhf ;;
	arm64) echo arm64 ;;
	*) echo amd64 ;;
	esac
}

one()
{
	local name=$1 arch=$2 dir=$out/intree/$2 lost made
	local goal=drivers/misc/memphys/
	local make

	make=(nice make -s -C "$out/intree/src" "O=$dir" "ARCH=$arch"
		"CROSS_COMPILE=$(cross_prefix "$(debian_arch "$arch")")"
		"-j$(nproc)" KBUILD_MODPOST_WARN=1)
	mkdir -p "$dir"
	symbols "$arch" "$name" | as_config >"$dir/fragment"
	"${make[@]}" "KCONFIG_ALLCONFIG=$dir/fragment" allnoconfig || return
	lost=$(symbols "$arch" "$name" | not_taken "$dir/.config")
	if [ -n "$lost" ]; then
		echo "this kernel does not take: ${lost//$'\n'/ }"
		return 1
	fi
	made=built-in.a
	grep -q '^CONFIG_MEMPHYS=y' "$dir/.config" || made=memphys.ko goal=$goal$made
	rm -f "$dir"/drivers/misc/memphys/*.{o,ko,a}
	"${make[@]}" W=1 "$goal" >"$dir/$name.log" 2>&1 || {
		cat "$dir/$name.log"
		return 1
	}
	! grep -E 'memphys.*(warning|error): ' "$dir/$name.log" &&
		[ -s "$dir/drivers/misc/memphys/$made" ]
}

if [ "${1:-}" = config ]; then
	symbols "$2" module | as_config
	exit
fi

set +e
"$bench/debug/plant" "$out/intree/src" >&2 || die "no source to build in"
while read -r name arch _; do
	[ "$name" != base ] || continue
	case " ${*:-$name-$arch} " in
	*" $name-$arch "*) tap_check "in the tree: $name, $arch" one "$name" "$arch" ;;
	esac
done < <(rows)
tap_done
