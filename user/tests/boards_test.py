#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# Every board of tests/vectors/boards.csv, as a recording: it is named, or its
# chip is left open for the reason in open.csv; never is it given another name.
#
# usage: boards_test.py IPCPROBE VECTORS
#
# Copyright (C) 2026 The memphys authors
"""Check ipcprobe against boards that others recorded."""

import os
import subprocess
import sys
import tempfile

import yaml

from tap import Tap
from vectors_test import lines, put, record

FIELDS = ("name", "chip", "compatible", "cpuinfo", "iomem", "registers",
          "open", "source")
KEYS = {1: ("Hardware",), 2: ("system type", "machine"),
        3: ("system type", "machine", "Hardware")}


def set_up(folder, row):
    """Write the recording of a board; return ipcprobe's options for it."""
    root = tempfile.mkdtemp(dir=folder)
    values = [value.strip() for value in row["cpuinfo"].split("|")]
    if row["cpuinfo"]:
        put(root, "/proc/cpuinfo",
            "".join(f"{key}\t: {value}\n" for key, value in
                    zip(KEYS[len(values)], values)))
    if row["compatible"]:
        names = row["compatible"].replace(";", ",").split()
        put(root, "/proc/device-tree/compatible", "\0".join(names) + "\0")
    if row["iomem"]:
        put(root, "/proc/iomem", row["iomem"].replace("|", "\n") + "\n")
    if not row["registers"]:
        return ["-r", root, "-d", os.path.join(root, "no-node")]
    path = os.path.join(root, "record")
    record(path, row["registers"])
    return ["-r", root, "-R", path]


def check(program, folder, row, reasons, count):
    """One board."""
    problems = []
    options = set_up(folder, row)
    name = subprocess.run([program, "-q", *options, "chip"],
                          stdout=subprocess.PIPE,
                          check=False).stdout.decode("utf-8").strip()
    report = subprocess.run([program, "-q", *options], check=False,
                            stdout=subprocess.PIPE).stdout.decode("utf-8")
    chip = yaml.safe_load(report)["chip"]
    if name == "unknown":
        count["candidates" if chip.get("candidates") else "unknown"] += 1
        if row["chip"] and row["open"] not in reasons:
            problems.append(f"{row['chip']} is not named: {chip}")
    else:
        count["named"] += 1
        if row["open"]:
            problems.append(f"named {name}: no reason is needed")
        if row["chip"] and name != row["chip"]:
            count["wrong"] += 1
            problems.append(f"{row['chip']} is called {name}: {chip}")
    return problems


def main():
    """Check all boards, and print what came of them."""
    program, vectors = sys.argv[1:]
    tap = Tap()
    count = dict.fromkeys(("boards", "named", "candidates", "unknown",
                           "wrong"), 0)
    reasons = {row["name"] for row in
               lines(os.path.join(vectors, "open.csv"),
                     ("name", "vendor", "why", "but", "source"))}
    with tempfile.TemporaryDirectory() as folder:
        for row in lines(os.path.join(vectors, "boards.csv"), FIELDS):
            count["boards"] += 1
            tap.result(check(program, folder, row, reasons, count),
                       f"board {row['name']}: {row['chip'] or 'not known'}")
    print("# " + ", ".join(f"{key}: {value}" for key, value in count.items()))
    tap.result([] if not count["wrong"] else [f"{count['wrong']} are"],
               "no board is given another chip's name")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
