#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""What the figures of a run say.

report.py BUDGETS CSV       one line a budget: name value unit budget ok|OVER
report.py --all CSV         every figure
report.py --compare A B     do two runs agree?

Exits with 1 if a budget is over or has no figure, or two runs disagree.
"""
import csv
import fnmatch
import re
import sys

# Two runs agree within this part of a figure, or so many instructions.
PART = 0.01
COUNT = 200


def read(path):
    """{(cell, name): (value, unit)}, in the order of the file."""
    with open(path, newline='', encoding='ascii') as file:
        lines = (line for line in file if not line.startswith('#'))
        figures = {(row['cell'], row['name']):
                   (float(row['value']), row['unit'])
                   for row in csv.DictReader(lines)}
    return figures or sys.exit(f'{path} has no figures')


def alternatives(pattern):
    """fnmatch patterns for one with {a,b}."""
    match = re.search(r'{([^}]*)}', pattern)
    if not match:
        return [pattern]
    return [full for word in match[1].split(',')
            for full in alternatives(pattern[:match.start()] + word +
                                     pattern[match.end():])]


def matches(text, pattern):
    return any(fnmatch.fnmatchcase(text, p) for p in alternatives(pattern))


def number(value):
    return f'{value:.0f}' if value == int(value) else f'{value:.3g}' \
        if value < 1 else f'{value:.3f}'


def noise(value):
    return max(value * PART, COUNT)


def other_value(name, figures, other):
    """The same figure of another method or program, the least of a|b; or None."""
    cell, figure = name
    parts = figure.split('/')
    values = [figures.get((cell, '/'.join([parts[0], method] + parts[2:])))
              for method in other.split('|')]
    return min(v[0] for v in values) if all(values) else None


def judge(name, figures, other, budget):
    """Value, unit, budget as printed, and whether it is kept."""
    value, unit = figures[name]
    if other == '-':
        return value, unit, budget, value <= float(budget)
    base = other_value(name, figures, other)
    if base is None:
        return value, unit, f'no-{other}', False
    # "same": what two runs may differ by is no difference.
    if budget == 'same':
        return value / base, 'x', '1', value <= base + noise(base)
    return value / base, 'x', budget, value <= base * eval_budget(budget)


def eval_budget(text):
    """A number, or a fraction as in 1/60."""
    top, _, bottom = text.partition('/')
    return float(top) / float(bottom or 1)


def rows(path):
    with open(path, encoding='ascii') as file:
        for line in file:
            words = line.split('#')[0].split()
            if words:
                yield words


def report(budgets, path):
    figures = read(path)
    cells = list(dict.fromkeys(cell for cell, _ in figures))
    over = 0
    done = set()
    worst = {}
    for where, pattern, other, budget in rows(budgets):
        for cell in (c for c in cells if matches(c, where)):
            names = [n for n in figures
                     if n[0] == cell and matches(n[1], pattern)]
            if not names:
                print(f'{cell}/{pattern} - - {budget} OVER: no such figure')
                over += 1
            for name in names:
                if name + (other,) in done:
                    continue
                done.add(name + (other,))
                value, unit, limit, kept = judge(name, figures, other, budget)
                label = f'{name[0]}/{name[1]}'
                if other != '-':
                    label += f':{other}'
                if '|' in other:
                    worst.setdefault(cell, []).append((value, label))
                print(label, number(value), unit, limit,
                      'ok' if kept else 'OVER')
                over += not kept
    for cell, ratios in worst.items():
        value, label = max(ratios)
        print(f'{cell}: the worst of {len(ratios)} patterns is {value:.2f} '
              f'times the better method: {label}')
    print(f'{len(done)} budgets, {over} over')
    return over != 0


def show_all(path):
    for (cell, name), (value, unit) in read(path).items():
        print(f'{cell}/{name}', number(value), unit)
    return False


def compare(one, two):
    a, b = read(one), read(two)
    bad = equal = 0
    worst = (0, 'none')
    for name in sorted(a.keys() | b.keys()):
        label = '/'.join(name)
        if name not in a or name not in b:
            print(f'{label}: only in {one if name in a else two}')
            bad += 1
            continue
        x, y = a[name][0], b[name][0]
        allowed = noise(max(x, y)) if a[name][1] == 'insn' else 0
        equal += x == y
        worst = max(worst, (abs(x - y) / max(x, y, 1), label))
        if abs(x - y) > allowed:
            print(f'{label}: {number(x)} and {number(y)}')
            bad += 1
    print(f'{len(a)} figures, {equal} equal, {bad} differ by more than '
          f'{PART:.0%} and {COUNT} instructions; '
          f'the most: {worst[0]:.2%}, {worst[1]}')
    return bad != 0


def main():
    args = sys.argv[1:]
    if len(args) == 3 and args[0] == '--compare':
        return compare(args[1], args[2])
    if len(args) == 2 and args[0] == '--all':
        return show_all(args[1])
    if len(args) == 2 and not args[0].startswith('-'):
        return report(args[0], args[1])
    sys.exit(__doc__)


if __name__ == '__main__':
    sys.exit(main())
