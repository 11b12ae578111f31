#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# No chip without a test: each model in the tables of user/chip/ is what some
# vector reports, or is listed in open.csv with the reason why it never is; and
# what is listed there is still true. And no chip out of reach: the driver lists
# each page where the client looks for an ID.
#
# usage: rows_test.py SOURCES PROBES
#
# Copyright (C) 2026 The memphys authors
"""Compare the tables of chips with the vectors."""

import csv
import glob
import os
import re
import subprocess
import sys

from tap import Tap

ROW = re.compile(r'^\t(?:\{ |\w+\()"([^"]+)", "([^"]+)",\s+\w+[,)]',
                 re.MULTILINE)


def lines(folder, name):
    """Yield the lines of a vector file as lists."""
    with open(os.path.join(folder, name), encoding="utf-8",
              newline="") as file:
        yield from csv.reader(row for row in file if not row.startswith("#"))


def driver_pages(path):
    """Return the (family, page) pairs of the driver's table."""
    pages = set()
    with open(path, encoding="utf-8") as file:
        for name, rest in re.findall(r'\.name = "([^"]+)",(.*?)\n\t},',
                                     file.read(), re.DOTALL):
            pages |= {(name, int(page, 16)) for page in
                      re.findall(r"PAGE\((0x[0-9a-f]+)(?:ULL)?, ", rest)}
    return pages


def check_probes(tap, source, program):
    """Compare the client's places with the driver's."""
    pages = driver_pages(os.path.join(source, "..", "kernel",
                                      "source_soc.c"))
    text = subprocess.run([program], check=True,
                          stdout=subprocess.PIPE).stdout.decode("ascii")
    for line in text.splitlines():
        family, page = line.split()
        tap.result([] if (family, int(page, 16)) in pages else
                   ["kernel/source_soc.c does not list it"],
                   f"the driver lists {page} for {family}")


def main():
    """Check both ways."""
    source, probes = sys.argv[1:]
    vectors = os.path.join(source, "tests", "vectors")
    named, left_open = set(), set()
    for name in ("registers.csv", "vendors.csv"):
        named |= {(row[1], row[2]) for row in lines(vectors, name)}
    for row in lines(vectors, "files.csv"):
        if row[0] == "unknown":
            left_open |= {(row[1], model) for model in row[2].split()}
        else:
            named.add((row[1], row[2]))
    for row in lines(vectors, "candidates.csv"):
        left_open |= {(row[0], model) for model in row[2].split()}
    reasons = list(lines(vectors, "open.csv"))
    # What another source would tell is named where that speaks.
    listed = {(row[1], row[0]): row[2] for row in reasons if not row[3]}
    told = {(row[1], row[0]) for row in reasons if row[3]}
    models = {model for _, model in named}

    tap = Tap()
    for path in sorted(glob.glob(os.path.join(source, "chip", "*.c"))):
        with open(path, encoding="utf-8") as file:
            rows = dict(ROW.findall(file.read()))
        # The others' rows are no names: IDs of generations, and files.
        if not rows:
            continue
        without = [model for model in rows if model not in models and
                   model not in {name for _, name in listed}]
        tap.result(without, f"a vector for each of the {len(rows)} models in "
                            f"{os.path.basename(path)}")
    for (vendor, model), why in listed.items():
        problems = []
        if (vendor, model) in named:
            problems.append("a vector reports it: take it off the list")
        if (vendor, model) not in left_open:
            problems.append("no vector has it as a candidate")
        if not why:
            problems.append("no reason is given")
        tap.result(problems, f"never told apart: {vendor} {model}: {why}")
    tap.result([" ".join(row) for row in reasons if not row[2] or not row[4]],
               "each open name has a reason and a source")
    missing = left_open - named - set(listed) - told
    tap.result(sorted(map(" ".join, missing)),
               "each candidate is told apart elsewhere, or listed")
    tap.result([] if len(named) > 150 else [f"{len(named)} only"],
               f"{len(named)} chips are named by vectors")
    check_probes(tap, source, probes)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
