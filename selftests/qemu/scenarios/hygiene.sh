#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The module as a module: what its file says, loading it twice, unloading it.
#
# Parts: module

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

release=$(uname -r | sed 's/[.+]/\\&/g')
# Nothing need separate the first of them from what is before it in the file.
info=$(tr '\0' '\n' <"$MEMPHYS_KO" | grep -aoE \
	'(alias|author|depends|description|license|parm|(src)?version|vermagic)=[[:print:]]+$')
for line in 'license=GPL$' 'author=.' 'description=.' 'version=[0-9]+\.[0-9]' \
	'alias=of:N\*T\*Cmemphys,policy' 'parm=regions:.' 'parm=soc:.' \
	'parm=scratch:.' "vermagic=$release "; do
	like "the file says ${line%%[.\\\$[]*}" "$info" "^$line"
done
# modprobe would load nothing more, and no namespace is missing.
is "it depends on no other module" "$(echo "$info" | grep '^depends=')" ""

for turn in 1 2 3; do
	try memphys_on
	is "load $turn: $err" "$status" 0
	is "load $turn: the nodes are root's alone" \
		"$(stat -c '%a %u %g' /dev/memphys /dev/memphys-remap)" "600 0 0
600 0 0"
	try memphys_on
	is "load $turn, again: refused" "$((status != 0))" 1
	like "load $turn, again: it is loaded" "$err" 'File exists'
	is "load $turn: parameters are root's alone" \
		"$(stat -c %a /sys/module/memphys/parameters/* | sort -u)" 400
	try rmmod memphys
	is "unload $turn: $err" "$status" 0
	is "unload $turn: nothing is left" \
		"$(echo /dev/memphys* /sys/class/*/memphys* /sys/class/memphys* \
			/sys/module/memphys*)" \
		'/dev/memphys* /sys/class/*/memphys* /sys/class/memphys* /sys/module/memphys*'
done
is "the same version in both places" \
	"$(memphys_on; cat /sys/module/memphys/version)" \
	"$(echo "$info" | sed -n 's/^version=//p')"
exec 3</dev/memphys
try rmmod memphys
is "an open node keeps it" "$((status != 0))" 1
exec 3<&-
try rmmod memphys
is "and closed, it goes: $err" "$status" 0

# A region's own node, and the lines for mdev in the admin guide.
echo 'memphys.d/gpio 0:4711 0660' >/etc/mdev.conf
try insmod "$MEMPHYS_KO" soc=none regions=gpio@0x12c00000+4K:rw:node:always-on
is "a region with a node: $err" "$status" 0
is "it is root's alone" "$(stat -c '%a %u %g' /dev/memphys.d/gpio)" "600 0 0"
mdev -s
is "mdev gives it to a group" \
	"$(stat -c '%a %u %g' /dev/memphys.d/gpio)" "660 0 4711"
echo 'memphys(-remap)?  0:4712  640' >/etc/mdev.conf
mdev -s
is "mdev gives the others to another group" \
	"$(stat -c '%a %u %g' /dev/memphys /dev/memphys-remap)" "640 0 4712
640 0 4712"
is "that group does not get the region's own" \
	"$(stat -c %g /dev/memphys.d/gpio)" 0
try rmmod memphys
is "unload: $err" "$status" 0
is "it leaves no folder" "$(echo /dev/memphys*)" '/dev/memphys*'
tap_end
