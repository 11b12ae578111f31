# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# TAP for checks that run on the host: source it, call tap_check and tap_skip
# for each check, end with tap_done.
#
# Copyright (C) 2026 The memphys authors

tap_passed=0
tap_failed=0
tap_skipped=0
tap_log=$(mktemp)
trap 'rm -f "$tap_log"' EXIT

tap_count()
{
	echo $((tap_passed + tap_failed + tap_skipped))
}

# tap_check NAME COMMAND...: passes if the command does; shows what it said if
# it does not. The command runs in a subshell. A script whose checks do not need
# each other sets tap_only: then only the check of that name is done.
tap_check()
{
	[ "$1" = "${tap_only:-$1}" ] || return 0
	tap_name=$1
	shift
	if ("$@") >"$tap_log" 2>&1 </dev/null; then
		tap_passed=$((tap_passed + 1))
		echo "ok $(tap_count) $tap_name"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $(tap_count) $tap_name"
		sed 's/^/# /' "$tap_log"
	fi
}

# tap_skip NAME REASON
tap_skip()
{
	tap_skipped=$((tap_skipped + 1))
	echo "ok $(tap_count) $1 # SKIP $2"
}

# tap_need TOOL NAME COMMAND...: tap_check, or a skip where TOOL is missing.
tap_need()
{
	tap_tool=$1
	shift
	if command -v "$tap_tool" >/dev/null 2>&1; then
		tap_check "$@"
	else
		tap_skip "$1" "$tap_tool is not installed"
	fi
}

# Fails if the command fails or says anything.
silent()
{
	silent_out=$("$@" 2>&1) && [ -z "$silent_out" ] && return 0
	printf '%s\n' "$silent_out"
	return 1
}

# The plan comes last: TAP allows it, and nobody has to count beforehand.
tap_done()
{
	echo "1..$(tap_count)"
	echo "$tap_passed passed, $tap_failed failed, $tap_skipped skipped"
	[ "$tap_failed" -eq 0 ]
}
