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


def ipcinfo(program, folder, root, path):
    """Return what the same program says by its other name."""
    link = os.path.join(folder, "ipcinfo")
    if not os.path.lexists(link):
        os.symlink(os.path.realpath(program), link)
    return subprocess.run([link, "--root", root, "--replay", path, "-c", "-f",
                           "-v"], stdout=subprocess.PIPE,
                          check=False).stdout.decode("utf-8")


def differ(problems, what, wanted, found):
    """Note a difference."""
    if wanted != found:
        problems.append(f"{what}: wanted {wanted!r}, found {found!r}")


def reports(program, args, status, problems):
    """Return the chip section of the report; both formats must agree."""
    found, text = run(program, *args)
    differ(problems, "exit status of the report", status, found)
    as_yaml = yaml.safe_load(text)
    found, text = run(program, *args, "-j")
    differ(problems, "exit status of the JSON", status, found)
    differ(problems, "JSON and YAML", as_yaml, json.loads(text))
    return as_yaml["chip"]


def put(root, path, content):
    """Write a file of a recorded system."""
    path = root + path
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        file.write(content.replace("\\n", "\n").replace("\\t", "\t"))


def put_machine(root, row):
    """Write what a kernel says about the machine."""
    if row["hardware"]:
        put(root, "/proc/cpuinfo", f"Hardware\t: {row['hardware']}\n")
    if row["compatible"]:
        names = row["compatible"].replace(";", ",").split()
        put(root, "/proc/device-tree/compatible", "\0".join(names) + "\0")


def check_known(program, folder, row):
    """One chip that is known."""
    problems = []
    path = os.path.join(folder, "record")
    root = tempfile.mkdtemp(dir=folder)
    record(path, row["registers"])
    put_machine(root, row)
    args = ("-r", root, "-R", path)
    status, text = run(program, *args, "chip")
    differ(problems, "exit status", OK, status)
    differ(problems, "name", row["name"].replace(" ", "-") + "\n", text)
    differ(problems, "ipcinfo -c -f -v",
           "".join(f"{row[key].replace(' ', '-').lower()}\n"
                   for key in ("name", "family", "vendor")),
           ipcinfo(program, folder, root, path))
    chip = reports(program, args, OK, problems)
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


def check_unknown(program, folder, row):
    """Registers that do not tell one chip."""
    problems = []
    path = os.path.join(folder, "record")
    args = ("-r", folder, "-R", path)
    record(path, row["registers"])
    wanted = NO_ACCESS if "refused" in row["registers"] else UNKNOWN
    status, text = run(program, *args, "chip")
    differ(problems, "exit status", wanted, status)
    differ(problems, "name", "unknown\n", text)
    chip = reports(program, args, wanted, problems)
    differ(problems, "model", "unknown", chip["model"])
    differ(problems, "vendor", row["vendor"], chip["vendor"])
    differ(problems, "family", row["family"] or None, chip.get("family"))
    differ(problems, "candidates", row["candidates"].split() or None,
           chip.get("candidates"))
    if not chip.get("reason"):
        problems.append("no reason is given")
    return problems


def check_details(program, folder, row):
    """What the report adds to a name."""
    problems = []
    path = os.path.join(folder, "record")
    root = tempfile.mkdtemp(dir=folder)
    record(path, row["registers"])
    put_machine(root, row)
    chip = reports(program, ("-r", root, "-R", path), OK, problems)
    key, value = row["details"].split("=")
    differ(problems, key, value, str(chip.get(key)))
    return problems


def check_files(program, folder, row):
    """A chip that the kernel names, on a machine without any node."""
    problems = []
    root = tempfile.mkdtemp(dir=folder)
    put_machine(root, row)
    if row["file"]:
        put(root, row["file"], row["content"])
    none = os.path.join(root, "no-node")
    known = row["name"] != "unknown"
    if known:
        wanted = OK
    else:
        wanted = NO_ACCESS if row["vendor"] == "unknown" else UNKNOWN
    status, text = run(program, "-r", root, "-d", none, "chip")
    differ(problems, "exit status", wanted, status)
    differ(problems, "name", row["name"] + "\n", text)
    status, text = run(program, "-r", root, "-d", none)
    differ(problems, "exit status of the report", wanted, status)
    chip = yaml.safe_load(text)["chip"]
    for key in ("vendor", "family", "method"):
        differ(problems, key, row[key] or None, chip.get(key))
    differ(problems, "model", row["model"] if known else "unknown",
           chip["model"])
    differ(problems, "candidates",
           None if known else row["model"].split() or None,
           chip.get("candidates"))
    return problems


def main():
    """Run all vectors."""
    program, vectors = sys.argv[1:]
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("registers.csv", "vendors.csv"):
            for row in lines(os.path.join(vectors, name),
                             ("name", "vendor", "model", "family",
                              "registers", "hardware", "compatible")):
                tap.result(check_known(program, folder, row),
                           f"{row['name']} from {row['registers']}")
        for row in lines(os.path.join(vectors, "candidates.csv"),
                         ("vendor", "family", "candidates", "registers",
                          "why")):
            tap.result(check_unknown(program, folder, row),
                       f"unknown: {row['why']}")
        for row in lines(os.path.join(vectors, "details.csv"),
                         ("details", "registers", "hardware",
                          "compatible")):
            tap.result(check_details(program, folder, row),
                       f"{row['details']} from {row['registers']}")
        for row in lines(os.path.join(vectors, "files.csv"),
                         ("name", "vendor", "model", "family", "method",
                          "hardware", "compatible", "file", "content")):
            tap.result(check_files(program, folder, row),
                       f"{row['name']} from files: {row['hardware']} "
                       f"{row['compatible']} {row['file']}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
