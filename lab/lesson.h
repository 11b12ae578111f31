/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the program of the course share.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef LESSON_H
#define LESSON_H

#include <stddef.h>
#include <stdio.h>

/**
 * struct lesson - one run of the program
 * @map: where the window is; NULL after munmap()
 * @pages: of the window
 * @seconds: that an access may take; 0 is no limit
 * @verbose: show the page table after each step
 * @outcome: of the last touch, for the record
 * @record: of "lesson --timeline", or NULL
 */
struct lesson {
	char *map;
	unsigned long pages;
	double seconds;
	int verbose;
	char outcome[32];
	FILE *record;
};

/*
 * table.c: the page table, as memphys_owner.ko sees it. table_show() prints and
 * records it, after the step of that name; table_read() fills one character for
 * each page: '.' no entry, 'r' one that may be read, 'w' one that may be
 * written, and in capitals where a huge page has it.
 */
int table_open(struct lesson *l, size_t page_size);
int table_read(const struct lesson *l, char *table);
void table_show(const struct lesson *l, const char *step);

/* timeline.c: the record of a run, with what the kernel traced meanwhile. */
int timeline_open(struct lesson *l, const char *path, char **argv);
void timeline_note(const struct lesson *l, const char *step, const char *table);
void timeline_close(struct lesson *l);

#endif /* LESSON_H */
