# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2034,SC2154
#
# The boards of boards.tab, for boot.sh. Sourced.

# board_row BOARD: its row, without its name.
board_row()
{
	local row

	row=$(table boards.tab | awk -v b="$1" '$1 == b { $1 = ""; print }')
	[ -n "$row" ] ||
		die -2 "no board $1; boards.tab has: $(table boards.tab |
			awk '{ printf "%s ", $1 }')"
	echo "$row"
}

# board_env BOARD: what bench.env says instead of the camera's.
board_env()
{
	local arch

	read -r arch _ <<<"$(board_row "$1")"
	echo "ARCH=$arch"
	echo "BOARD=$1"
	case $arch in
	ppc64el) echo PAGE_SIZE=65536 ;;
	*) echo PAGE_SIZE=4096 ;;
	esac
	echo DECODE=0
	echo CLAIM=0
	echo MEMPHYS_ARGS=
}

# wants_low_initrd KERNEL: by -initrd, QEMU puts it at the end of a Malta's RAM, and
# Linux 3.10 takes all that is below it for used. 6.1 overwrites what lies low.
wants_low_initrd()
{
	[ "$arch" = mipsel ] && grep -q '^[34]\.' "$1/release"
}

# board_args BOARD KERNEL BOOT APPEND EDIT...: sets qemu, the command line of one boot.
board_args()
{
	local kernel=$2 boot=$3 append="$kernel_args $4"
	local arch console tree args dtb
	local edits=("${@:5}")
	local semihosting=(-semihosting-config
		"enable=on,userspace=on,target=native")

	read -r arch console tree args <<<"$(board_row "$1")"
	if [ "$tree" != - ]; then
		# Among the modules from 7.2 on.
		dtb=$(find "$kernel"/{usr/lib,modules/dtb} -name "$tree.dtb" \
			2>/dev/null) || :
		[ -n "$dtb" ] || die "kernel $kernel has no device tree $tree"
		cp "$dtb" "$boot/board.dtb"
		dtb_edit "$boot/board.dtb" "${edits[@]}"
	fi
	case $args in
	*@BOOT@/flash*)
		head -c 16M /dev/zero | tr '\0' '\377' >"$boot/flash"
		"$bench/regimage" pattern "$boot/flash" 0 0x1000000 0 0x100000
		;;
	esac
	append="console=$console initcall_blacklist=raid6_select_algo $append"
	case $arch in
	armhf | armel) qemu=(qemu-system-arm "${semihosting[@]}") ;;
	arm64) qemu=(qemu-system-aarch64 "${semihosting[@]}") ;;
	# Only good ends reset it: see bench-exit.
	mipsel)
		qemu=(qemu-system-mipsel) append="$append panic=0"
		if wants_low_initrd "$kernel"; then
			qemu+=(-device "loader,file=$boot/initrd,addr=0x2000000,force-raw=on")
			append="$append rd_start=0x82000000"
			append="$append rd_size=$(stat -c %s "$boot/initrd")"
		fi
		;;
	ppc64el) qemu=(qemu-system-ppc64) append="$append panic=0" ;;
	*) qemu=("qemu-system-$arch" "${semihosting[@]}") ;;
	esac
	[ "$tree" = - ] || qemu+=(-dtb "$boot/board.dtb")
	# shellcheck disable=SC2206 # one word an argument
	qemu+=(${args//@BOOT@/$boot} -display none -nodefaults -no-reboot
		-append "$append")
}
