# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2154
#
# A kernel of your own: KDIR, its tree, built or prepared for modules; ARCH and
# CROSS_COMPILE as for the kernel. Sourced, after qemu/lib.sh; work is the folder
# that everything is built in.

# has SYMBOL: whether the kernel's configuration has it, or builds it in.
has()
{
	grep -q "^CONFIG_$1=y" "$KDIR/.config"
}

# machine: sets ARCH, if it is not given, and Debian's name of it.
machine()
{
	if [ -z "${ARCH:-}" ]; then
		ARCH=
		! has X86 || ARCH=x86
		! has ARM || ARCH=arm
		! has ARM64 || ARCH=arm64
		! has MIPS || ARCH=mips
		! has PPC64 || ARCH=powerpc
		! has RISCV || ARCH=riscv
		[ -n "$ARCH" ] ||
			die -2 "$KDIR/.config is of no architecture that memphys knows: arm, arm64, x86, mips, powerpc (64 bits) or riscv; ARCH= names one"
	fi
	case $ARCH in
	arm)
		arch=armhf
		has CPU_V7 || has CPU_V6 || has CPU_V6K || arch=armel
		;;
	arm64) arch=arm64 ;;
	x86 | x86_64 | i386)
		arch=amd64
		has X86_64 || arch=i386
		;;
	mips) arch=mipsel ;;
	powerpc) arch=ppc64el ;;
	riscv) arch=riscv64 ;;
	*) die -2 "ARCH=$ARCH: use arm, arm64, x86, mips, powerpc or riscv" ;;
	esac
}

# debian_of PREFIX: the architecture whose compiler in Debian has that prefix.
debian_of()
{
	local name

	for name in armhf armel arm64 amd64 i386 mipsel ppc64el riscv64; do
		[ "$(cross_prefix "$name")" != "$1" ] || echo "$name"
	done
}

# own_kernel: check KDIR, and set what builds for it.
own_kernel()
{
	local debian

	[ -n "${KDIR:-}" ] || die -2 "KDIR= is missing: the tree of a kernel"
	KDIR=$(realpath -e "$KDIR") || exit 2
	[ -e "$KDIR/.config" ] ||
		die -2 "$KDIR has no .config: copy that of the kernel that runs there"
	machine
	# A compiler that is named is there; Debian's may have to be installed, or
	# its C library.
	case ${CROSS_COMPILE:-} in
	'')
		! has CPU_BIG_ENDIAN ||
			die -2 "this kernel is big-endian: CROSS_COMPILE= must name its compiler"
		debian=$arch
		# A kernel has no floating point, and before 5.x does not say so
		# to a compiler that counts on it.
		[ "$ARCH" != arm ] || debian=armel
		CROSS_COMPILE=$(cross_prefix "$debian")
		;;
	# make runs the compiler in other folders.
	[!/]*/*) CROSS_COMPILE=$PWD/$CROSS_COMPILE ;;
	esac
	if [ ! -e "$KDIR/include/config/auto.conf" ] || [ -z "$(kernel_release)" ]; then
		die -2 "$KDIR is not prepared: make -C $KDIR ARCH=$ARCH CROSS_COMPILE=$CROSS_COMPILE olddefconfig modules_prepare"
	fi
	case $(command -v "${CROSS_COMPILE}gcc") in
	'' | /usr/bin/*) debian=$(debian_of "$CROSS_COMPILE") ;;
	esac
	"$bench/tools" bench ${debian:+"$debian"}
	command -v "${CROSS_COMPILE}gcc" >/dev/null ||
		die -2 "there is no ${CROSS_COMPILE}gcc: is CROSS_COMPILE= a prefix, with the - at its end, and its folder in PATH?"
	export KDIR ARCH CROSS_COMPILE
	# They do not depend on the kernel, but on all that the compiler says of itself.
	programs=$work/programs-$("${CROSS_COMPILE}gcc" -v 2>&1 | cksum |
		cut -d ' ' -f 1)
}

# kernel_release: what the kernel calls itself; "make kernelrelease" of headers
# that a distribution packs is another word.
kernel_release()
{
	sed -n 's/^#define UTS_RELEASE "\(.*\)"$/\1/p' \
		"$KDIR/include/generated/utsrelease.h" 2>/dev/null
}

# kbuild FOLDER DIR: its modules. CC, if it is set, is the compiler; some headers ask
# for a tool for BTF that nothing else needs. Where the tree is not built, no symbol is
# known: some kernels take each for an error.
kbuild()
{
	local unbuilt=

	[ -e "$KDIR/Module.symvers" ] || unbuilt=1
	mkdir -p "$2"
	make -j"$(nproc)" -C "$top/$1" "KDIR=$KDIR" "ARCH=$ARCH" \
		"CROSS_COMPILE=$CROSS_COMPILE" ${CC:+"CC=$CC"} \
		CONFIG_DEBUG_INFO_BTF_MODULES= \
		${unbuilt:+KBUILD_MODPOST_WARN=1} "O=$2" modules >"$2/log" 2>&1 || {
		cat "$2/log"
		return 1
	}
}

# kbuild_clean FOLDER DIR: the same, without a warning about our files; kbuild names
# them by DIR, or from within it.
kbuild_clean()
{
	kbuild "$@" || return
	! grep -e "^$2/.* warning: " -e '^\(\./\)*[a-z_]*\.[ch]:.* warning: ' \
		"$2/log" || return
	# Before 5.x a symbol that nobody exports is but a warning; where the tree is
	# not built, that is said of all of them.
	[ ! -e "$KDIR/Module.symvers" ] || ! grep ' undefined!$' "$2/log"
}

# exported MODULE: where the tree is prepared and not built, kbuild does not know
# what the kernel exports. Left out are names that a macro puts together.
exported()
{
	local name missing=0 source=$KDIR folder=$ARCH

	[ -e "$1" ] || {
		echo "there is no $1"
		return 1
	}
	# An output folder has a link to the sources.
	[ ! -e "$KDIR/source" ] || source=$KDIR/source
	case $ARCH in
	x86_64 | i386) folder=x86 ;;
	esac
	grep -rhoE 'EXPORT[A-Z_]*(SYMBOL|STATIC_CALL)[A-Z_]*\([a-zA-Z0-9_]+' \
		"$source"/{arch/"$folder",block,drivers/{base,char,of},fs,include/linux,kernel,lib,mm,security} |
		awk -F '(' '
			$1 ~ /TRACEPOINT/ {
				print "__tracepoint_" $2 "\n__traceiter_" $2
				$2 = "tp_func_" $2
			}
			$1 ~ /TRACEPOINT|STATIC_CALL/ { $2 = "__SCK__" $2 "\n__SCT__" $2 }
			{ print $2 }' | sort -u >"$work/exports"
	nm -u "$1" | awk '{ print $2 }' | grep -v -e ^param_ops_ \
		-e '^cpu_.*_set_pte_ext$' -e ^__x86_indirect_thunk_ >"$work/needs"
	while read -r name; do
		grep -qx "$name" "$work/exports" || {
			echo "$KDIR exports no $name"
			missing=1
		}
	done <"$work/needs"
	return $missing
}

client()
{
	make -j"$(nproc)" -C "$top/user" "CROSS_COMPILE=$CROSS_COMPILE" STATIC=1 \
		KMOD=0 "O=$programs/user" all
}

# suite GOAL...: make's goals in selftests/.
suite()
{
	local ksft

	ksft=$("$bench/fetch" kselftest) || return
	make -j"$(nproc)" -C "$top/selftests" "KSFT=$ksft" "O=$programs/ksft" \
		"CROSS_COMPILE=$CROSS_COMPILE" "INSTALL_PATH=$programs/ksft/install" \
		"$@"
}
