# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2034,SC2154,SC2054
#
# The camera, once per architecture: the same registers at the same physical
# addresses. Sourced.
#
# On arm and arm64 the registers are the memory of two PCI devices (ivshmem)
# that Linux puts at 0x10000000 and 0x20000000, largest first. On amd64 and i386
# they are a file that backs all RAM, cut out of the kernel's map with memmap=.
# Both can be read and written from outside while the guest runs. On armel, an
# Integrator/CP with an ARM926, they are RAM that the kernel is not told of.
#
# The machine "high" is the same with memory above 4 GiB, which the kernel is
# told to leave alone, and on arm64 a CPU with addresses of 52 bits. "q35" is the
# same with a younger chipset and an NVMe disk; amd64 only.

pattern="0x12400000 0x800000"
chip_id_addr=0x11020EE0
chip_id=${CHIP_ID:-0x3516C608}

claim_modules()
{
	case $1 in
	armhf | arm64) echo pwm-bcm2835 ;;
	armel) [ "$kver" != armv5 ] || echo pwm-bcm2835 ;;
	amd64 | i386) echo pvpanic pvpanic-mmio ;;
	esac
}

# virt_args ARCH MACHINE: kver is the caller's. Not every core has pages of
# 16 KiB.
virt_args()
{
	local board="virt,highmem=off" memory=512 core=cortex-a53

	# Kernels with less than 512 MiB left do without huge pages.
	[ "$1" != arm64 ] || memory=768
	if [ "$2" = high ]; then
		board="virt,highmem=on" memory=4096 core=max,pauth-impdef=on
	fi
	case $kver in
	*16k) core=cortex-a76 ;;
	esac
	case $1 in
	armhf) echo qemu-system-arm -M "$board" -cpu cortex-a15 ;;
	arm64) echo qemu-system-aarch64 -M "$board" -cpu "$core" ;;
	esac
	echo -m "$memory" -smp 2
}

# virt_build ARCH MACHINE DIR: the machine's device tree.
virt_build()
{
	local arch=$1 machine=$2 dir=$3 ranges

	# shellcheck disable=SC2046 # one word an argument
	$(virt_args "$arch" "$machine" |
		sed "s|virt,|&dumpdtb=$dir/virt.dtb,|") -nodefaults -display none
	if [ "$machine" = high ]; then
		# Without the window above 4 GiB, where Linux would put the
		# registers: a range has 7 cells, and the other two come first.
		ranges=$(fdtget -t x "$dir/virt.dtb" /pcie@10000000 ranges |
			cut -d ' ' -f 1-14)
		# shellcheck disable=SC2086 # one word per cell
		fdtput -t x "$dir/virt.dtb" /pcie@10000000 ranges $ranges
	fi
	fdtoverlay -i "$dir/virt.dtb" -o "$dir/$machine.dtb" "$dir/camera.dtbo"
}

# integrator_build DIR: the device tree of that board, whose addresses have one cell.
integrator_build()
{
	local dir=$1

	sed -e 's/<0x0 \(0x[0-9a-f]*\) 0x0 /<\1 /' \
		-e '/#\(address\|size\)-cells/s/2/1/' \
		-e 's/linux,dummy-virt/arm,integrator-cp/' \
		"$top/dts/overlays/camera.dtso" |
		dtc -q -@ -I dts -O dtb -o "$dir/camera.dtbo" -
	fdtoverlay -i "$kernel/modules/dtb/integratorcp.dtb" \
		-o "$dir/camera.dtb" "$dir/camera.dtbo"
}

# machine_build ARCH DIR: what every boot of the machine starts from.
machine_build()
{
	local arch=$1 dir=$2

	rm -f "$dir"/regs*
	# shellcheck disable=SC2046,SC2086 # one word an argument
	case $arch in
	armhf | arm64)
		dtc -q -@ -I dts -O dtb -o "$dir/camera.dtbo" \
			"$top/dts/overlays/camera.dtso"
		virt_build "$arch" camera "$dir"
		virt_build "$arch" high "$dir"
		"$bench/regimage" pattern "$dir/regs" 0x10000000 0x10000000 \
			$pattern
		truncate -s 128M "$dir/regs2"
		;;
	armel)
		[ "$kver" = armv5 ] || return 0
		integrator_build "$dir"
		"$bench/regimage" pattern "$dir/regs" 0 0x20000000 $pattern
		;;
	amd64 | i386)
		iasl -p "$dir/claim" "$bench/guest/claim.asl"
		"$bench/regimage" pattern "$dir/regs" 0 0x50000000 $pattern
		"$bench/regimage" pattern "$dir/regs" 0 0x50000000 \
			0x41400000 0x1000000
		;;
	esac
}

# machine_env ARCH MACHINE: the guest's /etc/bench.env.
machine_env()
{
	echo "ARCH=$1"
	[ "$2" != high ] || echo HIGH_ADDR=0x100000000
	echo "CLAIM_MODULES='$(claim_modules "$1")'"
	echo IMG_BASE=0x10000000
	case $kver in
	*16k) echo PAGE_SIZE=16384 ;;
	*) echo PAGE_SIZE=4096 ;;
	esac
	case $1 in
	armhf | arm64)
		echo CLAIM_DRIVER=11029000.pwm
		echo CLAIM_BY=bcm2835-pwm
		echo RAM_ADDR=0x48000000
		echo IMG_SIZE=0x18000000
		echo HAVE_41400000=0
		echo "MEMPHYS_ARGS="
		;;
	armel)
		echo CLAIM_DRIVER=11029000.pwm
		echo CLAIM_BY=bcm2835-pwm
		echo RAM_ADDR=0x04000000
		echo IMG_SIZE=0x03000000
		echo HAVE_41400000=0
		echo "MEMPHYS_ARGS="
		;;
	amd64 | i386)
		# The resource is there on 5.10, too, but its driver claims none.
		[ "$kver" = 5.10 ] || echo CLAIM_DRIVER=QEMU0001:00
		echo CLAIM_BY=pvpanic-mmio
		echo RAM_ADDR=0x08000000
		echo IMG_SIZE=0x03000000
		echo HAVE_41400000=1
		# What the device tree lists on the others.
		echo "MEMPHYS_ARGS=regions=sysctl@0x11020000+0x1000,pwm@0x11029000+0x1000"
		;;
	esac
}

# no_map DTB ADDRESS...: pages of RAM that are to be no System RAM, on a board
# whose addresses and sizes have one cell each.
no_map()
{
	local dtb=$1 addr

	shift
	fdtput -c "$dtb" /reserved-memory
	fdtput -t x "$dtb" /reserved-memory '#address-cells' 1
	fdtput -t x "$dtb" /reserved-memory '#size-cells' 1
	fdtput "$dtb" /reserved-memory ranges
	for addr; do
		fdtput -c "$dtb" "/reserved-memory/page@$addr"
		fdtput -t x "$dtb" "/reserved-memory/page@$addr" reg \
			"$addr" 1000
		fdtput "$dtb" "/reserved-memory/page@$addr" no-map
	done
}

# dtb_edit DTB NAME...: what a scenario wants to be different.
dtb_edit()
{
	local dtb=$1 edit

	shift
	for edit; do
		case $edit in
		no-hint) fdtput -t s "$dtb" / compatible linux,dummy-virt ;;
		no-policy)
			# A board has none.
			! fdtget -l "$dtb" / | grep -qx memphys ||
				fdtput -r "$dtb" /memphys
			;;
		one-flash) fdtput -t s "$dtb" /ahb/spi@1e630000 status disabled ;;
		revision)
			# What the board's own boot loader puts there.
			fdtput -c "$dtb" /system
			fdtput -t x "$dtb" /system linux,revision a02082
			;;
		nxp-pages) no_map "$dtb" 20c8000 20d8000 ;;
		policies)
			# Their addresses have two cells; dt_test skips without.
			[ "$(fdtget -t u "$dtb" / '#address-cells')" = 2 ] ||
				continue
			# What is wrong with them is what they are there for.
			dtc -q -@ -I dts -O dtb -o "$dtb.dtbo" \
				"$bench/policies.dtso"
			fdtoverlay -i "$dtb" -o "$dtb.new" "$dtb.dtbo"
			mv "$dtb.new" "$dtb"
			;;
		*) die "no device-tree edit is called $edit" ;;
		esac
	done
}

# machine_args ARCH CELL BOOT APPEND MACHINE: sets qemu, the command line of one
# boot.
machine_args()
{
	local arch=$1 cell=$2 boot=$3 append="$kernel_args $4" machine=$5
	local board=$machine

	cp --sparse=always "$cell"/regs* "$boot/"
	case $arch in
	armhf | arm64)
		regs_base=0x10000000
		append="console=ttyAMA0 initcall_blacklist=raid6_select_algo $append"
		# shellcheck disable=SC2207 # one word an argument
		qemu=($(virt_args "$arch" "$machine"))
		[ "$machine" != high ] || append="mem=512M $append"
		qemu+=(-dtb "$boot/camera.dtb"
			-semihosting-config enable=on,userspace=on,target=native
			-object "memory-backend-file,id=r1,size=256M,mem-path=$boot/regs,share=on"
			-object "memory-backend-file,id=r2,size=128M,mem-path=$boot/regs2,share=on"
			-device ivshmem-plain,memdev=r1
			-device ivshmem-plain,memdev=r2)
		;;
	armel)
		regs_base=0
		append="console=ttyAMA0 mem=256M $append"
		qemu=(qemu-system-arm -M integratorcp,memory-backend=ram
			-audiodev none,id=silent
			-cpu arm926 -m 512 -dtb "$boot/camera.dtb"
			-semihosting-config enable=on,userspace=on,target=native
			-object "memory-backend-file,id=ram,size=512M,mem-path=$boot/regs,share=on")
		;;
	amd64 | i386)
		regs_base=0
		append="console=ttyS0 nokaslr no_timer_check edd=off memmap=48M\$0x10000000 memmap=1M\$0x20000000 memmap=32M\$0x41400000 $append"
		[ "$machine" = q35 ] || board=pc
		qemu=(qemu-system-x86_64 -M "$board,memory-backend=ram" -m 1280 -smp 2
			-object "memory-backend-file,id=ram,size=1280M,mem-path=$boot/regs,share=on"
			-acpitable "file=$cell/claim.aml"
			-device isa-debug-exit,iobase=0xf4,iosize=4)
		[ "$machine" != q35 ] || qemu+=(-device nvme,serial=memphys)
		;;
	esac
	"$bench/regimage" set "$boot/regs" "$regs_base" \
		"$chip_id_addr=$chip_id"
	qemu+=(-display none -nodefaults -no-reboot -append "$append")
}
