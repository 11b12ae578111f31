#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# --help, the manual pages and the completion must name the same options and
# commands, and the vectors every chip of the tables.
#
# usage: sync_test.py IPCPROBE SOURCES
#
# Copyright (C) 2026 The memphys authors
"""Check that what is written in several places agrees."""

import csv
import glob
import os
import re
import subprocess
import sys
import tempfile

from tap import Tap

OPTION = re.compile(r"(?<![\w-])(--?[A-Za-z][\w-]*)")


def read(*path):
    """Return the text of a file."""
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def run(program, *args):
    """Return what a program prints."""
    return subprocess.run([program, *args], stdout=subprocess.PIPE,
                          check=True).stdout.decode("utf-8")


def help_options(text):
    """Return the options that a help text lists."""
    lines = text[text.index("Options:"):].splitlines()[1:]
    return set(OPTION.findall("\n".join(
        re.split(r"\s{2,}", line.strip())[0] for line in lines)))


def man_options(text):
    """Return the options in the section OPTIONS of a manual page."""
    section = re.search(r"^OPTIONS\n=+\n(.*?)^[A-Z ]+\n=", text, re.S | re.M)
    return set(OPTION.findall("\n".join(
        line for line in section[1].splitlines() if line.startswith("-"))))


def compare(tap, title, **sets):
    """All sets must be the same."""
    every = set().union(*sets.values())
    problems = [f"{name} lacks {' '.join(sorted(every - items))}"
                for name, items in sets.items() if every - items]
    if not every:
        problems.append("nothing was found to compare")
    tap.result(problems, title)


def shell_words(text, name):
    """Return the words of a variable of the completion."""
    return set(re.search(rf'{name}="([^"]*)"', text)[1].split())


def check_commands(tap, program, man, completion):
    """The commands, and the options of each."""
    text = run(program, "--help")
    listed = re.findall(r"^  (\w+) ", text[:text.index("Options:")], re.M)
    section = re.search(r"^COMMANDS\n=+\n(.*?)^OPTIONS\n", man,
                        re.S | re.M)[1]
    compare(tap, "commands", help=set(listed),
            man=set(re.findall(r"^(\w+)", section, re.M)),
            completion=shell_words(completion, "commands"))
    for command in listed:
        # A bad option makes each command print its usage.
        usage = subprocess.run([program, command, "-Z", "x", "x", "x"],
                               stderr=subprocess.PIPE, check=False)
        usage = set(re.findall(r"\[(-\w)", usage.stderr.decode()))
        entry = re.search(rf"^{command}\b(.*?)(?=^\w|\Z)", section,
                          re.S | re.M)[1]
        shown = set(re.findall(r"\[\*\*(-\w)\*\*", entry))
        if usage or shown:
            compare(tap, f"options of {command}", help=usage, man=shown)


def check_vectors(tap, sources):
    """Every model and family of the tables is in a vector."""
    tables = "".join(read(name) for name in
                     glob.glob(os.path.join(sources, "chip", "*.c")))
    rows = re.findall(r'^\t(?:\{ |\w+\()(NULL|"[^"]+"), "([^"]+)",\s+\w+[,)]',
                      tables, re.MULTILINE)
    seen = set()
    for name in glob.glob(os.path.join(sources, "tests", "vectors", "*.csv")):
        for row in csv.reader(read(name).splitlines()):
            seen.update(word for field in row for word in [field,
                                                           *field.split()])
    wanted = {model.strip('"') for model, _ in rows if model != "NULL"}
    wanted |= {family for _, family in rows if family}
    problems = [f"no vector for {name}" for name in sorted(wanted - seen)]
    if len(rows) < 150:
        problems.append(f"only {len(rows)} rows were found")
    tap.result(problems, f"vectors for {len(rows)} rows of the tables")


def main():
    """Run all checks."""
    program, sources = sys.argv[1:]
    tap = Tap()
    man = read(sources, "man", "ipcprobe.8.rst")
    completion = read(sources, "completions", "bash", "ipcprobe")
    compare(tap, "options of ipcprobe",
            help=help_options(run(program, "--help")), man=man_options(man),
            completion=shell_words(completion, "options"))
    check_commands(tap, program, man, completion)
    with tempfile.TemporaryDirectory() as folder:
        ipcinfo = os.path.join(folder, "ipcinfo")
        os.symlink(os.path.realpath(program), ipcinfo)
        words = re.search(r'_ipcinfo\(\).*?"(-c [^"]*)"', completion, re.S)[1]
        compare(tap, "options of ipcinfo",
                help=help_options(run(ipcinfo, "-h")),
                man=man_options(read(sources, "man", "ipcinfo.1.rst")),
                completion=set(words.split()))
    check_vectors(tap, sources)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
