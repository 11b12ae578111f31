#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# series.sh: what "make series" writes, for the kernel that it is written for. The
# patches pass that kernel's checkpatch --strict, apply to its pristine sources one
# by one, and with each of them the driver builds without a warning of W=1, where
# it is there. The cells series-amd64 and series-builtin-amd64 boot it.

# shellcheck source-path=SCRIPTDIR source=qemu/lib.sh
. "$(dirname "$0")/qemu/lib.sh"
# shellcheck source=host/tap.sh
. "$top/selftests/host/tap.sh"

kernel=7.2
dir=$build/series/check
tree=$dir/tree
goal=drivers/misc/memphys/

# What checkpatch takes for a fault where it is none: see checkpatch_ignores() of
# style.sh for the tests. MAINTAINERS comes last, and covers what came before.
ignored()
{
	echo FILE_PATH_CHANGES
	case $1 in
	*-tracepoints.patch)
		# The form that the kernel's own trace headers have.
		echo PARENTHESIS_ALIGNMENT,OPEN_ENDED_LINE ;;
	*-selftests-*)
		echo PREFER_KERNEL_TYPES,ARRAY_SIZE,BIT_MACRO,VOLATILE,ENOSYS
		echo USE_NEGATIVE_ERRNO,PREFER_DEFINED_ATTRIBUTE_MACRO
		echo PREFER_FALLTHROUGH,STATIC_CONST_CHAR_ARRAY,MACRO_ARG_REUSE
		echo MULTISTATEMENT_MACRO_USE_DO_WHILE,MACRO_ARG_UNUSED,BRACES
		echo MACRO_WITH_FLOW_CONTROL,COMPLEX_MACRO,CAMELCASE,ARCH_DEFINES ;;
	esac
}

# The pristine tree is no git repository, which checkpatch would ask for licences.
checkpatch()
{
	local patch bad=0

	cd "$pristine" || return
	for patch in "$tree.patches"/*-*.patch; do
		case $patch in
		*/0000-*) continue ;;
		esac
		perl scripts/checkpatch.pl --strict --terse --show-types --no-summary \
			--ignore "$(ignored "${patch##*/}" | paste -sd ,)" "$patch" || bad=1
	done
	return $bad
}

kernel_make()
{
	nice make -s -C "$tree" "O=$dir/$1" "ARCH=$1" \
		"CROSS_COMPILE=$(cross_prefix "$2")" "-j$(nproc)" \
		KBUILD_MODPOST_WARN=1 "${@:3}"
}

# build ARCH DEBIAN-ARCH VALUE: the folder alone, with MEMPHYS=VALUE.
build()
{
	local made=built-in.a

	mkdir -p "$dir/$1"
	"$top/selftests/intree.sh" config "$1" |
		sed "s/^CONFIG_MEMPHYS=.*/CONFIG_MEMPHYS=$3/" >"$dir/$1/fragment"
	kernel_make "$1" "$2" "KCONFIG_ALLCONFIG=$dir/$1/fragment" allnoconfig || return
	# Patches before the one that hooks the driver.
	grep -q '^CONFIG_MEMPHYS=' "$dir/$1/.config" || return 0
	[ "$3" = y ] || made=memphys.ko
	rm -f "$dir/$1/$goal"*.{o,ko,a}
	kernel_make "$1" "$2" W=1 \
		"$goal$([ "$3" = y ] || echo memphys.ko)" >"$dir/$1/log" 2>&1 || {
		cat "$dir/$1/log"
		return 1
	}
	! grep -E 'memphys.*(warning|error): ' "$dir/$1/log" &&
		[ -s "$dir/$1/$goal$made" ]
}

# after PATCH: what plant runs. Patches before the last of the driver only add files.
if [ "${1:-}" = after ]; then
	build x86_64 amd64 m
	exit
fi

set +e
pristine=$("$bench/debug/unpack" "$kernel") || die "no sources of Linux $kernel"
mkdir -p "$dir"
tap_check "each patch applies to Linux $kernel, and builds" \
	"$top/selftests/series/plant" "$kernel" "$tree" "$top/selftests/series.sh" after
tap_check 'checkpatch --strict' checkpatch
tap_check 'built in, x86_64' build x86_64 amd64 y
tap_done
