# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2034,SC2154
# One boot: from a built cell and a scenario to a QEMU that runs. Sourced.

# shellcheck source-path=SCRIPTDIR source=machines.sh
. "$bench/machines.sh"
# shellcheck source-path=SCRIPTDIR source=boards.sh
. "$bench/boards.sh"

# For every boot. That ciphers test themselves costs armhf 1.3 s, on 5.10 four.
kernel_args="loglevel=1 panic=-1 cryptomgr.notests"

# field NAME FILE [DEFAULT]: a scenario says what it needs in its head, as
# "# Name: value".
field()
{
	local value

	value=$(sed -n "s/^# $1: //p" "$2" | head -n 1)
	echo "${value:-${3:-}}"
}

# field_for NAME FILE ARCH BOARD [DEFAULT]: the same, where "# Name ARCH: value" or
# "# Name BOARD: value" is meant for that one only.
field_for()
{
	local value

	value=$(field "$1 ${4:-$3}" "$2")
	echo "${value:-$(field "$1" "$2" "${5:-}")}"
}

# switch NAME FILE: 1, unless the scenario or the environment says no.
switch()
{
	local name

	name=$(tr '[:lower:]' '[:upper:]' <<<"$1")
	case ${!name:-$(field "$1" "$2" yes)} in
	0 | no) echo 0 ;;
	*) echo 1 ;;
	esac
}

# extra_modules KERNEL DIR NAME...: the kernel's own modules that a scenario
# names, for extra_on; NAME? is one that not all kernels have.
extra_modules()
{
	local kernel=$1 dir=$2 name file optional

	shift 2
	mkdir -p "$dir"
	for name; do
		optional=${name#"${name%\?}"}
		name=${name%\?}
		file=$(find "$kernel/modules" -name "$name.ko" \
			-o -name "$name.ko.xz")
		if [ -z "$file" ]; then
			[ -n "$optional" ] || grep -q "/$name.ko$" \
				"$kernel/modules/modules.builtin" ||
				die "kernel $kernel has no module $name"
			continue
		fi
		xz -dcf "$file" >"$dir/$name.ko"
	done
}

# claim_possible: whether this kernel has a driver that claims a block. Those of
# kernels.tab have; one of check-kernel may not.
claim_possible()
{
	local name

	[ "$kver" = own ] || return 0
	for name in $(claim_modules "$arch"); do
		[ ! -e "$cell/base/lib/claim/$name.ko" ] || return 0
		! grep -qs "/$name.ko$" "$kernel/modules/modules.builtin" || return 0
	done
	return 1
}

# boot_prepare ARCH KVER CELL SCENARIO DIR [BOARD]: fills DIR, sets qemu and
# kernel.
boot_prepare()
{
	local arch=$1 kver=$2 cell=$3 scenario=$4 boot=$5 board=${6:-}
	local part file word machine memory
	local parts=("$cell/base.cpio")

	machine=$(field_for Machine "$scenario" "$arch" "$board" camera)

	# Nobody builds this cell meanwhile.
	exec 9>"$cell.lock"
	flock -s 9
	kernel=$("$bench/fetch" kernel "$arch" "$kver")
	mkdir -p "$boot/root/etc" "$boot/root/bench"
	{
		machine_env "$arch" "$machine"
		claim_possible || echo CLAIM_DRIVER=none
		echo "KVER=$kver"
		echo "SLOW=${SLOW:-1}"
		echo "SHORT=${SHORT:-0}"
		echo "MEMPHYS_KO=/lib/memphys/memphys.ko"
		echo "IPCPROBE=/bin/ipcprobe"
		echo "DECODE=$(switch Decode "$scenario")"
		echo "CLAIM=$(switch Claim "$scenario")"
		[ -z "$board" ] || board_env "$board"
		echo "EXTRA_MODULES='$(field Modules "$scenario" | tr -d '?')'"
		echo "TAINT=$(field "Taint on $arch" "$scenario" 0)"
		echo "TESTS='${TESTS:-}'"
		echo "FUZZ_OPS='${FUZZ_OPS:-}'"
		echo "FUZZ_SEED='${FUZZ_SEED:-}'"
		echo "FUZZ_SECONDS='${FUZZ_SECONDS:-}'"
	} >"$boot/root/etc/bench.env"
	cp "$scenario" "$boot/root/bench/scenario"
	for file in $(field Files "$scenario"); do
		cp "$top/$file" "$boot/root/bench/"
	done
	# shellcheck disable=SC2046 # one word a module
	extra_modules "$kernel" "$boot/root/lib/extra" \
		$(field Modules "$scenario")
	pack "$boot/root" "$boot/env.cpio"

	for part in $(field Parts "$scenario" "module user"); do
		if [ "$part:$(switch Module "$scenario")" != module:0 ]; then
			parts+=("$cell/$part.cpio")
		fi
	done
	cat "${parts[@]}" "$boot/env.cpio" >"$boot/initrd"

	if [ -n "$board" ]; then
		# shellcheck disable=SC2046 # one word an edit
		board_args "$board" "$kernel" "$boot" \
			"$(field_for Append "$scenario" "$arch" "$board")" \
			$(field_for Dtb "$scenario" "$arch" "$board")
	else
		camera_prepare
	fi
	qemu+=(-kernel "$kernel/vmlinuz")
	# board_args has put it elsewhere.
	wants_low_initrd "$kernel" || qemu+=(-initrd "$boot/initrd")
	# One processor, for which an instruction is a nanosecond.
	[ "$(field Icount "$scenario")" != yes ] ||
		qemu+=(-smp 1 -icount "shift=0,sleep=off" -seed 42
			-rtc "base=2020-01-01,clock=vm")
	exec 9>&-
}

# The rest of boot_prepare, with its variables, for the camera and its like.
camera_prepare()
{
	if [ -e "$cell/$machine.dtb" ]; then
		cp "$cell/$machine.dtb" "$boot/camera.dtb"
		# shellcheck disable=SC2046 # one word an edit
		dtb_edit "$boot/camera.dtb" \
			$(field_for Dtb "$scenario" "$arch" "")
	fi
	machine_args "$arch" "$cell" "$boot" \
		"$(field_for Append "$scenario" "$arch" "")" "$machine"
	memory=$(field_for Memory "$scenario" "$arch" "")
	[ -z "$memory" ] || qemu+=(-m "$memory")
	for word in $(field Registers "$scenario"); do
		"$bench/regimage" set "$boot/regs" "$regs_base" "$word"
	done
}

# boot_log LOG SECONDS: run it without a terminal; its exit code is ours.
boot_log()
{
	timeout --foreground -k 5 "$2" "${qemu[@]}" -serial stdio \
		</dev/null >"$1" 2>&1
}
