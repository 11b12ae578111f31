# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""What a console says about a boot, and which skips are expected.

A console holds one or more TAP documents; the last is init's own. After the "# "
of kselftest's runner a test program prints a document of its own: then its cases
count, and the program itself does not. A boot passes only if its status is 33 and
every document is complete: a panic, a hang, a reset or a lost line is a failure,
whatever was printed before.
"""
import collections
import re

from . import places

PASS = 33
LAST = "the kernel is not tainted by a warning or worse"
FATES = {0: "the guest reset itself: panic", 124: "timeout: hang",
         137: "timeout: hang"}

# A case, and what became of it: pass, fail or skip.
Verdict = collections.namedtuple("Verdict", "kind label case reason")


class Document:
    """A document of results: what was promised and what came."""

    def __init__(self):
        self.plan = self.skip = None
        self.ordered = True
        self.results = []

    def take(self, line):
        """Take one line; true if it was a result."""
        plan = re.match(r"1\.\.(\d+)(?:\s+# SKIP\s*(.*))?", line, re.I)
        if plan:
            self.plan, self.skip = int(plan[1]), plan[2]
            return False
        result = re.match(r"(not )?ok (\d+)[\s-]*(.*)$", line)
        if not result:
            return False
        name, skip, reason = re.match(r"(.*?)(\s*#\s*SKIP\s*(.*))?$",
                                      result[3], re.I).groups()
        self.results.append(["fail" if result[1] else
                             "skip" if skip else "pass", name, reason or ""])
        self.ordered &= int(result[2]) == len(self.results)
        return True

    def defect(self):
        """Why it is not complete, or None."""
        if self.plan is None:
            return "no plan"
        if self.plan != len(self.results):
            return f"plan of {self.plan}, {len(self.results)} results"
        return None if self.ordered else "results out of order"


class Judge:
    """The verdict on one boot, from its console and QEMU's exit status."""

    def __init__(self, label):
        self.label = label
        self.verdicts = []
        # What the console said before each failure.
        self.why = []
        self._context = []
        self._documents = 0
        self._last = None

    def failed(self):
        """How many cases failed."""
        return sum(verdict.kind == "fail" for verdict in self.verdicts)

    def _report(self, kind, case, reason=""):
        self.verdicts.append(Verdict(kind, self.label, case, reason))

    def _nested(self, program, nested, program_failed):
        """The verdicts of one program's own document."""
        before = self.failed()
        for kind, name, reason in nested.results:
            self._report(kind, f"{program}: {name}", reason)
        if nested.skip is not None:
            self._report("skip", program, nested.skip)
        if nested.defect():
            self._report("fail", program, nested.defect())
        if program_failed and self.failed() == before:
            self._report("fail", program, "ended with an error")

    def _finish(self, document):
        if document and document.defect():
            self._report("fail", f"TAP document {self._documents}",
                         document.defect())

    def _result(self, document, nested):
        """The last result of a document, or what its program said instead."""
        before = self.failed()
        kind, name, reason = document.results[-1]
        # The runner says "selftests: memphys: map_test # exit=1".
        name = re.sub(r"^selftests: \w+: ", "", name)
        self._last = re.sub(" # .*", "", name)
        if nested:
            self._nested(self._last, nested, kind == "fail")
        else:
            self._report(kind, self._last, reason)
        if self.failed() > before:
            self.why += self._context
        self._context = []

    def read(self, console):
        """Take the lines of a console."""
        document = nested = running = None
        for line in console:
            line = line.rstrip("\r\n")
            self._context.append(line)
            if re.match("TAP version 1[34]", line):
                self._finish(document)
                document, nested = Document(), None
                self._documents += 1
                self._context = []
            elif not document:
                continue
            elif re.match("# TAP version 1[34]", line):
                nested = Document()
            elif run := re.match(r"# #\s+RUN\s+(\S+)", line):
                # The harness names a skipped case here only.
                running = run[1]
            elif line.startswith("# "):
                if nested and nested.take(line[2:]):
                    result = nested.results[-1]
                    result[1] = result[1] or running or "a case"
            elif bail := re.match(r"Bail out!\s*(.*)", line):
                self._report("fail", "bail out", bail[1])
            elif document.take(line):
                self._result(document, nested)
                nested = None
        self._finish(document)

    def end(self, status, own=0):
        """Judge the boot itself. The first OWN documents are the host's."""
        if self._last != LAST:
            self._report("fail", "the boot", FATES.get(
                status, f"ended early, QEMU's exit status is {status}"))
        elif self._documents < 2 + own:
            self._report("fail", "the boot",
                         "the scenario printed no TAP document")
        elif status == PASS:
            self._report("pass", "the boot")
        elif not self.failed():
            self._report("fail", "the boot",
                         f"QEMU's exit status is {status}")
        if self.failed():
            self.why += self._context[-40:]


class Skips:
    """skips.tab: a skip is a failure, unless it expects it."""

    def __init__(self, path=places.TOP / "selftests/skips.tab"):
        self._rows = []
        self._ran, self._skipped = set(), set()
        with open(path, encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                if re.match(r"\s*(#|$)", text):
                    continue
                row = text.split(None, 2)
                if len(row) < 3:
                    places.die(f"{path}:{number}: want LABEL CASE REASON")
                self._rows.append((" ".join(row[:2]), self._glob(row[0]),
                                   self._glob(row[1]), row[2].strip()))

    @staticmethod
    def _glob(pattern):
        """* stands for anything, the rest for itself."""
        return re.compile(".*".join(map(re.escape, pattern.split("*"))))

    def check(self, verdicts):
        """The same, where a skip that nobody expects is a failure."""
        checked = []
        for verdict in verdicts:
            rows = [row for row in self._rows
                    if row[1].fullmatch(verdict.label)
                    and row[2].fullmatch(verdict.case)]
            self._ran.update(row[0] for row in rows)
            if verdict.kind == "skip":
                self._skipped.update(row[0] for row in rows)
                if not any(row[3] == "*" or row[3] in verdict.reason
                           for row in rows):
                    verdict = verdict._replace(
                        kind="fail", reason="skipped, and skips.tab does not "
                        f"expect it: {verdict.reason}")
            checked.append(verdict)
        return checked

    def stale(self):
        """The rows whose cases were all run: they are no longer true."""
        return [f"stale in skips.tab: {row[0]}" for row in self._rows
                if row[0] in self._ran - self._skipped and row[3] != "*"]


def as_text(verdict):
    """A line of a file of verdicts."""
    return f"{verdict.kind}\t{verdict.label}: {verdict.case}\t{verdict.reason}"


def write(path, verdicts):
    """A file of verdicts: KIND, LABEL: CASE and REASON, separated by tabs."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(as_text(verdict) + "\n" for verdict in verdicts)


def read(path):
    """The verdicts of such a file."""
    with open(path, encoding="utf-8") as file:
        for text in file:
            kind, name, reason = text.rstrip("\n").split("\t", 2)
            yield Verdict(kind, *name.split(": ", 1), reason)


class Tally(collections.namedtuple("Tally", "passed failed skipped")):
    """The sum of verdicts."""

    @classmethod
    def of(cls, verdicts):
        """The sum of these."""
        count = collections.Counter(verdict.kind for verdict in verdicts)
        return cls(count["pass"], count["fail"], count["skip"])

    @classmethod
    def parse(cls, text):
        """The sum that a line says, or None."""
        found = re.fullmatch(r"(\d+) passed, (\d+) failed, (\d+) skipped",
                             text.strip())
        return found and cls(*map(int, found.groups()))

    def __add__(self, other):
        return Tally(*map(sum, zip(self, other)))

    def __str__(self):
        return (f"{self.passed} passed, {self.failed} failed, "
                f"{self.skipped} skipped")
