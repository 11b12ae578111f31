#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 The memphys authors
"""Registers of memphys for Python. Usage: memphys.py [REGION [OFFSET]]"""

import ctypes
import os
import sys

PROT_READ, PROT_WRITE = 1, 2
LIB = ctypes.CDLL("libmemphys.so.0")
LIB.memphys_strerror.restype = ctypes.c_char_p
LIB.memphys_mapping_length.restype = ctypes.c_uint64
U64, POINTER = ctypes.c_uint64, ctypes.c_void_p
LIB.memphys_mapping_read.argtypes = [POINTER, U64, ctypes.c_uint,
                                     ctypes.POINTER(U64)]
LIB.memphys_mapping_write.argtypes = [POINTER, U64, ctypes.c_uint, U64]
LIB.memphys_mapping_length.argtypes = [POINTER]


class Region(ctypes.Structure):
    """struct memphys_region, as <linux/memphys.h> has it."""
    _fields_ = [(name, ctypes.c_uint32) for name in
                ("size", "flags", "index", "attributes", "type", "reserved")
                ] + [("start", U64), ("length", U64),
                     ("name", ctypes.c_char * 32)]


def check(result, what):
    """Raise what the library returns as a negative errno value."""
    if result < 0:
        raise OSError(-result, LIB.memphys_strerror(result).decode(), what)
    return result


def regions(node):
    """Yield the regions that memphys lists."""
    number, region = ctypes.c_uint(0), Region()
    while check(LIB.memphys_next_region_sz(
            node, ctypes.byref(number), ctypes.byref(region),
            ctypes.sizeof(region)), "list"):
        yield Region.from_buffer_copy(region)


class Mapping:
    """The registers of a region."""

    def __init__(self, node, name, prot=PROT_READ):
        self.handle = POINTER()
        check(LIB.memphys_mapping_open_region(
            node, name.encode(), prot, ctypes.byref(self.handle)), name)

    def __len__(self):
        return LIB.memphys_mapping_length(self.handle)

    def read(self, offset, width=4):
        """Return the value of one register of that many bytes."""
        value = U64()
        check(LIB.memphys_mapping_read(self.handle, offset, width,
                                       ctypes.byref(value)), hex(offset))
        return value.value

    def write(self, offset, value, width=4):
        """Write one register of that many bytes."""
        check(LIB.memphys_mapping_write(self.handle, offset, width, value),
              hex(offset))

    def close(self):
        """Unmap it."""
        LIB.memphys_mapping_close(self.handle)


if __name__ == "__main__":
    NODE = check(LIB.memphys_open(None, os.O_RDONLY), "/dev/memphys")
    for found in regions(NODE):
        print(f"{found.name.decode()} {found.start:#x}+{found.length:#x}")
    if len(sys.argv) > 1:
        print(hex(Mapping(NODE, sys.argv[1]).read(
            int((sys.argv + ["0"])[2], 0))))
