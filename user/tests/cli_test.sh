#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The command line: exit codes, messages, and what is opened and mapped on the
# way.
#
# usage: cli_test.sh IPCPROBE
#
# Copyright (C) 2026 The memphys authors
# shellcheck source-path=SCRIPTDIR source=cli.sh
. "$(dirname "$0")/cli.sh"

echo '0x10 8 0xc6' >bytes.rec

for command in $("$probe" --help |
	sed -n '/^Commands/,/^Options/s/^  \([a-z]*\) .*/\1/p'); do
	for help in -h --help; do
		check "$command $help" 0 "^Usage: ipcprobe $command" '' \
			"$command" $help
	done
	# Other states are those of the program that it runs, as are operands.
	usage=2
	[ "$command" != exec ] || usage=125
	check "$command --nonsense" $usage '' "$command: bad option: --nonsense" \
		"$command" --nonsense
	check "$command, errors in JSON" $usage '' \
		'^."error":"'"$command"': bad' -j "$command" --nonsense
	[ "$command" = exec ] ||
		check "$command, too many operands" 2 '' \
			': unexpected argument: ' \
			"$command" 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
done
check 'help' 0 '^Usage: ipcprobe' '' --help
check 'version' 0 '^ipcprobe [0-9]+\.[0-9]+' '' -V
check 'bad option' 2 '' 'bad option: --nonsense' --nonsense
check 'bad short option' 2 '' 'bad option: -Z$' -Z
check 'bad letter of several' 2 '' 'bad option: -x$' -xj
check 'bad letter behind a long option' 2 '' '"error":"bad option: -x"' --json -vxj
check 'bad letter at the end' 2 '' '"bad option: -x"' -jx
check 'long option without its argument' 2 '' \
	'no argument for the option: --color$' --color
check 'option without its argument' 2 '' 'no argument for the option: -f$' -f
check 'bad format' 2 '' 'no such format: xml' -f xml
check 'bad backend' 2 '' 'no such backend: kmem' -b kmem
check 'bad method' 2 '' 'no such method: page' -m page
check 'bad colour' 2 '' 'no such choice: blue' --color blue
check 'bad command' 2 '' 'no such command: frobnicate' frobnicate
check 'argument too many' 2 '' 'usage: ipcprobe chip' chip now
check 'quiet hides messages' 2 '' '' -q frobnicate

printed 'help' --help
printed 'version' -V
printed 'report' -R cv608.rec
printed 'chip' -R cv608.rec chip
printed 'read' -R cv608.rec read 0x11020ee0
printed 'dump' -R cv608.rec dump 0x11020ee0
printed 'a document' -R cv608.rec -j read 0x11020ee0
printed 'record' -R cv608.rec record

"$probe" -r hostile -f plain >out 2>err
silent 'plain report of hostile files' out err
same 'it says what they hold' 2 "$(grep -c '\\u009b' out)"
"$probe" -r hostile -R "$(printf '\2332J\033c')" read "$(printf '\233x')" \
	>out 2>err
silent 'messages about hostile arguments' out err

check 'chip is one word' 0 '^hi3516cv608$' '' -R cv608.rec chip
same 'nothing but that word' 'hi3516cv608' "$(cat out)"
check 'report is the default' 0 '^  model: 3516CV608$' '' -R cv608.rec
check 'report by name' 0 '^  model: 3516CV608$' '' -R cv608.rec report
check 'json' 0 '^\{"chip":\{"vendor":"HiSilicon"' '' -R cv608.rec -j
check 'plain' 0 '^chip.model=3516CV608$' '' -R cv608.rec -f plain
check 'unknown value' 3 '^unknown$' 'holds 0x12345678' -R odd.rec chip
check 'bus error' 3 '^unknown$' '0x11020ee0 .*bus error' -R dead.rec chip
check 'refused' 4 '^unknown$' 'refused by the kernel' -R refused.rec chip
check 'refused, then an unknown value' 3 '^unknown$' 'holds 0x12345678' \
	-R second.rec chip
check 'an unknown value, then refused' 4 '^unknown$' 'holds 0x12345678' \
	-R first.rec chip
check 'bad record' 1 '^unknown$' 'bad.rec:1: not a line' -R bad.rec chip
check 'a folder is no record' 1 '^unknown$' '[.]: Is a directory' -R . chip
check 'no record' 1 '^unknown$' 'no.rec: No such file' -R no.rec chip
{
	echo '0x1f003c00 32 0xf1'
	for rom in 3f 7f; do
		for word in e0 e4 e8 ec f0 f4 f8 fc; do
			echo "0x$rom$word 32 0x2058564d"
		done
	done
} >rom.rec
check 'a boot ROM that is seen twice' 0 '^chip.tag=MVX MVX ' '' \
	-R rom.rec -f plain
same 'names itself once' 1 "$(grep -c '^chip.tag=' out)"

check 'no driver' 4 '^unknown$' 'hint: the driver is not loaded' \
	-b memphys -d no-node chip
real_check 'node of something else' 4 '^unknown$' 'not a node of the memphys' \
	-b memphys -d mem chip
check 'no /dev/mem' 4 '^unknown$' 'CONFIG_DEVMEM' -b devmem -d no-node chip
check 'regions without driver' 4 '' 'the driver is not loaded' \
	-d no-node regions

check 'regions of a record' 2 '' 'only this machine' -R cv608.rec regions
check 'regions of a recording' 2 '' 'only this machine' -r cv608 regions

check 'no hint, nothing touched' 3 '^unknown$' 'nothing was touched' \
	-r none -b devmem -d mem -v chip
same 'no mapping without a hint' 0 "$(traced mmap)"
check 'a hint at no known chip' 3 '^unknown$' 'nothing was touched' \
	-r other -b devmem -d mem chip
check 'hint from any compatible' 0 '^hi3516cv608$' 'trace: open mem' \
	-r cv608 -b devmem -d mem -v chip
same 'one window' 1 "$(traced 'mmap mem 0x11020000\+0x10000$')"
same 'one register' 1 "$(traced read)"
check 'hint from a serial port' 0 '^hi3516cv608$' '' \
	-r uart -b devmem -d mem chip

# looks TITLE PLACES HARDWARE COMPATIBLE [UART]: what is read of a machine, as
# addresses without their last digit.
looks() {
	rm -rf machine
	mkdir -p machine/proc/device-tree
	echo "Hardware	: $3" >machine/proc/cpuinfo
	[ -z "$4" ] || printf '%s\0' "$4" >machine/proc/device-tree/compatible
	[ -z "${5:-}" ] ||
		echo "$5-ffffffff : $5.uart" >machine/proc/iomem
	"$probe" -r machine -b devmem -d mem -v chip >out 2>err
	places=$(sed -n 's/.*trace: read32 \(0x[0-9a-f]*\)[0-9a-f][ :].*/\1/p' err |
		uniq | tr '\n' ' ')
	same "looks: $1" "$2" "${places% }"
}

dt='(Flattened Device Tree)'
looks 'the chip, not the maker, tells the place' 0x12020ee \
	"Hisilicon HI3516EV300 $dt" hisilicon,hi3516ev300 12040000
looks 'a recorder' 0x12050ee \
	"Hisilicon Hi3536DV100 $dt" hisilicon,hi3536dv100 12080000
looks 'the maker, and a serial port' 0x12050ee \
	"Hisilicon Hi3521A $dt" hisilicon,hi3521a 12080000
looks 'the maker alone, of chips at several places' '' \
	"Hisilicon Hi3520DV200 $dt" hisilicon,hi3520dv200
looks 'a chip whose place is not known' '' \
	"Hisilicon Hi3620 $dt" hisilicon,hi3620-hi4511
looks 'a place of two chips' 0x4520ee '' hisilicon,hi3556av100
looks 'the maker alone, of chips at one place' 0x1f003c0 'SStar Soc' ''
looks 'i.MX53' '' 'Freescale i.MX53 (Device Tree Support)' fsl,imx53
looks 'i.MX6 Quad' 0x20c826 'Freescale i.MX6 Quad/DualLite (Device Tree)' ''
looks 'i.MX6 SoloLite, old kernel' 0x20c828 \
	'Freescale i.MX 6SoloLite EVK Board' ''
looks 'i.MX7' 0x3036080 'Freescale i.MX7 Dual (Device Tree)' fsl,imx7d
looks 'i.MX7 Solo' 0x3036080 'Freescale i.MX7 Dual (Device Tree)' fsl,imx7s
looks 'Versatile' 0x1000000 'ARM-Versatile PB' ''
looks 'RealView' 0x1000000 'ARM-RealView EB' ''
looks 'Versatile Express' 0x1000000 'ARM-Versatile Express' arm,vexpress,v2p-ca9
looks 'Versatile Express, newer' 0x1c01000 \
	'ARM-Versatile Express' arm,vexpress,v2p-ca15,tc1
looks 'Zynq-7000' 0xf800053 'Generic' xlnx,zynq-7000
looks 'Zynq-7000 by its kernel' 0xf800053 'Xilinx Zynq Platform' ''
looks 'ZynqMP' '' 'Generic' xlnx,zynqmp
looks 'a word ends' 0x12020ee '' hisilicon,hi3519
looks 'a longer word is another' 0x4520ee '' hisilicon,hi3519av100
looks 'a longer word that is known' 0x11020ee '' hisilicon,hi3519dv500
looks 'a word and a board' 0x20050ee '' hisilicon,hi3516a-demb
looks 'a longer word, other place' 0x12020ee '' hisilicon,hi3516av200
looks 'i.MX6SLL is no i.MX6SL' 0x20c826 '' fsl,imx6sll
looks 'i.MX6QP' 0x20c826 '' fsl,imx6qp
looks 'Infinity6F' 0x1f003c0 '' sstar,infinity6f
looks 'spelled with an x' 0x20050ee '' hisilicon,hi3518ev20x
looks 'an old board' 0x20050ee 'hi3518' ''
looks 'XMedia' 0x12020ee "Xmedia XM72050200 $dt" xmedia,xm72050200
looks 'a short vendor' 0xf000000 "Fullhan FH8852V200 $dt" fh,fh8852v200
looks 'a board by its name' 0x1300002 '' ingenic,marmot
looks 'a name inside a line' 0x800000 CLOUD39EV3_AK3918EV300_MNBD ''
looks 'a name behind a word' 0x20050ee 'IPC hi3518ev200 board' ''
looks 'short words inside a line' '' 'Model A1 N1 CV2 shark T31 board' ''
looks 'Infinity' 0x1f003c0 'MStar Infinity (Flattened Device Tree)' mstar,infinity
looks 'Infinity2M is no Infinity' 0x1f003c0 '' mstar,infinity2m

check 'read' 0 '^0x3516c608$' '' -b devmem -d mem read 0x11020ee0
check 'read bytes' 0 '^0xc6$' '' -b devmem -d mem read -w 8 0x11020ee0 4
same 'four of them' 4 "$(wc -l <out)"
check 'read as a document' 0 '"value":"0x3516"' '' \
	-j -b devmem -d mem read -w 16 0x11020ee2
check 'windows are kept' 0 '^0x' 'trace: mmap' -v -b devmem -d mem read 0x11020000 16384
same 'one mapping for 64 KiB' 1 "$(traced mmap)"
check 'behind the end: bus error' 1 '^bus-error$' '0x50000000: bus error' \
	-b devmem -d mem read 0x50000000
check 'not in the record' 4 '^unlisted$' 'not listed' -R cv608.rec read 0x10
check 'read nothing' 2 '' 'an address is needed' read
check 'read no number' 2 '' 'not an address: 0x1z' read 0x1z
check 'read a bad range' 2 '' 'not an address: 0x10.x' read 0x10+x
check 'read a range too large' 2 '' 'longer than 0x100000 bytes: 0x0.2M' read 0x0+2M
check 'read a region without driver' 4 '' 'driver is not loaded' \
	-d no-node read sysctl
check 'regions have names in memphys only' 4 '' 'no region of this name' \
	-b devmem -d mem read sysctl
check 'read a region of a bad record' 1 '' 'bad.rec:1: not a line' \
	-R bad.rec read sysctl
same 'that is all' 1 "$(wc -l <err)"
check 'read no number of a bad record' 2 '' 'not an address: 0x1z' \
	-R bad.rec read 0x1z
check 'read beyond the last address' 2 '' 'last address: 0xf{15}c' \
	-b devmem -d mem read 0xfffffffffffffffc 2
check 'read a range beyond the last address' 2 '' 'last address: 0xf{15}0' \
	-b devmem -d mem read 0xfffffffffffffff0+0x20
check 'read the last address' 4 '^unlisted$' '0xf{15}c: not listed' \
	-R odd.rec read 0xfffffffffffffffc
check 'read unaligned' 2 '' 'not a multiple of the width' read 0x11020ee2
check 'read an empty range' 2 '' 'an empty range: 0x10.0' read 0x10+0
check 'read two counts' 2 '' 'unexpected argument: 2' read 0x10 1 2
check 'options after operands' 0 '^0xc6$' '' -R bytes.rec read 0x10 -w 8
check 'a width that is missing' 2 '' 'no argument for the option: -w' \
	read 0x10 -w
check 'after --, operands only' 2 '' 'not a count up to 0x100000: -w$' \
	read -- 0x10 -w
check 'read odd width' 2 '' 'not a width: 24' read -w 24 0x0
check 'read too much' 2 '' 'not a count up to 0x100000: 99999999' read 0x0 99999999
check 'read bad option' 2 '' 'bad option: -x' read -x 0x0
check 'read bad letter' 2 '' 'bad option: -x$' read -xw 8 0x0

check 'dump' 0 '^11020ee0: 3516c608 00000000 00000000 00000000$' '' \
	-b devmem -d mem dump 0x11020ee0+32
same 'sixteen bytes a line' 2 "$(wc -l <out)"
check 'dump bytes' 0 '^11020ee0: 08 c6 16 35 00( 00){11}$' '' \
	-b devmem -d mem dump -w 8 0x11020ee0 17
check 'dump what cannot be read' 1 '^3ffffff8: 00000000 00000000 -{8} -{8}$' \
	'0x40000000: bus error' -b devmem -d mem dump 0x3ffffff8+16
check 'dump as a document' 0 '^registers.1.value=0x00000000$' '' \
	-f plain -b devmem -d mem dump 0x11020ee0+8

check 'record' 0 '^0x11020ee0 32 0x3516c608$' '' \
	-r cv608 -b devmem -d mem record 0x40000000 0x11020000+8
same 'what cannot be read, too' 1 "$(grep -c '^0x40000000 32 bus-error$' out)"
same 'a range' 2 "$(grep -c '^0x1102000[04] 32 0x00000000$' out)"
cp out again.rec
check 'replay of a record' 0 '^hi3516cv608$' '' -R again.rec chip
check 'record of an unknown chip' 0 '^0x11020ee0 32 0x12345678$' '' \
	-R odd.rec record
check 'record nothing' 4 '' 'driver is not loaded' -d no-node record
check 'record what is refused' 4 '^0x11020ee0 32 refused$' \
	'0x11020ee0 .*refused by the kernel' -R refused.rec record
check 'record parts of words' 2 '' 'not whole words' -R odd.rec record 0x2
check 'record beyond the last address' 2 '' 'last address: 0xf{15}0' \
	-R odd.rec record 0xfffffffffffffff0+0x20
check 'record the last words' 0 '^0xf{15}c 32 unlisted$' '' \
	-R odd.rec record 0xfffffffffffffff0+0x10

check 'write without driver' 4 '' 'driver is not loaded' \
	-d no-node write 0x12c00000 1
check 'write through /dev/mem' 2 '' 'only memphys can write' \
	-b devmem write 0x12c00000 1
check 'write into a record' 2 '' 'only memphys can write' \
	-R odd.rec write 0x12c00000 1
check 'write into a recording' 2 '' 'only memphys can write' \
	-r cv608 write 0x12c00000 1
real_check 'write to no node of memphys' 1 '' 'not a node of memphys' -d mem write 0x12c00000 1
check 'write nothing' 2 '' 'an address and a value' write 0x0
check 'write unaligned' 2 '' 'not a multiple' write 0x2 1
check 'write more than one register' 2 '' 'more than one register: 0x0\+8$' \
	write 0x0+8 1
check 'write too much' 2 '' 'not a value of this width: 256' \
	write -w 8 0x0 256
check 'write bad option' 2 '' 'bad option: -x' write -x 0x0 1
check 'write bad letter' 2 '' 'bad option: -x$' write -xr 0x0 1
check 'regions bad letter' 2 '' 'bad option: -x$' regions -xp

check 'doctor, page and window allowed' 0 '^  devmem:$' '' \
	-r cv608 -b devmem -d mem doctor 0x11029010
same 'what is there' 1 "$(grep -c 'resource: \"11029000.pwm' out)"
same 'which driver has it' 1 "$(grep -c '^  driver: bcm2835-pwm$' out)"
same 'no line for load without a module' 1 \
	"$(grep -c 'remedy: .*memphys.ko is not in /lib/modules' out)"
# who_has ADDRESS: the resource that doctor names.
who_has()
{
	"$probe" -r cv608 -b devmem -d mem doctor "$1" |
		sed -n 's/^  resource: "*\([^"]*\)"*$/\1/p'
}
same 'who has it: the bus alone' motherboard "$(who_has 0x1c020000)"
same 'who has it: another part of its page' 'basic-mmio-gpio.0.auto dat' \
	"$(who_has 0x1c010000)"
same 'who has it: the part that is asked for' vexpress-syscfg.3.auto \
	"$(who_has 0x1c010060)"
same 'who has it: nobody' '' "$(who_has 0x1d000000)"
check 'doctor for RAM' 4 'remedy: .*no RAM' '' \
	-r cv608 -d no-node doctor 0x40000000
check 'doctor for a record' 2 '' 'only this machine' \
	-R cv608.rec doctor 0x11020ee0
check 'doctor for a recording' 2 '' 'only this machine' \
	-r cv608 doctor 0x11020ee0
check 'doctor without an address' 2 '' 'one address is needed' doctor
check 'doctor for nonsense' 2 '' 'not an address: 1x' doctor 1x

printf '0x10 32 0x1\n0x20 32 0x2\n0x10 32 0x9\n' >a.rec
printf '0x10 32 0x1\n0x20 32 refused\n0x30 8 0x7\n' >b.rec
check 'records that differ' 1 '^0x00000020 32 0x00000002 refused$' '' \
	diff a.rec b.rec
same 'a register of one record' 1 "$(grep -c '^0x00000030 8 - 0x07$' out)"
check 'records that do not' 0 '' '' diff a.rec a.rec
check 'no record to compare' 2 '' 'no.rec: No such file' diff a.rec no.rec
printf '0x10 32 0x1\n0x14 32 bus-error\n' >dead1.rec
printf '0x10 32 0x2\n0x14 32 bus-error\n' >dead2.rec
check 'a register without a value is the same in both' 1 \
	'^0x00000010 32 0x00000001 0x00000002$' '' diff dead1.rec dead2.rec
same 'and that is all' 1 "$(grep -c . out)"
check 'watch what does not change' 0 '^0x00000010 0x00000001$' '' \
	-R a.rec watch -n 3 0x10
check 'watch for no time' 2 '' 'not a number from 1 on: 0$' \
	-R a.rec watch -n 0 0x10
check 'watch a part of a register' 2 '' 'not a multiple of the width: 0x11$' \
	-R a.rec watch -n 1 0x11
check 'watch a range' 2 '' 'more than one register: 0x10\+8$' \
	-R a.rec watch -n 1 0x10+8
check 'watch what can be read beside what cannot' 0 '^0x00000040 unlisted$' '' \
	-R a.rec watch -n 1 0x40 0x10
check 'watch what cannot be read' 4 '^0x00000040 unlisted$' '' \
	-R a.rec watch -n 1 0x40
check 'help for a command' 0 '^Usage: ipcprobe diff RECORD' '' help diff
printf '0x12020ee0 32 0x04000000\n0x12020ee4 32 refused\n' >part.rec
mkdir -p cv300/proc/device-tree
printf 'hisilicon,hi3516cv300\0' >cv300/proc/device-tree/compatible
check 'a part of an ID is none' 4 unknown 'could not be read$' \
	-R part.rec chip
check 'and denies nothing' 0 '^hi3516cv300$' 'no register confirms it' \
	-r cv300 -R part.rec chip
echo '0xe0000000 32 0x43563253' >cv22.rec
mkdir -p cv2/proc/device-tree
printf 'ambarella,cv2\0' >cv2/proc/device-tree/compatible
check 'the name of another chip begins like it' 0 \
	'stated: "?cv2 \(device-tree\)' '' -r cv2 -R cv22.rec
# The last name of many.
mkdir -p long/proc/device-tree word/proc
{
	printf '%01007d\0' 0
	printf 'rockchip,rv1126b\0'
} >long/proc/device-tree/compatible
check 'a long device tree' 0 '^rv1126b$' 'no register confirms it' -r long chip
printf 'Hardware\t: %051d AK3918EV300L\n' 0 >word/proc/cpuinfo
check 'a long line' 0 '^ak3918ev300l$' 'no register confirms it' -r word chip
# shellcheck disable=SC2016 # fences of Markdown
printf '\357\273\277# a record\r\n```text\r\n0x11020ee0 32 0x3516c608\r\n```\r\n' \
	>marked.rec
check 'a record from a web page' 0 '^hi3516cv608$' '' -R marked.rec chip
check 'load without a module' 1 '' 'hint: memphys.ko is not in /lib/modules' \
	load ./no.ko
: >memphys.ko
"$probe" -v load memphys.ko >out 2>err
same 'load a file of this folder' 1 "$(traced 'load \./memphys\.ko ')"
"$probe" -v load memphys.ko.xz >out 2>err
same 'load a name that is no file' 1 "$(traced 'load memphys\.ko\.xz ')"
check 'load two modules' 2 '' 'unexpected argument: b' load a b
check 'load by the files of another machine' 2 '' 'only this machine' \
	-r uart load ./no.ko
check 'whatever way to registers is named' 2 '' 'only this machine' \
	-r uart -b memphys load ./no.ko
check 'load by a record' 2 '' 'only this machine' -R cv608.rec load ./no.ko
check 'unload there' 2 '' 'only this machine' -r uart unload
check 'exec there' 125 '' 'only this machine' -r uart exec -- true
check 'exec of a record' 125 '' 'only this machine' -R cv608.rec exec -- true
check 'exec of nothing' 125 '' 'no program' exec
check 'exec with a bad option' 125 '' 'bad option: -x' exec -x true
check 'exec runs nothing where nothing is listed' 125 '' \
	"hint: (run as root: .*ipcprobe exec|ipcprobe exec .* --) exec it\\\\'s '' -x\$" \
	exec exec "it's" '' -x
check 'nor over another file' 125 '' \
	'hint: (run as root: .*ipcprobe exec -o|ipcprobe exec .* -o) a.rec -- true$' \
	exec -o a.rec -- true
: >empty
[ "$(id -u)" != 0 ] ||
	check 'exec on another node' 125 '' 'empty' -d empty exec -- true
check 'unload of a record' 2 '' 'only this machine' -R cv608.rec unload
check 'a backend for a record' 2 '' 'not with --replay: --backend' \
	-R cv608.rec -b devmem chip
check 'a node for a record' 2 '' 'not with --replay: --device' \
	-R cv608.rec -d mem chip
for net in wlan0:aa lan1:bb lan0:cc veth:dd; do
	mkdir -p "net/sys/class/net/${net%:*}"
	echo "00:00:00:00:00:${net#*:}" >"net/sys/class/net/${net%:*}/address"
	[ "${net%:*}" = veth ] ||
		ln -s ../../../devices/x "net/sys/class/net/${net%:*}/device"
done
ln -s ../../ieee80211/phy0 net/sys/class/net/wlan0/phy80211
check 'a port that is not eth0' 4 '^ethernet.mac=00:00:00:00:00:cc$' '' \
	-q -r net -f plain
check 'no such root' 2 '' 'No such file or directory: nowhere' \
	-r nowhere chip

tap_end
