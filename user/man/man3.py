#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# The manual pages of the library, from the kernel-doc comments of its headers:
# one for each function, and libmemphys(3) from its DOC section.
#
# usage: man3.py VERSION FOLDER HEADER...
#
# Copyright (C) 2026 The memphys authors
"""Turn kernel-doc comments into pages of section 3."""

import os
import re
import sys

# When the pages were last read as a whole.
DATE = "2026-11-27"
COMMENT = re.compile(r"/\*\*\n(.*?)\n \*/\n(.*?)(?=\n\n|\n\{|\Z)", re.S)


def roff(text):
    """Escape what troff takes for a request, and mark words as kernel-doc."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"``(.+?)``|%([\\\w-]+)|\*\*(.+?)\*\*",
                  lambda m: f"\\fB{m[1] or m[2] or m[3]}\\fR", text)
    text = re.sub(r"@(\w+)", r"\\fI\1\\fR", text)
    text = re.sub(r"\b(memphys_\w+)\(\)", r"\\fB\1\\fR()", text)
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.M)


def paragraphs(text):
    """Write paragraphs, and lists of lines that begin with a dash."""
    result = []
    for part in re.split(r"\n\n+", text.strip()):
        if part.startswith("- "):
            for item in re.split(r"\n?^- ", part, flags=re.M)[1:]:
                result += [".IP * 2", roff(" ".join(item.split()))]
        elif part:
            result += [".PP", roff(part)]
    return result


def page(name, summary, date, version, sections):
    """Return a page of section 3."""
    lines = [f'.TH {name} 3 "{date}" "libmemphys {version}"',
             ".SH NAME", f"{name} \\- {roff(summary)}"]
    for title, body in sections:
        if body:
            # A heading begins a paragraph by itself.
            lines += [f'.SH "{title}"'] + body[body[0] == ".PP":]
    return "\n".join(lines) + "\n"


def synopsis(declaration):
    """Return the lines of a prototype, as pkg-config users compile it."""
    text = re.sub(r"^MEMPHYS_INLINE ", "", declaration.rstrip(";")) + ";"
    return [".nf", ".B #include <libmemphys.h>", ".PP"] + [
        ".BI \"" + roff(line).replace('"', '\\(dq') + "\""
        for line in text.expandtabs().split("\n")] + [".fi"]


def function(match, version):
    """Return the name and the page of one function."""
    text = re.sub(r"^ \* ?", "", match[1], flags=re.M)
    head, rest = text.split("\n", 1)
    name, summary = re.fullmatch(r"(\w+)\(\) - (.*)", head).groups()
    arguments = re.findall(r"^@(\w+): ((?:.|\n(?=\s+\S))+)", rest, re.M)
    rest = re.sub(r"^@\w+: (?:.|\n(?=\s+\S))+\n?", "", rest, flags=re.M)
    body, _, answer = rest.partition("Return: ")
    described = []
    for argument, what in arguments:
        described += [".TP", f".I {argument}", roff(" ".join(what.split()))]
    return name, page(name, summary, DATE, version, [
        ("SYNOPSIS", synopsis(match[2])),
        ("ARGUMENTS", described),
        ("DESCRIPTION", paragraphs(body)),
        ("RETURN VALUE", paragraphs(answer)),
        ("SEE ALSO", [".BR libmemphys (3),", ".BR memphys (4)"])])


def main():
    """Write all pages."""
    version, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    text = ""
    for header in sys.argv[3:]:
        with open(header, encoding="utf-8") as file:
            text += file.read()
    pages, names = {}, []
    for match in COMMENT.finditer(text):
        if match[1].startswith(" * DOC:"):
            overview = re.sub(r"^ \* ?", "", match[1], flags=re.M)
            overview = overview.split("\n", 1)[1]
            continue
        name, pages[name] = function(match, version)
        names.append(name)
        if name.endswith("_sz"):
            pages[name[:-3]] = f".so man3/{name}.3\n"
    listed = [f".BR {name} (3)" + "," * (name != names[-1]) for name in names]
    pages["libmemphys"] = page(
        "libmemphys", "registers that the memphys driver lists", DATE,
        version, [("DESCRIPTION", paragraphs(overview)), ("SEE ALSO", listed)])
    for name, content in pages.items():
        with open(os.path.join(folder, f"{name}.3"), "w",
                  encoding="utf-8") as file:
            file.write(content)


if __name__ == "__main__":
    main()
