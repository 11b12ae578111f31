#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# "make kit" and "make check-kernel" with kernels of all kinds, on a copy of the
# bench: kernels, compiler, make and what is booted are made up.

set -u
cd "$(dirname "$0")/../.." || exit 2
real_make=$(command -v make)
# shellcheck source=madeup.sh
. selftests/host/madeup.sh
unset ARCH CC CROSS_COMPILE IMAGE KDIR TREE

# What the camera of the bench needs.
camera="MODULES MODULE_UNLOAD BLK_DEV_INITRD DEVTMPFS PROC_FS SYSFS TMPFS
	PCI_HOST_GENERIC SERIAL_AMBA_PL011_CONSOLE VFP"
armv7="ARM CPU_V7 MODULE_UNLOAD"

# A compiler, a make that says what $dir/warnings holds, and a check that writes what
# $dir/verdicts does.
make_stubs()
{
	script "$dir/bin/test-gcc" <<-'GCC'
		case $* in
		-dumpfullversion) exit 1 ;;
		-dumpversion) echo 4.9.4 ;;
		esac
		while [ $# -gt 1 ]; do
			[ "$1" != -o ] || echo program >"$2"
			shift
		done
	GCC
	script "$qemu/tools" <<-TOOLS
		echo "\$*" >"$dir/tools"
	TOOLS
	script "$dir/bin/test-strip" <<-'STRIP'
		while [ "$1" != -o ]; do
			shift
		done
		cp "$3" "$2"
	STRIP
	echo needed >"$dir/needs"
	script "$dir/bin/nm" <<-NM
		sed 's/^/         U /' "$dir/needs"
	NM
	script "$dir/bin/make" <<-MAKE
		goal=$dir/none
		for word; do
			case \$word in
			KDIR=*) kdir=\$word ;;
			O=*) o=\${word#O=} ;;
			*/board_test) goal=\$word ;;
			esac
		done
		[ -d "\$o" ] || mkdir -p "\$o"
		case \$* in
		*' modules')
			for name in memphys memphys_owner; do
				echo "\$kdir" >"\$o/\$name.ko"
			done
			[ ! -s "$dir/warnings" ] || sed "s|OURS|\$o|" "$dir/warnings"
			;;
		*)
			: >"\$o/ipcprobe"
			: >"\$goal"
			;;
		esac
	MAKE
	script "$tree/selftests/check" <<-CHECK
		[ ! -s "$dir/verdicts" ] || cp "$dir/verdicts" "\$out/log/own-armhf.tsv"
		exit "\$(cat "$dir/status")"
	CHECK
	cat >"$tree/selftests/clean" <<-'CLEAN'
		#!/bin/bash
		. "$(dirname "$0")/qemu/lib.sh"
		. "$top/selftests/kernel.sh"
		work=$build/clean
		own_kernel
		kbuild_clean kernel "$work"
	CLEAN
	chmod +x "$tree/selftests/clean"
	script "$tree/selftests/kernels" <<-ROW
		for word; do :; done
		echo "\$word" >"$dir/booted"
	ROW
	mkdir -p "$tree/build/qemu/log"
	cp user/Makefile "$tree/user/"
	touch "$dir/zImage"
}

# kernel NAME SYMBOL...: one that is built.
kernel()
{
	kdir=$dir/$1
	: >"$dir/warnings"
	rm -rf "$kdir"
	mkdir -p "$kdir/include/config" "$kdir/include/generated"
	touch "$kdir/include/config/auto.conf" "$kdir/Module.symvers"
	echo "#define UTS_RELEASE \"$1\"" >"$kdir/include/generated/utsrelease.h"
	shift
	printf 'CONFIG_%s=y\n' "$@" >"$kdir/.config"
}

# of_kernel COMMAND [VARIABLE=...]...: kit/make or check-kernel for it, by a compiler
# that is not Debian's.
of_kernel()
{
	command=$1
	shift
	env KDIR="$kdir" ARCH=arm CROSS_COMPILE=test- "$@" "$tree/selftests/$command" \
		>"$dir/said" 2>&1
	status=$?
	cat "$dir/said"
	return $status
}

# refused WORDS COMMAND...
refused()
{
	words=$1
	shift
	of_kernel "$@"
	[ $? = 2 ] && grep -q -e "$words" "$dir/said"
}

no_config()
{
	kernel 5.0 X86
	rm "$kdir/.config"
	refused 'no .config' kit/make
}

not_prepared()
{
	# shellcheck disable=SC2086 # one word per symbol
	kernel 5.0 $armv7
	rm "$kdir/include/config/auto.conf"
	refused ' ARCH=arm CROSS_COMPILE=test- olddefconfig ' kit/make ARCH= &&
		refused ' CROSS_COMPILE=arm-linux-gnueabi- ' kit/make CROSS_COMPILE=
}

unknown_architecture()
{
	kernel 5.0 SPARC MODULE_UNLOAD
	refused 'no architecture that memphys knows' kit/make ARCH=
}

big_endian()
{
	# shellcheck disable=SC2086
	kernel 5.0 $armv7 CPU_BIG_ENDIAN
	refused 'big-endian' kit/make CROSS_COMPILE=
}

# A compiler of Debian's that is named can lack its C library, or not be there.
debians_compiler()
{
	kernel 5.0 MIPS MODULE_UNLOAD
	of_kernel kit/make ARCH=mips CROSS_COMPILE=mipsel-linux-gnu-
	grep -qw mipsel "$dir/tools" || return
	# Another one of that name has what it needs.
	cp "$dir/bin/test-gcc" "$dir/bin/mipsel-linux-gnu-gcc"
	of_kernel kit/make ARCH=mips CROSS_COMPILE=mipsel-linux-gnu-
	rm "$dir/bin/mipsel-linux-gnu-gcc"
	! grep -w mipsel "$dir/tools"
}

# A prefix that is named from here is one for make, which works elsewhere.
relative_prefix()
{
	# shellcheck disable=SC2086
	kernel 5.0 $armv7
	rm "$kdir/include/config/auto.conf"
	cd "$dir" || return
	refused " CROSS_COMPILE=$dir/bin/test- " kit/make CROSS_COMPILE=bin/test-
}

no_unload()
{
	kernel 5.0 ARM CPU_V7
	refused 'no CONFIG_MODULE_UNLOAD' kit/make
}

no_versions()
{
	# shellcheck disable=SC2086
	kernel 5.0 $armv7 MODVERSIONS
	rm "$kdir/Module.symvers"
	refused 'CONFIG_MODVERSIONS' kit/make
}

# kit_of NAME: the module in the kit of that kernel is its own. Its versions and its
# compiler are known, so that it may ask for them.
kit_of()
{
	# shellcheck disable=SC2086
	kernel "$1" $armv7 MODVERSIONS CPU_BIG_ENDIAN
	of_kernel kit/make && [ "$(cat "$tree/build/memphys-kit-$1/memphys.ko")" = \
		"KDIR=$kdir" ]
}

# make sees what is there, and not that KDIR is another one.
second_kernel()
{
	kept=$dir/bin/kept-make
	mv "$dir/bin/make" "$kept"
	script "$dir/bin/make" <<-MAKE
		for word; do
			case \$word in
			O=*) [ ! -e "\${word#O=}/memphys.ko" ] || exit 0 ;;
			esac
		done
		exec "$kept" "\$@"
	MAKE
	kit_of 4.1 && kit_of 4.2
	rc=$?
	mv "$kept" "$dir/bin/make"
	return $rc
}

# warned COMMAND LINE...: of a kernel that is built, where kbuild says that.
warned()
{
	command=$1
	shift
	# shellcheck disable=SC2086
	kernel 4.9 $armv7
	printf '%s\n' "$@" >"$dir/warnings"
	of_kernel "$command"
}

vendors_warning()
{
	warned clean 'include/linux/vendor.h:3:2: warning: unused' \
		"$dir/4.9/vendor.h:3: warning: unused" && of_kernel kit/make
}

our_warning()
{
	! warned clean 'OURS/main.c:3:2: warning: unused' &&
		! warned check-kernel './memphys.h:3:2: warning: unused' &&
		[ "$(grep -c '^not ok' "$dir/said")" = 2 ]
}

undefined()
{
	! warned clean 'WARNING: "needed" [OURS/memphys.ko] undefined!' || return
	rm "$kdir/Module.symvers"
	of_kernel clean
}

# The folder that a kernel was built into has a link to where its sources are.
exports_of_source()
{
	kernel 5.0 X86 X86_64
	rm "$kdir/Module.symvers"
	mkdir -p "$dir/linux/arch/x86/kernel"
	echo 'EXPORT_SYMBOL(needed);' >"$dir/linux/arch/x86/kernel/all.c"
	ln -s ../linux "$kdir/source"
	of_kernel check-kernel ARCH=x86_64
}

# exports FILE LINE NAME...: these, by a tree that is prepared and has that line; and
# nothing else.
exports()
{
	# shellcheck disable=SC2086
	kernel 6.6 $armv7
	rm "$kdir/Module.symvers"
	mkdir -p "$kdir/${1%/*}"
	echo "$2" >"$kdir/$1"
	shift 2
	printf '%s\n' "$@" >"$dir/needs"
	of_kernel check-kernel
	found=$?
	echo something >"$dir/needs"
	of_kernel check-kernel && found=1
	echo needed >"$dir/needs"
	[ $found = 0 ] && grep -q 'exports no something' "$dir/said"
}

exports_of_tracepoints()
{
	exports mm/all.c 'EXPORT_TRACEPOINT_SYMBOL(something);' __tracepoint_something \
		__traceiter_something __SCT__tp_func_something
}

# And the thunks of x86, which no file names: one for each register.
exports_of_static_calls()
{
	exports kernel/all.c 'EXPORT_STATIC_CALL_TRAMP(something);' __SCT__something \
		__x86_indirect_thunk_rax
}

# 32-bit Arm has its vm_get_page_prot() from there.
exports_of_headers()
{
	exports include/linux/pgtable.h '	EXPORT_SYMBOL(needed);' needed
}

passed=$(printf 'pass\town: a case')

# booted STATUS VERDICTS: check-kernel with an image, where a check writes these,
# and ends so.
booted()
{
	# shellcheck disable=SC2086
	kernel 5.0 ARM CPU_V7 $camera
	rm -f "$dir/booted"
	printf '%s' "$2" >"$dir/verdicts"
	[ -z "$2" ] || echo >>"$dir/verdicts"
	echo "$1" >"$dir/status"
	of_kernel check-kernel IMAGE="$dir/zImage" TREE=test
}

image_is_a_folder()
{
	# shellcheck disable=SC2086
	kernel 5.0 ARM CPU_V7 $camera
	refused 'no file that can be read' check-kernel IMAGE="$dir"
}

says_nothing()
{
	rm -f "$tree"/build/qemu/log/*
	! booted 0 '' && grep -q '^not ok .* ran to a verdict' "$dir/said" &&
		[ "$(cat "$dir/booted")" = no ]
}

# And one that says something is.
stale_verdicts()
{
	booted 0 "$passed" && grep -q '^ok .*a case' "$dir/said" &&
		[ "$(cat "$dir/booted")" = camera ] && ! booted 0 '' &&
		! grep 'a case' "$dir/said"
}

cut_short()
{
	! booted 1 "$passed" &&
		grep -q '^not ok .* ran to a verdict' "$dir/said"
}

# gcc before 8, by the client's own makefile: it fails at what it does not know.
old_compiler()
{
	script "$dir/bin/old-gcc" <<-'GCC'
		case $* in
		*-ffile-prefix-map=*) exit 1 ;;
		esac
		exec gcc "$@"
	GCC
	for compiler in old-gcc gcc; do
		"$real_make" -C user KMOD=0 V=1 O="$dir/$compiler" CC="$compiler" \
			"$dir/$compiler/obj/base/sha1.o" || return
	done >"$dir/said"
	cat "$dir/said"
	grep -q '^gcc .*-ffile-prefix-map=' "$dir/said"
}

# BusyBox's ash before 1.31 does not export what stands in front of a function.
no_variables_before_functions()
{
	functions=$(cat selftests/kit/run.sh selftests/qemu/guest/tap.sh |
		sed -n 's/^\([a-z_]*\)()$/\1/p' | tr '\n' '|')
	value="([^\"'[:space:]]|\"[^\"]*\"|'[^']*')*"
	! grep -nE "^(.*[[:space:]])?[A-Za-z_]+=$value +(${functions%|})( |\$)" \
		selftests/kit/run.sh
}

make_tree
make_stubs
tap_check 'a kernel without .config is refused' no_config
tap_check 'one that is not prepared: the command has all that it needs' not_prepared
tap_check 'an architecture that memphys does not know' unknown_architecture
tap_check 'a big-endian kernel needs a compiler that is named' big_endian
tap_check 'a compiler may be named from here' relative_prefix
tap_check "what Debian's compiler needs is installed" debians_compiler
tap_check 'a kit needs a kernel that can unload' no_unload
tap_check 'a kit needs the versions that the kernel asks for' no_versions
tap_check 'the kit of a second kernel has a module of its own' second_kernel
tap_check "a warning about a vendor's header is none of ours" vendors_warning
tap_check 'a warning about a file of ours fails' our_warning
tap_check 'a symbol is undefined only where it is known what there is' undefined
tap_check 'what a kernel exports is looked for in its sources' exports_of_source
tap_check 'a tracepoint is exported under its own names' exports_of_tracepoints
tap_check 'a static call is, too' exports_of_static_calls
tap_check 'a macro in a header can export' exports_of_headers
tap_check 'a folder is no image' image_is_a_folder
tap_check 'a check that says nothing is not passed' says_nothing
tap_check 'an earlier verdict is not taken' stale_verdicts
tap_check 'a check that breaks off is not passed' cut_short
tap_check 'a compiler that cannot rename folders builds the client' old_compiler
tap_check "no variable in front of a function of the kit's" \
	no_variables_before_functions
tap_done
