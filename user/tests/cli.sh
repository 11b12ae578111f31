# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=sh
#
# What tests of the command line share: a run of the program that is compared,
# and a camera, whose /dev/mem is a sparse file and whose /proc a folder. Sourced;
# $1 is the program.
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"

probe=$(realpath "$1")
cd "$dir" || exit 1

# check TITLE STATUS STDOUT-PATTERN STDERR-PATTERN ARG...: run ipcprobe and
# compare; an empty pattern stands for "nothing printed".
check() {
	title=$1 status=$2 out=$3 err=$4
	shift 4
	"$probe" "$@" >out 2>err </dev/null
	found=$?
	problem=
	[ "$found" = "$status" ] || problem="exit status $found, not $status"
	matches out "$out" || problem="$problem; stdout: $(head -n 5 out)"
	matches err "$err" || problem="$problem; stderr: $(head -n 5 err)"
	result "$title" "$problem"
}

matches() {
	if [ -z "$2" ]; then
		[ ! -s "$1" ]
	else
		grep -qE -- "$2" "$1"
	fi
}

# traced PATTERN: how many lines of the last trace match.
traced() {
	grep -cE -- "trace: $1" err
}

# same TITLE WANTED FOUND
same() {
	problem=
	[ "$2" = "$3" ] || problem="wanted $2, found $3"
	result "$1" "$problem"
}

# printed TITLE ARG...: what /dev/full does not take is a failure that is told.
printed() {
	title=$1
	shift
	"$probe" "$@" >/dev/full 2>err
	problem="status $?: $(cat err)"
	case $problem in
	'status 1: ipc'*': standard output: No space left on device' | \
		'status 1: {"error":"standard output: No space left on device"}')
		problem= ;;
	esac
	result "/dev/full: $title" "$problem"
}

# silent TITLE FILE...: nothing in there is a command to a terminal.
silent() {
	title=$1
	shift
	same "$title" '' "$(cat "$@" | tr -d '\n' | LC_ALL=C tr -cd \
		'\001-\037\177-\237' | od -An -tx1)"
}

# real_check ...: a check whose ioctl must get as far as the kernel.
real_check() {
	if [ -n "${EMULATED:-}" ]; then
		skip "$1" "qemu-user knows no ioctls but its own"
	else
		check "$@"
	fi
}

# A camera: its registers in a file, and what its kernel says of it.
truncate -s 1G mem
printf '\010\306\026\065' |
	dd of=mem bs=1 seek=$((0x11020ee0)) conv=notrunc 2>dd.log
mkdir -p cv608/proc/device-tree uart/proc other/proc/device-tree none
printf 'maker,board\0hisilicon,hi3516cv608\0linux,dummy-virt\0' \
	>cv608/proc/device-tree/compatible
printf '10000000-12ffffff : soc\n  11040000-11040fff : 11040000.serial\n' \
	>uart/proc/iomem
printf 'linux,dummy-virt\0' >other/proc/device-tree/compatible
echo '0x11020ee0 32 0x3516c608' >cv608.rec
echo '0x11020ee0 32 0x12345678' >odd.rec
echo '0x11020ee0 32 bus-error' >dead.rec
echo '0x11020ee0 32 refused' >refused.rec
printf '0x11020ee0 32 %s\n0x12020ee0 32 %s\n' refused 0x12345678 >second.rec
printf '0x11020ee0 32 %s\n0x12020ee0 32 %s\n' 0x12345678 refused >first.rec
echo 'nonsense' >bad.rec
cat >variant.rec <<'END'
0x12020ee0 32 0x07000000
0x12020ee4 32 0x000000c3
0x12020ee8 32 0x00000016
0x12020eec 32 0x00000035
END

# Anybody can start a process of such a name; a USB stick can bring such a file.
mkdir -p hostile/proc/7 hostile/proc/device-tree
printf 'evil\0\033[2J\2332Jb\n' >hostile/proc/7/cmdline
printf '7 (evil) S 1 1 1 0 -1 0 0 0 0 0 9 9 0\n' >hostile/proc/7/stat
printf '\233\033]0;owned\007' >hostile/proc/device-tree/model

cat >cv608/proc/iomem <<'END'
10000000-12ffffff : soc
  11029000-11029fff : 11029000.pwm pwm@11029000
1c000000-1cffffff : motherboard
  1c010008-1c01000b : basic-mmio-gpio.0.auto dat
  1c010060-1c0100ab : vexpress-syscfg.3.auto
40000000-5fffffff : System RAM
END
mkdir -p cv608/sys/bus/platform/devices/11029000.pwm
ln -s ../../../../bus/platform/drivers/bcm2835-pwm \
	cv608/sys/bus/platform/devices/11029000.pwm/driver
