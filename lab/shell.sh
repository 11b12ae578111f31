#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The guest of "make lab": what the course needs, and a prompt.
#
# Parts: module user tests lab

# shellcheck source=guest.sh
. /bench/guest.sh
cat <<TEXT

The lab of memphys: $ARCH, kernel $KVER. You are root of a machine that lives in
memory and ends with "exit". Begin with

    insmod memphys.ko regions=pattern@0x12400000+1M
    lesson -v /dev/memphys 0x12400000 32 0 3
    lesson -v /dev/memphys-remap 0x12400000 32 0 3
    rmmod memphys

lesson --help   maps pages, touches them, shows what the kernel did
predict         what the driver of 2009 did, calculated; classic.ko does it
simple.ko       both methods on one screen: /dev/simple-remap, /dev/simple-fault
/ksft           the test programs; /sys/kernel/tracing has the driver's events

TEXT
export PS1='# '
setsid cttyhack sh
bench-exit 33
