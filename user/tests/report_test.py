#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# The whole report of recorded machines: a register record, and the files that
# their kernels show. YAML and JSON are read back by real parsers.
#
# usage: report_test.py IPCPROBE
#
# Copyright (C) 2026 The memphys authors
"""Check the report against recorded machines."""

import json
import os
import subprocess
import sys
import tempfile

import yaml

import report_machines as machines
from tap import Tap


def machine(folder, record, files):
    """Write a recorded machine; return the options to read it."""
    root = tempfile.mkdtemp(dir=folder)
    for path, content in files.items():
        os.makedirs(os.path.dirname(root + path), exist_ok=True)
        if content.startswith("-> "):
            os.symlink(content[3:], root + path)
            continue
        with open(root + path, "w", encoding="utf-8") as file:
            file.write(content)
    with open(root + "/record", "w", encoding="ascii") as file:
        file.write(record)
    return ["-r", root, "-R", root + "/record"]


def report(program, args, problems):
    """Return the report; all formats must agree on it."""
    texts = {}
    for form in ("yaml", "json", "plain"):
        texts[form] = subprocess.run(
            [program, *args, "-f", form], check=True,
            stdout=subprocess.PIPE).stdout.decode("utf-8")
    as_yaml = yaml.safe_load(texts["yaml"])
    if as_yaml != json.loads(texts["json"]):
        problems.append("YAML and JSON differ")
    flat = {}
    flatten(flat, "", as_yaml)
    plain = dict(line.split("=", 1) for line in texts["plain"].splitlines())
    plain = {key: json.loads(value) if value.startswith('"') else value
             for key, value in plain.items()}
    if flat != plain:
        problems.append("YAML and plain differ")
    return as_yaml


def flatten(flat, path, node):
    """List the leaves of a tree as the plain format does."""
    if isinstance(node, dict):
        for key, value in node.items():
            flatten(flat, f"{path}.{key}".lstrip("."), value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            flatten(flat, f"{path}.{index}", value)
    else:
        flat[path] = str(node)


def check(program, folder, case):
    """One machine: values, and the order of all keys."""
    record, files, wanted = case
    problems = []
    found = report(program, machine(folder, record, files), problems)
    # The evidence is checked by vectors_test.py.
    for key in ("source", "registers"):
        found["chip"].pop(key)
    for key in dict.fromkeys([*wanted, *found]):
        if json.dumps(wanted.get(key)) != json.dumps(found.get(key)):
            problems.append(f"{key}: wanted {wanted.get(key)}, "
                            f"found {found.get(key)}")
    if list(wanted) != list(found):
        problems.append(f"order of sections: {list(found)}")
    return problems


# What /proc says about RAM, and what must be reported of it.
RAM = (
    ("Linux has it all", 61000, "console=ttyS0", {}, "64M", None),
    ("too much is missing", 3000000, "", {}, None, None),
    ("MMZ beside", 30000, "mem=32M", {
        "/proc/media-mem": " total size=32768KB(32MB),used=1KB\n"}, "64M", "32M"),
    ("MMZ in CMA", 124596, "mem=128M mmz_allocator=cma "
     "mmz=anonymous,0,0x42000000,96M", {
         "/proc/media-mem": " total size=98304KB(96MB),used=1KB\n"}, "128M", "96M"),
    ("Ingenic", 61000, "mem=64M@0x0 rmem=64M@0x4000000", {}, "128M", "64M"),
    ("old Ingenic", 40000, "mem=43M@0x0 ispmem=8M@0x2b00000 "
     "rmem=13M@0x3300000", {}, "64M", "21M"),
    ("SigmaStar", 41000, "LX_MEM=0x3fe0000 "
     "mma_heap=mma_heap_name0,miu=0,sz=0x1500000", {}, "64M", "21M"),
    ("Xiongmai", 33000, "mem=35M", {
         "/proc/umap/mmz": "+---ZONE: PHYS(0x82300000, 0x83FFFFFF), GFP=0, "
                           "nBYTES=29696KB\n"},
     "64M", "29M"),
    ("Xiongmai without its file", 33000, "mem=35M", {}, None, None),
    ("Fullhan", 27000, "mem=31M", {
        "/proc/driver/vmm": "total size=33792KB\n"}, "64M", "33M"),
    ("Anyka", 36676, "mem=64M memsize=64M", {}, "64M", None),
    ("Rockchip", 56348, "root=ubi0:rootfs rk_dma_heap_cma=66M", {},
     "128M", "66M"),
    ("Novatek", 27000, "", {
        "/proc/hdal/comm/info": "DDR1: base = 0x02000000 size = 0x02000000\n"},
     "64M", "32M"),
    ("all of it twice", 38000, "mem=40M@0x0  rmem=24M@0x2800000 "
     "mem=40M@0x0 rmem=24M@0x2800000", {}, "64M", "24M"),
    ("less than Linux has", 61000, "memsize=32M", {}, "64M", None),
    ("Fullhan without its file", 27000, "mem=31M", {}, None, None),
)

# Spellings of the root file system, and whether mtd1 of two, mounted rw as
# /dev/root, may be hashed; the other may unless it is not clear which it is.
ROOTS = (
    ("root=/dev/mtdblock1", True, True), ("root=/dev/mtdblock/1", True, True),
    ("root=31:1", True, True), ("root=31:01", True, True),
    ("root=1f01", True, True), ("root=mtd:rootfs", True, True),
    ("root=mtd1", True, True), ("root=31:0 root=31:1", True, True),
    ("root=/dev/mmcblk0p2", False, True), ("root=PARTUUID=1-2", False, True),
    ("root=ubi0:rootfs", False, True), ("root=b302", False, True),
    ("root=/dev/root", None, False), ("", None, False),
    ("root=nonsense", None, False),
)


def sections(program, folder, files):
    """Return the report of a machine without any chip."""
    root = machine(folder, machines.BOARD_RECORD, files)[1]
    done = subprocess.run([program, "-q", "-r", root, "-f", "json"],
                          stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout)


# Names of one MTD device in /proc/mounts, and what are none.
MOUNTED = ("/dev/mtdblock1", "/dev/mtdblock/1", "mtd1", "mtd:rootfs",
           "/dev/block/mtdblock1", "/dev/block/by-name/data")
LINK = {"/dev/block/by-name/data": "-> /dev/mtdblock1"}
ELSEWHERE = ("host:/srv/mtd1", "/srv/mtdblock1", "mtd:boot")


def partitions(program, folder, files):
    """The two partitions of a NOR flash, as the report has them."""
    return sections(program, folder, {
        "/proc/mtd": "dev:    size   erasesize  name\n"
                     'mtd0: 00000010 00010000 "boot"\n'
                     'mtd1: 00000010 00010000 "rootfs"\n',
        "/dev/mtd0ro": "0123456789abcdef", "/dev/mtd1ro": "0123456789abcdef",
        "/sys/class/mtd/mtd0/type": "nor\n",
        "/sys/class/mtd/mtd1/type": "nor\n", **files})["rom"][0]["partitions"]


def check_ram(program, folder, case):
    """Total and media."""
    _, kib, cmdline, files, total, media = case
    found = sections(program, folder,
                     {"/proc/meminfo": f"MemTotal:  {kib} kB\n",
                      "/proc/cmdline": cmdline + "\n", **files})
    wanted = {key: value for key, value in (("total", total),
                                            ("media", media)) if value}
    ram = found.get("ram", {})
    return [] if ram == wanted else [f"wanted {wanted}, found {ram}"]


def check_board(program, folder):
    """The board's vendor is never the SoC's maker."""
    problems = []
    tree = "/proc/device-tree/compatible"
    for files, wanted in (
            ({tree: "hisilicon,hi3516cv100-demb\0hisilicon,hi3516cv100\0"},
             (None, None)),
            ({tree: "rockchip,rv1103g-38x38\0rockchip,rv1103\0"},
             (None, None)),
            ({tree: "thingyjp,breadbee\0mstar,infinity3\0"},
             ("thingyjp", None)),
            ({"/etc/os-release": 'NAME=Buildroot\nVERSION_ID=1\n'},
             (None, None)),
            ({"/etc/os-release": 'NAME=OpenIPC\nOPENIPC_VERSION="2.4"\n'},
             ("OpenIPC", "2.4"))):
        board = sections(program, folder, files).get("board", {})
        found = (board.get("vendor"), board.get("version"))
        if found != wanted:
            problems.append(f"{files}: wanted {wanted}, found {found}")
    return problems


def check_root(program, folder, case):
    """What of the flash is hashed."""
    cmdline, here, others = case
    parts = partitions(program, folder, {
        "/proc/cmdline": cmdline + "\n",
        "/proc/mounts": "rootfs / rootfs rw 0 0\n"
                        "/dev/root / jffs2 rw,relatime 0 0\n"})
    problems = []
    if ("sha1" in parts[1]) != (here is False):
        problems.append(f"rootfs: {parts[1]}")
    if ("sha1" in parts[0]) != others:
        problems.append(f"boot: {parts[0]}")
    if parts[1].get("path") != ("/,jffs2,rw" if here else None):
        problems.append(f"path: {parts[1]}")
    return problems


def check_mounted(program, folder, mounts, path="/cfg,jffs2,rw"):
    """What is mounted rw by any of its names is not hashed, the other one is."""
    parts = partitions(program, folder, {"/proc/mounts": mounts, **LINK})
    found = ["sha1" in part for part in parts], parts[1].get("path")
    wanted = [True, not path], path
    return [] if found == wanted else [f"wanted {wanted}, found {found}"]


def check_nested(program, folder):
    """Parts of parts are on the same chip, and what one is written in is, too."""
    chips = {0: "spi0.0", 1: "spi0.0", 2: "mtd1", 3: "mtd2", 4: "mtd1",
             5: "spi1.0"}
    files = {"/proc/mounts": "/dev/mtdblock3 /overlay jffs2 rw 0 0\n",
             "/proc/mtd": "".join(f'mtd{i}: 00000010 00010000 "part{i}"\n'
                                  for i in chips)}
    for i, chip in chips.items():
        files[f"/sys/class/mtd/mtd{i}/type"] = "nor\n"
        files[f"/sys/class/mtd/mtd{i}/device"] = f"-> {chip}"
        files[f"/dev/mtd{i}ro"] = "0123456789abcdef"
    rom = sections(program, folder, files)["rom"]
    found = [["sha1" in part for part in chip["partitions"]] for chip in rom]
    wanted = [[True, False, False, False, True], [True]]
    return [] if found == wanted else [f"wanted {wanted}, found {found}"]


def check_ports(program, folder):
    """The first port that is Ethernet and no radio."""
    net = "/sys/class/net/"
    files = {}
    for name, kind, mac in (("can0", 280, ""), ("eth1", 1, "02:00:00:00:00:01"),
                            ("a0", 1, "02:00:00:00:00:02"), ("b0", 1, "")):
        files |= {f"{net}{name}/type": f"{kind}\n",
                  f"{net}{name}/address": mac + "\n",
                  f"{net}{name}/device": "-> ../x"}
    files[f"{net}a0/wireless/beacon"] = "0\n"
    found = sections(program, folder, files).get("ethernet", {}).get("mac")
    wanted = "02:00:00:00:00:01"
    return [] if found == wanted else [f"wanted {wanted}, found {found}"]


def check_main_app(program, folder):
    """One that has ended, or has no words, is not the one that does the work."""
    stat = "{} ({}) S 1 1 1 0 -1 4194560 1 2 3 4 {} 0 0 0 20 0 1 0 1 1 1\n"
    files = {"/proc/50/stat": stat.format(50, "gone", 990),
             "/proc/60/stat": stat.format(60, "sofia", 18),
             "/proc/60/cmdline": "sofia\0-x\0",
             "/proc/70/stat": stat.format(70, "zombie", 500),
             "/proc/70/cmdline": "",
             "/proc/80/stat": stat.format(80, "idle", 3),
             "/proc/80/cmdline": "idle\0"}
    found = sections(program, folder, files).get("firmware", {}).get("main-app")
    return [] if found == "sofia -x" else [f"wanted sofia -x, found {found}"]


def check_ipcinfo(program, folder):
    """The same machine, asked by ipcinfo."""
    args = machine(folder, machines.CAMERA_RECORD, machines.CAMERA_FILES)
    link = os.path.join(folder, "ipcinfo")
    os.symlink(os.path.realpath(program), link)
    found = subprocess.run(
        [link, "--root", args[1], "--replay", args[3], "-cfviFtS"],
        stdout=subprocess.PIPE, check=False)
    wanted = ("hi3516ev300\nhi3516ev200\nhisilicon\n"
              f"{machines.CAMERA_REPORT['chip']['id']}\nnor\n45.67\n"
              "majestic -c /etc/majestic.yaml ?[2J?x?\n")
    problems = []
    if found.returncode:
        problems.append(f"exit status {found.returncode}")
    if found.stdout.decode() != wanted:
        problems.append(f"wanted {wanted!r}, found {found.stdout!r}")
    return problems


def check_bare_record(program, folder):
    """Without --root, nothing of this machine is mixed into a record's."""
    args = machine(folder, machines.BOARD_RECORD, {})
    problems = []
    found = report(program, args[2:], problems)
    if list(found) != ["chip", "schema"]:
        problems.append(f"sections: {list(found)}")
    return problems


def main():
    """Run all checks."""
    tap = Tap()
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        for title, *case in machines.MACHINES:
            tap.result(check(program, folder, case), title)
        tap.result(check_ipcinfo(program, folder), "ipcinfo of a camera")
        tap.result(check_bare_record(program, folder), "a record by itself")
        tap.result(check_board(program, folder), "who made the board")
        for case in RAM:
            tap.result(check_ram(program, folder, case), f"RAM: {case[0]}")
        for name in MOUNTED:
            tap.result(check_mounted(program, folder,
                                     f"{name} /cfg jffs2 rw,sync 0 0\n"),
                       f"mounted as {name}")
        tap.result(check_mounted(program, folder,
                                 "none /mnt tmpfs rw 0 0\n" * 1000 +
                                 "/dev/mtdblock1 /cfg jffs2 rw 0 0\n"),
                   "mounted last of many")
        tap.result(check_mounted(program, folder,
                                 "mtd:rootfs /my\\040cfg\\134 jffs2 rw 0 0\n",
                                 "/my cfg\\,jffs2,rw"),
                   "mounted where the name has a blank")
        for name in ELSEWHERE:
            tap.result(check_mounted(program, folder,
                                     f"{name} /cfg jffs2 ro 0 0\n", None),
                       f"not mounted as {name}")
        tap.result(check_nested(program, folder), "parts of parts of a flash")
        tap.result(check_ports(program, folder), "the first Ethernet port")
        tap.result(check_main_app(program, folder), "the busiest that goes on")
        for case in ROOTS:
            tap.result(check_root(program, folder, case),
                       f"nothing mounted rw is hashed: {case[0]}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
