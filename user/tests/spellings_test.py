#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# The names that kernels have for their machines: ipcprobe finds the driver's
# family by each, and so does the driver, which knows the device tree only.
#
# usage: spellings_test.py SOURCES PROBES
#
# Copyright (C) 2026 The memphys authors
"""Compare spellings of machines with what the hints and soc=auto know."""

import os
import re
import subprocess
import sys
import tempfile

from tap import Tap
from vectors_test import lines, put_machine

ENTRY = re.compile(r'\.name = "([^"]+)",(.*?)\n\t},', re.DOTALL)
WORDS = re.compile(r'([^"\\]+)\\0')


def families(path):
    """Return the driver's {compatible: family}, in lower case."""
    known = {}
    with open(path, encoding="utf-8") as file:
        for name, rest in ENTRY.findall(file.read()):
            vendors, behind = [], False
            for word in WORDS.findall(rest):
                if word.endswith(","):
                    vendors = vendors + [word] if behind else [word]
                    behind = True
                    continue
                behind = False
                for vendor in vendors:
                    known.setdefault((vendor + word).lower(), name)
    return known


def main():
    """Ask both for each machine."""
    sources, probes = sys.argv[1:]
    tap = Tap()
    known = families(os.path.join(sources, "..", "kernel", "source_soc.c"))
    count = dict.fromkeys(("machines", "known", "unknown"), 0)
    for row in lines(os.path.join(sources, "tests", "vectors",
                                  "spellings.csv"),
                     ("family", "compatible", "hardware", "source")):
        problems = []
        with tempfile.TemporaryDirectory() as root:
            put_machine(root, row)
            found = subprocess.run([probes, root], check=True,
                                   stdout=subprocess.PIPE)
        found = found.stdout.decode("ascii").strip()
        if found != row["family"]:
            problems.append(f"ipcprobe: {found}")
        names = row["compatible"].replace(";", ",").lower().split()
        auto = next((known[name] for name in names if name in known), "-")
        if names and auto != row["family"]:
            problems.append(f"soc=auto: {auto}")
        count["machines"] += 1
        count["unknown" if row["family"] == "-" else "known"] += 1
        tap.result(problems, f"{row['family']}: {row['compatible']} "
                             f"{row['hardware']}")
    print("# " + ", ".join(f"{key}: {value}" for key, value in count.items()))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
