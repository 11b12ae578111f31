#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""Draw what a mapping costs: one picture a cell of the bench.

plots.py CSV FOLDER [FORMAT]

Left: against the size of the mapping, every page read. Right: 64 MiB, against
the part of its pages that are read, at random. svg is the default format.
"""
import math
import os
import re
import sys

import matplotlib

matplotlib.use('Agg')
# The same file for the same figures.
matplotlib.rcParams.update({
    'svg.hashsalt': 'memphys', 'font.size': 10, 'axes.spines.top': False,
    'axes.spines.right': False, 'axes.axisbelow': True})

from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.ticker import FuncFormatter  # noqa: E402

from report import read  # noqa: E402

PAGE = 4096
WINDOW = 64 << 20

# Method: label, colour, line, marker, width. Colours that stay apart for
# everybody's eyes: Okabe and Ito's.
METHODS = {
    'devmem': ('/dev/mem', '#E69F00', '--', 's', 1.4),
    'fault1': ('.fault, 1 page', '#CC79A7', '-', 'v', 3.4),
    'vfio': ('vfio-pci', '#009E73', ':', 'D', 1.4),
    'uio': ('UIO', '#7F7F7F', ':', 'x', 1.4),
    'resource': ('PCI resourceN', '#000000', '--', '+', 1.4),
    'remap': ('memphys-remap', '#0072B2', '-', 'o', 2.2),
    'small': ('memphys, no huge pages', '#D55E00', '--', 'o', 1.4),
    'fault': ('memphys', '#D55E00', '-', 'o', 2.6),
}
SPARSE = ('fault1', 'remap', 'small', 'fault')
UNITS = {'K': 1 << 10, 'M': 1 << 20, 'G': 1 << 30}


def size_of(text):
    return int(text[:-1]) * UNITS[text[-1]]


def short(value, _=None):
    """1k, 20M: for axes."""
    for unit, letter in ((1e9, 'G'), (1e6, 'M'), (1e3, 'k')):
        if value >= unit:
            return f'{value / unit:g}{letter}'
    return f'{value:g}'


def bytes_text(value, _=None):
    for letter in 'GMK':
        if value >= UNITS[letter]:
            return f'{value / UNITS[letter]:g} {letter}iB'
    return f'{value:g}'


def percent(value, _=None):
    return f'{100 * value:.2g} %' if value < 1 else '100 %'


def totals(figures, cell, method, pattern):
    """[(size, pattern, value)] of read-only walks that fit the pattern."""
    name = re.compile(rf'map/{method}/(\w+)/read/({pattern})/total$')
    for (where, figure), (value, _) in figures.items():
        found = name.match(figure)
        if where == cell and found:
            yield size_of(found[1]), found[2], value


def by_size(figures, cell, method):
    return sorted((size, value) for size, _, value in
                  totals(figures, cell, method, 'up') if size <= WINDOW)


def by_part(figures, cell, method):
    points = []
    for size, pattern, value in totals(figures, cell, method,
                                       r'random|some\d+'):
        if size == WINDOW:
            pages = WINDOW // PAGE if pattern == 'random' else int(pattern[4:])
            points.append((pages * PAGE / WINDOW, value))
    return sorted(points)


def draw(axes, points, method):
    label, colour, line, marker, width = METHODS[method]
    axes.plot(*zip(*points), label=label, color=colour, linestyle=line,
              marker=marker, linewidth=width, markersize=4.5)


def crossing(one, two):
    """Where two lines of a log-log plot meet, or None."""
    both = [(x, math.log(y), math.log(dict(two)[x])) for x, y in one
            if x in dict(two)]
    for (x0, a0, b0), (x1, a1, b1) in zip(both, both[1:]):
        if (a0 - b0) * (a1 - b1) < 0:
            part = (b0 - a0) / (b0 - a0 + a1 - b1)
            return (math.exp(math.log(x0) + part * math.log(x1 / x0)),
                    math.exp(a0 + part * (a1 - a0)))
    return None


def mark(axes, one, two, text, offset):
    point = crossing(one, two)
    if point:
        axes.plot(*point, marker='o', markersize=11, markerfacecolor='none',
                  markeredgecolor='black')
        axes.annotate(text.format(percent(point[0])), point, offset,
                      textcoords='offset points', fontsize=9,
                      arrowprops={'arrowstyle': '-', 'linewidth': 0.8})


def finish(axes, title, xlabel):
    axes.set_xscale('log', base=2)
    axes.set_yscale('log')
    axes.set_title(title, loc='left', fontsize=11)
    axes.set_xlabel(xlabel)
    axes.yaxis.set_major_formatter(FuncFormatter(short))
    axes.grid(True, which='major', color='#DDDDDD', linewidth=0.6)


def picture(figures, cell, path):
    kernel, arch = cell.split('-')
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5.2), sharey=True)
    for method in METHODS:
        # Without huge pages on this kernel, it is the line of memphys.
        if method == 'small' and not huge(figures, cell):
            continue
        points = by_size(figures, cell, method)
        if points:
            draw(left, points, method)
        points = by_part(figures, cell, method)
        if points and method in SPARSE:
            draw(right, points, method)
    finish(left, 'Every page read, from the first to the last',
           'size of the mapping')
    left.set_xticks([4096 << i for i in range(0, 15, 2)])
    left.xaxis.set_major_formatter(FuncFormatter(bytes_text))
    left.set_ylabel('instructions: mmap(), touch, munmap()')
    finish(right, '64 MiB, some pages read, at random',
           'part of the pages that are read')
    right.set_xticks([4.0 ** -i for i in (0, 1, 3, 5, 7)])
    right.xaxis.set_major_formatter(FuncFormatter(percent))
    method, text = ('small', 'without huge pages, memphys\nmeets remap at {}') \
        if huge(figures, cell) else ('fault', 'memphys meets remap\nat {}')
    mark(right, by_part(figures, cell, method),
         by_part(figures, cell, 'remap'), text, (-60, -64))
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc='lower center',
                  ncol=(len(labels) + 1) // 2, frameon=False)
    figure.suptitle(f'Linux {kernel}, {arch}', x=0.01, ha='left',
                    fontweight='bold')
    figure.tight_layout(rect=(0, 0.11, 1, 1))
    figure.savefig(path, metadata={'Date': None} if path.endswith('svg')
                   else None, dpi=80)
    plt.close(figure)


def huge(figures, cell):
    key = 'map/{}/64M/read/up/total'
    small = figures.get((cell, key.format('small')))
    return small and figures[cell, key.format('fault')][0] * 2 < small[0]


def sign(path):
    """The head that every file of the project has; no spaces at line ends."""
    with open(path, encoding='utf-8') as file:
        lines = [line.rstrip() for line in file]
    # REUSE-IgnoreStart
    lines[1:1] = ['<!-- SPDX-License-Identifier: GPL-2.0-only -->',
                  '<!-- Copyright (C) 2026 The memphys authors -->']
    # REUSE-IgnoreEnd
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    figures = read(sys.argv[1])
    form = sys.argv[3] if len(sys.argv) == 4 else 'svg'
    os.makedirs(sys.argv[2], exist_ok=True)
    for cell in dict.fromkeys(cell for cell, _ in figures):
        path = os.path.join(sys.argv[2], f'{cell}.{form}')
        picture(figures, cell, path)
        if form == 'svg':
            sign(path)
        print(path)


if __name__ == '__main__':
    main()
