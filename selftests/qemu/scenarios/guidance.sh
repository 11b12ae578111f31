#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# From a strange board to its list by doing what the program says: each hint of
# chip, load, regions and doctor that is a command is run as it is printed.
#
# Arches: armhf arm64
# Dtb: no-policy

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

ko=$(dirname "$MEMPHYS_KO")
cd "$ko" || exit
chmod go-w "$ko" "$MEMPHYS_KO"

try su -s /bin/sh nobody -c 'ipcprobe -b memphys chip'
like "not root: the hint says so" "$err" 'as root: ipcprobe load'
try su -s /bin/sh nobody -c 'ipcprobe load'
is "not root: load fails" "$status" 4
like "not root: load says whose right it is" "$err" 'as root: ipcprobe load'
follow "driver absent: chip" 0 ipcprobe -b memphys chip
like "it says what is listed" "$out" '^hisi-v5-sysctrl@0x11020000\+0x1000$'
try ipcprobe -b memphys chip
is "and the chip is named" "$status $out" "0 hi3516cv608"
follow "not root: doctor" 0 \
	su -s /bin/sh nobody -c 'ipcprobe doctor 0x11020ee0'

try ipcprobe load
is "a list stays" "$status" 1
follow "driver with a list: doctor" 0 ipcprobe doctor 0x11029010
try ipcprobe read 0x11029010
is "and what doctor was asked for is read" "$status" 0
try ipcprobe -b memphys chip
is "and the chip still is named" "$status $out" "0 hi3516cv608"

exec 8</dev/memphys
try ipcprobe doctor 0x11021000
like "in use: doctor says that it cannot change" "$out" 'the driver is in use'
try ipcprobe -b memphys chip
is "in use: the chip is named all the same" "$status $out" "0 hi3516cv608"
rmmod memphys 2>/dev/null
exec 8<&-

rmmod memphys
insmod "$MEMPHYS_KO" soc=none
exec 8</dev/memphys
try ipcprobe load
is "an empty list in use: it stays" "$status" 1
like "an empty list in use: load says so" "$err" 'in use'
exec 8<&-
rmmod memphys
for command in regions "doctor 0x11020ee0"; do
	insmod "$MEMPHYS_KO" soc=none
	# shellcheck disable=SC2086 # several words
	follow "an empty list: $command" 0 ipcprobe $command
	like "an empty list: $command: it says what is listed" "$out" \
		'^[a-z0-9-]*@0x11020000'
	try ipcprobe -b memphys chip
	is "an empty list: $command: then the chip is named, by its register" \
		"$status $out$err" "0 hi3516cv608"
	rmmod memphys
done
insmod "$MEMPHYS_KO" soc=none
try ipcprobe load
is "an empty list: load replaces it" "$status" 0
rmmod memphys

mv "$MEMPHYS_KO" /tmp/elsewhere.ko
try ipcprobe -b memphys chip
like "module elsewhere: it says where it looked" "$err" \
	'memphys.ko is not in /lib/modules/'
try ipcprobe doctor 0x11020ee0
like "module elsewhere: doctor too" "$out" 'memphys.ko is not in /lib/modules/'
try ipcprobe load /tmp/elsewhere.ko
is "module elsewhere: by its name: $err" "$status" 0
rmmod memphys

# What others could have put there is not loaded.
mkdir -m 777 /tmp/open
cp /tmp/elsewhere.ko /tmp/open/memphys.ko
cd /tmp/open || exit
try ipcprobe load
is "a folder that all may write: not from there" "$status" 1
cd / || exit
mv /tmp/elsewhere.ko "$MEMPHYS_KO"
tap_end
