#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# builds.sh [CELL...]: build the driver for every stock kernel of kernels.tab, with
# gcc, W=1 and sparse, and with clang, and have it read by what analyses source.
# No warning may be ours.

# shellcheck source-path=SCRIPTDIR source=qemu/lib.sh
. "$(dirname "$0")/qemu/lib.sh"
# shellcheck source=host/tap.sh
. "$top/selftests/host/tap.sh"

# module KVER ARCH DIR VARIABLE...: build it there; nothing in its files may be
# warned about. clang is not what the kernel was built with: objtool and modpost
# may say so.
module()
{
	local kver=$1 arch=$2 dir=$3 kernel built_by with=()

	shift 3
	rm -rf "$dir"
	mkdir -p "$dir"
	kernel=$("$bench/fetch" kernel "$arch" "$kver") || return
	read -r _ _ built_by <<<"$(kernel_row "$kver" "$arch")"
	[ "$built_by" = - ] || with=("$bench/within" "$built_by")
	"${with[@]}" make -j"$(nproc)" -C "$top/kernel" "KDIR=$kernel/headers" \
		"ARCH=$(kbuild_arch "$arch")" \
		"CROSS_COMPILE=$(cross_prefix "$arch")" \
		CONFIG_DEBUG_INFO_BTF_MODULES= W=1 "$@" "O=$dir" modules \
		>"$dir/log" 2>&1 || {
		cat "$dir/log"
		return 1
	}
	! grep -E "^$dir/.*\.[ch]:.*(warning|error): " "$dir/log" &&
		[ -s "$dir/memphys.ko" ]
}

# Not with -Wsparse-error: mips gives sparse macros that it has already.
by_gcc()
{
	module "$1" "$2" "$out/builds/$1-$2-gcc" \
		"CC=$(cross_prefix "$2")gcc" C=2
}

by_clang()
{
	module "$1" "$2" "$out/builds/$1-$2-clang" \
		"CC=$top/selftests/clang-as-gcc" KBUILD_MODPOST_WARN=1
}

analyzer()
{
	module 6.1 "$host_arch" "$out/builds/analyzer" CC=gcc KCFLAGS=-fanalyzer
}

# The kernel's own semantic patches. They know no kernel of a certain version.
coccicheck()
{
	local src dir=$out/builds/cocci log

	src=$("$bench/debug/unpack") || return
	rm -rf "$dir"
	mkdir -p "$dir"
	cp -r "$top/kernel" "$dir/kernel"
	log=$dir/log
	for rule in $(find "$src/scripts/coccinelle" -name '*.cocci' | sort); do
		grep -q 'virtual report' "$rule" || continue
		# shellcheck disable=SC2046 # one word an option
		timeout 120 spatch --very-quiet -D report --cocci-file "$rule" \
			$(sed -n 's,^// *Options: ,,p' "$rule") \
			--dir "$dir/kernel" 2>/dev/null
	done >"$log"
	cat "$log"
	! grep -q . "$log"
}

cppcheck_kernel()
{
	cppcheck --quiet --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=selfAssignment --suppress=unknownMacro \
		--suppress=arithOperationsOnVoidPointer -D__KERNEL__ \
		-DCONFIG_X86 -DCONFIG_64BIT "$top/kernel"
}

set +e
"$bench/tools" builds
cells=$(table kernels.tab | awk '$3 != "source" { print $1 "-" $2 }')
if [ $# -gt 0 ]; then
	cells=$*
fi
for cell in $cells; do
	tap_check "$cell: gcc, W=1, sparse" by_gcc "${cell%-*}" "${cell##*-}"
	tap_check "$cell: clang" by_clang "${cell%-*}" "${cell##*-}"
done
if [ $# = 0 ]; then
	tap_check "gcc -fanalyzer" analyzer
	tap_check "coccicheck" coccicheck
	tap_check "cppcheck" cppcheck_kernel
fi
tap_done
