#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# Strings that trip YAML parsers, written by the program's writer and read back
# by real parsers of YAML and JSON.
#
# usage: out_test.py OUT_TEST
#
# Copyright (C) 2026 The memphys authors
"""Check that parsers read back what the writer wrote."""

import json
import random
import subprocess
import sys

import yaml

from tap import Tap

STRINGS = """\
a # b
- x
-
yes
No
ON
y
n
true
False
null
Null
~
12e34
1e3
0x1f
0o17
017
0b101
1_000
1.5
+1
-1
.5
.inf
-.Inf
.nan
190:20:30
12:30
2001-12-14
2001-12-14t21:59:43.10-05:00
3516CV608
7205V200
64K
8M
3-byte
hi3516cv608
SSC33X
Zynq 7z010
key: value
key:value
a:
"quoted"
"a\\u000ab"
"
'quoted'
back\\slash
trailing space{SPACE}
 leading space
# comment
[list]
{map}
, comma
a, b
&anchor
*alias
!tag
!!int 5
|
>
%directive
@at
`tick
?
? key
=
<<
---
...
(x)
/dev/mtd0,squashfs,rw
5.10.221 (#1 SMP Thu Jan 1 00:00:00 UTC 1970)
tab\there
control\x01\x1b\x7f
\u00e9t\u00e9
\u20ac
\u4e2d\u6587
\u0085
\u2028
\ufeff
\ufffe
\U0001f600""".replace("\\t", "\t").replace("{SPACE}", " ")


def parse_plain(text):
    """Undo the plain format: what is quoted is so as in JSON."""
    values = [line.split("=", 1)[1] for line in text.split("\n")[:-1]]
    values = [json.loads(value) if value.startswith('"') else value
              for value in values]
    return [{"text": value} if index % 2 == 0 else value
            for index, value in enumerate(values)]


def parse(program, form, data):
    """Write DATA through the program and read it back."""
    raw = subprocess.run([program, form], input=data, check=True,
                         stdout=subprocess.PIPE).stdout
    if form == "plain":
        # Bytes that are no UTF-8 are left as they are.
        try:
            return parse_plain(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return parse_plain("".join(
                map(latin, raw.decode("utf-8", "surrogateescape"))))
    text = raw.decode("utf-8")
    loaded = yaml.safe_load(text) if form == "yaml" else json.loads(text)
    return loaded["list"]


def latin(char):
    """Give a byte that is no UTF-8 its value in Latin-1."""
    return chr(ord(char) - 0xdc00) if "\udc80" <= char <= "\udcff" else char


def commands(program, form, data):
    """Return what a terminal would take for a command."""
    raw = subprocess.run([program, form], input=data, check=True,
                         stdout=subprocess.PIPE).stdout
    text = map(latin, raw.decode("utf-8", "surrogateescape"))
    return sorted({repr(char) for char in text if char != "\n" and
                   (char < " " or "\x7f" <= char < "\xa0")})


def wanted(data):
    """What must come back: bytes that are no UTF-8 count as Latin-1."""
    result = []
    for line in data.split(b"\n"):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("latin-1")
        result += [{"text": text}, text]
    return result


def noise(generator):
    """One random line of bytes that are valid by themselves or not at all."""
    kind = generator.randrange(3)
    if kind == 0:
        chars = "ab01.:-+# eExX_'\"\\{}[],&*!|>%@`~?=/yYnN"
        return "".join(generator.choices(chars, k=8)).encode()
    if kind == 1:
        points = [generator.choice((generator.randrange(1, 0x80),
                                    generator.randrange(0x80, 0xd800),
                                    generator.randrange(0xe000, 0x10ffff)))
                  for _ in range(4)]
        return "".join(map(chr, points)).replace("\n", "").encode()
    # Never the first byte of a character, so each byte stands alone.
    return bytes(generator.choice((0x80, 0x9f, 0xbf, 0xc0, 0xff, 0x41))
                 for _ in range(6)) or b"x"


def check(program, title, data, tap):
    """Check both formats."""
    for form in ("yaml", "json", "plain"):
        problems = []
        try:
            read = parse(program, form, data)
        except (ValueError, yaml.YAMLError) as error:
            problems.append(f"cannot be read: {error}")
            read = []
        for sent, found in zip(wanted(data), read):
            if sent != found:
                problems.append(f"wrote {sent!r}, read {found!r}")
        tap.result(problems[:20], f"{title}, {form}")
        tap.result(commands(program, form, data),
                   f"{title}, {form}: nothing for the terminal")


def main():
    """Run all checks."""
    tap = Tap()
    generator = random.Random(1)
    check(sys.argv[1], "strings that look like something else",
          STRINGS.encode("utf-8"), tap)
    check(sys.argv[1], "bytes that are no UTF-8",
          b"caf\xe9\n\xff\xfe\n\x80abc\n\xc3", tap)
    check(sys.argv[1], "5000 random strings",
          b"\n".join(noise(generator) for _ in range(5000)), tap)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
