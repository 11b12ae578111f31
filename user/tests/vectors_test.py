#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# Every line of tests/vectors, through a record: the one word, the YAML and the
# JSON must all say what the line says, and have read what the line lists.
#
# usage: vectors_test.py IPCPROBE VECTORS
#
# Copyright (C) 2026 The memphys authors
"""Check ipcprobe against recorded registers."""

import csv
import json
import os
import subprocess
import sys
import tempfile

import yaml

from tap import Tap

OK, UNKNOWN, NO_ACCESS = 0, 3, 4


def lines(path, fields):
    """Yield the lines of a vector file as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = (row for row in file if not row.startswith("#"))
        yield from csv.DictReader(rows, fieldnames=fields)


def registers(text):
    """Yield (address, value) of a list of registers."""
    for item in text.split():
        address, value = item.split("=")
        yield address, value


def record(path, text):
    """Write a register record."""
    with open(path, "w", encoding="ascii") as file:
        for address, value in registers(text):
            file.write(f"{address} 32 {value}\n")


def run(program, *args):
    """Run ipcprobe; return its exit status and standard output."""
    done = subprocess.run([program, "-q", *args], stdout=subprocess.PIPE,
                          check=False)
    return done.returncode, done.stdout.decode("utf-8")


def differ(problems, what, wanted, found):
    """Note a difference."""
    if wanted != found:
        problems.append(f"{what}: wanted {wanted!r}, found {found!r}")


def reports(program, path, status, problems):
    """Return the chip section of the report; both formats must agree."""
    found, text = run(program, "-R", path)
    differ(problems, "exit status of the report", status, found)
    as_yaml = yaml.safe_load(text)
    found, text = run(program, "-R", path, "-j")
    differ(problems, "exit status of the JSON", status, found)
    differ(problems, "JSON and YAML", as_yaml, json.loads(text))
    return as_yaml["chip"]


def check_known(program, path, row):
    """One chip that is known."""
    problems = []
    record(path, row["registers"])
    status, text = run(program, "-R", path, "chip")
    differ(problems, "exit status", OK, status)
    differ(problems, "name", row["name"].replace(" ", "-") + "\n", text)
    chip = reports(program, path, OK, problems)
    for key in ("vendor", "model", "family"):
        differ(problems, key, row[key], chip.get(key))
    differ(problems, "candidates", None, chip.get("candidates"))
    wanted = {(address, value) for address, value
              in registers(row["registers"])}
    found = {(reg["address"], reg.get("value")) for reg in chip["registers"]}
    differ(problems, "registers read beyond the list", set(), found - wanted)
    if not found & wanted:
        problems.append("no register was read")
    return problems


def check_unknown(program, path, row):
    """Registers that do not tell one chip."""
    problems = []
    record(path, row["registers"])
    wanted = NO_ACCESS if "refused" in row["registers"] else UNKNOWN
    status, text = run(program, "-R", path, "chip")
    differ(problems, "exit status", wanted, status)
    differ(problems, "name", "unknown\n", text)
    chip = reports(program, path, wanted, problems)
    differ(problems, "model", "unknown", chip["model"])
    differ(problems, "vendor", row["vendor"], chip["vendor"])
    differ(problems, "family", row["family"] or None, chip.get("family"))
    differ(problems, "candidates", row["candidates"].split() or None,
           chip.get("candidates"))
    if not chip.get("reason"):
        problems.append("no reason is given")
    return problems


def main():
    """Run all vectors."""
    program, vectors = sys.argv[1:]
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "record")
        for row in lines(os.path.join(vectors, "registers.csv"),
                         ("name", "vendor", "model", "family", "registers")):
            tap.result(check_known(program, path, row),
                       f"{row['name']} from {row['registers']}")
        for row in lines(os.path.join(vectors, "candidates.csv"),
                         ("vendor", "family", "candidates", "registers",
                          "why")):
            tap.result(check_unknown(program, path, row),
                       f"unknown: {row['why']}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
