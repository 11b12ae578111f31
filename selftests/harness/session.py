# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""One run of a command, which leaves no process and no file when it ends.

However it ends: whatever was started, directly or not, is a descendant of this
process, because the kernel gives it the orphans. Temporary files are in a folder
of the run, below the build folder.
"""
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from . import places

PR_SET_CHILD_SUBREAPER = 36
SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
# Seconds: to clean up, and for what must not be cut short, as an installation.
GRACE, PATIENCE = 10, 300
# Seconds after which somebody who looks wants to know how far it is.
OFTEN = 60


def _processes():
    """The parent of each process that is alive, by its number."""
    parents = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", errors="replace") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state not in "ZX":
            parents[int(pid)] = int(parent)
    return parents


def descendants():
    """What this process has started, and what that has started."""
    parents = _processes()
    found = {os.getpid()}
    while True:
        more = {pid for pid, parent in parents.items() if parent in found}
        if more <= found:
            return found - {os.getpid()}
        found |= more


def _ignores_term(pid):
    """Whether a process has asked not to be ended half-way."""
    try:
        with open(f"/proc/{pid}/status", errors="replace") as file:
            mask = [line for line in file if line.startswith("SigIgn:")]
    except OSError:
        return False
    return bool(int(mask[0].split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def _kill_all():
    start = time.monotonic()
    while pids := descendants():
        late = time.monotonic() - start
        for pid in pids:
            patience = PATIENCE if _ignores_term(pid) else GRACE
            try:
                os.kill(pid, signal.SIGKILL if late > patience
                        else signal.SIGTERM)
            except (ProcessLookupError, PermissionError):
                pass
        if late > PATIENCE + GRACE:
            places.msg(f"cannot end the processes {sorted(pids)}")
            return
        time.sleep(0.1)


class Session:
    """The processes and temporary files of one run; a context manager."""

    def __init__(self):
        self._lock = threading.RLock()
        self._tmp = self._cache = None

    def __enter__(self):
        # As long as this is open, nobody prunes the cache: see lib.sh.
        self._cache = places.lock(places.CACHE / "in-use", fcntl.LOCK_SH,
                                  "waiting while the cache is pruned")
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._tmp = tempfile.mkdtemp(prefix="tmp.", dir=places.BUILD)
        os.environ["TMPDIR"] = tempfile.tempdir = self._tmp
        for number in SIGNALS:
            # Who was started with one ignored, as by nohup, keeps it so.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._stop)
        return self

    def __exit__(self, *_):
        with self._lock:
            _kill_all()
            shutil.rmtree(self._tmp, ignore_errors=True)
            for number in SIGNALS:
                signal.signal(number, signal.SIG_DFL)

    def _stop(self, number, _):
        """A signal: end everything, and then die of it, as is expected."""
        for other in SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        with self._lock:
            _kill_all()
            shutil.rmtree(self._tmp, ignore_errors=True)
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    def whole(self):
        """With this, something is done whole or, when a signal came, not."""
        return self._lock

    def run(self, argv, progress=None, **options):
        """The exit status of a command, as a shell has it.

        Each minute that it takes, progress() is called.
        """
        with self._lock:
            child = subprocess.Popen(argv, **options)
        while True:
            try:
                status = child.wait(OFTEN if progress else None)
                break
            except subprocess.TimeoutExpired:
                progress()
        # Nobody goes on while everything is ended.
        with self._lock:
            return status if status >= 0 else 128 - status

    def output(self, *argv):
        """What a command prints, without the last newline; None if it fails."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            if self.run(argv, stdout=file, stdin=subprocess.DEVNULL):
                return None
            file.seek(0)
            return file.read().rstrip("\n")
