# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""Where everything is: the tree, what is built of it, and the cache."""
import fcntl
import os
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
BENCH = TOP / "selftests/qemu"


def msg(text):
    """Say on stderr what is going on."""
    print(f"{os.path.basename(sys.argv[0])}: {text}", file=sys.stderr,
          flush=True)


def die(text, code=1):
    """Say why, and stop."""
    msg(text)
    sys.exit(code)


def fill(path, name, text):
    """Put TEXT between the lines NAME:begin and NAME:end of a file."""
    with open(path, "r+", encoding="utf-8") as file:
        filled = re.sub(rf"(?s)({name}:begin[^\n]*\n).*?([^\n]*{name}:end)",
                        lambda found: f"{found[1]}{text}\n{found[2]}",
                        file.read())
        file.seek(0)
        file.write(filled)
        file.truncate()


def _cache():
    home = os.environ.get("HOME")
    base = os.environ.get("XDG_CACHE_HOME") or home and home + "/.cache"
    if not base:
        die("neither HOME nor XDG_CACHE_HOME is set: set one, downloads are "
            "kept below it", 2)
    return pathlib.Path(base, "memphys")


def _folder(path, why):
    """PATH, made if it is not there; or why that cannot be."""
    if any(char.isspace() for char in str(path)):
        die(f"the path '{path}' has a space in it, and kbuild takes none: "
            f"{why}", 2)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        die(f"cannot make {path}: {error.strerror}: {why}", 2)
    if not os.access(path, os.W_OK):
        die(f"cannot write to {path}: {why}", 2)
    return path


if any(char.isspace() for char in str(TOP)):
    die(f"the path '{TOP}' has a space in it, and kbuild takes none: move "
        "the tree", 2)
BUILD = _folder(pathlib.Path(os.environ.get("MEMPHYS_BUILD", TOP / "build")),
                "name another folder for what is built with O=")
CACHE = _folder(_cache(),
                "name another folder for downloads with XDG_CACHE_HOME=")
OUT = BUILD / "qemu"
# As in lib.sh, for what is started from here without it.
os.environ.update(MEMPHYS_BUILD=str(BUILD), LC_ALL="C.UTF-8",
                  PYTHONDONTWRITEBYTECODE="1",
                  PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")
for name in "MAKEFLAGS", "MFLAGS", "MAKELEVEL":
    os.environ.pop(name, None)


def lock(path, wanted=fcntl.LOCK_EX, waiting=None):
    """A lock that lasts as long as the file that is returned is open.

    Without WAITING, the words to say while another one has it, returns None
    instead of waiting.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = open(path, "a+", encoding="utf-8")
    try:
        fcntl.flock(file, wanted | fcntl.LOCK_NB)
    except BlockingIOError:
        if not waiting:
            file.close()
            return None
        file.seek(0)
        owner = file.read().strip() or "?"
        msg(f"{waiting} (process {owner} has {path})")
        fcntl.flock(file, wanted)
    if wanted == fcntl.LOCK_EX:
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
    return file
