#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""Write the tables of Documentation/performance.rst.

tables.py CSV FOLDER        one file per table, to be included
tables.py --select CSV      the figures that pictures and tables use, as CSV
"""
import fnmatch
import os
import sys

from report import number, read

# REUSE-IgnoreStart
HEAD = '''{0} SPDX-License-Identifier: GPL-2.0-only
{0} Copyright (C) 2026 The memphys authors
'''
# REUSE-IgnoreEnd
USED = ('map/*/total', 'map/*/pte', 'reg/*', 'exec/*', 'size/*')
METHODS = {'remap': 'memphys-remap', 'fault': 'memphys',
           'small': 'no huge pages', 'fault1': '1 page per fault',
           'devmem': '/dev/mem',
           'resource': 'resourceN', 'uio': 'UIO', 'vfio': 'vfio-pci'}


def thousands(value):
    """12 345 678"""
    return f'{value:,.0f}'.replace(',', ' ')


def maps(what):
    """A column per method: the figure map/METHOD/what."""
    return [(label, f'map/{method}/{what}')
            for method, label in METHODS.items()]


TABLES = {
    'all-read': maps('64M/read/up/total'),
    'all-write': maps('64M/write/up/total'),
    'one': maps('64M/read/one/total'),
    'window': maps('64K/read/up/total'),
    'page': maps('4K/read/up/total'),
    'giant': [(f'{label}, {pattern}', f'map/{method}/1G/read/{name}/total')
              for method, label in (('remap', 'memphys-remap'),
                                    ('fault', 'memphys'))
              for name, pattern in (('up', 'all'), ('one', 'one page'))],
    'tables': maps('64M/read/up/pte'),
    'tables-one': maps('64M/read/one/pte'),
    'registers': [('mapped load', 'reg/load/read'),
                  ('pread()', 'reg/pread/read'),
                  ('READ ioctl', 'reg/ioctl/read')],
    'client': [('ipcprobe chip', 'exec/chip/total'),
               ('system calls', 'exec/chip/syscalls'),
               ('busybox devmem', 'exec/devmem/total'),
               ('its system calls', 'exec/devmem/syscalls'),
               ('ipcprobe', 'exec/report/total'),
               ('of that, reading files', 'exec/report/files')],
    'sizes': [('memphys.ko', 'size/module/full'),
              ('small', 'size/module/small'),
              ('ipcprobe', 'size/ipcprobe/static')],
}


def table(figures, columns):
    cells = list(dict.fromkeys(cell for cell, _ in figures))
    columns = [c for c in columns
               if any((cell, c[1]) in figures for cell in cells)]
    yield '.. csv-table::'
    yield '   :header-rows: 1'
    yield '   :class: figures'
    yield ''
    yield '   kernel, ' + ', '.join(f'"{label}"' for label, _ in columns)
    for cell in cells:
        values = [figures.get((cell, name)) for _, name in columns]
        if any(values):
            yield f'   {cell}, ' + ', '.join(
                thousands(v[0]) if v else '--' for v in values)


def select(path):
    print(HEAD.format('#'), end='')
    print('cell,name,value,unit')
    for (cell, name), (value, unit) in read(path).items():
        if any(fnmatch.fnmatchcase(name, used) for used in USED):
            print(f'{cell},{name},{number(value)},{unit}')


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if sys.argv[1] == '--select':
        select(sys.argv[2])
        return
    figures = read(sys.argv[1])
    os.makedirs(sys.argv[2], exist_ok=True)
    for name, columns in TABLES.items():
        path = os.path.join(sys.argv[2], f'{name}.inc')
        with open(path, 'w', encoding='ascii') as file:
            file.write(HEAD.format('..') + '\n')
            file.write('\n'.join(table(figures, columns)) + '\n')


if __name__ == '__main__':
    main()
