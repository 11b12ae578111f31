#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# Write the corpus that fuzzing starts from: what the files look like in life,
# and records of all chips in tests/vectors.
#
# usage: corpus.py VECTORS FOLDER
#
# Copyright (C) 2026 The memphys authors
"""Write a fuzzing corpus."""

import csv
import os
import sys

SEEDS = {
    "record": b"# comment\n0x11020ee0 32 0x3516c608\n"
              b"0x12020ee0 32 0x01000000\n0x0a100000 32 bus-error\n",
    "compatible": b"maker,board\0hisilicon,hi3516cv608\0rockchip,rv1106g\0"
                  b"allwinner,sun8i-h3\0nvidia,tegra210\0",
    "cpuinfo": b"processor\t: 0\nHardware\t: BCM2835\nRevision\t: c03111\n"
               b"Serial\t: 100000003d1d1c36\nsystem type\t: isvp_t31\n",
    "xm530": b"Hardware\t: xm530\n",
    "iomem": b"10000000-12ffffff : soc\n"
             b"  11029000-11029fff : 11029000.pwm pwm@11029000\n"
             b"  11040000-11040fff : 11040000.serial\n"
             b"00000000-00000000 : uart\n",
    "mtd": b"dev:    size   erasesize  name\n"
           b'mtd0: 00040000 00010000 "boot"\n'
           b'mtd1: 00500000 00010000 "root fs"\n',
    "mounts": b"/dev/root / squashfs ro 0 0\n"
              b"/dev/mtdblock4 /overlay jffs2 rw,relatime 0 0\n",
    "cmdline": b"mem=32M root=/dev/mtdblock3 "
               b"mma_heap=mma_heap_name0,miu=0,sz=0x3000000\n",
    "stat": b"88 (a) b) S 1 88 88 0 -1 4194560 0 0 0 0 300 400 0 0 20 0\n",
    "version": b"Linux version 4.9.37 (build@host) (gcc version 7.3.0) #0\n"
               b"MemTotal: 28076 kB\n total size=32768KB\n"
               b"Version: [SDK 1.0], x\n",
    # What has been found, and must not come back.
    "endless-ram": b"MemTotal: 99999999999999999999 kB\n",
    "params": b"name\t\tw25q64jv\nid\t\tef 40 17\naddress nbytes\t3\n",
    "port": b"00:12:34:56:78:9a\n0x00221622\n",
    "novatek": b"Novatek NA51055\n",
    "chipver": b"81360020",
    "nothing": b"",
    "utf8": b"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xff\xfe\x80\0\x7f",
}


def record(registers):
    """Return the record of a list of registers."""
    return "".join(f"{word.replace('=', ' 32 ')}\n"
                   for word in registers.split())


def records(vectors):
    """Yield a record for each line of the register vectors."""
    for name in ("registers.csv", "vendors.csv"):
        with open(os.path.join(vectors, name), encoding="ascii") as file:
            for line in file:
                if line.startswith("#"):
                    continue
                fields = line.rstrip("\n").split(",")
                yield (fields[0].replace(" ", "-"),
                       record(fields[4]).encode())


def machines(vectors):
    """Yield the files of each board, in the order of fuzz_machine.c."""
    with open(os.path.join(vectors, "boards.csv"), encoding="ascii",
              newline="") as file:
        rows = csv.reader(row for row in file if not row.startswith("#"))
        for name, _, tree, cpuinfo, iomem, registers, *_ in rows:
            text = (record(registers),
                    tree.replace(" ", "\0").replace(";", ",") + "\0",
                    f"Novatek {name}",
                    f"processor\t: 0\nHardware\t: {cpuinfo}\n",
                    iomem.replace("|", "\n"), "241")
            yield f"machine-{name}", b"\xff" + b"\xfe".join(
                part.encode() for part in text)


def main():
    """Write all files."""
    vectors, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    seeds = dict(SEEDS)
    seeds.update(records(vectors))
    seeds.update(machines(vectors))
    for name, data in seeds.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
