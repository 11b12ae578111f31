#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# What a scenario printed of ipcprobe's report, read by real parsers. Lines of
# the console:
#
#   @yaml LINE, @json LINE    the report, in both formats
#   @fact PATH VALUE          what the report must hold there, found in another
#                             way; "rom.0.type nor"
#   @absent PATH              what it must not hold; a section that is not said
#                             to be absent is there
#
# usage: report_check.py CONSOLE
#
# Copyright (C) 2026 The memphys authors
"""Check a report against the machine that it was made on."""

import json
import sys

import yaml

# As ipctool's report has them, for programs that read it: keys may be missing,
# their order may not change, others come after them.
ORDER = {
    "": ("chip", "board", "ethernet", "rom", "ram", "firmware", "sensors",
         "clocks", "schema"),
    "chip": ("vendor", "model"),
    "board": ("vendor", "model", "version", "param", "cloudId", "snsType",
              "chip-id", "chip-version", "soc-family", "soc-id",
              "soc-revision", "possible-IR-cut-GPIO"),
    "ethernet": ("mac", "u-mdio-phyaddr", "phy-id", "d-mdio-phyaddr",
                 "phy-mode"),
    "rom.0": ("type", "block", "chip", "partitions", "size", "addr-mode"),
    "rom.0.chip": ("name", "id"),
    "rom.0.partitions.0": ("name", "size", "path", "sha1", "contains"),
    "ram": ("total", "media"),
    "firmware": ("u-boot", "kernel", "toolchain", "libc", "sdk",
                 "tegra-firmware", "main-app"),
}
SECTIONS = ("chip", "ram", "firmware")


class Console:
    """The marked lines of a console."""

    def __init__(self, path):
        self.lines = {"yaml": [], "json": [], "fact": [], "absent": []}
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                mark, _, text = line.rstrip("\r\n").partition(" ")
                if mark[:1] == "@" and mark[1:] in self.lines:
                    self.lines[mark[1:]].append(text)

    def document(self, mark):
        """Return the text of a document."""
        return "\n".join(self.lines[mark]) + "\n"


def look_up(tree, path):
    """Return what the tree holds at a path; None if there is nothing."""
    for key in path.split(".") if path else ():
        if isinstance(tree, list):
            tree = tree[int(key)] if int(key) < len(tree) else None
        elif isinstance(tree, dict):
            tree = tree.get(key)
        else:
            return None
    return tree


def results(console):
    """Yield (title, problem) for all that is to be checked."""
    try:
        report = yaml.safe_load(console.document("yaml"))
        as_json = json.loads(console.document("json"))
    except (yaml.YAMLError, json.JSONDecodeError) as error:
        yield "the report is read by real parsers", str(error)
        return
    yield ("YAML and JSON say the same",
           "" if isinstance(report, dict) and report == as_json
           else f"{report} and {as_json}")
    yield ("JSON has the order of YAML",
           "" if json.dumps(report) == json.dumps(as_json) else "it has not")
    for section in sorted(set(SECTIONS) - set(console.lines["absent"])):
        yield (f"there is a section {section}",
               "" if look_up(report, section) else "there is not")
    for path, keys in ORDER.items():
        found = list(look_up(report, path) or {})
        known = [key for key in keys if key in found]
        yield (f"the order of the keys in '{path}'",
               "" if found[:len(known)] == known or path in ("", "chip") and
               [key for key in found if key in keys] == known
               else f"{found}, not first {known}")
    yield ("the scenario gave facts",
           "" if console.lines["fact"] else "it did not")
    for line in console.lines["fact"]:
        path, _, wanted = line.partition(" ")
        found = look_up(report, path)
        yield (f"{path} is {wanted}",
               "" if wanted and str(found) == wanted else f"it is {found!r}")
    for path in console.lines["absent"]:
        found = look_up(report, path)
        yield (f"there is no {path}",
               "" if found is None else f"it is {found!r}")


def main():
    """Print the results as TAP, which says whether anything failed."""
    count = 0
    print("TAP version 13")
    for title, problem in results(Console(sys.argv[1])):
        count += 1
        print(f"{'not ok' if problem else 'ok'} {count} {title}")
        if problem:
            print(f"# {problem}")
    print(f"1..{count}")


if __name__ == "__main__":
    main()
