# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2154
# What the boots of "make bench" need beyond the driver. Sourced by qemu/build.

# The stock drivers that map a device for user space.
bench_peers="uio uio_cif irqbypass vfio vfio_virqfd vfio_iommu_type1 vfio-pci-core vfio-pci"

# Where the headers of the kernel for programs are, that musl does not bring.
uapi_flags()
{
	if [ "$arch" = "$host_arch" ]; then
		echo "-idirafter /usr/include -idirafter /usr/include/$(gcc -print-multiarch)"
	else
		echo "-idirafter /usr/${cross%-}/include"
	fi
}

build_guest_programs()
{
	local guest=$top/selftests/bench/guest
	local flags="-O2 -Wall -Wextra -Werror -static -D_FILE_OFFSET_BITS=64"

	flags="$flags -I$top/kernel/include/uapi"
	[ "$arch" != armhf ] || flags="$flags -marm"
	# shellcheck disable=SC2086 # one word a flag
	{
		"${cross}gcc" $flags -o "$1/mapcost" "$guest"/{mapcost,vfio}.c
		"${cross}gcc" $flags -o "$1/execcost" "$guest/execcost.c"
		"${cross}gcc" $flags -o "$1/regcost" "$guest/regcost.c"
	}
}

# As on a board: static, with musl, without libkmod.
build_client()
{
	local specs

	specs=$("$bench/fetch" musl "$arch")/specs
	make -j"$(nproc)" -C "$top/user" STATIC=1 KMOD=0 O="$cell/client" \
		CC="${cross}gcc -specs=$specs $(uapi_flags)" AR="${cross}ar" all
	"${cross}strip" -o "$1/ipcprobe" "$cell/client/ipcprobe"
}

# stripped FILE: bytes of a module without what only debuggers read.
stripped()
{
	"${cross}strip" --strip-debug -o "$cell/stripped" "$1"
	stat -c %s "$cell/stripped"
}

# A driver to compare with, which maps one page per fault.
build_one_page()
{
	local source=$cell/one-page-source

	rm -rf "$source"
	cp -r "$top/kernel" "$source"
	cp "$top/selftests/bench/one_page.c" "$source/map_fault_batch.c"
	build_kbuild "$(realpath --relative-to="$top" "$source")" \
		"$cell/module-x1"
}

build_bench()
{
	mkdir -p "$cell/bench"
	build_guest_programs "$cell/bench"
	build_client "$cell/bench"
	build_one_page
	# As small as a camera may want it.
	MEMPHYS_TRACE=n MEMPHYS_SYSFS=n MEMPHYS_SOCS=hisilicon \
		build_kbuild kernel "$cell/module-small"
	cat >"$cell/sizes" <<-SIZES
		size/module/full $(stripped "$cell/module/memphys.ko") bytes
		size/module/small $(stripped "$cell/module-small/memphys.ko") bytes
		size/ipcprobe/static $(stat -c %s "$cell/bench/ipcprobe") bytes
	SIZES
}

part_bench()
{
	local root=$cell/part-bench name file

	mkdir -p "$root"/{bin,lib/memphys,lib/peers}
	cp "$cell/bench"/* "$root/bin/"
	cp "$cell/module-x1/memphys.ko" "$root/lib/memphys/memphys-x1.ko"
	for name in $bench_peers; do
		file=$(find "$kernel/modules" -name "$name.ko" \
			-o -name "$name.ko.xz")
		[ -z "$file" ] || xz -dcf "$file" >"$root/lib/peers/$name.ko"
	done
}
