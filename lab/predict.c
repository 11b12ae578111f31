// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver of 2009 does to a process, page by page, calculated:
 *
 *	predict 2009|today SIZE PAGES
 *
 * prints the fate of each page: "mapped", "killed" or "hangs". SIZE is that of
 * struct page.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classic.h"

int main(int argc, char **argv)
{
	static const char *const names[] = { "mapped", "killed", "hangs" };
	unsigned int pages, i;
	u32 errors, ret;
	u64 size;

	if (argc != 4) {
		fprintf(stderr, "usage: predict 2009|today SIZE PAGES\n");
		return 2;
	}
	errors = strcmp(argv[1], "2009") ? ERRORS_TODAY : ERRORS_2009;
	size = strtoul(argv[2], NULL, 0);
	pages = (unsigned int)strtoul(argv[3], NULL, 0);
	for (i = 0; i < pages; i++) {
		ret = classic_returned(size, i);
		printf("page %u: %s\n", i, names[classic_fate(ret, errors)]);
	}
	return 0;
}
