#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# What the course is checked with notices what it is there for, on consoles that
# are made up, and an exercise begins where the tree is as git has it.

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tap.sh
. selftests/host/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT

# A run by each method: two pages, of which the first is touched, then a revoke.
cat >"$dir/record" <<'RECORD'
@timeline window /dev/memphys 0x12400000 2
@timeline step 1.0 [] {} start
@timeline step 2.0 [..] {} mmap
@timeline step 3.0 [r.] {1 fault} 0
@timeline step 4.0 [r.] {0 faults} 0
@timeline step 5.0 [..] {} !revoke regs
@timeline step 6.0 [..] {SIGBUS} 0
@timeline event 1.5 memphys_mmap: start=0x12400000 size=0x2000 mode=0 err=0
@timeline event 2.5 memphys_fault: addr=0x12400000 flags=0xa54 ret=0x100
@timeline event 4.5 memphys_revoke: start=0x12400000 size=0x2000 mode=1 err=0
@timeline event 5.5 memphys_fault: addr=0x12400000 flags=0xa54 ret=0x2
@timeline window /dev/memphys-remap 0x12400000 2
@timeline step 11.0 [] {} start
@timeline step 12.0 [rr] {} mmap
@timeline step 13.0 [rr] {0 faults} 1
@timeline step 14.0 [..] {} !revoke regs
@timeline event 11.5 memphys_mmap: start=0x12400000 size=0x2000 mode=1 err=0
RECORD

# drawn: no case of the record fails. It finds no browser, which takes seconds.
drawn()
{
	PATH=$dir lab/timeline "$dir/console" >"$dir/said"
	cat "$dir/said"
	! grep '^not ok' "$dir/said"
}

# undrawn SED CASE: changed in this way, this case fails.
undrawn()
{
	sed "$1" "$dir/record" >"$dir/console"
	! drawn && grep "^not ok .*$2" "$dir/said"
}

good_record()
{
	cp "$dir/record" "$dir/console" && drawn
}

# What the guest would print if it printed what the text says.
cat >"$dir/replay.py" <<'PYTHON'
import importlib.machinery
import importlib.util
import sys
loader = importlib.machinery.SourceFileLoader("transcript", "lab/transcript")
spec = importlib.util.spec_from_loader("transcript", loader)
course = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
sys.argv = ["transcript", "/dev/null"]
sys.stdout, shown = open("/dev/null", "w"), sys.stdout
loader.exec_module(course)
sys.stdout = shown
for path in course.texts():
    for block in course.blocks(path):
        for number, (_, lines) in enumerate(block.commands()):
            print(f"@run {block.place}/{number}", *lines, "@end", sep="\n")
PYTHON

good_transcript()
{
	/usr/bin/python3 "$dir/replay.py" >"$dir/console" &&
		lab/transcript "$dir/console" >"$dir/said" &&
		! grep '^not ok' "$dir/said" &&
		grep -E '^# [0-9]+ blocks of commands: [0-9]+ replayed' "$dir/said"
}

# untrue SED: one block fails where the guest prints something else.
untrue()
{
	/usr/bin/python3 "$dir/replay.py" | sed "$1" >"$dir/console" &&
		lab/transcript "$dir/console" >"$dir/said" &&
		[ "$(grep -c '^not ok' "$dir/said")" = 1 ]
}

# In a copy: what begins changes the tree.
begins()
{
	mkdir "$dir/tree" && cp -r lab kernel "$dir/tree" &&
		(cd "$dir/tree" && find . -type f | sort) >"$dir/before" &&
		"$dir/tree/lab/check" start 1 &&
		! cmp lab/simple.c "$dir/tree/lab/simple.c"
}

begins_twice()
{
	! "$dir/tree/lab/check" start 1 2>"$dir/said" &&
		grep 'git checkout lab kernel' "$dir/said"
}

leaves_nothing()
{
	"$dir/tree/lab/check" start 5 &&
		(cd "$dir/tree" && find . -type f | sort) | diff "$dir/before" -
}

tap_check 'a timeline: a true record' good_record
tap_check 'a timeline: a fault where an entry was' \
	undrawn 's/{0 faults} 0/{1 fault} 0/' 'an access faults'
tap_check 'a timeline: no fault where none was' \
	undrawn 's/{1 fault} 0/{0 faults} 0/' 'an access faults'
tap_check 'a timeline: an entry without an event' \
	undrawn '/event 2.5/d' 'an entry comes'
tap_check 'a timeline: an event without an entry' \
	undrawn 's/\[r.\] {1 fault}/[..] {1 fault}/' 'an entry comes'
tap_check 'a timeline: an entry that outlives a revoke' \
	undrawn 's/\[..\] {} !revoke/[r.] {} !revoke/' 'a revoke'
tap_check 'the course: what the text says' good_transcript
tap_check 'the course: another number' untrue '0,/page 0: 12400000/s//page 0: 1/'
tap_check 'the course: a command that was not run' \
	untrue '/simple.rst:[0-9]*\/1$/,/@end/d'
tap_check 'an exercise begins' begins
tap_check 'an exercise does not begin twice' begins_twice
tap_check 'an exercise leaves no other file' leaves_nothing
tap_done
