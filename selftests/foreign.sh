#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The client on processors that are as unlike this one as can be (by qemu-user):
# 64 bits with the highest byte first (s390x), and 32 bits (armhf), which read
# 64-bit registers through the kernel. Records, recorded machines and the command
# line must give what they give here. Ends in "N passed, N failed, N skipped".

# shellcheck source-path=SCRIPTDIR source=qemu/lib.sh
. "$(dirname "$0")/qemu/lib.sh"

"$bench/tools" foreign
tests=$top/user/tests

# runner FILE CPU PROGRAM: what starts it; called by another name, it is told so.
runner()
{
	cat >"$1" <<RUN
#!/bin/sh
exec qemu-$2 -0 "\$0" "$3" "\$@"
RUN
	chmod +x "$1"
}

# build CPU TRIPLET CLASS ORDER: the client, and the one on a driver that is
# pretended.
build()
{
	local dir=$build/foreign/$1 file

	make --no-print-directory -j"$(nproc)" -C "$top/user" O="$dir" STATIC=1 \
		KMOD=0 CROSS_COMPILE="$2-" all "$dir/obj/tests/ipcprobe"
	file=$(readelf -h "$dir/ipcprobe")
	[[ $file == *"$3"*"$4"* ]] || die "not what it should be: $file"
	runner "$dir/run" "$1" "$dir/ipcprobe"
	runner "$dir/pretend" "$1" "$dir/obj/tests/ipcprobe"
}

build s390x s390x-linux-gnu ELF64 'big endian'
build arm arm-linux-gnueabihf ELF32 'little endian'
big=$build/foreign/s390x small=$build/foreign/arm
EMULATED=1 "$tests/run.sh" "$tests/vectors_test.py $big/run $tests/vectors" \
	"$tests/report_test.py $big/run" \
	"$tests/cli_test.sh $big/run" "$tests/cli_test.sh $small/run" \
	"$tests/ipcinfo_test.sh $big/run" "$tests/ipcinfo_test.sh $small/run" \
	"$tests/driver_test.sh $big/pretend" \
	"$tests/driver_test.sh $small/pretend"
