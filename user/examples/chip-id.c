// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * List the regions of memphys, then read the ID of a Hi3516CV608 with
 * libmemphys, if its page is listed.
 *
 *   cc chip-id.c $(pkg-config --cflags --libs libmemphys)
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <libmemphys.h>
#include <stdio.h>
#include <unistd.h>

#define CHIP_ID	0x11020ee0

static int fail(const char *what, int err)
{
	fprintf(stderr, "%s: %s\n", what, memphys_strerror(err));
	return 1;
}

int main(void)
{
	struct memphys_mapping *map;
	struct memphys_region region;
	unsigned int next = 0;
	uint64_t id;
	int fd, err;

	fd = memphys_open(NULL, O_RDONLY);
	if (fd < 0)
		return fail(MEMPHYS_NODE, fd);
	while ((err = memphys_next_region(fd, &next, &region)) > 0)
		printf("%s 0x%llx+0x%llx\n", region.name,
		       (unsigned long long)region.start,
		       (unsigned long long)region.length);
	if (err)
		return fail("list", err);
	/* The page size, and the place in the page, are the library's work. */
	err = memphys_mapping_open(fd, CHIP_ID, 4, PROT_READ, &map);
	close(fd);
	if (err)
		return fail("chip ID", err);
	err = memphys_mapping_read(map, 0, 4, &id);
	memphys_mapping_close(map);
	if (err)
		return fail("chip ID", err);
	printf("chip ID 0x%08x\n", (unsigned int)id);
	return 0;
}
