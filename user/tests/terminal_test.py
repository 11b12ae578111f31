#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# What is printed for people, on a terminal, and for programs.
#
# usage: terminal_test.py PRETEND	ipcprobe on the driver of pretend.c
#
# Copyright (C) 2026 The memphys authors
"""Check what ipcprobe prints on a terminal."""

import os
import subprocess
import sys
import tempfile

from tap import Tap


def on_terminal(program, folder, *args):
    """Run it with a terminal as its output; return what that shows."""
    ours, theirs = os.openpty()
    with subprocess.Popen([program, *args], cwd=folder, stdout=theirs) as done:
        done.wait()
    os.close(theirs)
    with os.fdopen(ours, "rb") as file:
        return os.read(file.fileno(), 4096).decode().replace("\r\n", "\n")


def main():
    """Compare a terminal with a pipe."""
    program = os.path.realpath(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "memphys"), "wb") as file:
            file.truncate(1 << 30)
        piped = subprocess.run([program, "regions"], cwd=folder, check=True,
                               stdout=subprocess.PIPE).stdout.decode()
        table = on_terminal(program, folder, "regions")
        asked = on_terminal(program, folder, "-f", "yaml", "regions")
    tap.result([] if piped.startswith("---\nregions:\n") else [piped],
               "a pipe gets YAML")
    tap.result([] if asked == piped else [asked],
               "a terminal gets it where it is asked for")
    rows = [line.split() for line in table.splitlines()]
    wanted = [["pwm", "0x11029000", "0x1000", "rw", "device"],
              ["part", "0x1102a010", "0x10", "rw", "device", "user",
               "always-on", "node"]]
    tap.result([] if rows == wanted else [table], "else it gets a table")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
