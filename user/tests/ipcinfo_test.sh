#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The other name of the program.
#
# usage: ipcinfo_test.sh IPCPROBE
#
# Copyright (C) 2026 The memphys authors
# shellcheck source-path=SCRIPTDIR source=cli.sh
. "$(dirname "$0")/cli.sh"

ln -s "$probe" ipcinfo
probe=$dir/ipcinfo
check 'ipcinfo without options' 0 '^Usage: ipcinfo' ''
check 'ipcinfo' 0 '^hi3516cv608$' '' --replay cv608.rec -c -f -v
same 'a line for each' "$(printf 'hi3516cv608\nhi3516cv608\nhisilicon')" \
	"$(cat out)"
echo '0xf8000530 32 0x53722093' >zynq.rec
check 'ipcinfo, a name of two words' 0 '^zynq-7z010$' '' --replay zynq.rec -cfv
same 'one word for each' "$(printf 'zynq-7z010\nzynq-7z010\nxilinx')" \
	"$(cat out)"
check 'ipcinfo, long options' 0 '^hi3516cv608$' '' \
	--replay cv608.rec --chip-name --family --vendor
check 'ipcinfo, with one dash' 0 '^hisilicon$' '' --replay cv608.rec -vendor
check 'ipcinfo says its own name' 1 '' '^ipcinfo: -x: ' -x
check 'ipcinfo unknown' 3 '' 'holds 0x12345678' --replay odd.rec -c
check 'ipcinfo knows the family only' 3 '^hi3516cv300$' 'variant is not' \
	--replay variant.rec -fc
check 'ipcinfo, the record behind the letters' 0 '^hi3516cv608$' '' \
	-c --replay cv608.rec
mkdir -p hot/sys/class/thermal/thermal_zone0
echo 51230 >hot/sys/class/thermal/thermal_zone0/temp
check 'ipcinfo, the root behind the letters' 0 '^51\.23$' '' -t --root hot
check 'ipcinfo, a bad option between them' 2 '' 'option' -Zc --replay cv608.rec
mkdir -p flash/proc flash/sys/class/mtd/mtd0 flash/sys/class/mtd/mtd1
printf 'mtd%s: 00100000 00010000 "x"\n' 0 1 >flash/proc/mtd
echo ram >flash/sys/class/mtd/mtd0/type
echo nor >flash/sys/class/mtd/mtd1/type
check 'ipcinfo, flash behind a RAM disk' 0 '^nor$' '' --root flash -F
echo rom >flash/sys/class/mtd/mtd1/type
check 'ipcinfo, no flash' 1 '' 'no NOR or NAND flash' --root flash -F
"$probe" --root hostile -S >out 2>err
silent 'ipcinfo, a hostile process' out err
same 'its words' 'evil ?[2J?2Jb?' "$(cat out)"
printed 'ipcinfo' --replay cv608.rec -c
echo -9999999999999999999 >hot/sys/class/thermal/thermal_zone0/temp
check 'ipcinfo, colder than anything' 1 '' '-t: no temperature' --root hot -t
echo 52 >hot/sys/class/thermal/thermal_zone0/temp
check 'ipcinfo, a driver that counts in degrees' 0 '^52\.00$' '' --root hot -t
echo -1250 >hot/sys/class/thermal/thermal_zone0/temp
check 'ipcinfo, in winter' 0 '^-1\.25$' '' --root hot -t
mkdir -p sigmastar/sys/class/mstar/msys
echo 'Temperature 48' >sigmastar/sys/class/mstar/msys/TEMP_R
check 'ipcinfo, by the driver of SigmaStar' 0 '^48\.00$' '' --root sigmastar -t
check 'ipcinfo, of several reasons the chip' 3 '' 'holds 0x12345678' \
	--root hostile --replay odd.rec -cfvF
same 'and each once' 1 "$(grep -c 'holds 0x12345678' err)"
mkdir -p cold/sys/class/thermal/thermal_zone0
echo nonsense >cold/sys/class/thermal/thermal_zone0/temp
check 'ipcinfo, no temperature in the file' 1 '' '-t: no temperature' \
	--root cold -t
# heat CONTROL VALUE: the registers of a Hi3516EV300, its sensor included.
heat() {
	printf '0x12020ee0 32 0x3516e300\n0x120280b4 32 %s\n0x120280bc 32 %s\n' \
		"$1" "$2" >heat.rec
}

heat 0xc3200000 0xffc00205
check 'ipcinfo, a sensor that runs' 0 '^42\.70$' '' \
	--root none --replay heat.rec -t
check 'ipcinfo, and the name' 0 '^hi3516ev300$' '' \
	--root none --replay heat.rec -tc
heat 0x03200000 0x205
check 'ipcinfo, a sensor that is off' 1 '' 'listed and running' \
	--root none --replay heat.rec -t
heat 0xc3200000 0
check 'ipcinfo, a sensor without a value' 1 '' 'listed and running' \
	--root none --replay heat.rec -t
check 'ipcinfo, a chip without one' 1 '' 'listed and running' \
	--root none --replay cv608.rec -t
check 'ipcinfo says its own name' 1 '' '^ipcinfo: -x' -x
check 'ipcinfo --help' 0 '^Usage: ipcinfo' '' --help
check 'ipcinfo --version' 0 '^ipcinfo [0-9]' '' --version
check 'ipcinfo, an option without its argument' 2 '' \
	'no argument for the option: --root' --root
check 'ipcinfo help' 0 '^Usage: ipcinfo' '' -h
check 'ipcinfo version' 0 '^ipcinfo [0-9]' '' -V
check 'ipcinfo bad option' 2 '' '^ipcinfo: bad option: -Z' -Z
check 'ipcinfo argument' 2 '' 'unexpected argument: now' now

tap_end
