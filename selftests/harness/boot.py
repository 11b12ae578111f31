# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""One boot: from a built cell and a scenario to verdicts.

qemu/prepare fills a folder with what QEMU is given, and writes its arguments.
"""
import filecmp
import os
import pathlib
import subprocess
import tempfile
import time

from . import cells, places, remember, verdicts

LOGS = places.OUT / "log"


def slipped(console, status):
    """Did the guest die of QEMU?

    Before 8.1 a processor may run what another one is changing, and Linux for x86
    meets a breakpoint of its own that is gone ("qemu-x86_64 booting with 8.0.0",
    linux-kernel, July 2023), or stops before init's first line, that is, before
    anything of ours. It takes a thousand boots or so to see one. A crash in our
    code is ours.
    """
    if status == 0:
        return " int3: 0000 [#" in console and "[memphys]" not in console
    lines = console.splitlines()
    return status == 124 and all(
        line.startswith("qemu-system-x86_64: ") for line in lines) and any(
        line.startswith("qemu-system-x86_64: terminating") for line in lines)


def read(path):
    """The text of a console, whatever bytes are in it."""
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        return file.read()


class Boot:
    """A scenario, and perhaps a board, in a cell that is built."""

    def __init__(self, cell, scenario, board=""):
        self.cell, self.scenario, self.board = cell, scenario, board
        name = f"{scenario.name}@{board}" if board else scenario.name
        self.label = f"{cell}-{name}"

    def file(self, ending):
        """Where what it leaves behind is."""
        return LOGS / f"{self.label}.{ending}"

    def _prepare(self, session, folder):
        """Fill the folder; QEMU's command, or None."""
        if session.run([places.BENCH / "prepare", self.cell.arch,
                        self.cell.kver, self.scenario.path, folder, self.board],
                       env=os.environ | {"SLOW": str(self.cell.slowness),
                                         "SHORT": str(int(cells.short()))}):
            return None
        return (folder / "qemu").read_text().split("\0")[:-1]

    def _key(self, session, folder, qemu):
        """What decides how it ends. Register images: what makes them is in it."""
        cell = places.OUT / str(self.cell)
        files = [path for where, pattern in (
            (places.BENCH, "*"), (places.TOP / "selftests/harness", "*.py"),
            (places.TOP / "selftests", "skips.tab"), (cell, "*.dtb"),
            (cell, "*.aml"), (folder, "initrd"), (folder, "*.dtb"))
                 for path in sorted(where.glob(pattern)) if path.is_file()]
        kernel = qemu[qemu.index("-kernel") + 1]
        words = [word.replace(str(folder), "BOOT") for word in qemu]
        return remember.key(
            files + [self.scenario.path, kernel],
            words + [session.output(qemu[0], "--version"),
                     os.environ.get("CHIP_ID", "")])

    def _seconds(self):
        """How long it may take."""
        return (int(self.scenario.field("Timeout", "300")) * self.cell.slowness
                + int(os.environ.get("FUZZ_SECONDS") or 0))

    def progress(self, seconds):
        """Say how far it is: the last line of its console."""
        lines = read(self.file("log")).split("\n")
        last = [line.strip("# \r") for line in lines if line.strip("# \r")][-1:]
        places.msg(f"{self.label}: {seconds} s of {self._seconds()}: "
                   f"{''.join(last)[:80] or 'nothing on the console'}")

    def _qemu(self, session, qemu):
        """Boot it; QEMU's exit status, 124 if it took too long."""
        start = time.monotonic()
        with open(self.file("log"), "wb") as log:
            return session.run(
                ["timeout", "--foreground", "-k", "5", str(self._seconds()),
                 *qemu, "-serial", "stdio"],
                lambda: self.progress(round(time.monotonic() - start)),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _own(self, session, folder):
        """The documents of the host: what it makes of console and registers."""
        documents = []
        after = self.scenario.field("After")
        if after:
            says = session.output(places.BENCH / after, self.file("log")) or ""
            if "TAP version" not in says:
                says = ("TAP version 13\nnot ok 1 "
                        f"{after} says nothing about the console\n1..1")
            documents.append(says)
        if (folder / "before").exists():
            same = filecmp.cmp(folder / "before", folder / "regs", False)
            documents.append(f"TAP version 13\n{'' if same else 'not '}"
                             "ok 1 the register image is as it was\n1..1")
        return documents

    def _judge(self, session, folder, status):
        """Judge the console that is there."""
        # Where QEMU has no way to take a status from the guest: see bench-exit.
        if status == 0 and self.cell.arch in ("mipsel", "ppc64el"):
            status = verdicts.PASS
        judge = verdicts.Judge(self.label)
        own = self._own(session, folder)
        judge.read("\n".join(own + [read(self.file("log"))]).split("\n"))
        judge.end(status, sum(text.count("TAP version") for text in own))
        return judge

    def _known(self, key):
        """The verdicts of the same boot before, or None."""
        if os.environ.get("REMEMBER") != "1":
            return None
        known = remember.get(key, self.scenario, self.file("log"))
        if known:
            places.msg(f"{self.label}: {verdicts.Tally.of(known)} "
                       "(as before: nothing has changed)")
        return known

    def _tell(self, found, judge, seconds):
        """Say how it went."""
        tally = verdicts.Tally.of(found)
        text = [f"{self.label}: {tally} ({seconds} s)"]
        if tally.failed:
            text += ["  " + "\t".join(verdict) for verdict in found
                     if verdict.kind == "fail"]
            text += ["  " + line for line in judge.why]
            text.append(f"  the whole console: {self.file('log')}")
        places.msg("\n".join(text))

    def _once(self, session, skips, folder, again):
        """Its verdicts; None if it is to be booted again."""
        qemu = self._prepare(session, folder)
        if not qemu:
            return [verdicts.Verdict("fail", self.label, "nothing to boot", "")]
        key = self._key(session, folder, qemu)
        known = self._known(key)
        if known:
            return skips.check(known)
        if self.scenario.field("Image") == "unchanged":
            session.run(["cp", "--sparse=always", folder / "regs",
                         folder / "before"])
        start = time.monotonic()
        status = self._qemu(session, qemu)
        # Where the driver is built in, it comes before init.
        if not again and not self.cell.builtin and \
                slipped(read(self.file("log")), status):
            places.msg(f"{self.label}: QEMU's processors disagreed about the "
                       "code: once more")
            os.replace(self.file("log"), self.file("slipped"))
            return None
        judge = self._judge(session, folder, status)
        seconds = round(time.monotonic() - start)
        found = skips.check(judge.verdicts)
        self._tell(found, judge, seconds)
        found.append(verdicts.Verdict("time", self.label, "", str(seconds)))
        with session.whole():
            verdicts.write(self.file("tsv"), found)
            remember.put(key, self.file("log"), self.file("tsv"))
        if again:
            found.append(verdicts.Verdict("again", self.label, "", ""))
        return found

    def run(self, session, skips):
        """Boot it, and write its verdicts beside its console."""
        found = None
        for again in False, True:
            if found is None:
                with tempfile.TemporaryDirectory(prefix="boot.") as folder:
                    found = self._once(session, skips, pathlib.Path(folder),
                                       again)
        verdicts.write(self.file("tsv"), found)
        return found
