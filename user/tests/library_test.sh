#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The library as others use it: installed, found by pkg-config, linked shared
# and static, its header in several languages.
#
# usage: library_test.sh SOURCES BUILD [FLAG]	a flag that all links need
#
# Copyright (C) 2026 The memphys authors
set -u

src=$(realpath "$1")
build=$(realpath "$2")
flag=${3:-}
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
cd "$dir" || exit 1
count=0
failed=0

# try TITLE COMMAND...: one line of TAP.
try() {
	title=$1
	shift
	count=$((count + 1))
	if "$@" >log 2>&1; then
		echo "ok $count - $title"
	else
		failed=$((failed + 1))
		echo "not ok $count - $title"
		head -n 20 log | sed 's/^/# /'
	fi
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
	[ $? = 1 ] && [ "$out" = "memphys: No such file or directory" ]
}

same_symbols() {
	nm -D --defined-only "usr/lib/libmemphys.so" |
		sed -n 's/.* T \(memphys_[a-z_]*\)@@LIBMEMPHYS_0$/\1/p' | sort \
		>exported
	sed -n 's/^\t\(memphys_[a-z_]*\);$/\1/p' "$src/lib/libmemphys.map" |
		sort >wanted
	[ -s wanted ] && cmp exported wanted
}

header() {
	printf '#include <libmemphys.h>\nint main(void) { return 0; }\n' |
		"$@" -Wall -Wextra -Werror -Iusr/include -fsyntax-only -
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
try 'header in C99' header gcc -std=c99 -xc
try 'header in C11' header gcc -std=c11 -pedantic -xc
try 'header in C++' header gcc -std=c++11 -xc++
try 'manual page of ipcprobe' test -s usr/share/man/man8/ipcprobe.8
try 'manual page of ipcinfo' test -s usr/share/man/man1/ipcinfo.1
try 'ipcinfo is ipcprobe' usr/bin/ipcinfo -V

echo "1..$count"
[ "$failed" = 0 ]
