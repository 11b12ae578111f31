/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of the regions of a node that a test makes up holds an address.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef FIND_H
#define FIND_H

#include "lib/libmemphys.h"

int memphys_find_region_sz(int fd, uint64_t addr,
			   struct memphys_region *region, size_t size)
{
	unsigned int i;
	int err;

	for (i = 0; !(err = memphys_get_region_sz(fd, i, region, size)); i++) {
		if (addr >= region->start &&
		    addr - region->start < region->length)
			break;
	}
	return err;
}

#endif /* FIND_H */
