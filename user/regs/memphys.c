// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers through the memphys driver, which says what is listed.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>

#include "lib/libmemphys.h"
#include "regs/regs.h"

/* Regions asked for once; what does not fit is asked for each time. */
#define REGS_MEMPHYS_REGIONS 64

static struct {
	struct memphys_region region[REGS_MEMPHYS_REGIONS];
	unsigned int count;
	bool more;
} regs_memphys_list;

static int regs_memphys_open(struct regs *r, const char *path)
{
	unsigned int n = 0;
	int err = 0;

	r->path = path ? path : MEMPHYS_NODE;
	r->fd = memphys_open(r->path, O_RDONLY);
	if (r->fd < 0)
		return r->fd;
	while (n < REGS_MEMPHYS_REGIONS) {
		err = memphys_get_region(r->fd, n,
					 &regs_memphys_list.region[n]);
		if (err)
			break;
		n++;
	}
	regs_memphys_list.count = n;
	regs_memphys_list.more = !err;
	if (!err || err == -ENOENT)
		return 0;
	regs_file_close(r);
	return err;
}

/* The region that holds the whole of an access; NULL if there is none. */
static const struct memphys_region *regs_memphys_find(struct regs *r,
						      uint64_t addr,
						      unsigned int width)
{
	static struct memphys_region found;
	unsigned int i;

	for (i = 0; i < regs_memphys_list.count; i++) {
		const struct memphys_region *region =
			&regs_memphys_list.region[i];

		if (addr >= region->start && region->length >= width &&
		    addr - region->start <= region->length - width)
			return region;
	}
	if (regs_memphys_list.more &&
	    !memphys_find_region(r->fd, addr, &found) &&
	    found.length >= width &&
	    addr - found.start <= found.length - width)
		return &found;
	return NULL;
}

static bool regs_memphys_listed(struct regs *r, uint64_t addr,
				unsigned int width)
{
	return regs_memphys_find(r, addr, width);
}

/*
 * The part of the usual window that lies in the region. A page that the region
 * does not fill cannot be mapped; its registers are read by the kernel.
 */
static int regs_memphys_window(struct regs *r, uint64_t addr,
			       unsigned int width, uint64_t *start,
			       size_t *length)
{
	const struct memphys_region *region;
	uint64_t mask = r->page - 1;
	uint64_t base = addr & ~(uint64_t)(REGS_WINDOW - 1) & ~mask;
	uint64_t size = r->page > REGS_WINDOW ? r->page : REGS_WINDOW;
	uint64_t first, last, end;

	region = regs_memphys_find(r, addr, width);
	if (!region)
		return -ENXIO;
	if (region->attributes & MEMPHYS_REGION_F_REVOKED)
		return -ENODEV;
	last = region->start + (region->length - 1);
	first = (region->start + mask) & ~mask;
	end = (last + 1) & ~mask;
	if (first < base)
		first = base;
	if (end - base > size)
		end = base + size;
	if (addr < first || addr - first >= end - first)
		return -ENOTTY;
	*start = first;
	*length = (size_t)(end - first);
	return 0;
}

static int regs_memphys_read(struct regs *r, uint64_t addr,
			     unsigned int width, uint64_t *value)
{
	return memphys_read(r->fd, addr, width, value);
}

const struct regs_backend regs_memphys = {
	.name = "memphys",
	.open = regs_memphys_open,
	.close = regs_file_close,
	.listed = regs_memphys_listed,
	.window = regs_memphys_window,
	.read = regs_memphys_read,
	.map = regs_file_map,
	.unmap = regs_file_unmap,
};
