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


def parse(program, form, data):
    """Write DATA through the program and read it back."""
    text = subprocess.run([program, form], input=data, check=True,
                          stdout=subprocess.PIPE).stdout.decode("utf-8")
    loaded = yaml.safe_load(text) if form == "yaml" else json.loads(text)
    return loaded["list"]


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
    for form in ("yaml", "json"):
        problems = []
        for sent, found in zip(wanted(data), parse(program, form, data)):
            if sent != found:
                problems.append(f"wrote {sent!r}, read {found!r}")
        tap.result(problems[:20], f"{title}, {form}")


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
