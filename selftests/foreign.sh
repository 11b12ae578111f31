#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The client on a processor that is as unlike a camera's as can be: 64 bits, the
# highest byte first (s390x, by qemu-user). Records, recorded machines and the
# command line must give what they give here. Ends in "N passed, N failed, N
# skipped".

# shellcheck source-path=SCRIPTDIR source=qemu/lib.sh
. "$(dirname "$0")/qemu/lib.sh"

"$bench/tools" foreign
dir=$top/build/foreign
tests=$top/user/tests
make --no-print-directory -j"$(nproc)" -C "$top/user" O="$dir" STATIC=1 KMOD=0 \
	CROSS_COMPILE=s390x-linux-gnu- all
file=$(readelf -h "$dir/ipcprobe")
case $file in
*ELF64*'big endian'*) ;;
*) die "not what it should be: $file" ;;
esac

# Called by other names, it is told so.
cat >"$dir/run" <<RUN
#!/bin/sh
exec qemu-s390x -0 "\$0" "$dir/ipcprobe" "\$@"
RUN
chmod +x "$dir/run"
EMULATED=1 "$tests/run.sh" "$tests/vectors_test.py $dir/run $tests/vectors" \
	"$tests/report_test.py $dir/run" \
	"$tests/cli_test.sh $dir/run"
