#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Boards whose SoC the kernel itself identifies: ipcprobe, which reads the
# registers, must say what /sys/bus/soc says.
#
# Boards: ast2600-evb mcimx6ul-evk

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

# agree NAME KEY ATTRIBUTE: a line of the report, and what the kernel's own
# driver says, which must be something.
agree()
{
	said=$(echo "$out" | sed -n "s/^$2=//p")
	is "$1" "${said:-nothing}" "$(cat "/sys/bus/soc/devices/soc0/$3")"
}

# The two drivers use the attributes differently.
case $BOARD in
ast2600-evb) model=family ;;
mcimx6ul-evk) model=soc_id ;;
esac

if [ ! -e /sys/bus/soc/devices/soc0 ]; then
	skip "the kernel identifies the SoC" "this kernel does not"
	tap_end
	exit
fi
is "the kernel identifies one SoC" "$(ls /sys/bus/soc/devices)" soc0
try memphys_on
is "memphys loads, soc=auto: $err" "$status" 0
like "it lists the page by itself" "$(ipcprobe regions)" 'access: ro'

for source in "memphys -m fault" "memphys -m remap" devmem; do
	# shellcheck disable=SC2086 # with an option in it
	try ipcprobe -b $source -f plain
	is "$source: exit status" "$status" 0
	like "$source: it was used" "$out" "^chip.method=${source%% *}\$"
	agree "$source: the model is the kernel's" chip.model "$model"
	agree "$source: the revision is the kernel's" chip.revision revision
	if [ "$BOARD" = ast2600-evb ]; then
		out=$(echo "$out" | sed 's/value=0x/value=/')
		agree "$source: the register is the kernel's" \
			'chip\.registers\.0\.value' soc_id
	fi
	agree "$source: the board is the kernel's machine" board.model machine
	agree "$source: the family is shown" board.soc-family family
	agree "$source: the ID is shown" board.soc-id soc_id
	agree "$source: the revision is shown" board.soc-revision revision
done
tap_end
