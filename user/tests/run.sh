#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run test programs that print TAP and end in one line that counts them all.
#
# usage: run.sh PROGRAM...		each with its arguments, as one word
#
#	TIMEOUT=SECONDS			what one may take, or 600
#	PROGRAMS=NAMES			run only the programs of these names
#
# Copyright (C) 2026 The memphys authors
set -u

tap=$(mktemp)
trap 'rm -f "$tap"' EXIT
passed=0 failed=0 skipped=0

for program; do
	name=$(basename "${program%% *}")
	case " ${PROGRAMS:-$name} " in
	*" $name "*) ;;
	*) continue ;;
	esac
	echo "# $program"
	# Split into words on purpose.
	# shellcheck disable=SC2086
	CMOCKA_MESSAGE_OUTPUT=TAP timeout -k 5 "${TIMEOUT:-600}" \
		$program >"$tap"
	status=$?
	cat "$tap"
	plan=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$tap")
	skip=$(grep -c '^ok .*# SKIP' "$tap")
	ok=$(($(grep -c '^ok ' "$tap") - skip))
	bad=$(grep -c '^not ok ' "$tap")
	if [ "$status" -eq 124 ]; then
		echo "not ok - $program: more than ${TIMEOUT:-600} s"
		bad=$((bad + 1))
	elif [ "${plan:-0}" -ne $((ok + bad + skip)) ] || [ -z "$plan" ]; then
		echo "not ok - $program: results do not match the plan"
		bad=$((bad + 1))
	elif [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
		echo "not ok - $program: exit status $status"
		bad=1
	fi
	passed=$((passed + ok))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
