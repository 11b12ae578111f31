#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The cache of downloads and built kernels: what is shown, and what is removed when.

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=madeup.sh
. selftests/host/madeup.sh

# cached NAME DAYS MEGABYTES: an entry of the cache, used so long ago.
cached()
{
	mkdir -p "$dir/cache/memphys/$1"
	head -c "$3M" /dev/urandom >"$dir/cache/memphys/$1/data"
	touch -d "$2 days ago" "$dir/cache/memphys/$1"
}

cache()
{
	make -s -C "$tree" cache "$@"
}

fill_cache()
{
	cached kernels/old 9 3
	cached kernels/new 1 3
	cached tools 5 3
}

cache_shows()
{
	fill_cache
	cache | grep 'kernels/old'
}

cache_prunes()
{
	fill_cache
	cache PRUNE=0.0067 && [ ! -e "$dir/cache/memphys/kernels/old" ] &&
		[ -e "$dir/cache/memphys/kernels/new" ] &&
		[ -e "$dir/cache/memphys/tools" ]
}

in_use()
{
	fill_cache
	(
		flock -s 7
		! cache PRUNE=all || exit
	) 7>>"$dir/cache/memphys/in-use" && [ -e "$dir/cache/memphys/tools" ]
}

over_the_limit()
{
	fill_cache
	rm -r "$dir/cache/memphys/kernels/old"
	touch "$dir/cache/memphys/grown"
	guest good
	CACHE_LIMIT=0.004 make -s -C "$tree" check-qemu ARCHES=armhf &&
		[ ! -e "$dir/cache/memphys/tools" ] &&
		[ -e "$dir/cache/memphys/kernels/new" ]
}

cache_empties()
{
	fill_cache
	cache PRUNE=all && [ ! -e "$dir/cache/memphys/kernels/new" ]
}

make_tree
tap_check 'the cache is shown' cache_shows
tap_check 'the cache is pruned, the oldest first' cache_prunes
tap_check 'but not while it is in use' in_use
tap_check 'a check prunes what has grown over the limit' over_the_limit
tap_check 'all of it can be removed' cache_empties
tap_done
