# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=bash disable=SC2034,SC2154
# A private apt for packages that are unpacked, never installed: its own
# indexes and its own empty status, the machine's mirrors and keys. Sourced.

# Suites whose packages are taken without being in kernels.tab, and for what.
tools_suite=bookworm
riscv64_suites=trixie,forky,sid
source_package=linux-source-6.1

# What builds modules, where this machine's own programs are too old.
build_packages="base-files bash binutils clang coreutils dash findutils gcc
	gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf gcc-riscv64-linux-gnu grep libelf1t64 make mawk perl-base sed sparse"

# programs_packages ARCH: other people's programs, for the scenario "clients".
# The last one is what keeps apt from usrmerge, and so from all of Perl.
programs_packages()
{
	echo bsdextrautils coreutils diffutils gdb-minimal memtester memtool \
		perl-base python3-periphery xxd usr-is-merged
	case $1 in
	amd64) echo acpica-tools coreboot-utils dmidecode flashrom nvme-cli ;;
	arm64) echo python3-rpi.gpio ;;
	esac
}

# The machine's Debian mirrors, as it names them itself.
mirrors()
{
	# shellcheck disable=SC2016 # apt expands these, not the shell
	APT_CONFIG='' apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' \
		'Created-By: Packages' |
		awk '$2 == "main" && !seen[$1]++ { print $1 }'
}

write_apt_conf()
{
	local dir=$1 arches=$2 uri=$3 suite=$4 arch
	local keys=/usr/share/keyrings/debian-archive-keyring.gpg

	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	: >"$dir/status"
	echo "deb [arch=${arches// /,} signed-by=$keys] $uri $suite main" \
		>"$dir/sources.list"
	# Proxies and the like are the machine's, the rest is ours.
	APT_CONFIG='' apt-config dump | grep -E '^Acquire::(http|https)::' \
		>"$dir/apt.conf" || :
	cat >>"$dir/apt.conf" <<-CONF
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::State "$dir";
		Dir::State::status "$dir/status";
		Dir::State::Lists "$dir/lists";
		Dir::Cache "$dir";
		Dir::Cache::pkgcache "$dir/pkgcache.bin";
		Dir::Cache::srcpkgcache "$dir/srcpkgcache.bin";
		Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		# Signed, but not necessarily of this week: who boots an old kernel in
		# an emulator does not mind.
		Acquire::Check-Valid-Until "false";
		Acquire::Languages "none";
		Acquire::Retries "3";
		APT::Sandbox::User "root";
	CONF
	for arch in $arches; do
		echo "APT::Architectures:: \"$arch\";"
	done >>"$dir/apt.conf"
}

# use_suite SUITES ARCH [KVER FLAVOUR]: point apt at the first of these suites,
# joined by commas, that serves ARCH and, if it is named, has that kernel. The index of
# another architecture, which a mirror may have half-way through an update, is
# not asked for. Each is read at most once per hour, and only by who needs a
# package.
use_suite()
{
	local suites=$1 arch=$2 suite

	for suite in ${suites//,/ }; do
		export APT_CONFIG=$cache/apt/$suite-$arch/apt.conf
		read_index "$suite" "$arch" || continue
		[ $# -lt 3 ] || [ -n "$(kernel_release "$3" "$4" "$arch")" ] ||
			continue
		return 0
	done
	die "none of this machine's mirrors serves ${4:+a kernel $3 for $4 of }$suites" \
		"for $arch: see $cache/apt/*-$arch/update.log;" \
		"check the network and /etc/apt/sources.list*"
}

read_index()
{
	local suite=$1 arch=$2 dir=$cache/apt/$1-$2 arches=$host_arch uri

	[ "$arch" = "$host_arch" ] || arches="$host_arch $arch"
	[ -z "$(find "$dir/fresh" -mmin -60 2>/dev/null)" ] || return 0
	rm -rf "$dir"
	for uri in $(mirrors); do
		write_apt_conf "$dir" "$arches" "$uri" "$suite"
		msg "reading the package index of $suite ($arches)"
		if apt-get -q update >>"$dir/update.log" 2>&1 &&
		   [ -n "$(apt-cache pkgnames linux-image 2>/dev/null)" ]; then
			touch "$dir/fresh"
			return 0
		fi
	done
	return 1
}

# kernel_release KVER FLAVOUR ARCH: the newest release of that version, as in
# 6.1.0-50, that the suite has. Its meta-packages follow the newest version.
kernel_release()
{
	local kver=${1%-*} flavour=$2 arch=$3 release

	for release in $(apt-cache pkgnames "linux-image-$kver." | sed -nE \
		"s/^linux-image-(${kver//./\\.}\.[0-9]+([+~][a-z0-9]+)?(-[0-9]+)?)-$flavour\$/\\1/p" |
		sort -rV); do
		if [ -n "$(apt-cache show --no-all-versions \
			"linux-image-$release-$flavour:$arch" 2>/dev/null)" ]; then
			echo "$release"
			return
		fi
	done
}

# kernel_packages NAME ARCH: NAME and the kernel packages that it depends on,
# all the way down; compilers and libraries are the host's own, and so are the
# programs of kbuild. Packages for all architectures count as the host's.
kernel_packages()
{
	local name=$1 arch=$2 spec record dep

	case $name in
	linux-kbuild-* | linux-headers-*-common) spec=$name:$host_arch ;;
	*) spec=$name:$arch ;;
	esac
	record=$(apt-cache show --no-all-versions "$spec" 2>/dev/null) || :
	[ -n "$record" ] || die "no package $spec in ${APT_CONFIG%/apt.conf}"
	echo "$spec"
	# Of alternatives, the first.
	for dep in $(sed -n 's/^Depends: //p' <<<"$record" |
		grep -oE '(^|, *)[a-z0-9.+-]+' | tr -d ', '); do
		case $dep in
		linux-image-* | linux-base-[0-9]* | linux-binary-* | \
		linux-modules-* | \
		linux-headers-* | linux-kbuild-*)
			kernel_packages "$dep" "$arch"
			;;
		esac
	done
}

# What apt is told beside its configuration.
apt_options=()

# unpack DIR SPEC...: download the packages and unpack them into DIR.
unpack()
{
	local dir=$1 debs deb

	shift
	debs=$(mktemp -d "$cache/part.debs.XXXXXX")
	if [ $# -gt 9 ]; then
		msg "downloading $# packages"
	else
		msg "downloading $*"
	fi
	(cd "$debs" && apt-get "${apt_options[@]}" -q download "$@") >&2 ||
		die "download failed: $*"
	for deb in "$debs"/*.deb; do
		dpkg-deb -x "$deb" "$dir"
	done
	rm -rf "$debs"
}

# unpack_all DIR PACKAGE...: the same, with all that they depend on, and a list of
# NAME=VERSION in DIR/packages.
unpack_all()
{
	local dir=$1 specs

	shift
	# "Inst NAME (VERSION SUITE [ARCH])": what apt would install.
	specs=$(apt-get "${apt_options[@]}" -s --no-install-recommends \
		install "$@" |
		awk '$1 == "Inst" { sub(/:.*/, "", $2); sub(/^\(/, "", $3)
			print $2 "=" $3 }')
	[ -n "$specs" ] || die "apt finds no way to install $*"
	# shellcheck disable=SC2086 # one word a package
	unpack "$dir" $specs
	echo "$specs" >"$dir/packages"
}
