# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2154
insmod simple.ko
count=/sys/module/simple/parameters/simple_faults
is "counter: it begins with none" "$(cat $count 2>&1)" 0
try lesson /dev/simple-fault 0x12400000 5 0 1 1 4
is "counter: it counts pages that were mapped" "$(cat $count 2>&1)" 3
try lesson /dev/simple-remap 0x12400000 5
is "counter: remap has no faults" "$(cat $count 2>&1)" 3
is "counter: it is for root alone" "$(stat -c %a $count 2>&1)" 400
for _ in 1 2 3 4; do
	lesson /dev/simple-fault 0x12400000 256 >/dev/null &
done
wait
is "counter: it loses none" "$(cat $count 2>&1)" 1027
rmmod simple
