// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Read the ID of a Hi3516CV608 with libmemphys.
 *
 *   cc chip-id.c $(pkg-config --cflags --libs libmemphys)
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <libmemphys.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	int fd = memphys_open(MEMPHYS_NODE, O_RDONLY);
	int err = fd < 0 ? fd : 0;
	void *page;

	if (!err)
		err = memphys_map(fd, 0x11020000, 0x1000, PROT_READ, &page);
	if (err)
		return fprintf(stderr, "memphys: %s\n", strerror(-err)), 1;
	printf("%08x\n", memphys_load32((char *)page + 0xee0));
	return 0;
}
