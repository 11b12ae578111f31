# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""The sources as one kernel has them: what is for others goes.

resolve.tab says what that kernel has, and how the driver's own names for it are
spelled there; prepare.tab writes the driver for its .mmap_prepare.
"""
import re
import subprocess

from harness import places

TABLES = [places.TOP / "selftests/series" / name
          for name in ("resolve.tab", "prepare.tab")]
COMPAT = places.TOP / "kernel/compat.h"

# What no file of a kernel tree says.
FOREIGN = (
    r"LINUX_VERSION_CODE", r"\bKERNEL_VERSION\b", r"linux/version\.h",
    r"KBUILD_EXTMOD", r"MODULE_VERSION", r"MEMPHYS_VERSION", r"ccflags.*-fno-",
    r"\bcompat\.h", r"mp_kernel_since", r"\bout of tree\b", r"out-of-tree",
    r"(kernels?|Linux|[Bb]efore|since|[Uu]ntil|[Ff]rom) [2-7]\.[0-9]+",
    r"selftests/(host|qemu|mutants)", r"make check\b")


class Error(Exception):
    """What is in the way of a series."""


def number(kernel):
    """LINUX_VERSION_CODE of a release such as 7.2."""
    major, minor = (int(part) for part in kernel.split(".")[:2])
    return (major << 16) + (minor << 8)


class Edit:
    """Lines of a file, and those that take their place."""

    def __init__(self, where):
        self.where = where
        self.old, self.new = [], []

    def apply(self, text):
        """The text with the edit made; the old lines are there once."""
        old = "".join(r"(?:.*\n)*?" if line is None else re.escape(line) + "\n"
                      for line in self.old)
        new = "".join(line + "\n" for line in self.new)
        if self.old[-1] is None:
            old = old[:-1] + r"\Z"
        text, count = re.subn("^" + old, lambda _: new, text, flags=re.M)
        if count != 1:
            raise Error(f"{self.where}: these lines are {count} times in the "
                        f"file, not once; say there what they are now:\n" +
                        "\n".join(line or "~" for line in self.old))
        return text


class Rules:
    """The tables, for one kernel."""

    def __init__(self, kernel):
        self.code = number(kernel)
        self.symbols, self.renames, self.edits = [], [], {}
        self._seen = set()
        for table in TABLES:
            self._read(table)

    def _read(self, table):
        edits, edit = None, None
        lines = table.read_text(encoding="utf-8").split("\n")
        for at, line in enumerate(lines, 1):
            kind, _, rest = line.partition(" ")
            if line[:1] in ("-", "~", "+") and edits is not None:
                if not edit:
                    edit = Edit(f"{table.name}:{at}")
                    edits.append(edit)
                if line[0] == "+":
                    edit.new.append(line[1:])
                else:
                    edit.old.append(line[1:] if line[0] == "-" else None)
                continue
            edit = None
            if kind == "since":
                if self.code < number(rest):
                    raise Error(f"{table.name} is for Linux {rest} and later: "
                                "older ones lack what it takes for granted")
            elif kind == "has":
                self.symbols += [f"-D{name}" for name in rest.split()]
            elif kind == "lacks":
                self.symbols += [f"-U{name}" for name in rest.split()]
            elif kind == "rename":
                old, _, new = rest.partition(" ")
                self.renames.append((old, re.sub(r"\\n", "\n", new)))
            elif kind == "file":
                edits = self.edits.setdefault(rest, [])
            elif line and line[0] != "#":
                raise Error(f"{table.name}:{at}: no such rule: {line}")

    def _unifdef(self, text):
        text = re.sub(
            r"KERNEL_VERSION\((\d+), (\d+), (\d+)\)", lambda version: str(
                (int(version[1]) << 16) + (int(version[2]) << 8)
                + int(version[3])), text)
        done = subprocess.run(
            ["unifdef", "-k", "-B", f"-DLINUX_VERSION_CODE={self.code}",
             *self.symbols], input=text, text=True, check=False,
            stdout=subprocess.PIPE)
        if done.returncode > 1:
            raise Error("unifdef failed, see above")
        return done.stdout

    def all_used(self):
        """Complain about edits of files that are not in the series."""
        left = set(self.edits) - self._seen
        if left:
            raise Error("edits of what files.tab does not list: "
                        f"{' '.join(sorted(left))}")

    def resolve(self, name):
        """The text of a file of ours, as the kernel would have it."""
        self._seen.add(name)
        text = (places.TOP / name).read_text(encoding="utf-8")
        if name.endswith((".c", ".h")) and "/uapi/" not in name:
            text = self._unifdef(text)
        for edit in self.edits.get(name, []):
            text = edit.apply(text)
        for old, new in self.renames:
            text = re.sub(old, new, text)
        return text.rstrip("\n") + "\n"


def shims():
    """The names that compat.h defines, and the series must not know."""
    text = COMPAT.read_text(encoding="utf-8")
    return set(re.findall(r"^#define (MEMPHYS_\w+|memphys_\w+)", text, re.M)) | \
        set(re.findall(r"^(?:static|typedef) .*?\b(memphys_\w+)\(", text, re.M))


def artefacts(files):
    """Each line of these texts, by name, that is for more than one kernel, or
    names a document that the kernel does not get."""
    kept = set()
    for name, text in files.items():
        if name.endswith("/arch.h"):
            kept |= set(re.findall(r"\b(?:memphys|MEMPHYS)_\w+", text))
    # Handlers are shims of old kernels, under the names of their functions.
    handlers = set(re.findall(r"^#define (memphys_\w+)\(vmf\) MEMPHYS_HANDLER",
                              COMPAT.read_text(encoding="utf-8"), re.M))
    names = sorted(shims() - kept - handlers)
    words = re.compile("|".join([*FOREIGN, r"\b(%s)\b" % "|".join(names)]))
    document = re.compile(r"\bDocumentation/[\w/,.-]*\w")
    for name, text in sorted(files.items()):
        for at, line in enumerate(text.split("\n"), 1):
            found = words.search(line) or document.search(line)
            if found and found[0] not in files:
                yield f"{name}:{at}: {found[0]}: {line.strip()}"
