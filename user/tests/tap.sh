# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=sh
#
# What test scripts share: a folder of their own, and results in TAP. Sourced; a
# script ends with tap_end.
set -u

dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
count=0
failed=0

# result TITLE PROBLEM: one line of TAP; no problem, no failure.
result() {
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		echo "$2" | sed 's/^/# /'
	fi
}

# skip TITLE REASON
skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

tap_end() {
	echo "1..$count"
	[ "$failed" = 0 ]
}
