#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Fuzz for some seconds; one result. What libFuzzer says about itself goes to
# fuzz.log beside the fuzzer, an input that is bad to crash-* there; what it
# finds on its way joins the corpus in a folder of its own.
#
# usage: run.sh FUZZER|- CORPUS SECONDS
#
# Copyright (C) 2026 The memphys authors
set -u

fuzzer=$1 corpus=$2 seconds=$3

echo 1..1
if [ "$fuzzer" = - ]; then
	echo "ok 1 - fuzzing # SKIP there is no clang with libFuzzer (FUZZ_CC)"
	exit 0
fi
dir=$(dirname "$fuzzer")
# In memory where there is some: files are written for each execution. The fuzzer
# itself removes nothing when it dies.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$dir/found"
status=0
"$fuzzer" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
	-print_final_stats=1 -artifact_prefix="$dir/" \
	"$dir/found" "$corpus" >"$dir/fuzz.log" 2>&1 || status=$?
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$dir/fuzz.log")
echo "# ${runs:-no} executions in $seconds s$(sed -n \
	's/.*DONE *\(cov: [0-9]*\) \(ft: [0-9]*\).*/, \1, \2/p' "$dir/fuzz.log")"
if [ "$status" = 0 ] && [ "${runs:-0}" -gt 100 ]; then
	echo "ok 1 - fuzzing"
	exit 0
fi
echo "not ok 1 - fuzzing: exit status $status"
tail -n 40 "$dir/fuzz.log" | sed 's/^/# /'
exit 1
