# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""Cells, scenarios and boards: what there is to boot, by tables and heads.

A cell is a kernel and an architecture, a row of kernels.tab. A scenario says in
its head, as "# Name: value", what it needs.
"""
import os
import pathlib
import re

from . import places

# Those whose camera has a driver that claims a block.
CAMERAS = "armhf", "armel", "arm64", "amd64", "i386"
# How much longer than on a stock kernel a test may take.
SLOWNESS = {"debug": 12, "gcov": 2}
# What the processor of that kernel is about, and no more.
ARMV5 = "ksft", "client", "kit"
I386 = "ksft", "client", "lockdown"
# What any kernel can run that check-kernel is given.
OWN = "ksft", "kit"
# What makes memory go online asks the driver for another thing there.
SERIES = "ksft", "hotplug"


def table(name):
    """The rows of a table: comments and empty lines do not count."""
    lines = (places.BENCH / name).read_text(encoding="utf-8").splitlines()
    rows = (re.sub(r"\s*#.*", "", line).split() for line in lines)
    return [row for row in rows if row]


def short():
    """Whether no machine and no scenario was asked for, as by make check.

    What the heads say is then left to check-all.
    """
    return not any(os.environ.get(name) for name in
                   ("CELLS", "ARCHES", "KERNELS", "SCENARIOS"))


class Cell:
    """A row of kernels.tab."""

    def __init__(self, kver, arch, suites, *_):
        self.kver, self.arch = kver, arch
        self.stock = suites != "source"
        self.slowness = SLOWNESS.get(kver, 1)
        self.builtin = kver.endswith("builtin")
        # Of armel, that is an ARM926, which no stock kernel runs on.
        self.camera = arch in CAMERAS and (arch != "armel" or not self.stock)

    def __str__(self):
        return f"{self.kver}-{self.arch}"


def all_cells():
    """Every cell, in the order of the table."""
    return [Cell(*row) for row in table("kernels.tab")]


def cell(name):
    """The cell of that name; of "own", the kernel is what check-kernel was given."""
    rows = all_cells()
    kver, _, arch = name.rpartition("-")
    if kver == "own":
        return Cell(kver, arch, "source")
    for row in rows:
        if str(row) == name:
            return row
    names = " ".join(map(str, rows))
    return places.die(f"no cell {name}; kernels.tab has: {names}", 2)


def chosen_cells():
    """The cells that CELLS, or KERNELS and ARCHES, name."""
    names = os.environ.get("CELLS", "").split()
    if names == ["all"]:
        # Those with checkers first: the suite takes minutes there, and one of
        # them as the last boot would leave a processor idle. The kernels that
        # say what ran are for "make coverage" and "make fuzz-kcov", the one with
        # the driver built in for "make check-intree"; that of the series stays.
        return sorted((row for row in all_cells()
                       if row.kver not in ("gcov", "kcov", "builtin")),
                      key=lambda row: row.stock)
    arches = os.environ.get("ARCHES", "").split() or ["armhf", "amd64"]
    kernels = os.environ.get("KERNELS", "").split() or ["6.1"]
    return [cell(name) for name in names or
            [f"{kver}-{arch}" for kver in kernels for arch in arches]]


class Scenario:
    """A file of scenarios/, or another one with such a head."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.name = self.path.stem
        self._head = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            field = re.match(r"# ([^:]+): (.*)", line)
            if field:
                self._head.setdefault(field[1], field[2])

    def field(self, name, default=""):
        """What its head says, or the default."""
        return self._head.get(name) or default

    def parts(self):
        """What is to be built for it."""
        return set(self.field("Parts", "module user").split())

    def not_on(self, where):
        """Why it is not booted in a cell, or ''."""
        return self.field(f"Not on {where}",
                          self.field(f"Not on {where.arch}"))

    def _is_for(self, where):
        """Whether it is for the kernel of a cell.

        One with the driver built in runs only what is for it. Debug kernels run
        the selftests, and what is for them alone: the programs of the client are
        slow there, and ask no more of the driver.
        """
        wanted = self.field("Kernels", "modular")
        if where.kver == "armv5":
            return self.name in ARMV5
        if where.arch == "i386":
            return self.name in I386
        if where.kver == "own":
            return self.name in OWN
        if where.kver == "series":
            return self.name in SERIES
        if wanted == "modular" and where.kver == "debug":
            return "tests" in self.parts()
        if wanted == "modular":
            return not where.builtin
        return wanted == ("builtin" if where.builtin else where.kver)

    def boots(self, where):
        """What is booted for it in a cell: its name, or for a board NAME@BOARD.

        Kernels that are built for the camera do not run on boards; of one of
        check-kernel's, its configuration tells.
        """
        if not self._is_for(where):
            return []
        if short() and where.arch not in \
                self.field("In check", where.arch).split():
            return []
        wanted = self.field("Boards", "camera").split()
        names = []
        if "camera" in wanted and where.camera and \
                where.arch in self.field("Arches", where.arch).split():
            names.append(self.name)
        boards = {row[0]: row[1] for row in table("boards.tab")}
        for board in wanted:
            if board != "camera" and board not in boards:
                places.die(f"no board {board}; boards.tab has: "
                           f"{' '.join(boards)}", 2)
            if (where.stock or where.kver == "own") and \
                    boards.get(board) == where.arch:
                names.append(f"{self.name}@{board}")
        return names


def all_scenarios():
    """The scenarios that there are, by name."""
    paths = sorted((places.BENCH / "scenarios").glob("*.sh"))
    return {path.stem: Scenario(path) for path in paths}


def scenario(name):
    """The scenario of that name; what is after an @ is a board."""
    there = all_scenarios()
    if name.split("@")[0] not in there:
        places.die(f"no scenario {name}; there are: {' '.join(there)}", 2)
    return there[name.split("@")[0]]


def chosen_scenarios():
    """The scenarios that SCENARIOS names, or all."""
    names = os.environ.get("SCENARIOS", "").split()
    return [scenario(name) for name in names] or list(all_scenarios().values())
