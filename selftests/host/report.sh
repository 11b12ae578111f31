#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Does "make bench" notice? Its report, on figures that are made up.

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tap.sh
. selftests/host/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT
report=selftests/bench/report.py
export PYTHONDONTWRITEBYTECODE=1

# run_of FILE FAULT REMAP SYSCALLS
run_of()
{
	cat >"$dir/$1" <<-CSV
		# a comment
		cell,name,value,unit
		1.0-a,map/fault/64K/read/up/total,$2,insn
		1.0-a,map/remap/64K/read/up/total,$3,insn
		1.0-a,exec/chip/syscalls,$4,calls
	CSV
}

# with_third FILE VALUE: the same, with a third method.
with_third()
{
	cat "$dir/a"
	echo "1.0-a,map/fault1/64K/read/up/total,$2,insn"
} >"$dir/$1"

# worst TEXT BUDGET-LINE RUN: the report names the worst ratio of the cell.
worst()
{
	echo "$2" >"$dir/budgets"
	$report "$dir/budgets" "$dir/$3" | grep -F "$1"
}

# held BUDGET-LINE RUN: the report on one budget ends with 0.
held()
{
	echo "$1" >"$dir/budgets"
	$report "$dir/budgets" "$dir/$2"
}

# over BUDGET-LINE RUN: with 1, and says so.
over()
{
	echo "$1" >"$dir/budgets"
	$report "$dir/budgets" "$dir/$2" >"$dir/out"
	status=$?
	cat "$dir/out"
	[ $status = 1 ] && grep -q ' OVER' "$dir/out"
}

agree()
{
	$report --compare "$dir/$1" "$dir/$2"
}

differ()
{
	! agree "$1" "$2"
}

run_of a 100000 50000 12
run_of near 100900 50199 12
run_of far 101200 50000 12
run_of calls 100000 50000 13
grep -v syscalls "$dir/a" >"$dir/short"
all='* map/fault/*/{read,write}/up/total remap'

tap_check 'a ratio within its budget' held "$all 2.0" a
tap_check 'a ratio over its budget' over "$all 1.99" a
tap_check 'a fraction as a budget' held "$all 4/2" a
tap_check 'a number within its budget' held '1.0-* exec/chip/syscalls - 12' a
tap_check 'a number over its budget' over '1.0-* exec/chip/syscalls - 11' a
tap_check 'same: more than two runs may differ by' over "$all same" a
tap_check 'same: within it' \
	held '* map/remap/*/*/*/total remap same' near
with_third cheaper 40000
with_third dearer 90000
tap_check 'the better of two methods is the second' over "$all|fault1 2.4" cheaper
tap_check 'the better of two methods is the first' held "$all|fault1 2.0" dearer
tap_check 'one of two methods is not there' over "$all|fault1 3" a
tap_check 'the worst of a cell is named' \
	worst '1.0-a: the worst of 1 patterns is 2.50' "$all|fault1 2.0" cheaper
tap_check 'a budget without a figure' over '* map/small/* remap 1' a
tap_check 'a budget of another cell' held '2.0-* map/small/* remap 1' a
tap_check 'two runs agree' agree a near
tap_check 'two runs differ in instructions' differ a far
tap_check 'two runs differ in a count' differ a calls
tap_check 'two runs differ in a figure that one lacks' differ a short
run_of none 1 1 1
sed -i 3,5d "$dir/none"
tap_check 'no figures at all are no result' differ none none
tap_done
