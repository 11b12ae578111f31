// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmemphys: a range of registers, whatever its place in its pages.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/libmemphys.h"

struct memphys_mapping {
	int fd;
	int prot;
	uint64_t start;
	uint64_t length;
	/* The pages of it that can be mapped; their length is 0 if none can. */
	uint64_t first;
	size_t size;
	void *map;
};

/*
 * Bytes of the pages that the range touches, without those that the region does
 * not fill: the kernel maps whole pages of one region only.
 */
static uint64_t mapping_pages(struct memphys_mapping *m,
			      const struct memphys_region *region)
{
	uint64_t mask = (uint64_t)sysconf(_SC_PAGESIZE) - 1;
	uint64_t whole = (region->start + mask) & ~mask;
	uint64_t last = region->start + (region->length - 1);
	uint64_t want, room;

	/* The first page may wrap around, the end of the last one be 0. */
	if (whole < region->start || last < whole)
		return 0;
	room = (last - whole + 1) & ~mask;
	m->first = m->start & ~mask;
	if (m->first < whole)
		m->first = whole;
	want = ((m->start + (m->length - 1)) | mask) - m->first + 1;
	if (m->first - whole >= room)
		return 0;
	room -= m->first - whole;
	return want < room ? want : room;
}

int memphys_mapping_open(int fd, uint64_t start, uint64_t length, int prot,
			 struct memphys_mapping **mapping)
{
	struct memphys_region region;
	struct memphys_mapping *m;
	uint64_t size;
	int err = memphys_find_region(fd, start, &region);

	if (err)
		return err;
	if (!length)
		return -EINVAL;
	if (length > region.length - (start - region.start))
		return -ENOENT;
	m = calloc(1, sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->prot = prot;
	m->start = start;
	m->length = length;
	m->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	size = mapping_pages(m, &region);
	if (m->fd < 0)
		err = -errno;
	else if (size > SIZE_MAX)
		err = -ENOMEM;
	else if (size)
		err = memphys_map(fd, m->first, (size_t)size, prot, &m->map);
	if (err) {
		memphys_mapping_close(m);
		return err;
	}
	m->size = (size_t)size;
	*mapping = m;
	return 0;
}

int memphys_mapping_open_region(int fd, const char *name, int prot,
				struct memphys_mapping **mapping)
{
	struct memphys_region region;
	int err = memphys_name_region(fd, name, &region);

	return err ? err : memphys_mapping_open(fd, region.start,
						region.length, prot, mapping);
}

void memphys_mapping_close(struct memphys_mapping *m)
{
	if (!m)
		return;
	if (m->size)
		munmap(m->map, m->size);
	if (m->fd >= 0)
		close(m->fd);
	free(m);
}

uint64_t memphys_mapping_start(const struct memphys_mapping *m)
{
	return m->start;
}

uint64_t memphys_mapping_length(const struct memphys_mapping *m)
{
	return m->length;
}

/* Does a part lie in the range? */
static int mapping_check(const struct memphys_mapping *m, uint64_t offset,
			 size_t length)
{
	return length > m->length || offset > m->length - length ? -EINVAL : 0;
}

void *memphys_mapping_address(const struct memphys_mapping *m,
			      uint64_t offset, size_t length)
{
	uint64_t at = m->start + offset - m->first;

	if (mapping_check(m, offset, length) ||
	    m->start + offset < m->first || length > m->size ||
	    at > m->size - length)
		return NULL;
	return (char *)m->map + at;
}

/* As the kernel has it: naturally aligned, and one access. */
static int mapping_register(const struct memphys_mapping *m, uint64_t offset,
			    unsigned int width)
{
	if (!width || width > 8 || (width & (width - 1)) ||
	    ((m->start + offset) & (width - 1)))
		return -EINVAL;
	return mapping_check(m, offset, width);
}

int memphys_mapping_read(const struct memphys_mapping *m, uint64_t offset,
			 unsigned int width, uint64_t *value)
{
	int err = mapping_register(m, offset, width);
	void *reg;

	if (err)
		return err;
	reg = memphys_mapping_address(m, offset, width);
	err = reg ? memphys_guard_load(reg, width, value) : -EOPNOTSUPP;
	/* Not mapped, or a 64-bit register for a 32-bit CPU. */
	if (err == -EOPNOTSUPP)
		err = memphys_read(m->fd, m->start + offset, width, value);
	if (!err)
		*value = memphys_le(*value, width);
	return err;
}

int memphys_mapping_write(const struct memphys_mapping *m, uint64_t offset,
			  unsigned int width, uint64_t value)
{
	int err = mapping_register(m, offset, width);
	void *reg;

	if (!err && width < 8 && value >> 8 * width)
		err = -EINVAL;
	/* The store itself would be a SIGSEGV, which nothing guards. */
	if (!err && !(m->prot & PROT_WRITE))
		err = -EACCES;
	if (err)
		return err;
	value = memphys_le(value, width);
	reg = memphys_mapping_address(m, offset, width);
	err = reg ? memphys_guard_store(reg, width, value) : -EOPNOTSUPP;
	if (err == -EOPNOTSUPP)
		err = memphys_write(m->fd, m->start + offset, width, value);
	return err;
}
