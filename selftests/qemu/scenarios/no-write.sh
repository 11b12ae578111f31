#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Whatever ipcprobe is asked, it writes no register: it opens and maps for
# reading only, and afterwards the whole register image is what it was.
#
# Arches: armhf arm64
# Claim: no
# Image: unchanged

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin
memphys_on
for source in "memphys -m fault" "memphys -m remap" devmem; do
	for command in chip report regions "regions -p" record "doctor 0x11020ee0" \
		"read 0x11020000 1024" "dump 0x11020000+0x1000"; do
		case $source,$command in
		devmem,regions*) continue ;;
		esac
		# shellcheck disable=SC2086 # one word an argument
		try systrace ipcprobe -b $source $command
		unlike "$source: $command: nothing is opened or mapped to write" \
			"$err" 'write'
		like "$source: $command: it was traced" "$err" \
			'opens to read: /dev/mem'
	done
done
try systrace ipcinfo -c -f -v -i -F -t -S
unlike "ipcinfo: nothing is opened or mapped to write" "$err" 'to write'
# The trace sees what there is to see.
rmmod memphys
insmod "$MEMPHYS_KO" soc=none regions=id@0x11020000+0x1000:rw
try systrace ipcprobe write 0x11020000 0
like "write: the trace shows it" "$err" 'writes a register|to write'
tap_end
