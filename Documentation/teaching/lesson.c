// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program of the course: map some pages, touch some of them, and show what
 * the kernel did.
 *
 *	lesson NODE ADDRESS PAGES [PAGE...]
 *
 * maps PAGES pages of NODE at the physical ADDRESS, and reads a word of each
 * PAGE, counted from 0, in the order given; of all pages if none is named.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static sigjmp_buf bus_error;

static void on_sigbus(int sig)
{
	(void)sig;
	siglongjmp(bus_error, 1);
}

/* Page faults so far that needed no disk. */
static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* The line of /proc/self/smaps that shows the flags of the mapping at map. */
static void show_flags(const void *map)
{
	char line[256], start[32];
	FILE *smaps = fopen("/proc/self/smaps", "r");
	int ours = 0;

	snprintf(start, sizeof(start), "%lx-", (unsigned long)map);
	while (smaps && fgets(line, sizeof(line), smaps)) {
		ours |= !strncmp(line, start, strlen(start));
		if (ours && !strncmp(line, "VmFlags:", 8)) {
			printf("%s", line);
			break;
		}
	}
	if (smaps)
		fclose(smaps);
}

static void touch(const char *map, unsigned long page, size_t page_size)
{
	const volatile uint32_t *word;
	long before = faults();
	uint32_t value;

	word = (const volatile uint32_t *)(map + page * page_size);
	if (sigsetjmp(bus_error, 1)) {
		printf("page %lu: SIGBUS\n", page);
		return;
	}
	value = *word;
	printf("page %lu: %08x, page faults: %ld\n", page, (unsigned int)value,
	       faults() - before);
}

int main(int argc, char **argv)
{
	size_t page_size = sysconf(_SC_PAGESIZE);
	unsigned long pages, page;
	long before;
	char *map;
	int fd, i;

	pages = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
	if (!pages) {
		fprintf(stderr, "usage: lesson NODE ADDRESS PAGES [PAGE...]\n");
		return 2;
	}
	fd = open(argv[1], O_RDONLY);
	if (fd < 0) {
		fprintf(stderr, "lesson: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	signal(SIGBUS, on_sigbus);
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* The first line of output has faults of its own. */
	printf("%s, %lu pages at %s\n", argv[1], pages, argv[2]);

	before = faults();
	map = mmap(NULL, pages * page_size, PROT_READ, MAP_SHARED, fd,
		   strtoull(argv[2], NULL, 0));
	if (map == MAP_FAILED) {
		fprintf(stderr, "lesson: mmap: %s\n", strerror(errno));
		return 1;
	}
	printf("mmap: page faults: %ld\n", faults() - before);
	show_flags(map);

	if (argc == 4)
		for (page = 0; page < pages; page++)
			touch(map, page, page_size);
	for (i = 4; i < argc; i++) {
		page = strtoul(argv[i], NULL, 0);
		if (page < pages)
			touch(map, page, page_size);
		else
			fprintf(stderr, "lesson: there is no page %lu\n", page);
	}
	return 0;
}
