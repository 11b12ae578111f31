#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Test memphys on this board, as root, with BusyBox and nothing else:
#
#   run.sh [soc=NAME] [FOLDER]
#
# loads memphys.ko, tests it on scratch memory of its own and, if it knows the
# SoC, has ipcprobe read the chip's ID; measures; unloads. Reads no register that
# the SoC's table does not name, and writes none. FOLDER, or the first of /tmp,
# /run, /dev/shm and the current one that can be written, gets memphys-kit.tap and
# memphys-kit.txt, the report; nothing else stays. Documentation/admin-guide/kit.rst.

case $0 in
*/*) here=${0%/*}/ ;;
*) here=. ;;
esac
here=$(cd "$here" && pwd -P) || exit 2
# shellcheck source=../qemu/guest/tap.sh
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/kit.env"
# KiB that the results, and what is needed meanwhile, can take.
room=256

# die TEXT: nothing was tested.
die()
{
	echo "run.sh: $1" >&2
	exit 2
}

# cleanup: whatever was started, loaded or made is gone; fails if the module is not.
cleanup()
{
	trap '' INT TERM HUP
	trap - EXIT
	[ -z "$child" ] || end
	# shellcheck disable=SC2086 # one word per node
	[ -z "$nodes" ] || rm -f $nodes
	[ -z "$work" ] || rm -rf "$work"
	[ -z "$loaded" ] || unload && return
	echo "run.sh: memphys is still loaded: rmmod memphys says: $err" >&2
	return 1
}

interrupted()
{
	if cleanup; then
		echo "run.sh: interrupted; nothing is left" >&2
	fi
	exit 130
}

# running: is a program of this folder?
running()
{
	for file in /proc/[0-9]*/exe; do
		case $(readlink "$file") in
		"$here"/*) return 0 ;;
		esac
	done
	return 1
}

# end: what was started; its children may be in the middle of loading the module.
end()
{
	kill "$child" 2>/dev/null
	tries=0
	while running && [ $tries -lt 30 ]; do
		tries=$((tries + 1))
		sleep 1
	done
}

# unload: what was killed may hold the module for some seconds more. Some rmmod look
# for /lib/modules first, which need not be there.
unload()
{
	tries=0
	while [ -e /sys/module/memphys ]; do
		err=$(rmmod memphys 2>&1) && break
		"$here/ipcprobe" unload >/dev/null 2>&1 && err='' && break
		tries=$((tries + 1))
		[ $tries -lt 30 ] || return 1
		sleep 1
	done
	loaded=
}

# run COMMAND...: sets status, and out, a file. A signal ends it.
run()
{
	out=$work/out
	"$@" >"$out" 2>&1 &
	child=$!
	wait "$child"
	status=$?
	child=
}

# ran NAME: the case of a program, with what it printed.
ran()
{
	sed 's/^/# /' "$out"
	result "$status" "$1"
}

# place FOLDER: make work there, with room for the results.
place()
{
	work=$1/memphys-kit.$$
	mkdir "$work" 2>/dev/null &&
		dd if="$here/board_test" of="$work/room" bs=1024 count=$room 2>/dev/null &&
		rm "$work/room" && return
	rm -rf "$work"
	work=
	return 1
}

places()
{
	if [ -n "$1" ]; then
		place "$1" || die "$1 cannot be written, or has less than $room KiB left: name another folder, on a tmpfs or a card: run.sh FOLDER"
		return
	fi
	for folder in /tmp /run /dev/shm "$PWD"; do
		place "$folder" && return
	done
	die "no folder can be written and has $room KiB left: mount one, as in: mount -t tmpfs tmpfs /mnt && $here/run.sh /mnt"
}

# node PATH MAJOR:MINOR: made where no devtmpfs does it, and removed in the end; mdev
# may have been faster.
node()
{
	[ ! -e "$1" ] || return 0
	if mknod "$1" c "${2%:*}" "${2#*:}"; then
		nodes="$nodes $1"
	else
		[ -e "$1" ]
	fi
}

# load: sets status and err.
load()
{
	loaded=1
	# shellcheck disable=SC2086 # one word per parameter
	err=$(insmod "$here/memphys.ko" scratch=64K $soc 2>&1)
	status=$?
	[ $status = 0 ] || return
	for name in memphys memphys-remap; do
		node /dev/$name "$(cat /sys/class/misc/$name/dev)" || {
			err="there is no /dev/$name, and it cannot be made"
			status=1
			return
		}
	done
}

# why: why the module did not load.
why()
{
	echo "$err"
	dmesg | tail -n 5
	[ "$KIT_RELEASE" = "$(uname -r)" ] ||
		echo "The kit is for kernel $KIT_RELEASE, this is $(uname -r): make kit KDIR= with the tree of this one."
}

# listed: are there regions of the SoC's table?
listed()
{
	for file in /sys/class/memphys/*/source; do
		[ "$(cat "$file")" != soc ] || return 0
	done
	return 1
}

# probe METHOD: ipcprobe by that method.
probe()
{
	run "$here/ipcprobe" -b memphys -m "$1" chip
	ran "ipcprobe names the chip: $1"
}

chip()
{
	listed || {
		skip "ipcprobe names the chip" \
			"soc=auto knows no SoC here; if you do: run.sh soc=NAME"
		return
	}
	probe fault
	[ $status != 0 ] || model=$(cat "$out")
	probe remap
	[ "$model" = unknown ] ||
		is "by both methods it is the same" "$(cat "$out")" "$model"
}

measure()
{
	start=$(cat /sys/class/memphys/scratch/start)
	for method in fault remap; do
		node=/dev/memphys
		[ $method = fault ] || node=/dev/memphys-remap
		run "$here/mapcost" $method $node "$start" 4K:read:one 64K:read:up \
			64K:read:one 64K:write:up
		grep '^@' "$out" >>"$work/figures"
		ran "measured: $method"
	done
}

tests()
{
	tap_begin
	load
	if [ $status != 0 ]; then
		comment "$(why)"
		result 1 "the module loads"
		why >&2
		return
	fi
	result 0 "the module loads"
	chip
	measure
	unload
	is "the module unloads: $err" "$loaded" ""
	# It loads the module itself, and unloads it.
	loaded=1
	# In front of a function, old shells of BusyBox do not export them.
	export MEMPHYS_KO="$here/memphys.ko" BOARD_ARGS="$soc"
	run "$here/board_test"
	ran board_test
	unload
	is "the module is gone: $err" "$loaded" ""
	now=$(complaints)
	# The log may have lost what was there, or the mark.
	now=${now#"$was"}
	is "the kernel log holds no new complaint" "${now#*"$mark"}" ""
}

# first FILE KEY...: what the file says of the first of these keys that it has.
first()
{
	file=$1
	shift
	for key; do
		value=$(sed -n "s/^${key}[[:space:]]*: *//p" "$file" | head -n 1)
		[ -z "$value" ] || break
	done
	echo "$value"
}

count()
{
	grep -cE "$1" "$work/tap"
}

# report: what Documentation/admin-guide/kit.rst says. No address, no serial number.
report()
{
	echo "memphys-kit: 1"
	echo "memphys: $KIT_MEMPHYS $KIT_SUM"
	echo "kernel: $(uname -r)"
	echo "built-for: $KIT_RELEASE"
	echo "machine: $(uname -m)"
	echo "cpu: $(first /proc/cpuinfo 'model name' 'cpu model' Processor uarch)"
	echo "hardware: $(first /proc/cpuinfo Hardware 'system type' machine)"
	echo "board: $(tr '\0' ' ' 2>/dev/null </proc/device-tree/model)"
	echo "soc: $soc"
	echo "chip: $model"
	skipped=$(count '^(# )?ok .*# SKIP')
	echo "passed: $(($(count '^(# )?ok ') - skipped))"
	echo "failed: $(count '^(# )?not ok ')"
	echo "skipped: $skipped"
	sed -nr 's/^(# )?not ok [0-9]+ (- )?/failure: /p' "$work/tap"
	sed -nr 's/^@([^ ]*) /\1: /p' "$work/figures" 2>/dev/null
}

child='' loaded='' nodes='' work='' folder='' model=unknown soc=
for word; do
	case $word in
	soc=*[!A-Za-z0-9,._-]* | -*) die "usage: run.sh [soc=NAME] [FOLDER]" ;;
	soc=*) soc=$word ;;
	*) folder=$word ;;
	esac
done
for tool in cat dd dmesg grep head id insmod mkdir mknod mv printf readlink rm rmmod sed sleep tail tr uname; do
	command -v $tool >/dev/null ||
		die "this board has no $tool: copy a BusyBox that has it, and put it into PATH"
done
[ "$(id -u)" = 0 ] || die "only root can load a module: run it as root"
if [ ! -d /proc/1 ] || [ ! -d /sys/module ]; then
	die "/proc or /sys is missing: mount -t proc proc /proc; mount -t sysfs sysfs /sys"
fi
[ ! -e /sys/module/memphys ] ||
	die "memphys is loaded already, and the kit loads its own: rmmod memphys first"
for name in memphys memphys-remap; do
	[ ! -e /dev/$name ] ||
		die "/dev/$name is there without the driver, so it leads elsewhere: rm /dev/$name first"
done
trap cleanup EXIT
trap interrupted INT TERM HUP
places "$folder"
node /dev/kmsg 1:11 || die "there is no /dev/kmsg, and it cannot be made: the tests look at the kernel log"
mark="memphys-kit $$ begins"
echo "<7>$mark" 2>/dev/null >/dev/kmsg
was=$(complaints)
echo "Testing memphys on this board; it takes about a minute."
tests >"$work/tap"
tap_end >>"$work/tap"
report >"$work/report"
mv "$work/tap" "$folder/memphys-kit.tap" || die "$folder: the results cannot be written"
mv "$work/report" "$folder/memphys-kit.txt" ||
	die "$folder: the report cannot be written"
cat "$folder/memphys-kit.txt"
echo "The results are $folder/memphys-kit.tap and memphys-kit.txt: send both."
[ "$tap_failed" = 0 ]
