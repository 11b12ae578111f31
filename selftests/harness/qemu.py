# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""Build cells, boot scenarios in them, and add up.

ARCHES="armhf amd64" KERNELS="6.1" SCENARIOS="..." check
CELLS="6.1-armhf 5.10-amd64" check
CELLS=all check          every row of kernels.tab that is not for one command
"""
import collections
import concurrent.futures
import os
import shutil
import subprocess

from . import boot, cells, places, verdicts

WAITING = "waiting for another check in this build folder; O= names one of its own"


class Check:
    """The boots of one run."""

    def __init__(self, session):
        self._session = session
        self._skips = verdicts.Skips()
        self._lock = None
        # By cell, in the order of the boots.
        self.results = collections.defaultdict(list)

    def _decided(self, label, kind, case, reason=""):
        """The verdict on what is not booted."""
        found = self._skips.check(
            [verdicts.Verdict(kind, label, case, reason)])
        verdicts.write(boot.LOGS / f"{label}.tsv", found)
        return found

    def _build(self, cell, scenarios):
        """Build what a cell boots; whether it did."""
        parts = sorted(set().union(*(item.parts() for item in scenarios)))
        return not self._session.run(
            [places.BENCH / "build", cell.arch, cell.kver, *parts],
            stdout=subprocess.DEVNULL)

    def _boots(self, cell, scenarios, pool):
        """Build a cell and queue its boots; futures or verdicts."""
        wanted = [item for item in scenarios if item.boots(cell)]
        if not wanted and os.environ.get("SCENARIOS"):
            # Not an error of who named the scenarios.
            return
        if not wanted:
            yield self._decided(f"{cell}-none", "fail", "no scenario is for it")
        elif not self._build(cell, wanted):
            yield self._decided(f"{cell}-build", "fail", "nothing to boot")
        else:
            for item in wanted:
                for name in item.boots(cell):
                    reason = item.not_on(cell)
                    if reason:
                        yield self._decided(f"{cell}-{name}", "skip",
                                            "not booted", reason)
                        continue
                    one = boot.Boot(cell, item, name.partition("@")[2])
                    yield pool.submit(one.run, self._session, self._skips)

    def start(self, arches):
        """Install what these architectures need, and begin a log."""
        if self._session.run([places.BENCH / "tools", "bench", *arches]):
            places.die("without these packages there is nothing to boot with")
        self._lock = places.lock(places.OUT / "check.lock", waiting=WAITING)
        shutil.rmtree(boot.LOGS, ignore_errors=True)
        boot.LOGS.mkdir(parents=True)

    def run(self):
        """All that the environment asks for."""
        chosen, scenarios = cells.chosen_cells(), cells.chosen_scenarios()
        self.start(sorted({cell.arch for cell in chosen}))
        # The first cells boot while the next are fetched and built.
        with concurrent.futures.ThreadPoolExecutor(
                len(os.sched_getaffinity(0))) as pool:
            queued = [(str(cell), one) for cell in chosen
                      for one in self._boots(cell, scenarios, pool)]
        for name, one in queued:
            self.results[name] += one if isinstance(one, list) else one.result()
        if not queued:
            places.die("none of these scenarios is for these machines")

    def verdicts(self):
        """All of them."""
        return [verdict for found in self.results.values() for verdict in found]

    def summary(self):
        """What is said above the sum."""
        found = self.verdicts()
        of = {kind: [verdict for verdict in found if verdict.kind == kind]
              for kind in ("skip", "remembered", "time", "again")}
        yield from (f"skipped: {one.label}: {one.case}: {one.reason}"
                    for one in of["skip"])
        if of["remembered"]:
            yield ("not booted again, because nothing that they depend on has "
                   f"changed since {min(one.reason for one in of['remembered'])}"
                   f": {len(of['remembered'])} of {len(of['time'])} boots; "
                   "FRESH=1 boots them")
        yield from (f"booted twice, because of QEMU: {one.label}, see its "
                    ".slipped" for one in of["again"])
        yield from self._skips.stale()

    def matrix(self):
        """The cells that were booted, as the rows of a table."""
        yield ("| kernel | release | architecture | passed | failed | skipped "
               "| seconds |")
        yield "|---|---|---|---|---|---|---|"
        for cell in cells.all_cells():
            found = self.results.get(str(cell))
            if not found:
                continue
            kernel = self._session.output(places.BENCH / "fetch", "kernel",
                                          cell.arch, cell.kver)
            with open(f"{kernel}/release", encoding="utf-8") as file:
                release = file.read().strip()
            seconds = sum(int(one.reason) for one in found
                          if one.kind == "time")
            tally = verdicts.Tally.of(found)
            yield (f"| {cell.kver} | {release} | {cell.arch} | {tally.passed} | "
                   f"{tally.failed} | {tally.skipped} | {seconds} |")
