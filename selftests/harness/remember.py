# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""The good ends of boots, by what went into them.

So that check-all need not boot again what would be the same boot. Failures are
never remembered, nor is anything for longer than a week; and what does something
else each time, says so ("# Again: always"), and is always booted.
"""
import hashlib
import os
import shutil
import tempfile
import time

from . import places, verdicts

STORE = places.CACHE / "remembered"
SECONDS = 7 * 24 * 3600


def key(files, words):
    """The name of a boot with these files and words.

    Where the files lie is not part of it; what they are called is.
    """
    total = hashlib.sha256("\0".join(words).encode())
    for path in files:
        with open(path, "rb") as file:
            one = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{os.path.basename(path)} {one}\n".encode())
    return total.hexdigest()


def _is_old(folder):
    return time.time() - (folder / "tsv").stat().st_mtime > SECONDS


def put(name, log, tsv):
    """Keep a boot, if all in it is good. It appears whole."""
    kinds = {verdict.kind for verdict in verdicts.read(tsv)}
    if "fail" in kinds or "pass" not in kinds:
        return False
    STORE.mkdir(parents=True, exist_ok=True)
    for folder in STORE.iterdir():
        if not (folder / "tsv").exists() or _is_old(folder):
            shutil.rmtree(folder, ignore_errors=True)
    new = tempfile.mkdtemp(prefix="new.", dir=STORE.parent)
    shutil.copyfile(log, f"{new}/log")
    shutil.copyfile(tsv, f"{new}/tsv")
    shutil.rmtree(STORE / name, ignore_errors=True)
    try:
        os.rename(new, STORE / name)
    except OSError:
        # Another one was faster.
        shutil.rmtree(new)
    return True


def get(name, scenario, log):
    """The verdicts of that boot, with its date, and its console as LOG.

    None if it is not known.
    """
    folder = STORE / name
    try:
        if scenario.field("Again") == "always":
            return None
        if _is_old(folder):
            shutil.rmtree(folder)
            return None
        shutil.copyfile(folder / "log", log)
        found = list(verdicts.read(folder / "tsv"))
        date = time.localtime((folder / "tsv").stat().st_mtime)
    except OSError:
        return None
    return found + [verdicts.Verdict("remembered", found[0].label, "",
                                     time.strftime("%F %R", date))]
