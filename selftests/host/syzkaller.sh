#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The descriptions for syzkaller, against the header, and what is planted to be found.
# Needs no syzkaller.

set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tap.sh
. selftests/host/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT

# noticed WORDS FILE EXPRESSION: with FILE changed by that, compare says WORDS.
noticed()
{
	cp selftests/syzkaller/dev_memphys.txt* "$dir/"
	sed -i "$3" "$dir/$2"
	if cmp "selftests/syzkaller/$2" "$dir/$2"; then
		echo "$3 changes nothing"
		return 1
	fi
	selftests/syzkaller/compare "$dir" | grep -F "$1"
}

tap_check 'the descriptions for syzkaller say what the header says' \
	selftests/syzkaller/compare
tap_check 'a wrong number of an ioctl is noticed' \
	noticed 'MEMPHYS_IOC_READ is not' dev_memphys.txt.const \
	'/^MEMPHYS_IOC_READ/s/ = [0-9]*/&0/'
tap_check 'a field of another size is noticed' \
	noticed 'memphys_info has another' dev_memphys.txt \
	'/^memphys_info {/,/}/s/\(regions.*\)int32/\1int64/'
tap_check 'an ioctl that is not described is noticed' \
	noticed 'MEMPHYS_IOC_PREFAULT is not described' dev_memphys.txt \
	'/MEMPHYS_IOC_PREFAULT/d'
tap_check 'a size that no call is tried with is noticed' \
	noticed 'memphys_sizes lacks' dev_memphys.txt '/^memphys_sizes/s/ 72,//'
tap_check 'the planted bugs are of this driver' \
	patch -p1 -F0 -f -s --dry-run -i selftests/syzkaller/plants.patch
tap_done
