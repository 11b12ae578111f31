# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=sh
#
# A copy of the bench, whose QEMU, kernel and downloads are made up. For tests, which
# source it at the top of the sources: $dir is a folder of its own, $tree the copy
# in it.

# shellcheck source=tap.sh
. selftests/host/tap.sh
# Each check takes seconds. tap.sh reads it.
# shellcheck disable=SC2034
tap_only=${TAP_ONLY:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT
tree=$dir/tree
qemu=$tree/selftests/qemu
export XDG_CACHE_HOME="$dir/cache" PATH="$dir/bin:$PATH" TMPDIR="$dir/tmp"
unset MEMPHYS_BUILD O MAKEFLAGS MAKELEVEL CELLS ARCHES KERNELS SCENARIOS TESTS \
	PROGRAMS REMEMBER

# script FILE <TEXT: an executable.
script()
{
	{
		echo '#!/bin/sh'
		cat
	} >"$1"
	chmod +x "$1"
}

# The copy: one scenario, a driver that is an empty file, and a QEMU that does what
# $dir/guest says.
make_tree()
{
	mkdir -p "$dir/bin" "$dir/tmp" "$tree/kernel" "$dir/kernel/headers" \
		"$dir/kernel/modules" "$dir/busybox"
	# Not what git lists: a mutant's tree is none of git's.
	tar cf - --exclude=selftests/mutants --exclude='*_test.c' \
		--exclude=scenarios selftests Makefile lab user/lib \
		kernel/include dts/overlays | tar xf - -C "$tree"
	mkdir -p "$qemu/scenarios"
	printf '%s\n' '# Parts: module' '# Arches: armhf' \
		>"$qemu/scenarios/one.sh"
	sed 's/one/two/' "$qemu/scenarios/one.sh" >"$qemu/scenarios/two.sh"
	# shellcheck disable=SC2016 # make expands them
	echo 'modules: ; mkdir -p $(O); $(CC) -c -x c /dev/null -o $(O)/memphys.ko' \
		>"$tree/kernel/Makefile"
	echo 6.1.0-test >"$dir/kernel/release"
	touch "$dir/kernel/vmlinuz" "$dir/kernel/headers/.config" \
		"$dir/kernel/headers/Module.symvers" "$dir/busybox/busybox" \
		"$dir/kernel/modules/pvpanic.ko"
	cp "$qemu/build" "$dir/build"
	script "$qemu/tools" </dev/null
	script "$qemu/fetch" <<-FETCH
		echo "$dir/\$1"
	FETCH
	script "$dir/bin/iasl" <<-'IASL'
		touch "$2.aml"
	IASL
	# shellcheck disable=SC2016 # lib.sh sets out
	{
		echo '#!/bin/bash'
		echo '. "$(dirname "$0")/lib.sh"'
		echo 'cell=$out/$2-$1; mkdir -p "$cell"; cd "$cell"'
		echo 'touch base.cpio module.cpio regs regs2 camera.dtb; echo "$cell"'
	} >"$qemu/build"
	script "$dir/bin/qemu-system-arm" <<-QEMU
		[ "\$1" != --version ] || exec echo 'QEMU of the test'
		echo booted >>"$dir/boots"
		. "$dir/guest"
	QEMU
	cat >"$dir/good" <<-'GOOD'
		printf '%s\n' 'TAP version 13' 'ok 1 it works' 1..1 'TAP version 13' \
			'ok 1 the kernel is not tainted by a warning or worse' 1..1
		exit 33
	GOOD
	echo 'sleep 600 & wait' >"$dir/hanging"
	{
		echo 'sleep 0.5'
		cat "$dir/good"
	} >"$dir/slow"
	sed 's/0\.5/3/' "$dir/slow" >"$dir/slower"
	# A host's stage.
	echo 'check: ; @echo "ok 1 a case"; echo 1..1; echo "1 passed, 0 failed, 0 skipped"' \
		>"$tree/selftests/host/Makefile"
}

# guest WHAT: what QEMU does from now on.
guest()
{
	cp "$dir/$1" "$dir/guest"
	rm -f "$dir/boots"
}

check_qemu()
{
	make -s -C "$tree" check-qemu ARCHES=armhf "$@"
}
