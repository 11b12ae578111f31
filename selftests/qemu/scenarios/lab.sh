#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The hang of 2009: what lab/predict calculates for each page is what lab/classic.c
# does to a process, for each size that a struct page has had.
#
# Parts: module lab
# Arches: armhf amd64
# In check: amd64

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
# shellcheck source=../../../lab/guest.sh
. /bench/guest.sh
tap_begin

# A page and its fate, from what lesson printed; a mapped page reads its address.
fates()
{
	addr=$((0x41400000))
	sed -n 's/^page //p' /tmp/out | while IFS=': ' read -r page what _; do
		case $what in
		"$(printf %08x, "$addr")") echo "page $page: mapped" ;;
		SIGBUS | SIGSEGV) echo "page $page: killed" ;;
		faults) echo "page $page: hangs" ;;
		*) echo "page $page: $what" ;;
		esac
		addr=$((addr + PAGE_SIZE))
	done
}

# classic_as ERA SIZE: all its pages, as predicted.
classic_as()
{
	try insmod classic.ko era="$1" size="$2"
	is "era=$1 size=$2: it loads: $err" "$status" 0
	try lesson -t 0.02 /dev/memphys-classic 0x41400000 16
	is "era=$1 size=$2: prediction and run agree" "$(fates)" \
		"$(predict "$1" "$2" 16)"
	try rmmod classic
	is "era=$1 size=$2: it unloads: $err" "$status" 0
}

mv /bench/lab /bench/elsewhere
try insmod classic.ko
is "classic.ko does not load elsewhere" "$((status != 0))" 1
like "and says where" "$(dmesg)" 'classic: .*make lab'
mv /bench/elsewhere /bench/lab

for size in 32 36 40 44 48 56 64 80; do
	classic_as 2009 $size
	classic_as today $size
done

dmesg -c >/dev/null
insmod classic.ko
try lesson -t 1 /dev/memphys-classic 0x41400000 5
is "the report: five pages end well" "$(fates)" "$(predict 2009 56 5)"
try lesson -t 0.5 /dev/memphys-classic 0x41400000 6
is "the report: the sixth faults without end" "$(fates)" \
	"$(predict 2009 56 6)"
like "the report: it is page frame 267269" "$(dmesg)" \
	'classic: pfn 267269 answers 0x100'
like "the report: each turn took a reference" "$(dmesg)" \
	'classic: pfn 267269: [0-9]{3,} faults'
rmmod classic

insmod classic.ko era=insert
try lesson /dev/memphys-classic 0x41400000 6
is "vmf_insert_pfn() maps all of them" "$(fates)" \
	"$(predict 2009 56 5)
page 5: mapped"
rmmod classic

# The report's test program, on memphys: MAP_PRIVATE, to write, of a descriptor that
# is open to read; from the report's own address where there is memory.
start=$((0x12400000)) many=1024
[ "$HAVE_41400000" = 0 ] || start=$((0x41400000)) many=4096
insmod "$MEMPHYS_KO" soc=none regions=report@$start+16M:wb
for node in memphys memphys-remap; do
	for pages in 6 $many; do
		try lesson -p /dev/$node $start "$pages"
		is "the report's program, $pages pages of /dev/$node" \
			"$(echo "$out" | awk -v at=$start '/^page / &&
				$3 == sprintf("%08x,", at + 4096 * n++)' |
				wc -l)" "$pages"
	done
	try lesson -p /dev/$node $start 6 5=1 5
	like "what it stores to /dev/$node it reads" "$out" '^page 5: 00000001'
	try lesson /dev/$node $start 6 5
	unlike "and nobody else does" "$out" '^page 5: 00000001'
done
rmmod memphys

# The first chapter's driver, and the same in the interface that some kernels have.
for module in simple prepare; do
	[ -e $module.ko ] || continue
	try insmod $module.ko
	is "$module.ko: it loads: $err" "$status" 0
	for node in remap fault; do
		try lesson -v /dev/$module-$node 0x12400000 4 3 0
		is "$module.ko, $node: what is touched can be read" \
			"$(echo "$out" | sed -n 's/^page \(.*\),.*/\1/p')" "3: 12403000
0: 12400000"
		is "$module.ko, $node: what is mapped, at mmap() and after it" \
			"$(echo "$out" | grep '^ ' | sed 's/.* //' | tr '\n' ' ')" \
			"$([ $node = remap ] && echo "rrrr rrrr rrrr" ||
				echo ".... ...r r..r") "
	done
	try rmmod $module
	is "$module.ko: it unloads: $err" "$status" 0
done
tap_end
