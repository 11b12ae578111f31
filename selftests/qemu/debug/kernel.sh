# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Trees of the kernel, and kernels built from them. To be sourced after lib.sh.

# link_tree SRC DIR: the same tree, in links.
link_tree()
{
	cp -al "$1" "$2" 2>/dev/null || {
		# Another file system.
		rm -rf "$2"
		cp -as "$1" "$2"
	}
}

# missing CONFIG FRAGMENT...: options that a fragment asks for and the kernel did
# not take, silently. The last fragment decides.
missing()
{
	sed -nE 's/^(# )?(CONFIG_[A-Z0-9_]+)[ =].*/\2 &/p' "${@:2}" |
		awk '{ line[$1] = $2 == "#" ? "" : $2 }
			END { for (name in line) if (line[name]) print line[name] }' |
		grep -vxFf "$1" || true
}

# build_kernel SRC OBJECTS DIR ARCH FRAGMENT...: tinyconfig and the fragments. DIR
# gets vmlinuz, modules/, config and release; the array "make" stays.
build_kernel()
{
	local src=$1 objects=$2 dir=$3 arch=$4 image lost
	local fragments=("${@:5}")

	make=(nice make -s -C "$src" "O=$objects" "ARCH=$(kbuild_arch "$arch")"
		"CROSS_COMPILE=$(cross_prefix "$arch")" "-j$(nproc)")
	mkdir -p "$objects" "$dir"
	"${make[@]}" tinyconfig
	"$src/scripts/kconfig/merge_config.sh" -O "$objects" -m \
		"$objects/.config" "${fragments[@]}" >"$dir/merge.log"
	"${make[@]}" olddefconfig
	lost=$(missing "$objects/.config" "${fragments[@]}")
	[ -z "$lost" ] || die "this kernel does not take: ${lost//$'\n'/ }"

	"${make[@]}" modules_prepare
	image=$("${make[@]}" image_name)
	"${make[@]}" "${image##*/}" modules
	cp "$objects/$image" "$dir/vmlinuz"
	# Unsigned: a signature that the kernel has no cipher for is refused, with
	# ENOENT.
	"${make[@]}" "INSTALL_MOD_PATH=$dir/mod" CONFIG_MODULE_SIG_ALL= \
		modules_install
	cp "$objects/.config" "$dir/config"
	cp "$objects/include/config/kernel.release" "$dir/release"
	mv "$dir/mod/lib/modules/$(cat "$dir/release")" "$dir/modules"
	rm -rf "$dir/mod" "$dir/modules/build" "$dir/modules/source"
}

# instrument SRC KBUILD: what kcov counts in these sources, the driver with its file
# for kbuild, and what the calls that change mappings reach: syzkaller wants to see
# something of mmap(). sed makes a file where there was a link.
instrument()
{
	local name

	sed -i '$ a KCOV_INSTRUMENT := y' "$1/drivers/misc/memphys/$2"
	for name in mmap vma mremap mprotect madvise; do
		sed -i -e "/^KCOV_INSTRUMENT_$name.o/d" \
			-e "\$ a KCOV_INSTRUMENT_$name.o := y" "$1/mm/Makefile"
	done
}
