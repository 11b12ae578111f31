// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page table of the mapping, as text. A process cannot see its own: for
 * mappings of devices, /proc/self/pagemap shows nothing. So this asks
 * memphys_owner.ko.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../selftests/mod/owner.h"
#include "lesson.h"

#define PAGES_IN_A_LINE	64

static int owner = -1;
static size_t page_size;

int table_open(struct lesson *l, size_t size)
{
	page_size = size;
	owner = open(OWNER_NODE, O_RDWR | O_CLOEXEC);
	if (owner < 0 && l->verbose) {
		fprintf(stderr, "lesson: -v needs memphys_owner.ko: %s: %s\n",
			OWNER_NODE, strerror(errno));
		return -1;
	}
	return 0;
}

int table_read(const struct lesson *l, char *table)
{
	struct owner_entry entry;
	unsigned long page;

	for (page = 0; page < l->pages; page++) {
		memset(&entry, 0, sizeof(entry));
		entry.address = (uintptr_t)l->map + page * page_size;
		/* To look where nothing is mapped would make a page table. */
		if (l->map && ioctl(owner, OWNER_IOC_ENTRY, &entry))
			return -1;
		if (!entry.level)
			table[page] = '.';
		else if (entry.writable)
			table[page] = entry.level > 1 ? 'W' : 'w';
		else
			table[page] = entry.level > 1 ? 'R' : 'r';
	}
	table[page] = '\0';
	return 0;
}

void table_show(const struct lesson *l, const char *step)
{
	char *table;
	unsigned long page;

	if (!l->verbose && !l->record)
		return;
	table = malloc(l->pages + 1);
	if (!table || table_read(l, table)) {
		fprintf(stderr, "lesson: cannot read the page table: %s\n",
			strerror(errno));
		exit(1);
	}
	for (page = 0; l->verbose && page < l->pages; page += PAGES_IN_A_LINE)
		printf("  %4lu %.*s\n", page, PAGES_IN_A_LINE, table + page);
	timeline_note(l, step, table);
	free(table);
}
