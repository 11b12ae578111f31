# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""All tests, or the stages that are named.

check [STAGE...]         each ends in a line "N passed, N failed, N skipped", and
                         so does the sum; exits with 0 if nothing failed
CELLS=all check --all    with packaging, and with every kernel; a table of what ran
                         is printed before the sum. Boots of stock kernels that
                         ended well before, with the same files, are not repeated,
                         unless FRESH=1

What a stage printed is in check/STAGE.log of the build folder.
"""
import concurrent.futures
import os
import re
import subprocess
import time

from . import places, qemu, verdicts

LOGS = places.BUILD / "check"
HOST = "style", "host", "user", "foreign", "dts", "commands"
MORE = "packaging", "builds", "shims", "intree", "series", "lab"


class Stages:
    """The stages of one run, and what became of them."""

    def __init__(self, session):
        self._session = session
        # By name, in the order of their ends: the sum and the seconds.
        self.results = {}
        self.notes = []
        self.qemu = None

    def _fetch(self, *what):
        path = self._session.output(places.BENCH / "fetch", *what)
        if path is None:
            raise OSError(f"cannot fetch {' '.join(what)}, see above")
        return path

    def _headers(self):
        arch = self._session.output("dpkg", "--print-architecture")
        return self._fetch("kernel", arch, "6.1") + "/headers"

    def _command(self, name):
        """What a stage runs, and what it is told in the environment."""
        make = ["make", "--no-print-directory", "-C"]
        script = str(places.TOP / "selftests")
        if name == "style":
            return [f"{script}/style.sh"], {
                "CHECKPATCH": self._fetch("checkpatch"),
                "KERNELDOC": self._fetch("kernel-doc"),
                "KDIR": self._headers()}
        if name == "host":
            return make + ["selftests/host", f"O={places.BUILD}/host",
                           "check"], {"KDIR": self._headers()}
        if name == "user":
            return make + ["user", f"O={places.BUILD}/user-check", "SANITIZE=1",
                           "check"], {}
        if name == "dts":
            return make + ["dts", f"O={places.BUILD}/dts", "check"], {}
        if name == "commands":
            return [f"{script}/host/commands.sh"], {"KDIR": self._headers()}
        if name == "packaging":
            return [f"{script}/packaging.sh"], {"KDIR": self._headers()}
        if name == "lab":
            return [str(places.TOP / "lab/check")], {}
        return [f"{script}/{name}" + ("" if name == "shims" else ".sh")], {}

    def _run(self, name, log):
        """Run a stage; its exit status, or why there is none."""
        try:
            for group in {"packaging": ["packaging"], "intree": ["debug"],
                          "series": ["debug"]}.get(name, []):
                self._session.run([places.BENCH / "tools", group])
            argv, variables = self._command(name)
            status = self._session.run(
                argv, cwd=places.TOP, env=os.environ | variables, stdout=log,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        except OSError as error:
            return str(error)
        return status

    def _skips(self, name, lines):
        """The stage's skips that nobody expects, as failures; keeps the others."""
        found = []
        for line in lines:
            case = re.match(r"ok \d+[ -]*(.*?)( # SKIP (.*))?$", line)
            if case:
                found.append(verdicts.Verdict("skip" if case[2] else "pass",
                                              name, case[1], case[3] or ""))
        skips = verdicts.Skips()
        checked = skips.check(found)
        self.notes += [f"skipped: {one.case}: {one.reason}"
                       for one in checked if one.kind == "skip"]
        self.notes += skips.stale()
        return [one for one in checked if one.kind == "fail"]

    def one(self, name):
        """Run a stage of the host, keep what it printed, say how it went."""
        start = time.monotonic()
        held = places.lock(LOGS / f"{name}.lock", waiting=qemu.WAITING)
        with held, open(LOGS / f"{name}.log", "w+", encoding="utf-8",
                        errors="replace") as log:
            status = self._run(name, log)
            log.seek(0)
            lines = log.read().splitlines()
            # make says how a test that failed ended, after the sum.
            sums = [text for text in lines if not text.startswith("make")]
            tally = verdicts.Tally.parse(sums[-1] if sums else "")
            if not tally or status and not tally.failed:
                tally = verdicts.Tally(0, 1, 0)
                more = [f"not ok - {name} ended with status {status}"]
                places.msg("\n".join(lines[-30:]))
            else:
                bad = self._skips(name, lines)
                more = [f"not ok - {one.case}: {one.reason}" for one in bad]
                tally += verdicts.Tally(0, len(bad), -len(bad))
            if more:
                log.write("\n".join(more + [str(tally)]) + "\n")
        self._end(name, tally, start, self._failures(lines + more))

    @staticmethod
    def _failures(lines):
        """The failures of a log and what each says about itself."""
        left = 0
        for line in lines:
            if re.match("(# )?not ok", line):
                left = 40
                yield "  " + line
            elif line.startswith("#") and left > 0:
                left -= 1
                yield "  " + line
            else:
                left = 0

    def _end(self, name, tally, start, failures=()):
        seconds = round(time.monotonic() - start)
        places.msg("\n".join([f"{name}: {tally} ({seconds} s)", *failures]))
        self.results[name] = tally, seconds

    def _boots(self):
        start = time.monotonic()
        self.qemu = qemu.Check(self._session)
        self.qemu.run()
        self.notes += self.qemu.summary()
        tally = verdicts.Tally.of(self.qemu.verdicts())
        with open(LOGS / "qemu.log", "w", encoding="utf-8") as log:
            log.write("\n".join([*self.qemu.summary(), str(tally)]) + "\n")
        self._end("qemu", tally, start)

    def run(self, names):
        """The stages of the host side by side; boots fill the machine alone."""
        LOGS.mkdir(parents=True, exist_ok=True)
        host = [name for name in names if name != "qemu"]
        if host and self._session.run([places.BENCH / "tools", "check"]):
            places.die("without these packages there is nothing to check with")
        with concurrent.futures.ThreadPoolExecutor(
                len(os.sched_getaffinity(0))) as pool:
            list(pool.map(self.one, host))
        if "qemu" in names:
            self._boots()

    def table(self):
        """What ran, and for how long."""
        if self.qemu:
            yield from self.qemu.matrix()
        yield "| stage | passed | failed | skipped | seconds |"
        yield "|---|---|---|---|---|"
        for name, (tally, seconds) in sorted(self.results.items()):
            yield (f"| {name} | {tally.passed} | {tally.failed} | "
                   f"{tally.skipped} | {seconds} |")


def main(session, names):
    """Run these stages; the exit status."""
    everything = names == ["--all"]
    if everything:
        os.environ["REMEMBER"] = "0" if os.environ.get("FRESH") == "1" else "1"
        names = [*HOST, *MORE, "qemu"]
    names = names or [*HOST, "qemu"]
    for name in names:
        if name not in (*HOST, *MORE, "qemu"):
            places.die(f"no stage {name}; there are: "
                       f"{' '.join((*HOST, *MORE, 'qemu'))}", 2)
    stages = Stages(session)
    stages.run(names)
    lines = stages.notes + (list(stages.table()) if everything else [])
    total = sum((tally for tally, _ in stages.results.values()),
                verdicts.Tally(0, 0, 0))
    print("\n".join([*lines, str(total)]), flush=True)
    return 1 if total.failed else 0
