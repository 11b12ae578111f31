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

import hashlib
import json
import os
import subprocess
import sys
import tempfile

import yaml

from tap import Tap


def sha1(text):
    """Return the beginning of the digest, as the report has it."""
    return hashlib.sha1(text.encode("ascii")).hexdigest()[:8]


# A camera as vendors build it: old kernel, no device tree.
CAMERA_RECORD = """\
0x12020ee0 32 0x3516e300
0x12020400 32 0x00000001
0x12020404 32 0x00000002
0x12020408 32 0x00000003
0x1202040c 32 0x00000004
0x12020410 32 0x00000005
0x12020414 32 0x00000006
"""

CAMERA_FILES = {
    "/proc/cpuinfo": "processor\t: 0\n"
                     "Hardware\t: Generic DT based system\n",
    "/proc/cmdline": "mem=32M console=ttyAMA0,115200 root=/dev/mtdblock3 "
                     "rootfstype=squashfs\n",
    "/proc/meminfo": "MemTotal:          28076 kB\nMemFree:  1024 kB\n",
    "/proc/media-mem": "+---ZONE: PHYS(0x42000000, 0x43FFFFFF), "
                       "nBYTES=32768KB\n\n"
                       "---MMZ_USE_INFO:\n total size=32768KB(32MB),"
                       "used=20480KB\n",
    "/proc/mtd": "dev:    size   erasesize  name\n"
                 'mtd0: 00040000 00010000 "boot"\n'
                 'mtd1: 00010000 00010000 "env"\n'
                 'mtd2: 00200000 00010000 "kernel"\n'
                 'mtd3: 00500000 00010000 "rootfs"\n'
                 'mtd4: 000b0000 00010000 "rootfs_data: #1"\n',
    "/proc/mounts": "/dev/root /rom squashfs ro,relatime 0 0\n"
                    "/dev/mtdblock4 /overlay jffs2 rw,relatime 0 0\n"
                    "tmpfs /tmp tmpfs rw 0 0\n",
    "/sys/class/mtd/mtd0/type": "nor\n",
    "/sys/class/mtd/mtd0/offset": "0\n",
    "/sys/class/mtd/mtd1/offset": "262144\n",
    "/sys/class/mtd/mtd2/offset": "327680\n",
    "/sys/class/mtd/mtd3/offset": "2424832\n",
    "/sys/class/mtd/mtd4/offset": "7667712\n",
    "/sys/devices/spi0.0/spi-nor/partname": "w25q64jv\n",
    "/sys/devices/spi0.0/spi-nor/jedec_id": "ef4017\n",
    "/sys/class/mtd/mtd0/device": "-> ../../../devices/spi0.0",
    "/sys/class/mtd/mtd1/device": "-> ../../../devices/spi0.0",
    "/sys/class/mtd/mtd2/device": "-> ../../../devices/spi0.0",
    "/sys/class/mtd/mtd3/device": "-> ../../../devices/spi0.0",
    "/sys/class/mtd/mtd4/device": "-> ../../../devices/spi0.0",
    "/sys/kernel/debug/spi-nor/spi0.0/params":
        "name\t\tw25q64jv\nid\t\tef 40 17 ef 40 17\n"
        "address nbytes\t3\nflags\t\tHAS_LOCK\n",
    # What can be hashed: read whole, not mounted for writing.
    "/dev/mtd0ro": "b" * 0x40000,
    "/dev/mtd1ro": "too short",
    "/dev/mtd3ro": "r" * 0x500000,
    "/dev/mtd4ro": "d" * 0xb0000,
    "/sys/class/net/eth0/address": "00:12:34:56:78:9a\n",
    "/sys/class/net/eth0/phydev/phy_id": "0x00441400\n",
    "/sys/class/net/eth0/phydev/phy_interface": "rmii\n",
    "/sys/class/thermal/thermal_zone0/temp": "45678\n",
    "/proc/sys/kernel/osrelease": "4.9.37\n",
    "/proc/sys/kernel/version": "#0 Fri Jan 1 00:00:00 2021\n",
    "/proc/version": "Linux version 4.9.37 (build@host) (gcc version 7.3.0 "
                     "(Buildroot 2018.08) ) #0 Fri Jan 1 2021\n",
    "/proc/umap/sys": "\n[SYS] Version: [Hi3516EV200_MPP_V1.0.1.2 B030 "
                      "Release], Build Time:[Jan 1 2021]\n",
    "/lib/ld-musl-arm.so.1": "",
    "/proc/1/stat": "1 (init) S 0 1 1 0 -1 0 0 0 0 0 10 20 0 0 20 0\n",
    "/proc/1/cmdline": "init\0",
    "/proc/2/stat": "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 900 900 0 0 20 0\n",
    "/proc/7/stat": "7 (kworker) S 2 0 0 0 -1 69238880 0 0 0 0 900 900 0 0 20 0\n",
    "/proc/88/stat": "88 (a) b) S 1 88 88 0 -1 4194560 0 0 0 0 300 400 0 0 20 0\n",
    "/proc/88/cmdline": "majestic\0-c\0/etc/majestic.yaml\0\x1b[2J\nx\x7f\0",
}

CAMERA_REPORT = {
    "chip": {
        "vendor": "HiSilicon",
        "model": "3516EV300",
        "id": "000000060000000500000004000000030000000200000001",
        "family": "hi3516ev200",
        "method": "replay",
    },
    "ethernet": {
        "mac": "00:12:34:56:78:9a",
        "phy-id": "0x00441400",
        "phy-mode": "rmii",
    },
    "rom": [{
        "type": "nor",
        "block": "64K",
        "chip": {"name": "w25q64jv", "id": "0xef4017"},
        "partitions": [
            {"name": "boot", "size": "0x40000",
             "sha1": sha1("b" * 0x40000)},
            {"name": "env", "size": "0x10000"},
            {"name": "kernel", "size": "0x200000"},
            {"name": "rootfs", "size": "0x500000", "path": "/rom,squashfs",
             "sha1": sha1("r" * 0x500000)},
            {"name": "rootfs_data: #1", "size": "0xb0000",
             "path": "/overlay,jffs2,rw"},
        ],
        "size": "8M",
        "addr-mode": "3-byte",
    }],
    "ram": {"total": "64M", "media": "32M"},
    "firmware": {
        "kernel": "4.9.37 (Fri Jan 1 00:00:00 2021)",
        "toolchain": "gcc version 7.3.0 (Buildroot 2018.08) ",
        "libc": "musl",
        "sdk": "Hi3516EV200_MPP_V1.0.1.2 B030 Release (Jan 1 2021)",
        "main-app": "majestic -c /etc/majestic.yaml \x1b[2J\nx\x7f",
    },
    "schema": 1,
}

# A SoC whose kernel is new and has a device tree; little else.
BOARD_RECORD = "0x1e6e2004 32 0x05030303\n"

BOARD_FILES = {
    "/proc/device-tree/compatible": "maker,board\0aspeed,ast2600\0",
    "/proc/device-tree/model": "Maker's \"board\" \\ 1\0",
    "/proc/device-tree/chosen/u-boot,version": "2023.10\0",
    "/sys/bus/soc/devices/soc0/family": "ASPEED\n",
    "/sys/bus/soc/devices/soc0/soc_id": "AST2600\n",
    "/sys/bus/soc/devices/soc0/revision": "A3\n",
    "/proc/meminfo": "MemTotal:        1000000 kB\n",
    "/proc/mtd": "dev:    size   erasesize  name\n",
}

BOARD_REPORT = {
    "chip": {
        "vendor": "ASPEED",
        "model": "AST2600",
        "revision": "A3",
        "family": "ast2600",
        "method": "replay",
    },
    "board": {
        "vendor": "maker",
        "model": "Maker's \"board\" \\ 1",
        "soc-family": "ASPEED",
        "soc-id": "AST2600",
        "soc-revision": "A3",
    },
    "ram": {"total": "1024M"},
    "firmware": {"u-boot": "2023.10"},
    "schema": 1,
}

# Two chips; the partitions of the first are children of its whole, and one is
# attached to UBI, one mounted by number. A PHY that has a link.
CHIPS_FILES = {
    "/proc/mtd": 'mtd0: 00020000 00010000 "spi0.0"\n'
                 'mtd1: 00010000 00010000 "boot"\n'
                 'mtd2: 00010000 00010000 "ubi"\n'
                 'mtd3: 00010000 00001000 "spare"\n',
    "/sys/class/mtd/mtd0/type": "nor\n",
    "/sys/class/mtd/mtd0/offset": "0\n",
    "/sys/class/mtd/mtd1/offset": "0\n",
    "/sys/class/mtd/mtd2/offset": "65536\n",
    "/sys/class/mtd/mtd3/type": "dataflash\n",
    "/sys/class/mtd/mtd0/device": "-> ../../../devices/spi0.0",
    "/sys/class/mtd/mtd1/device": "-> ../../mtd0",
    "/sys/class/mtd/mtd2/device": "-> ../../mtd0",
    "/sys/class/mtd/mtd3/device": "-> ../../../devices/spi0.1",
    "/sys/class/ubi/ubi3/mtd_num": "2\n",
    "/sys/class/ubi/ubi3/volumes_count": "2\n",
    "/sys/class/ubi/ubi3_0/name": "kernel\n",
    "/sys/class/ubi/ubi3_0/data_bytes": "3047424\n",
    "/sys/class/ubi/ubi3_5/name": "rootfs\n",
    "/proc/mounts": "mtd1 /boot jffs2 rw 0 0\nmtd10 /x jffs2 rw 0 0\n",
    "/dev/mtd1ro": "1" * 0x10000,
    "/dev/mtd2ro": "2" * 0x10000,
    "/dev/mtd3ro": "3" * 0x10000,
    "/sys/class/net/eth0/address": "00:12:34:56:78:9a\n",
    "/sys/class/net/eth0/phydev": "-> ../../../devices/stmmac-0:0a",
    "/sys/devices/stmmac-0:0a/phy_id": "0x00221622\n",
    "/sys/class/net/eth0/device/of_node/phy-mode": "rgmii-id\0",
}

CHIPS_REPORT = {
    "chip": BOARD_REPORT["chip"],
    "ethernet": {"mac": "00:12:34:56:78:9a", "u-mdio-phyaddr": 10,
                 "phy-id": "0x00221622", "phy-mode": "rgmii-id"},
    "rom": [
        {"type": "nor", "block": "64K",
         "partitions": [
             {"name": "spi0.0", "size": "0x20000"},
             {"name": "boot", "size": "0x10000", "path": "/boot,jffs2,rw"},
             {"name": "ubi", "size": "0x10000", "ubi_device": 3,
              "ubi_volumes": [
                  {"vol_id": 0, "vol_name": "kernel",
                   "data_bytes": "0x2e8000"},
                  {"vol_id": 5, "vol_name": "rootfs"}]},
         ],
         "size": "128K"},
        {"block": "4K",
         "partitions": [{"name": "spare", "size": "0x10000"}],
         "size": "64K"},
    ],
    "schema": 1,
}

# NAND, attached to UBI; media memory on the command line.
NAND_RECORD = "0x1f003c00 32 0x000000f1\n"

NAND_FILES = {
    "/proc/cmdline": "console=ttyS0 mma_heap=mma_heap_name0,miu=0,"
                     "sz=0x3000000 ubi.mtd=ubi\n",
    "/proc/meminfo": "MemTotal:          70000 kB\n",
    "/proc/mtd": 'mtd0: 00100000 00020000 "boot"\n'
                 'mtd1: 07f00000 00020000 "ubi"\n',
    "/sys/class/mtd/mtd0/type": "mlc-nand\n",
    "/proc/mounts": "mtd:boot /mnt jffs2 rw 0 0\n",
}

NAND_REPORT = {
    "chip": {
        "vendor": "SigmaStar",
        "model": "SSC33X",
        "family": "infinity6e",
        "method": "replay",
    },
    "rom": [{
        "type": "nand",
        "block": "128K",
        "partitions": [
            {"name": "boot", "size": "0x100000", "path": "/mnt,jffs2,rw"},
            {"name": "ubi", "size": "0x7f00000"},
        ],
        "size": "128M",
    }],
    "ram": {"total": "128M", "media": "48M"},
    "schema": 1,
}


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
    root = machine(folder, BOARD_RECORD, files)[1]
    done = subprocess.run([program, "-q", "-r", root, "-f", "json"],
                          stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout)


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
    parts = sections(program, folder, {
        "/proc/cmdline": cmdline + "\n",
        "/proc/mounts": "rootfs / rootfs rw 0 0\n"
                        "/dev/root / jffs2 rw,relatime 0 0\n",
        "/proc/mtd": "dev:    size   erasesize  name\n"
                     'mtd0: 00000010 00010000 "boot"\n'
                     'mtd1: 00000010 00010000 "rootfs"\n',
        "/dev/mtd0ro": "0123456789abcdef", "/dev/mtd1ro": "0123456789abcdef",
        "/sys/class/mtd/mtd0/type": "nor\n",
        "/sys/class/mtd/mtd1/type": "nor\n"})["rom"][0]["partitions"]
    problems = []
    if ("sha1" in parts[1]) != (here is False):
        problems.append(f"rootfs: {parts[1]}")
    if ("sha1" in parts[0]) != others:
        problems.append(f"boot: {parts[0]}")
    if parts[1].get("path") != ("/,jffs2,rw" if here else None):
        problems.append(f"path: {parts[1]}")
    return problems


def check_ipcinfo(program, folder):
    """The same machine, asked by ipcinfo."""
    args = machine(folder, CAMERA_RECORD, CAMERA_FILES)
    link = os.path.join(folder, "ipcinfo")
    os.symlink(os.path.realpath(program), link)
    found = subprocess.run(
        [link, "--root", args[1], "--replay", args[3], "-cfviFtS"],
        stdout=subprocess.PIPE, check=False)
    wanted = ("hi3516ev300\nhi3516ev200\nhisilicon\n"
              f"{CAMERA_REPORT['chip']['id']}\nnor\n45.67\n"
              "majestic -c /etc/majestic.yaml ?[2J?x?\n")
    problems = []
    if found.returncode:
        problems.append(f"exit status {found.returncode}")
    if found.stdout.decode() != wanted:
        problems.append(f"wanted {wanted!r}, found {found.stdout!r}")
    return problems


def check_bare_record(program, folder):
    """Without --root, nothing of this machine is mixed into a record's."""
    args = machine(folder, BOARD_RECORD, {})
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
        tap.result(check(program, folder, (CAMERA_RECORD, CAMERA_FILES,
                                           CAMERA_REPORT)),
                   "a camera with NOR flash and an old kernel")
        tap.result(check(program, folder, (BOARD_RECORD, BOARD_FILES,
                                           BOARD_REPORT)),
                   "a board with a device tree and no flash")
        tap.result(check(program, folder, (NAND_RECORD, NAND_FILES,
                                           NAND_REPORT)),
                   "a camera with NAND flash")
        tap.result(check(program, folder, (BOARD_RECORD, CHIPS_FILES,
                                           CHIPS_REPORT)),
                   "a board with two flash chips")
        tap.result(check_ipcinfo(program, folder), "ipcinfo of a camera")
        tap.result(check_bare_record(program, folder), "a record by itself")
        tap.result(check_board(program, folder), "who made the board")
        for case in RAM:
            tap.result(check_ram(program, folder, case), f"RAM: {case[0]}")
        for case in ROOTS:
            tap.result(check_root(program, folder, case),
                       f"nothing mounted rw is hashed: {case[0]}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
