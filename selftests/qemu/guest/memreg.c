// SPDX-License-Identifier: GPL-2.0-only
/*
 * memreg ADDR...: print the 32-bit words at these physical addresses, as
 * clients of /dev/mem do that know of no strict kernel: /dev/mem is opened for
 * writing, 64 KiB around the address are mapped to be read and written, and
 * kept for what comes next. Nothing is tried again. Failures are printed as the
 * name of the errno or as SIGBUS.
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

#define WINDOW	0x10000ULL

int main(int argc, char **argv)
{
	unsigned long long addr, start = 1;
	char *map = NULL;
	int fd, i;

	setvbuf(stdout, NULL, _IONBF, 0);
	signal(SIGBUS, outcome_sigbus);
	fd = open("/dev/mem", O_RDWR | O_SYNC);
	if (fd < 0)
		return outcome_failed();
	for (i = 1; i < argc; i++) {
		addr = strtoull(argv[i], NULL, 0);
		if ((addr & ~(WINDOW - 1)) != start) {
			start = addr & ~(WINDOW - 1);
			map = mmap(NULL, WINDOW, PROT_READ | PROT_WRITE,
				   MAP_SHARED, fd, (off_t)start);
			if (map == MAP_FAILED)
				return outcome_failed();
		}
		printf("0x%08x\n", memphys_load32(map + (addr - start)));
	}
	return 0;
}
