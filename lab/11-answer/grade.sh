# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
for era in 2009 today; do
	insmod classic.ko era=$era
	try lesson -t 0.2 /dev/memphys-classic 0x41400000 16
	is "answer: all pages can be read, era=$era" "$(echo "$out" |
		grep -c '^page .*, page faults: 1$')" 16
	like "answer: the sixth is page frame 267269, era=$era" "$out" \
		'^page 5: 41405000'
	rmmod classic
done
