#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The exercises of the lab, graded: those named in TESTS, or those that the tree has
# a solution of.
#
# Parts: module lab
# Arches: armhf
# In check: none

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
# shellcheck source=../../../lab/guest.sh
. /bench/guest.sh
tap_begin
for exercise in ${TESTS:-$(cat /bench/grade/solved)}; do
	# shellcheck source=/dev/null
	. "/bench/grade/$exercise.sh"
done
tap_end
