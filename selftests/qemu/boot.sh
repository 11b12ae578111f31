# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2034,SC2154
# One boot: from a built cell and a scenario to a QEMU that runs. Sourced.

# shellcheck source-path=SCRIPTDIR source=machines.sh
. "$bench/machines.sh"

# field NAME FILE [DEFAULT]: a scenario says what it needs in its head, as
# "# Name: value".
field()
{
	local value

	value=$(sed -n "s/^# $1: //p" "$2" | head -n 1)
	echo "${value:-${3:-}}"
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

# scenario_parts FILE...: what is to be built for these.
scenario_parts()
{
	local file

	for file; do
		field Parts "$file" "module user" | tr ' ' '\n'
	done | sort -u
}

# boot_prepare ARCH KVER CELL SCENARIO DIR: fills DIR, sets qemu.
boot_prepare()
{
	local arch=$1 kver=$2 cell=$3 scenario=$4 boot=$5 part file word
	local parts=("$cell/base.cpio.gz")

	mkdir -p "$boot/root/etc" "$boot/root/bench"
	{
		machine_env "$arch"
		echo "KVER=$kver"
		echo "SLOW=$(slowness "$kver")"
		echo "MEMPHYS_KO=/lib/memphys/memphys.ko"
		echo "IPCPROBE=/bin/ipcprobe"
		echo "DECODE=$(switch Decode "$scenario")"
		echo "CLAIM=$(switch Claim "$scenario")"
		echo "TESTS='${TESTS:-}'"
		echo "FUZZ_OPS='${FUZZ_OPS:-}'"
		echo "FUZZ_SEED='${FUZZ_SEED:-}'"
		echo "FUZZ_SECONDS='${FUZZ_SECONDS:-}'"
	} >"$boot/root/etc/bench.env"
	cp "$scenario" "$boot/root/bench/scenario"
	for file in $(field Files "$scenario"); do
		cp "$top/$file" "$boot/root/bench/"
	done
	(cd "$boot/root" && find etc bench |
		cpio --quiet -o -H newc -R 0:0) | gzip -1 >"$boot/env.cpio.gz"

	for part in $(scenario_parts "$scenario"); do
		if [ "$part:$(switch Module "$scenario")" != module:0 ]; then
			parts+=("$cell/$part.cpio.gz")
		fi
	done
	cat "${parts[@]}" "$boot/env.cpio.gz" >"$boot/initrd"

	if [ -e "$cell/camera.dtb" ]; then
		cp "$cell/camera.dtb" "$boot/"
		# shellcheck disable=SC2046 # one word an edit
		dtb_edit "$boot/camera.dtb" $(field Dtb "$scenario")
	fi
	machine_args "$arch" "$cell" "$boot" "$(field Append "$scenario")"
	for word in $(field Registers "$scenario"); do
		"$bench/regimage" set "$boot/regs" "$regs_base" "$word"
	done
	qemu+=(-kernel "$("$bench/fetch" kernel "$arch" "$kver")/vmlinuz"
		-initrd "$boot/initrd")
}

# boot_log LOG SECONDS: run it without a terminal; its exit code is ours.
boot_log()
{
	timeout --foreground -k 5 "$2" "${qemu[@]}" -serial stdio \
		</dev/null >"$1" 2>&1
}
