#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Loading and unloading the driver, by every backend that the client has been
# built with: the same tests over each.
#
# Dtb: no-policy

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

region=sysctl@0x11020000+0x1000
mkdir -p /tmp/bad "/lib/modules/$(uname -r)"
echo 'no module' >/tmp/bad/memphys.ko
echo "$MEMPHYS_KO:" >"/lib/modules/$(uname -r)/modules.dep"

# The board asks for its own list; a PC has no device tree that would.
asked=
wanted=hisi-v5-sysctrl
if [ ! -e /proc/device-tree/compatible ]; then
	asked="-s none -r $region"
	wanted=sysctl
fi

# loads CLIENT BACKEND: all that it can do with modules.
loads()
{
	client=$1
	try "$client" unload
	is "$2: unload what is not loaded" "$status" 1
	like "$2: it says so" "$err" 'not loaded'
	try "$client" load /tmp/bad/memphys.ko
	is "$2: load what is no module" "$status" 1
	like "$2: it says who tried" "$err" "by $2"
	try "$client" load /tmp/none/memphys.ko
	like "$2: a file that is not there" "$err" 'No such file'
	try "$client" load -r nonsense "$MEMPHYS_KO"
	is "$2: bad regions" "$status" 1
	like "$2: dmesg is pointed to" "$err" 'dmesg names the region'
	try su -s /bin/sh nobody -c "$client load $MEMPHYS_KO"
	is "$2: load without the right to: no access" "$status" 4
	like "$2: it says what to do" "$err" 'run as root'

	try "$client" load -s none -r $region "$MEMPHYS_KO"
	is "$2: load with parameters: $err" "$status" 0
	is "$2: they arrived" "$(ls /sys/class/memphys)" sysctl
	try "$client" chip
	is "$2: the chip" "$out" hi3516cv608
	try "$client" load "$MEMPHYS_KO"
	is "$2: load it again" "$status" 1
	like "$2: it is there already" "$err" 'File exists'
	like "$2: the hint says how" "$err" 'ipcprobe load --replace'
	try "$client" load --replace -r other@0x11021000+0x1000 "$MEMPHYS_KO"
	is "$2: replace its list: $err" "$status" 0
	like "$2: it says what is listed" "$out" \
		'^other@0x11021000\+0x1000$'
	try "$client" load -f -s none -r $region "$MEMPHYS_KO"
	is "$2: and back" "$status $out" "0 sysctl@0x11020000+0x1000"
	try su -s /bin/sh nobody -c "$client unload"
	is "$2: unload without the right to: no access" "$status" 4
	exec 8</dev/memphys
	try "$client" load -f "$MEMPHYS_KO"
	is "$2: replace what is in use" "$status" 1
	like "$2: it says that it cannot" "$err" 'in use: 1$'
	try "$client" unload
	is "$2: unload what is in use" "$status" 1
	like "$2: it says why" "$err" 'something holds a node'
	like "$2: and how many do" "$err" 'in use: 1$'
	exec 8<&-
	try "$client" unload
	is "$2: unload: $err" "$status" 0
	insmod "$MEMPHYS_KO" soc=none
	# shellcheck disable=SC2086 # options
	try "$client" load $asked "$MEMPHYS_KO"
	is "$2: an empty list is replaced: $err" "$status" 0
	like "$2: by what is asked for" "$out" "^$wanted@0x11020000"
	try "$client" unload
	is "$2: it is gone" "$(ls /dev/memphys* 2>/dev/null)" ""
}

if [ -e /bin/ipcprobe-static ]; then
	loads ipcprobe libkmod
	loads ipcprobe-static syscall
	client=ipcprobe-static
else
	loads ipcprobe syscall
fi
# Only depmod, which is not here, makes the index that libkmod looks into.
try "$client" load -s none -r $region memphys
is "syscall: load it by its name: $err" "$status" 0
try "$client" unload
is "syscall: unload: $err" "$status" 0
tap_end
