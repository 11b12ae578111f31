#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# MIPS, where no kernel restricts /dev/mem: memphys beside it says the same. The
# memory of a graphics card covers the registers of Ingenic's chips.
#
# Boards: malta
# Timeout: 120
# Files: user/tests/vectors/vendors.csv

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

for enable in /sys/bus/pci/devices/*/enable; do
	case $(cat "${enable%/*}/vendor") in
	0x1234) echo 1 >"$enable" ;;
	esac
done
like "the card is where the registers are" "$(cat /proc/iomem)" \
	'10000000-17ffffff : 0000:'

devmem 0x1300002c 32 0x12345678
try insmod "$MEMPHYS_KO"
is "nothing known, nothing listed: $err" "$status" 0
rmmod memphys
try insmod "$MEMPHYS_KO" soc=ingenic
is "by family: $err" "$status" 0
rmmod memphys
try insmod "$MEMPHYS_KO" soc=none scratch=64K regions=cpm@0x10000000+0x1000:rw,socid@0x13000000+0x1000:rw,efuse@0x13540000+0x1000:rw
is "by name: $err" "$status" 0
for node in /dev/mem /dev/memphys /dev/memphys-remap; do
	is "$node reads 0x1300002c" \
		"$(mapread $node 0x13000000 0x1000 0x1300002c)" 0x12345678
done
is "/dev/mem reads what is not listed" \
	"$(mapread /dev/mem 0x12000000 0x1000 0x12000000)" 0x00000000
is "memphys does not" \
	"$(mapread /dev/memphys 0x12000000 0x1000 0x12000000)" EPERM
is "a window with one listed page: by fault" \
	"$(mapread /dev/memphys 0x12ff0000 0x20000 0x1300002c)" 0x12345678
is "a window with one listed page: not by remap" \
	"$(mapread /dev/memphys-remap 0x12ff0000 0x20000 0x1300002c)" EPERM
is "the register path" "$(ipcprobe -b memphys read 0x1300002c)" 0x12345678
echo 1 >/sys/class/memphys/socid/revoked
is "taken back" "$(mapread /dev/memphys 0x13000000 0x1000 0x1300002c)" ENODEV
echo 0 >/sys/class/memphys/socid/revoked

mkdir -p /tmp/root/proc/device-tree
grep ',Ingenic,' /bench/vendors.csv >/tmp/rows
while IFS=, read -r name _ model family registers _ compatible; do
	echo "${compatible:-ingenic,$family}" | tr '; \n' ',\0\0' \
		>/tmp/root/proc/device-tree/compatible
	for word in $registers; do
		devmem "${word%=*}" 32 "${word#*=}"
	done
	for how in "memphys -m fault" "memphys -m remap" devmem; do
		# shellcheck disable=SC2086 # with an option in it
		is "$how: $model from $registers" \
			"$(ipcprobe -r /tmp/root -b $how chip 2>&1)" \
			"$(echo "$name" | tr ' ' -)"
	done
	for word in $registers; do
		devmem "${word%=*}" 32 0
	done
done </tmp/rows
try rmmod memphys
is "it unloads: $err" "$status" 0
tap_end
