#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Every command that the course shows, in the order of the text; lab/transcript
# compares what they print.
#
# Parts: module lab
# Arches: armhf
# After: ../../lab/transcript

# shellcheck source=../../../lab/guest.sh
. /bench/guest.sh
while read -r place command <&3; do
	echo "@run $place"
	eval "$command" 2>&1 </dev/null 3<&-
	echo "@end"
done 3</bench/transcript
# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
result 0 "every command was run"
tap_end
