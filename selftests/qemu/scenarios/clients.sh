#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Other people's programs, unchanged, as Debian packs them, by the recipes of
# Documentation/admin-guide/programs.rst: first on /dev/mem as the strict kernel
# has it, then with each node of memphys mounted over it. What they print is
# compared with what the register image, the firmware or QEMU's device holds. Each
# leaves a row for selftests/programs.
#
# Files: Documentation/admin-guide/programs.rst
# Arches: amd64 arm64 armhf
# In check: none
# Kernels: 6.1
# Parts: module user learn programs
# Machine amd64: q35
# Dtb: no-policy
# Modules: i2c-smbus? iTCO_vendor_support? intel_pmc_bxt? watchdog? iTCO_wdt? lpc_ich? crct10dif_common? crct10dif_generic? crc-t10dif? crc64? crc64-rocksoft? t10-pi? nvme-common? nvme-core? nvme?
# Registers: 0x11029040=0x4d454d50 0x11029044=0x48595321 0x11029048=0x00c0ffee 0x1102904c=0x5a5a1234

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

export PATH=/usr/bin:/usr/sbin:/bin
# What the image holds from 0x11029040 on, which a driver has claimed.
bytes=504d454d21535948eeffc00034125a5a
dump='50 4d 45 4d 21 53 59 48  ee ff c0 00 34 12 5a 5a'
words='4d454d50 48595321 00c0ffee 5a5a1234'

# recipe NAME: the command that the document has for it.
recipe()
{
	awk -v name="$1" '/^[^ ]/ { inside = $0 == name }
		inside && sub(/^        /, "")' /bench/programs.rst
}

# outcome TITLE EXPECTED WANTED COMMAND: what becomes of it. /usr/bin/env starts
# the package's program; the shell has applets of some of these names.
outcome()
{
	title=$1 expected=$2 wanted=$3
	try eval "$4"
	# Some say on standard output why they fail.
	said=$(printf '%s\n%s\n' "$err" "$out" |
		grep -iE 'not permitted|bad address|invalid argument|error|cannot access' |
		sed -n 's,^/usr/bin/,,; /[Pp]ermitted/{p;q}; /Bad/{p;q}; $p')
	case $status:$out in
	135:*) word=SIGBUS ;;
	*:*"$wanted"*) word=works ;;
	*) word=refused ;;
	esac
	[ "$word" = "$expected" ] || comment "status $status, without $wanted:
$(echo "$out
$err" | uniq | tail -n 40)"
	is "$title" "$word" "$expected"
}

# version PACKAGE: what was unpacked.
version()
{
	if [ "$1" = busybox-static ]; then
		busybox | sed -n '1s/BusyBox v\([^ ]*\) .*/\1/p'
	else
		sed -n "s/^$1=//p" /lib/packages
	fi
}

# program NAME PACKAGE STOCK FAULT REMAP WANTED: what becomes of it on each node,
# and what it must print to work. A recipe with a node of its own is run as it is.
program()
{
	name=$1 package=$2 stock=$3 fault=$4 remap=$5 wanted=$6
	recipe=$(recipe "$name")
	outcome "$name on the stock kernel" "$stock" "$wanted" \
		"/usr/bin/env ${recipe#* -- }"
	[ "$stock" = refused ] || said=
	row="$name|$package $(version "$package")|$stock|$said"
	case $recipe in
	'ipcprobe -d'*)
		outcome "$name on its node" "$fault" "$wanted" "$recipe"
		fault="$fault on its own node" remap='not used'
		;;
	*)
		exec="exec${recipe#ipcprobe*exec}"
		outcome "$name on /dev/memphys" "$fault" "$wanted" \
			"ipcprobe $exec"
		outcome "$name on /dev/memphys-remap" "$remap" "$wanted" \
			"ipcprobe -m remap $exec"
		;;
	esac
	is "$name: the driver is gone" "$(ls -d /sys/module/memphys 2>&1)" \
		"ls: /sys/module/memphys: No such file or directory"
	echo "# program|$row|$fault|$remap|$(regions "$recipe")"
}

# regions RECIPE: its list.
regions()
{
	echo "$1" | tr -s ' \\\n' ' ' | sed 's/.* -r \([^ ]*\) .*/\1/'
}

# spans LIST: first and last address of each region, and its flags.
spans()
{
	echo "$1" | tr ,@+: '\n   ' | while read -r _ start size flags; do
		case $size in
		*K) size=$((${size%K} << 10)) ;;
		*M) size=$((${size%M} << 20)) ;;
		esac
		echo "$((start)) $((start + size - 1)) $flags"
	done
}

# learned NAME COMMAND: all that the recipe lists is in what --learn prints.
learned()
{
	try eval "ipcprobe exec --learn -- $2"
	comment "$(echo "$out" | grep -E '^(#|regions=)')"
	spans "$(echo "$out" | sed -n 's/^regions=//p')" >/tmp/learned
	spans "$(regions "$(recipe "$1")")" | while read -r first last flags; do
		awk -v first="$first" -v last="$last" -v flags="$flags" '
			$1 <= first && $2 >= last && (flags == "" || $3 == flags) {
				found = 1
			}
			END { exit !found }' /tmp/learned || echo "$first $last $flags"
	done >/tmp/missing
	is "--learn: the recipe of $1" "$(cat /tmp/missing)" ""
}

extra_on
# Where ipcprobe finds it.
cp "$MEMPHYS_KO" /bin/
like "a package's program is started, not busybox's applet" \
	"$(/usr/bin/env od --version)" coreutils

if [ "$ARCH" = amd64 ]; then
	program flashrom flashrom refused SIGBUS works \
		'Found ST flash chip "M95M02" (256 kB, SPI) mapped at physical address 0x00000000fffc0000.'
	# What QEMU's ICH9 has there after its reset.
	program inteltool coreboot-utils refused works refused \
		'0x3140: 0x00003210
0x3144: 0x32103210
0x3148: 0x00003210'
	program nvme nvme-cli refused works - 'version : 10400'
fi
program devmem busybox-static refused works works 0x4D454D50
program memtool memtool refused works works "$words"
program hexdump bsdextrautils refused works works "$dump"
program xxd xxd refused works works $bytes
program od coreutils refused works works "$words"
program dd coreutils refused works works 'PMEM!SYH'
program perl perl-base refused works works $bytes
program python3 python3.11-minimal refused works works $bytes
# It maps to write.
program python3-periphery python3-periphery refused works refused 0x4d454d50
# A kernel for 32-bit Arm does not ask the driver what a debugger wants to see.
gdb=works
[ "$ARCH" != armhf ] || gdb=refused
program gdb gdb-minimal refused $gdb $gdb 0x48595321
program memtester memtester works works works 'Walking Ones        : '
if [ "$ARCH" = amd64 ]; then
	program dmidecode dmidecode works works works \
		"$(/usr/bin/env dmidecode -t 0 | sed 1,/present/d)"
	program biosdecode dmidecode works works works 'OEM Identifier: BOCHS'
	program acpidump acpica-tools works works works \
		"$(/usr/bin/env acpidump -c on -n APIC | sed 1d)"
fi

# The lists of the recipes are what the programs ask for.
[ "$ARCH" != amd64 ] || learned flashrom 'flashrom -p internal'
learned devmem 'busybox devmem 0x11029040'
tap_end
