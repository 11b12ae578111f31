# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""Recorded machines for report_test.py: registers, files, and the report."""

import hashlib


def sha1(text):
    """Return the beginning of the digest, as the report has it."""
    return hashlib.sha1(text.encode("ascii")).hexdigest()[:8]


# As long as the kernel makes a worker's name; its end is the line's last ")".
WORKER = "kworker/u2:0-x) S 1 1 1 0 -1 0 0 0 0 0 900 900 0 0 20 0 ".ljust(63, "y")

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
    "/proc/9/stat": f"9 ({WORKER}) S 2 0 0 0 -1 69238880 0 0 0 0 900 900 0 0 20 0\n",
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
             {"name": "ubi", "size": "0x10000", "dump_type": "ubifs",
              "ubi_device": 3,
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
    "/proc/cpuinfo": "processor\t: 0\nprocessor\t: 1\n",
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

MACHINES = (
    ("a camera with NOR flash and an old kernel",
     CAMERA_RECORD, CAMERA_FILES, CAMERA_REPORT),
    ("a board with a device tree and no flash",
     BOARD_RECORD, BOARD_FILES, BOARD_REPORT),
    ("a camera with NAND flash", NAND_RECORD, NAND_FILES, NAND_REPORT),
    ("a board with two flash chips",
     BOARD_RECORD, CHIPS_FILES, CHIPS_REPORT),
)
