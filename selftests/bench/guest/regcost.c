// SPDX-License-Identifier: GPL-2.0-only
/*
 * regcost PHYS: what reading one register word costs, once all is set up: by a
 * mapped load, by pread(), by the READ ioctl. One line a way:
 *
 *	@reg/WAY/read VALUE insn
 *
 * The least of several repetitions of ROUNDS reads, divided by ROUNDS.
 *
 * Copyright (C) 2026 The memphys authors
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/memphys.h>

#include "icount.h"

#define REPETITIONS	6
#define ROUNDS		64

static int fd;
static off_t addr;
static volatile uint32_t *word;

static void by_load(void)
{
	(void)*word;
}

static void by_pread(void)
{
	uint32_t value;

	if (pread(fd, &value, sizeof(value), addr) != sizeof(value))
		err(1, "pread");
}

static void by_ioctl(void)
{
	struct memphys_access arg = {
		.size = sizeof(arg),
		.addr = addr,
		.width = 4,
	};

	if (ioctl(fd, MEMPHYS_IOC_READ, &arg))
		err(1, "MEMPHYS_IOC_READ");
}

static inline __attribute__((always_inline)) void measure(const char *way,
							  void (*once)(void))
{
	uint64_t least = UINT64_MAX, from, cost;
	int i, j;

	for (i = 0; i <= REPETITIONS; i++) {
		from = icount();
		for (j = 0; j < ROUNDS; j++)
			once();
		cost = icount() - from;
		/* The first is the warm-up. */
		if (i && cost < least)
			least = cost;
	}
	printf("@reg/%s/read %llu insn\n", way,
	       (unsigned long long)(least + ROUNDS / 2) / ROUNDS);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: regcost PHYS\n", stderr);
		return 2;
	}
	addr = strtoull(argv[1], NULL, 0);
	fd = open("/dev/memphys", O_RDWR);
	if (fd < 0)
		err(1, "/dev/memphys");
	word = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, addr);
	if (word == MAP_FAILED)
		err(1, "mmap");
	measure("load", by_load);
	measure("pread", by_pread);
	measure("ioctl", by_ioctl);
	return 0;
}
