#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The library as others use it: installed, found by pkg-config, linked shared
# and static, its header in several languages.
#
# usage: library_test.sh SOURCES BUILD [FLAG]	a flag that all links need
#
# Copyright (C) 2026 The memphys authors
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$(dirname "$0")/tap.sh"

src=$(realpath "$1")
build=$(realpath "$2")
flag=${3:-}
cd "$dir" || exit 1

# try TITLE COMMAND...: it must succeed.
try() {
	title=$1
	shift
	problem=
	"$@" >log 2>&1 || problem="failed; $(head -n 20 log)"
	result "$title" "$problem"
}

config() {
	PKG_CONFIG_PATH=$dir/usr/lib/pkgconfig \
		pkg-config --define-variable=prefix="$dir/usr" \
		--define-variable=libdir="$dir/usr/lib" \
		--define-variable=includedir="$dir/usr/include" \
		"$@" libmemphys
}

# The example must get as far as opening the node, which is not there.
runs() {
	out=$("$@" 2>&1)
	[ $? = 1 ] && [ "$out" = "/dev/memphys: no such node or region" ]
}

# library FOLDER VERSION: build it from the sources there, plainly, and so that
# a description of its interface can be made.
library() {
	gcc -g -shared -fPIC -D_GNU_SOURCE -DMEMPHYS_VERSION="\"$2\"" -I"$1" \
		-Wl,-soname,libmemphys.so.0 \
		-Wl,--version-script,"$1/lib/libmemphys.map" \
		-o "$1/libmemphys.so.0" "$1"/lib/*.c
}

# sources FOLDER: a copy of the library's, with the header of the driver.
sources() {
	mkdir -p "$1/linux" && cp -r "$src/lib" "$1" &&
		cp "$src/../kernel/include/uapi/linux/memphys.h" "$1/linux"
}

# A program of today with a library whose structures have grown.
upgrades() {
	sources later && sed -i \
		'/^struct memphys_\(info\|region\) {$/,/^};$/s/^};$/\t__u32 later[64];\n};/' \
		later/linux/memphys.h &&
		[ "$(grep -c 'later\[64\];' later/linux/memphys.h)" = 2 ] &&
		library later later || return
	# shellcheck disable=SC2046
	gcc -Wall -Wextra -Werror -o upgrade "$src/tests/upgrade.c" \
		$(config --cflags) -Llater -l:libmemphys.so.0 &&
		LD_LIBRARY_PATH=later ./upgrade >out &&
		grep 'with libmemphys later' out
}

# The interface, compared with its description of the last release.
same_interface() {
	sources now && library now now &&
		abidiff "$src/lib/libmemphys.abi" now/libmemphys.so.0
}

binds() {
	LD_LIBRARY_PATH=now python3 "$src/examples/memphys.py" >out 2>&1
	[ $? = 1 ] && grep 'FileNotFoundError: .* no such node or region' out &&
		[ "$(wc -l <"$src/examples/memphys.py")" -le 80 ]
}

# The same object, whatever the folder is called.
reproducible() {
	for tree in one two/deeper; do
		mkdir -p $tree/kernel/include && cp -r "$src" $tree/user &&
			cp -r "$src/../kernel/include/uapi" \
				$tree/kernel/include &&
			make -C $tree/user O="$dir/$tree/out" SANITIZE= CFLAGS="-O2 -g" \
				"$dir/$tree/out/libmemphys.so" || return
	done
	cmp one/out/libmemphys.so two/deeper/out/libmemphys.so
}

# The package file has the folders of the make that installs.
package_file() {
	make -C "$src" O="$build" DESTDIR="$dir/other" prefix=/opt/mp install &&
		grep -x 'prefix=/opt/mp' \
			other/opt/mp/lib/pkgconfig/libmemphys.pc &&
		grep -x 'prefix=/usr' usr/lib/pkgconfig/libmemphys.pc
}

soname() {
	file=$(readlink usr/lib/libmemphys.so.0) &&
		[ "$(readlink usr/lib/libmemphys.so)" = libmemphys.so.0 ] &&
		echo "$file" | grep -qx 'libmemphys\.so\.0\.[0-9]*\.[0-9]*' &&
		readelf -d "usr/lib/$file" | grep 'SONAME.*\[libmemphys.so.0\]'
}

# Every function has a page, and none a word that troff does not take.
pages_of_functions() {
	cd usr/share/man || return
	sed -n 's/^\t\(memphys_[a-z_]*\);$/\1/p' "$src/lib/libmemphys.map" |
		grep -vE '_(load|store)$' | while read -r name; do
		[ -s "man3/$name.3" ] || echo "no page of $name"
	done
	for page in man3/*.3; do
		groff -man -ww -z -Tutf8 "$page" 2>&1
	done
	cd "$dir" || return
}

# What packages expect beside the programs.
other_files() {
	for file in include/memphys/libmemphys.h include/memphys/linux/memphys.h \
		lib/udev/rules.d/70-memphys.rules lib/modprobe.d/memphys.conf \
		lib/modules-load.d/memphys.conf; do
		[ -s "usr/$file" ] || echo "no $file"
	done
	[ ! -e usr/include/linux ] || echo 'a header beside those of the kernel'
}

# quiet COMMAND...: it finds nothing to say.
quiet() {
	found=$("$@")
	echo "$found"
	[ -z "$found" ]
}

same_symbols() {
	nm -D --defined-only "usr/lib/libmemphys.so" |
		sed -n 's/.* T \(memphys_[a-z_0-9]*\)@@LIBMEMPHYS_0$/\1/p' | sort \
		>exported
	sed -n 's/^\t\(memphys_[a-z_0-9]*\);$/\1/p' "$src/lib/libmemphys.map" |
		sort >wanted
	[ -s wanted ] && cmp exported wanted
}

header() {
	printf '#include <libmemphys.h>\nint main(void) { return 0; }\n' |
		"$@" -Wall -Wextra -Werror -Iusr/include/memphys -fsyntax-only -
}

try 'install' make -C "$src" O="$build" DESTDIR="$dir" prefix=/usr install
# Word splitting is wanted: these are options.
# shellcheck disable=SC2046,SC2086
try 'link shared' gcc -Wall -Wextra -Werror $flag -o shared \
	"$src/examples/chip-id.c" $(config --cflags --libs)
try 'run shared' runs env LD_LIBRARY_PATH="$dir/usr/lib" ./shared
# shellcheck disable=SC2046,SC2086
try 'link static' gcc -Wall -Wextra -Werror $flag -o static \
	"$src/examples/chip-id.c" $(config --cflags) usr/lib/libmemphys.a
try 'run static' runs ./static
try 'exported symbols' same_symbols
try 'names of the shared library' soname
try 'the package file follows the folders' package_file
try 'files beside the programs' quiet other_files
try 'a program of today with a later library' upgrades
if ! command -v abidiff >/dev/null; then
	skip 'interface of the last release' 'there is no abidiff'
elif [ "$(uname -m)" != x86_64 ]; then
	skip 'interface of the last release' 'it is described for x86_64'
else
	try 'interface of the last release' same_interface
fi
try 'Python' binds
try 'the same library from any folder' reproducible
try 'header in C90' header gcc -std=gnu90 -xc
try 'header in C99' header gcc -std=c99 -xc
try 'header in C11' header gcc -std=c11 -pedantic -xc
try 'header in C++' header gcc -std=c++11 -xc++
try 'manual page of ipcprobe' test -s usr/share/man/man8/ipcprobe.8
try 'manual page of ipcinfo' test -s usr/share/man/man1/ipcinfo.1
if command -v groff >/dev/null; then
	try 'manual pages of the functions' quiet pages_of_functions
else
	skip 'manual pages of the functions' 'there is no groff'
fi
try 'ipcinfo is ipcprobe' usr/bin/ipcinfo -V

tap_end
