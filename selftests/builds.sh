#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# builds.sh [CELL...]: build the driver for every stock kernel of kernels.tab, with
# gcc, W=1 and sparse, and with clang; for one of them with older and newer ones,
# and the test module and the lab, too; and have it read by what analyses source. No
# warning may be ours.

# shellcheck source-path=SCRIPTDIR source=qemu/lib.sh
. "$(dirname "$0")/qemu/lib.sh"
# shellcheck source=host/tap.sh
. "$top/selftests/host/tap.sh"

# module KVER ARCH DIR VARIABLE...: build it there, or what folder names; nothing in
# its files may be warned about. clang is not what the kernel was built with: objtool
# and modpost may say so.
module()
{
	local kver=$1 arch=$2 dir=$3 kernel built_by with=()

	shift 3
	rm -rf "$dir"
	mkdir -p "$dir"
	kernel=$("$bench/fetch" kernel "$arch" "$kver") || return
	read -r _ _ built_by <<<"$(kernel_row "$kver" "$arch")"
	[ "$built_by" = - ] || with=("$bench/within" "$built_by")
	"${with[@]}" make -j"$(nproc)" -C "$top/${folder:-kernel}" "KDIR=$kernel/headers" \
		"ARCH=$(kbuild_arch "$arch")" \
		"CROSS_COMPILE=$(cross_prefix "$arch")" \
		CONFIG_DEBUG_INFO_BTF_MODULES= W=1 "$@" "O=$dir" modules \
		>"$dir/log" 2>&1 || {
		cat "$dir/log"
		return 1
	}
	! warnings "$dir" && ls "$dir"/*.ko >"$dir/built"
}

# warnings DIR: those about our files. Since 6.13 they are compiled in DIR, and
# named as seen from there.
warnings()
{
	DIR=$1/ awk '
		index($0, ENVIRON["DIR"]) == 1 {
			$0 = substr($0, length(ENVIRON["DIR"]) + 1)
		}
		/^[a-z][a-z_\/]*\.[ch]:.*(warning|error): / { print; found = 1 }
		END { exit !found }' "$1/log"
}

# A detector that finds nothing anywhere would look the same as clean sources.
warnings_seen()
{
	local dir=$out/builds/warnings.d+x line

	mkdir -p "$dir"
	for line in "$dir/main.c:1:2: warning: W" "main.c:1:2: warning: W" \
		"include/uapi/memphys.h:1:2: error: E"; do
		printf '%s\n' "  CC [M]  main.o" "$line" >"$dir/log"
		warnings "$dir" || return
	done
	for line in "/usr/main.c:1:2: warning: W" "./include/a.h:1: warning: W" \
		"main.c:1:2: note: N"; do
		echo "$line" >"$dir/log"
		! warnings "$dir" || return
	done
}

# sparse_of KVER: headers from 7.0 on are more than this machine's can read. One
# of another suite runs with that suite's libraries.
sparse_of()
{
	local usr libs

	case $1 in
	[1-6].*) echo sparse ;;
	*)
		usr=$("$bench/fetch" tools forky)/usr || return
		libs=$(dirname "$(find "$usr/lib" -name 'libxml2.so.*' -print -quit)")
		echo "$(find "$libs/" -name 'ld-linux*.so.*')" \
			"--library-path $libs $usr/bin/sparse"
		;;
	esac
}

# Not with -Wsparse-error: mips gives sparse macros that it has already. By C=2,
# kbuild would ask a script that Debian's headers from 7.0 on lack, and then go
# without. So what counts is that each file was read.
by_gcc()
{
	local dir=$out/builds/$1-$2-gcc check

	check=$(sparse_of "$1") || return
	module "$1" "$2" "$dir" "CC=$(cross_prefix "$2")gcc" \
		KBUILD_CHECKSRC=2 "CHECK=$check" || return
	for file in "$top"/kernel/*.c; do
		grep -Eq "^ *CHECK .*\b${file##*/}\$" "$dir/log" || {
			echo "sparse did not read ${file##*/}"
			return 1
		}
	done
}

by_clang()
{
	module "$1" "$2" "$out/builds/$1-$2-clang" \
		"CC=$top/selftests/clang-as-gcc" KBUILD_MODPOST_WARN=1
}

# by_another KVER ARCH COMPILER: by one that is not this machine's own.
by_another()
{
	local folder cc

	cc=$(cross_prefix "$2")$3
	[[ $3 != clang* ]] || cc=$top/selftests/clang-as-gcc
	for folder in kernel selftests/mod lab; do
		CLANG=$3 module "$1" "$2" "$out/builds/$1-$2-$3/$folder" "CC=$cc" \
			KBUILD_MODPOST_WARN=1 || return
	done
}

analyzer()
{
	module 6.1 "$host_arch" "$out/builds/analyzer" CC=gcc KCFLAGS=-fanalyzer
}

# The kernel's own semantic patches. They know no kernel of a certain version. Two
# of them want an OCaml compiler, and look for what sparse does, and for one chip.
coccicheck()
{
	local src dir=$out/builds/cocci log rules=0

	src=$("$bench/debug/unpack") || return
	rm -rf "$dir"
	mkdir -p "$dir"
	cp -r "$top/kernel" "$dir/kernel"
	log=$dir/log
	for rule in $(find "$src/scripts/coccinelle" -name '*.cocci' | sort); do
		grep -q 'virtual report' "$rule" || continue
		! grep -q 'script:ocaml' "$rule" || continue
		rules=$((rules + 1))
		# shellcheck disable=SC2046 # one word an option
		timeout 300 spatch --very-quiet -D report --cocci-file "$rule" \
			$(sed -n 's,^// *Options: ,,p' "$rule") \
			--dir "$dir/kernel" 2>"$dir/stderr" || {
			echo "$rule: spatch ended with $?"
			cat "$dir/stderr"
		}
	done >"$log"
	cat "$log"
	[ "$rules" -gt 0 ] && ! grep -q . "$log"
}

# It does not see the kernel's headers: so what walks a list is told it here.
cppcheck_kernel()
{
	local lists status=0

	lists=$(mktemp)
	cat >"$lists" <<-'END'
		#define hlist_for_each_entry(it, head, link) \
			for (it = first(head); it; it = after(it))
		#define hlist_for_each_entry_safe(it, next, head, link) \
			for (it = first(head); it && (next = after(it), 1); it = next)
	END
	cppcheck --quiet --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=selfAssignment --suppress=unknownMacro \
		--suppress=arithOperationsOnVoidPointer --include="$lists" \
		-D__KERNEL__ -DCONFIG_X86 -DCONFIG_64BIT -DCONFIG_MEMPHYS_SYSFS \
		"$top/kernel" || status=$?
	rm "$lists"
	return "$status"
}

set +e
"$bench/tools" builds || exit
cells=$(table kernels.tab | awk '$3 != "source" { print $1 "-" $2 }')
if [ $# -gt 0 ]; then
	cells=$*
fi
for cell in $cells; do
	tap_check "$cell: gcc, W=1, sparse" by_gcc "${cell%-*}" "${cell##*-}"
	# Its kernel is built with options that only gcc has.
	[ "${cell##*-}" = ppc64el ] ||
		tap_check "$cell: clang" by_clang "${cell%-*}" "${cell##*-}"
done
if [ $# = 0 ]; then
	# Older ones do not know the options of newer kernels.
	for arch in amd64 armhf; do
		tap_check "5.10-$arch: gcc 11" by_another 5.10 "$arch" gcc-11
		tap_check "5.10-$arch: clang 13" by_another 5.10 "$arch" clang-13
		tap_check "6.1-$arch: clang 19" by_another 6.1 "$arch" clang-19
	done
	tap_check "a warning of ours is noticed" warnings_seen
	tap_check "gcc -fanalyzer" analyzer
	tap_check "coccicheck" coccicheck
	tap_check "cppcheck" cppcheck_kernel
fi
tap_done
