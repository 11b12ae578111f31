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

int regs_memphys_held;

static void regs_memphys_take(struct regs_range *range,
			      const struct memphys_region *region)
{
	range->start = region->start;
	range->length = region->length;
	range->revoked = region->attributes & MEMPHYS_REGION_F_REVOKED;
}

static int regs_memphys_open(struct regs *r, const char *path)
{
	struct memphys_region region;
	unsigned int next = 0;
	int found = 1;

	r->path = path ? path : MEMPHYS_NODE;
	r->fd = memphys_open(r->path, O_RDONLY);
	if (r->fd < 0)
		return r->fd;
	while (next < REGS_RANGES) {
		found = memphys_next_region(r->fd, &next, &region);
		if (found <= 0)
			break;
		regs_memphys_take(&r->list.range[next - 1], &region);
	}
	r->list.count = next;
	r->list.more = found > 0;
	if (found < 0)
		regs_file_close(r);
	else
		regs_memphys_held++;
	return found < 0 ? found : 0;
}

static void regs_memphys_close(struct regs *r)
{
	regs_memphys_held--;
	regs_file_close(r);
}

static bool regs_memphys_holds(const struct regs_range *range, uint64_t addr,
			       unsigned int width)
{
	return addr >= range->start && range->length >= width &&
	       addr - range->start <= range->length - width;
}

/* The region that holds the whole of an access; false if there is none. */
static bool regs_memphys_find(struct regs *r, uint64_t addr,
			      unsigned int width, struct regs_range *range)
{
	struct memphys_region region;
	unsigned int i;

	for (i = 0; i < r->list.count; i++) {
		*range = r->list.range[i];
		if (regs_memphys_holds(range, addr, width))
			return true;
	}
	if (!r->list.more || memphys_find_region(r->fd, addr, &region))
		return false;
	regs_memphys_take(range, &region);
	return regs_memphys_holds(range, addr, width);
}

static bool regs_memphys_listed(struct regs *r, uint64_t addr,
				unsigned int width)
{
	struct regs_range range;

	return regs_memphys_find(r, addr, width, &range);
}

/*
 * The part of the usual window that lies in the region. A page that the region
 * does not fill cannot be mapped; its registers are read by the kernel.
 */
static int regs_memphys_window(struct regs *r, uint64_t addr,
			       unsigned int width, uint64_t *start,
			       size_t *length)
{
	struct regs_range region;
	uint64_t mask = r->page - 1;
	uint64_t base = addr & ~(uint64_t)(REGS_WINDOW - 1) & ~mask;
	uint64_t size = r->page > REGS_WINDOW ? r->page : REGS_WINDOW;
	uint64_t first, last, end;

	if (!regs_memphys_find(r, addr, width, &region))
		return -ENXIO;
	if (region.revoked)
		return -ENODEV;
	last = region.start + (region.length - 1);
	first = (region.start + mask) & ~mask;
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
	int err = memphys_read(r->fd, addr, width, value);

	if (!err)
		*value = memphys_le(*value, width);
	return err;
}

const struct regs_backend regs_memphys = {
	.name = "memphys",
	.open = regs_memphys_open,
	.close = regs_memphys_close,
	.listed = regs_memphys_listed,
	.window = regs_memphys_window,
	.read = regs_memphys_read,
	.map = regs_file_map,
	.unmap = regs_file_unmap,
};
