#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# check.sh DIR: check the binding against the meta schemas, its examples and
# the overlays in DIR against the binding, and the binding against faults that
# it must find. DIR is what dts/Makefile has built.

set -u
out=$(cd "${1:?usage: check.sh DIR}" && pwd) || exit 2
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=../../selftests/host/tap.sh
. ../selftests/host/tap.sh

DTC=${DTC:-dtc}
DTC_FLAGS=${DTC_FLAGS:--@}
schema=$out/schema.json
policy=bindings/memphys,policy.yaml

# dtb SOURCE: compile it, without a warning, into $out.
dtb()
{
	silent "$DTC" -@ -I dts -O dtb -o "$out/$(basename "$1" .dts).dtb" "$1"
}

# An example is embedded in a node whose cells dtc cannot see a use for.
examples()
{
	dt-extract-example "$policy" >"$out/examples.dts" &&
		silent "$DTC" -@ -W no-avoid_unnecessary_addr_size \
			-I dts -O dtb -o "$out/examples.dtb" "$out/examples.dts"
}

valid()
{
	silent dt-validate -l "$policy" -s "$schema" "$out/$1.dtb"
}

make_schema()
{
	dt-mk-schema -j bindings/*.yaml >"$schema"
}

# The schema must name each bad-* child of bad.dts.
finds_faults()
{
	dtb tests/bad.dts || return
	dt-validate -s "$schema" "$out/bad.dtb" >"$out/bad.log" 2>&1
	faults=$(grep -o 'bad-[a-z]*' tests/bad.dts | sort -u)
	missed=0
	for fault in $faults; do
		grep -q "memphys: $fault" "$out/bad.log" && continue
		echo "not found: $fault"
		missed=1
	done
	[ -n "$faults" ] && [ $missed -eq 0 ]
}

# "family block address" of each ID page that the driver has built in.
driver_pages()
{
	awk -F'"' '
	/\.name = "/ { family = $2 }
	/PAGE\(0x[0-9a-f]+(ULL)?, "/ {
		n = split($0, part, "PAGE[(]0x")
		for (i = 2; i <= n; i++) {
			split(part[i], field, /(ULL)?, "|"/)
			sub(/^0*/, "", field[1])
			print family, field[2], field[1]
		}
	}' ../kernel/source_soc.c | sort
}

# The same of an overlay. dtc does not compare a unit address with its reg.
overlay_pages()
{
	awk -v family="$(basename "$1" .dtso)" '
	/^\t\t[a-z]+@/ { split($1, node, "@") }
	/reg = </ {
		gsub(/[<>;]|0x/, "")
		addr = NF == 6 ? $3 $4 : $3
		sub(/^0*/, "", addr)
		print family, node[1], addr
		if (addr != node[2])
			print family, node[1], "is called", node[2]
	}' "$1"
}

# What soc= lists and what an overlay of the same name lists is the same.
same_pages()
{
	for overlay in overlays/*.dtso; do
		case $overlay in
		overlays/camera*) ;;
		*) overlay_pages "$overlay" ;;
		esac
	done | sort >"$out/overlay-pages"
	driver_pages >"$out/driver-pages"
	[ -s "$out/driver-pages" ] &&
		diff "$out/driver-pages" "$out/overlay-pages"
}

# applies OVERLAY BASE: it compiles without a warning, and so does the merged
# tree, which holds the policy node.
applies()
{
	merged=$out/$1+$2
	# shellcheck disable=SC2086 # one word a flag
	silent "$DTC" $DTC_FLAGS -I dts -O dtb -o /dev/null \
		"overlays/$1.dtso" || return
	fdtoverlay -i "$out/$2.dtb" -o "$merged.dtb" "$out/$1.dtbo" || return
	silent "$DTC" -I dtb -O dts -o "$merged.dts" "$merged.dtb" || return
	grep -q 'compatible = "memphys,policy"' "$merged.dts" || {
		echo "no policy node in the merged tree"
		return 1
	}
	valid "$1+$2"
}

tap_need yamllint 'yamllint' yamllint -s bindings
tap_need dt-doc-validate 'the bindings follow the meta schemas' \
	silent dt-doc-validate -u "$PWD/bindings" bindings/*.yaml
tap_need dt-mk-schema 'the bindings make a schema' make_schema
tap_check 'the examples compile' examples
tap_need dt-validate 'the examples are valid' valid examples
tap_need dt-validate 'the schema finds every fault of bad.dts' finds_faults
for base in base base64; do
	tap_check "$base.dts compiles" dtb "tests/$base.dts"
done
for overlay in overlays/*.dtso; do
	name=$(basename "$overlay" .dtso)
	# The camera of the tests is a QEMU virt machine, and one SoC has its
	# registers above 4 GiB.
	case $name in
	camera* | na51090) base=base64 ;;
	*) base=base ;;
	esac
	tap_need fdtoverlay "$name applies to $base" applies "$name" "$base"
done
tap_check 'the overlays list what soc= lists' same_pages
tap_done
