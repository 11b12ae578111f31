#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# What check-all remembers of boots, on boots that are made up.

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tap.sh
. selftests/host/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT
export XDG_CACHE_HOME="$dir/cache"
export MEMPHYS_BUILD="$dir/build" PYTHONPATH="$PWD/selftests"

# remember WHAT ARGUMENT...: what harness/remember.py has for it; fails on None.
remember()
{
	python3 -B - "$@" <<-'PYTHON'
		import sys
		from harness import cells, remember, verdicts
		what, *args = sys.argv[1:]
		if what == "key":
		    print(remember.key(args[1:], [args[0]]))
		elif what == "put":
		    sys.exit(not remember.put(args[0], args[1] + ".log", args[1] + ".tsv"))
		else:
		    found = remember.get(args[0], cells.scenario(args[2]),
		                         args[1] + ".log")
		    if not found:
		        sys.exit(1)
		    verdicts.write(args[1] + ".tsv", found)
	PYTHON
}

# key WORDS FOLDER
key()
{
	remember key "$1" "$dir/$2/initrd" "$dir/$2/vmlinuz"
}

other()
{
	[ "$(key one a)" != "$(key "$1" "$2")" ]
}

same()
{
	[ "$(key one a)" = "$(key "$1" "$2")" ]
}

# What a file is called counts, too.
renamed()
{
	cp "$dir/a/initrd" "$dir/a/board.dtb"
	[ "$(remember key one "$dir/a/initrd")" != \
		"$(remember key one "$dir/a/board.dtb")" ]
	status=$?
	rm "$dir/a/board.dtb"
	return "$status"
}

# packs FOLDER FOLDER: an archive of the one is that of the other.
packs()
{
	bash -c '. selftests/qemu/lib.sh && pack "$1" "$1.cpio" &&
		pack "$2" "$2.cpio" && cmp "$1.cpio" "$2.cpio"' \
		- "$dir/$1" "$dir/$2"
}

packs_differ()
{
	! packs "$1" "$2"
}

# boot NAME LINE...: how it ended.
boot()
{
	name=$1
	shift
	echo console >"$dir/$name.log"
	printf '%b\n' "$@" >"$dir/$name.tsv"
}

put()
{
	remember put "$1" "$dir/$2"
}

# got KEY SCENARIO: remembered, as it was.
got()
{
	rm -f "$dir"/new.*
	remember get "$1" "$dir/new" "$2" &&
		cmp "$dir/new.log" "$dir/good.log" &&
		grep -v '^remembered' "$dir/new.tsv" | cmp - "$dir/good.tsv" &&
		grep -q '^remembered	good: 	20' "$dir/new.tsv"
}

# none KEY SCENARIO: and nothing is left half-way.
none()
{
	rm -f "$dir"/new.*
	! remember get "$1" "$dir/new" "$2" && [ ! -e "$dir/new.tsv" ]
}

refused()
{
	! put "$1" "$2" && none "$1" ksft
}

forgotten()
{
	touch -d '8 days ago' "$dir/cache/memphys/remembered/$1/tsv" &&
		none "$1" ksft && [ ! -e "$dir/cache/memphys/remembered/$1" ]
}

# Nobody will ask for it again, where a file has changed.
makes_room()
{
	put k5 good && touch -d '9 days ago' "$dir/cache/memphys/remembered/k5/tsv" &&
		put k6 good && [ ! -e "$dir/cache/memphys/remembered/k5" ] &&
		[ -e "$dir/cache/memphys/remembered/k6" ]
}

for folder in a b c d; do
	mkdir "$dir/$folder"
	echo initrd >"$dir/$folder/initrd"
	echo kernel >"$dir/$folder/vmlinuz"
done
echo changed >>"$dir/b/initrd"
mv "$dir/d/initrd" "$dir/d/other"
mv "$dir/d/vmlinuz" "$dir/d/initrd"
mv "$dir/d/other" "$dir/d/vmlinuz"
boot good 'pass\tgood: a case\t' 'skip\tgood: one\twhy' 'time\tgood: \t7'
boot bad 'pass\tbad: a case\t' 'fail\tbad: another\twhy'
boot empty 'time\tempty: \t7'

tap_check "the same files elsewhere are the same boot" same one c
tap_check "another file is another boot" other one b
tap_check "files that changed places are another boot" other one d
tap_check "a file of another name is another boot" renamed
tap_check "other words are another boot" other two a
touch -d yesterday "$dir/c/initrd"
tap_check "the same files make the same archive" packs a c
tap_check "other files make another" packs_differ a b
tap_check "nothing is remembered at first" none k1 ksft
tap_check "a good end is kept" put k1 good
tap_check "a good end is kept again" put k1 good
tap_check "it is given back as it was, with its date" got k1 ksft
tap_check "not for what is another test each time" none k1 fuzz
tap_check "nor for another boot" none k2 ksft
tap_check "a failure is not kept" refused k3 bad
tap_check "an end without a result is not kept" refused k4 empty
tap_check "a week later it is forgotten" forgotten k1
tap_check "and makes room for others" makes_room
tap_done
