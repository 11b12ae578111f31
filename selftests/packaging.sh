#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# packaging.sh: the recipes of Documentation/packaging, as far as they can be
# run without the distribution's own tree. Works in a copy, installs nothing.
#
#	KDIR=DIR [ARCH=, CROSS_COMPILE=]	a prepared kernel of this machine's
#						architecture

set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=host/tap.sh
. selftests/host/tap.sh

work=$(mktemp -d)
trap 'rm -rf "$work" "$tap_log"' EXIT
tree=$work/memphys
version=$(sed -n 's/^memphys-version := //p' kernel/Kbuild)

copy_tree()
{
	mkdir "$tree" && git ls-files -co --exclude-standard |
		tar cf - -T - | tar xf - -C "$tree"
}

# What build systems do that know kbuild and not us.
kbuild_alone()
{
	cp -r kernel "$work/kbuild" && rm "$work/kbuild/Makefile" &&
		make -C "$KDIR" M="$work/kbuild" MEMPHYS_TRACE=n modules &&
		[ -s "$work/kbuild/memphys.ko" ]
}

debian_packages()
{
	cd "$tree" && cp -r Documentation/packaging/debian . &&
		DEBFULLNAME=test DEBEMAIL=test@memphys.invalid dch --create \
			--package memphys --newversion "$version-1" \
			"Build for the tests." &&
		dpkg-buildpackage -b -us -uc &&
		has memphys-dkms "usr/src/memphys-$version/dkms.conf" man4/memphys.4 &&
		has ipcprobe sbin/ipcprobe man8/ipcprobe.8 man1/ipcinfo.1 \
			completions/ipcprobe &&
		has libmemphys0 libmemphys.so. &&
		has libmemphys-dev memphys/libmemphys.h man3/memphys_open.3
}

# has PACKAGE FILE...: they are in it.
has()
{
	contents=$(dpkg-deb -c "$work/$1"_*.deb) || return
	shift
	for file; do
		case $contents in
		*"/$file"*) ;;
		*)
			echo "no $file in the package:"
			echo "$contents"
			return 1
			;;
		esac
	done
}

# What it says beyond this is argued in Documentation/packaging/debian.rst.
debian_lintian()
{
	lintian -I --pedantic --fail-on error,warning,info,pedantic \
		--suppress-tags initial-upload-closes-no-bugs \
		--allow-root "$work"/memphys_*.changes
}

release()
{
	make -s -C "$KDIR" kernelrelease
}

# dkms_do VERSION VERB [OPTION...]: dkms, in folders of our own.
dkms_do()
{
	of=$1 verb=$2
	shift 2
	dkms "$verb" --sourcetree "$work/deb/usr/src" \
		--dkmstree "$work/dkms" -m memphys -v "$of" "$@"
}

dkms_build()
{
	mkdir "$work/dkms" && dpkg-deb -x "$work"/memphys-dkms_*.deb "$work/deb" &&
		dkms_do "$version" add &&
		dkms_do "$version" build -k "$(release)" \
			--kernelsourcedir "$KDIR" &&
		find "$work/dkms" -name 'memphys.ko*' | grep .
}

# Another version beside it, and the old one goes.
dkms_upgrade()
{
	cp -r "$work/deb/usr/src/memphys-$version" \
		"$work/deb/usr/src/memphys-9.9" &&
		sed -i "s/$version/9.9/" "$work/deb/usr/src/memphys-9.9/dkms.conf" &&
		dkms_do 9.9 add && dkms_do 9.9 build -k "$(release)" \
			--kernelsourcedir "$KDIR" &&
		dkms_do "$version" remove --all && dkms_do 9.9 remove --all &&
		! find "$work/dkms" -name 'memphys.ko*' | grep .
}

same_versions()
{
	grep -H "PACKAGE_VERSION=\"$version\"" kernel/dkms.conf &&
		grep -H "VERSION := $version" user/Makefile &&
		grep -H "VERSION = v$version" \
			Documentation/packaging/buildroot/memphys.mk &&
		grep -H "PKG_VERSION:=$version" \
			Documentation/packaging/openwrt/Makefile &&
		ls "Documentation/packaging/yocto/memphys_$version.bb" \
			"Documentation/packaging/yocto/ipcprobe_$version.bb"
}

# Yocto and Buildroot compare the licence files with these sums.
licence_sums()
{
	sed -n 's/^sha256 //p' Documentation/packaging/buildroot/memphys.hash |
		sha256sum --strict -c - || return
	cd Documentation/packaging/yocto && cat -- *.bb |
		sed -n 's,.*file://\([^;]*\);md5=\([0-9a-f]*\).*,\2 \1,p' |
		while read -r sum file; do
			for dir in ../../.. ../../../kernel; do
				[ -e "$dir/$file" ] || continue
				echo "$sum  $dir/$file" | md5sum -c - || exit 1
				continue 2
			done
			echo "no file $file"
			exit 1
		done
}

tap_check 'a copy of the tree' copy_tree
tap_check 'one version everywhere' same_versions
tap_check "the recipes' licence sums" licence_sums
if [ -n "${KDIR:-}" ]; then
	tap_check 'kbuild alone builds the driver' kbuild_alone
else
	tap_skip 'kbuild alone builds the driver' 'KDIR= names no kernel'
fi
if command -v dch >/dev/null && command -v dh_dkms >/dev/null; then
	tap_check 'Debian packages' debian_packages
	tap_need lintian 'lintian' debian_lintian
	if [ -n "${KDIR:-}" ]; then
		tap_need dkms 'DKMS builds the packaged source' dkms_build
		tap_need dkms 'DKMS upgrades and removes it' dkms_upgrade
	else
		tap_skip 'DKMS builds the packaged source' 'KDIR= names no kernel'
		tap_skip 'DKMS upgrades and removes it' 'KDIR= names no kernel'
	fi
else
	tap_skip 'Debian packages' 'devscripts or dh-dkms is not installed'
	tap_skip 'lintian' 'there is no package'
	tap_skip 'DKMS builds the packaged source' 'there is no package'
	tap_skip 'DKMS upgrades and removes it' 'there is no package'
fi
tap_done
