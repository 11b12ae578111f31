#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# What passes as a good boot, on consoles that are made up.

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tap.sh
. selftests/host/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT

scenario='TAP version 13
ok 1 it works
1..1'
program='TAP version 13
1..1
# TAP version 13
# 1..2
# #  RUN           map.fault.one ...
# ok 1 map.fault.one
# #  RUN           map.fault.two ...
# ok 2 map.fault.two
ok 1 selftests: memphys: map_test'
init='TAP version 13
ok 1 the scenario ended well
ok 2 the kernel is not tainted by a warning or worse
1..2'

# judged STATUS OWN DOCUMENT...: the verdicts on that console.
judged()
{
	status=$1 own=$2
	shift 2
	printf '%s\n' 'a kernel boots' "$@" >"$dir/log"
	selftests/judge boot "$dir/log" "$status" "$own" 2>/dev/null
}

# bad WORDS STATUS OWN DOCUMENT...: fails, and says so in these words.
bad()
{
	words=$1
	shift
	! judged "$@" >"$dir/verdicts" || return
	cat "$dir/verdicts"
	grep -q "^fail.*$words" "$dir/verdicts"
}

# without PATTERN TEXT
without()
{
	echo "$2" | grep -v "$1"
}

# counts VERDICT NUMBER DOCUMENT...
counts()
{
	verdict=$1 number=$2
	shift 2
	judged 33 0 "$@" >"$dir/verdicts" || :
	cat "$dir/verdicts"
	[ "$(grep -c "^$verdict" "$dir/verdicts")" = "$number" ]
}

# slipped STATUS LINE...: is that console of a boot that QEMU spoiled?
slipped()
{
	status=$1
	shift
	printf '%s\n' "$@" >"$dir/log"
	PYTHONPATH=selftests python3 -B -c 'import sys
from harness import boot
sys.exit(not boot.slipped(boot.read(sys.argv[1]), int(sys.argv[2])))' \
		"$dir/log" "$status"
}

ours()
{
	! slipped "$@"
}

failing=$(echo "$scenario" | sed 's/^ok/not ok/')
tap_check 'a scenario and init, status 33' judged 33 0 "$scenario" "$init"
tap_check 'every case of a program counts' counts pass 5 "$program" "$init"
tap_check 'status 0 is none: a panic ends so' \
	bad "status is 0" 0 0 "$scenario" "$init"
tap_check 'a panic' bad 'reset itself' 0 0 "$scenario"
tap_check 'a hang' bad 'hang' 124 0 "$scenario"
tap_check 'nothing at all' bad 'ended early' 33 0 ''
tap_check 'a case that fails' bad 'it works' 33 0 "$failing" "$init"
tap_check 'a case of a program that fails' bad 'map.fault.two' 33 0 \
	"$(echo "$program" | sed 's/^# ok 2/# not ok 2/')" "$init"
tap_check 'a program that fails, its cases not' bad 'ended with an error' 33 0 \
	"$(echo "$program" | sed 's/^ok 1/not ok 1/')" "$init"
tap_check 'a case that was lost' bad 'plan of 2, 1 results' 33 0 \
	"$(without '^# ok 2' "$program")" "$init"
tap_check 'a plan that was lost' bad 'no plan' 33 0 \
	"$(without '^1\.\.' "$scenario")" "$init"
tap_check 'a case twice' bad 'plan of 1, 2 results' 33 0 \
	"$(echo "$scenario" | sed 's/^ok.*/&\n&/')" "$init"
tap_check 'cases out of order' bad 'out of order' 33 0 \
	"$(echo "$scenario" | sed 's/^ok 1/ok 2/')" "$init"
tap_check 'the last case of init is lost' bad 'ended early' 33 0 "$scenario" \
	"$(without tainted "$init")"
tap_check 'a bail out' bad 'no memory' 33 0 'Bail out! no memory' "$scenario" \
	'Bail out! no memory' "$init"
tap_check 'a scenario that says nothing' bad 'no TAP document' 33 0 "$init"
tap_check 'what the host says is not the scenario' bad 'no TAP document' 33 1 \
	"$scenario" "$init"
tap_check 'nor is it missing' judged 33 1 "$scenario" "$scenario" "$init"
tap_check 'a skip counts as one' counts skip 1 \
	"$(echo "$scenario" | sed 's/^ok.*/& # SKIP no such device/')" "$init"
oops='[    2.531819] Oops: int3: 0000 [#1] SMP NOPTI'
tap_check 'a breakpoint that is gone is of QEMU' slipped 0 "$oops" \
	'[    2.539611] Modules linked in: memphys(OE)'
tap_check 'and of old kernels, too' slipped 0 \
	'[    3.093098] int3: 0000 [#1] PREEMPT SMP NOPTI'
tap_check 'but not in our code' ours 0 "$oops" \
	'[    2.536781]  memphys_mmap+0x1f/0x90 [memphys]'
tap_check 'another crash is nobody else'"'"'s' ours 0 \
	'[    2.531819] Oops: general protection fault: 0000 [#1] SMP NOPTI'
stuck="qemu-system-x86_64: terminating on signal 15 from pid 300 (timeout)"
tap_check 'init does not begin: of QEMU' slipped 124 "$stuck"
tap_check 'an empty line is of init' ours 124 '' "$stuck"
tap_check 'who ends by himself is no hang' ours 1 "$stuck"
tap_check 'nor is who was not asked to end' ours 124 \
	'qemu-system-x86_64: warning: no such thing'
tap_done
