// SPDX-License-Identifier: GPL-2.0-only
/*
 * mapread FILE START SIZE ADDR: map the physical window START..START+SIZE of
 * FILE (/dev/mem or a node of memphys) read-only and print the 32-bit word at
 * ADDR. Failures are printed too, as the name of the errno or as SIGBUS, since
 * they are what the caller is after.
 *
 * Copyright (C) 2026 The memphys authors
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "libmemphys.h"
#include "outcome.h"

int main(int argc, char **argv)
{
	unsigned long long start, size, addr;
	char *map;
	int fd;

	if (argc != 5) {
		fputs("usage: mapread FILE START SIZE ADDR\n", stderr);
		return 2;
	}
	start = strtoull(argv[2], NULL, 0);
	size = strtoull(argv[3], NULL, 0);
	addr = strtoull(argv[4], NULL, 0);
	if (addr < start || addr - start > size - 4) {
		fputs("mapread: ADDR lies outside the window\n", stderr);
		return 2;
	}

	fd = open(argv[1], O_RDONLY | O_SYNC);
	if (fd < 0)
		return outcome_failed();
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, (off_t)start);
	if (map == MAP_FAILED)
		return outcome_failed();
	signal(SIGBUS, outcome_sigbus);
	printf("0x%08x\n", memphys_load32(map + (addr - start)));
	return 0;
}
