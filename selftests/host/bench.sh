#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# What the bench promises of itself: nothing stale, nothing left, nothing shared.
# On a copy of it.

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=madeup.sh
. selftests/host/madeup.sh

# says SUM COMMAND...: the last line of what it prints.
says()
{
	sum=$1
	shift
	"$@" >"$dir/said" 2>&1
	cat "$dir/said"
	[ "$(tail -n 1 "$dir/said")" = "$sum" ]
}

all_pass()
{
	guest good
	says '6 passed, 0 failed, 0 skipped' check_qemu
}

# left: the processes and files that a check has left.
left()
{
	for file in /proc/[0-9]*/cmdline; do
		tr '\0' ' ' <"$file" 2>/dev/null | grep -F "$dir" &&
			echo "is process $file"
	done
	find "$dir/tmp" /dev/shm -mindepth 1 -newer "$dir/start" ! -path "$tap_log"
	find "$dir/cache" "$tree/build" \
		\( -name 'tmp.*' -o -name 'boot.*' -o -name 'new.*' \) 2>/dev/null
}

# nothing_left: now, or soon.
nothing_left()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -n "$(left)" ] || return 0
		sleep 0.2
	done
	left
	return 1
}

# wait_for COMMAND...: until it succeeds.
wait_for()
{
	for _ in $(seq 100); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

# stopped SIGNAL TO: a check that is stopped while QEMU runs: "make", as by a
# service, or its whole "group", as by a terminal.
stopped()
{
	guest hanging
	touch "$dir/start"
	setsid env --default-signal="$1" \
		make -s -C "$tree" check-qemu ARCHES=armhf &
	make=$!
	wait_for test -e "$dir/boots" || return
	if [ "$2" = group ]; then
		kill -s "$1" -- "-$make"
	else
		kill -s "$1" "$make"
	fi
	wait "$make"
	# Nor has the next scenario begun.
	nothing_left && [ "$(wc -l <"$dir/boots")" -le "$(nproc)" ]
}

# A long boot says each minute, here each second, how far it is.
tells()
{
	{
		echo "echo '[    0.1] Linux'; echo '# ok 7 a case'; sleep 3"
		cat "$dir/good"
	} >"$dir/telling"
	guest telling
	sed -i 's/^OFTEN = .*/OFTEN = 1/' "$tree/selftests/harness/session.py"
	SCENARIOS=one check_qemu >"$dir/said" 2>&1
	cat "$dir/said"
	grep -q '^check: 6.1-armhf-one: [0-9] s of 300: ok 7 a case$' "$dir/said"
}

# Whatever it is doing, and the next one is not disturbed by it.
stopped_anywhere()
{
	guest slow
	touch "$dir/start"
	for tenths in 1 3 5 6 8 9 11 13 16 20; do
		make -s -C "$tree" check-qemu ARCHES=armhf REMEMBER=1 &
		make=$!
		sleep "$((tenths / 10)).$((tenths % 10))"
		kill "$make" 2>/dev/null
		wait "$make"
		nothing_left || return
	done
	all_pass
}

# Two of one build folder.
two_at_once()
{
	guest slower
	check_qemu >"$dir/first" 2>&1 &
	wait_for test -e "$dir/boots" || return
	SCENARIOS=two check_qemu >"$dir/second" 2>&1
	wait
	cat "$dir/first" "$dir/second"
	[ "$(tail -n 1 "$dir/first")" = '6 passed, 0 failed, 0 skipped' ] &&
		[ "$(tail -n 1 "$dir/second")" = '3 passed, 0 failed, 0 skipped' ]
}

# What is built goes where O= says, and nowhere else.
elsewhere()
{
	guest good
	rm -rf "$tree/build"
	check_qemu O="$dir/elsewhere" && [ ! -e "$tree/build" ] &&
		(cd "$tree" && MEMPHYS_BUILD="$dir/elsewhere" selftests/check host) &&
		[ ! -e "$tree/build" ] && [ -s "$dir/elsewhere/check/host.log" ]
}

# A checkout that nobody can write to, not even root.
read_only()
{
	guest good
	unshare -mr sh -c "mount --bind '$tree' '$tree' &&
		mount -o remount,ro,bind '$tree' && ! touch '$tree/new' &&
		make -s -C '$tree' check-qemu ARCHES=armhf O='$dir/read-only'"
}

# refused WORDS COMMAND...: one sentence with these words, and nothing else.
refused()
{
	words=$1
	shift
	"$@" >"$dir/said" 2>&1
	status=$?
	cat "$dir/said"
	[ $status != 0 ] && grep -q "$words" "$dir/said" &&
		[ "$(grep -cv '^make: \*\*\*.*Error' "$dir/said")" = 1 ]
}

with_spaces()
{
	cp -r "$tree" "$dir/a tree"
	refused 'has a space' make -s -C "$dir/a tree" check
	rc=$?
	rm -rf "$dir/a tree"
	return $rc
}

# boots VARIABLE=...: how often two.sh would be booted on armhf, if make check is
# to leave it out.
boots()
{
	sed '1a # In check: none' "$qemu/scenarios/two.sh" >"$dir/left-out.sh"
	(cd "$tree/selftests" && env "$@" python3 -B -c '
import sys
from harness import cells
print(len(cells.Scenario(sys.argv[1]).boots(cells.cell("6.1-armhf"))))
' "$dir/left-out.sh")
}

left_to_all()
{
	[ "$(boots SHORT=)" = 0 ] && [ "$(boots CELLS=all)" = 1 ] &&
		[ "$(boots SCENARIOS=left-out)" = 1 ] && [ "$(boots ARCHES=armhf)" = 1 ]
}

# base: build a cell with the bench's own script; the archive of its base.
base()
{
	cp "$dir/build" "$qemu/real-build"
	MEMPHYS_BUILD=$dir/real BENCH_OUT=$dir/real/qemu \
		"$qemu/real-build" amd64 6.1 module >"$dir/said" 2>&1 || {
		cat "$dir/said" >&2
		return 1
	}
	cksum <"$dir/real/qemu/6.1-amd64/base.cpio"
}

# rebuilt COMMAND...: after it, the base is another one.
rebuilt()
{
	before=$(base) && [ "$before" = "$(base)" ] || return
	# A file system may not tell times that are nearer.
	sleep 0.1
	"$@"
	after=$(base) && [ "$before" != "$after" ]
}

change_header()
{
	name=$(basename "$(dirname "$1")")
	echo "static const char in_${name}[] __attribute__((used)) = \"$1\";" \
		>>"$tree/$1"
}

change_kernel()
{
	echo new >"$dir/kernel/modules/pvpanic.ko"
	touch -d '1 year ago' "$dir/kernel/modules/pvpanic.ko"
}

# A kernel of the same version whose files are older than what was built.
change_release()
{
	echo 6.1.1-test >"$dir/kernel/release"
	touch -d '1 year ago' "$dir/kernel/release"
}

compiled_again()
{
	base >/dev/null && touch "$dir/real/qemu/6.1-amd64/module/old" &&
		change_release && base >/dev/null &&
		[ ! -e "$dir/real/qemu/6.1-amd64/module/old" ]
}

# The test programs, by what make would do.
tests_again()
{
	ksft=$(cd selftests && XDG_CACHE_HOME=$cache_home qemu/fetch kselftest) ||
		return
	mkdir -p "$dir/ksft"
	touch "$dir/ksft/map_test"
	make -n -C selftests KSFT="$ksft" O="$dir/ksft" \
		-W "$PWD/selftests/../kernel/include/uapi/linux/memphys.h" \
		"$dir/ksft/map_test" | grep map_test.c
}

remembered()
{
	guest good
	REMEMBER=1 check_qemu >/dev/null && rm -f "$dir/boots" &&
		REMEMBER=1 check_qemu && [ ! -e "$dir/boots" ]
}

# forgotten COMMAND...: after it, both are booted.
forgotten()
{
	remembered || return
	"$@"
	REMEMBER=1 check_qemu && [ "$(wc -l <"$dir/boots")" = 2 ]
}

change_archive()
{
	echo new >>"$tree/build/qemu/6.1-armhf/base.cpio"
}

change_judge()
{
	echo '# new' >>"$tree/selftests/harness/verdicts.py"
}

change_qemu()
{
	sed -i 's/of the test/of another version/' "$dir/bin/qemu-system-arm"
}

# A built kernel is for its state of the driver, and others may be booting theirs.
kernels_stay()
{
	mkdir -p "$dir/cache/memphys/kernels/builtin-amd64-other" "$dir/built"
	script "$qemu/debug/plant" </dev/null
	script "$dir/bin/make" <<-MAKE
		exit 1
	MAKE
	"$qemu/debug/build" "$dir/built" amd64 builtin
	rm "$dir/bin/make"
	ls "$dir/cache/memphys/kernels/builtin-amd64-other"
}

too_slow()
{
	script "$dir/sleeper" <<-'SLEEP'
		echo 1..1
		sleep 60
	SLEEP
	TIMEOUT=1 user/tests/run.sh "$dir/sleeper" >"$dir/said"
	cat "$dir/said"
	grep -q '^not ok .*more than 1 s' "$dir/said"
}

# In memory, where nothing else is removed with the run.
fuzzer_stopped()
{
	mkdir -p "$dir/fuzz"
	touch "$dir/start"
	script "$dir/fuzz/fuzzer" <<-FUZZER
		mktemp -d "\$TMPDIR/fuzz.XXXXXX" >"$dir/fuzz/started"
		sleep 600
	FUZZER
	MEMPHYS_BUILD=$dir/fuzz selftests/alone user/tests/fuzz/run.sh \
		"$dir/fuzz/fuzzer" "$dir" 600 &
	alone=$!
	wait_for test -s "$dir/fuzz/started" || return
	kill "$alone"
	wait "$alone"
	nothing_left
}

cache_home=${XDG_CACHE_HOME_OF_USER:-$HOME/.cache}
make_tree
tap_check 'boots that pass' all_pass
tap_check 'make, stopped by TERM, leaves no QEMU and no file' stopped TERM make
tap_check 'nor does Ctrl-C' stopped INT group
tap_check 'nor does a terminal that is gone' stopped HUP group
tap_check 'stopped anywhere, nothing is left' stopped_anywhere
tap_check 'a long boot says how far it is' tells
tap_check 'two checks of one build folder' two_at_once
tap_check 'what is built goes where O= says' elsewhere
tap_check 'what make check leaves out, check-all boots' left_to_all
if unshare -mr true 2>/dev/null; then
	tap_check 'the checkout is only read' read_only
else
	tap_skip 'the checkout is only read' 'no namespaces for users'
fi
tap_check 'a path with a space is refused at once' with_spaces
tap_check 'no HOME is refused at once' refused 'XDG_CACHE_HOME' \
	env -u HOME -u XDG_CACHE_HOME make -s -C "$tree" check
tap_check 'check-kernel without a kernel is refused' refused 'KDIR= is missing' \
	env -u KDIR make -s -C "$tree" check-kernel
tap_check 'and with one that is not prepared' refused 'modules_prepare' \
	make -s -C "$tree" check-kernel KDIR="$dir/kernel/headers" ARCH=arm
tap_check 'a changed header of the client makes new tools' \
	rebuilt change_header user/lib/libmemphys.h
tap_check 'a changed interface makes new tools' \
	rebuilt change_header kernel/include/uapi/linux/memphys.h
tap_check 'a changed kernel makes a new base' rebuilt change_kernel
tap_check 'a new kernel compiles modules again' compiled_again
tap_check 'a changed interface makes new test programs' tests_again
tap_check 'a boot is remembered' remembered
tap_check 'but not with other tools in it' forgotten change_archive
tap_check 'nor by another judge' forgotten change_judge
tap_check 'nor by another QEMU' forgotten change_qemu
tap_check 'a built kernel does not replace another' kernels_stay
tap_check 'a unit test that hangs fails' too_slow
tap_check 'a fuzzer that is stopped leaves no file' fuzzer_stopped
tap_done
