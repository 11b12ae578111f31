// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmemphys: looking through the list of regions.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>

#include "lib/libmemphys.h"

int memphys_next_region_sz(int fd, unsigned int *next,
			   struct memphys_region *region, size_t size)
{
	int err = memphys_get_region_sz(fd, *next, region, size);

	if (err)
		return err == -ENOENT ? 0 : err;
	++*next;
	return 1;
}

int memphys_name_region_sz(int fd, const char *name,
			   struct memphys_region *region, size_t size)
{
	unsigned int next = 0;
	int found;

	do {
		found = memphys_next_region_sz(fd, &next, region, size);
	} while (found > 0 && strcmp(region->name, name));
	return found > 0 ? 0 : found ? found : -ENOENT;
}
