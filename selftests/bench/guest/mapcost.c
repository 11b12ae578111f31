// SPDX-License-Identifier: GPL-2.0-only
/*
 * mapcost METHOD FILE OFFSET SIZE:ACCESS:PATTERN...: what a mapping costs, in
 * instructions of the guest, user and kernel together; built with BENCH_CLOCK, in
 * nanoseconds (ns) of a board. One line a figure:
 *
 *	@map/METHOD/SIZE/ACCESS/PATTERN/PHASE VALUE insn
 *
 * PHASE is mmap, touch (every page of the pattern for the first time), again
 * (the same once more), munmap, or total: mmap, touch and munmap. Each is the
 * least of several repetitions. pte is the memory that the page tables took.
 *
 * ACCESS is read or write. PATTERN is up, down, random: every page once, in
 * that order; one: a page in the middle; everyN, downN: every Nth page upwards or
 * downwards; someN: N pages at random; runN: N pages upwards from the middle;
 * groupN: N neighbours in the midst of each 2 MiB; firstN: its first N pages;
 * lastN: its last N pages, downwards; stepN: its first page, and the one N pages
 * after it; pairN: 256 pairs at random, N pages apart.
 * The method "small" is mapped where no huge page can be.
 *
 * Copyright (C) 2026 The memphys authors
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "icount.h"
#include "vfio.h"

#define WARM_UP		1
/* What is small is repeated more often: there, a tick of the clock is visible. */
#define REPETITIONS	5
#define MORE		20
#define SMALL		10000000
#define HUGE		0x200000UL
#define PAIRS		256

enum phase { MMAP, TOUCH, AGAIN, MUNMAP, TOTAL, PHASES };

static const char *const phase_names[PHASES] = {
	"mmap", "touch", "again", "munmap", "total",
};

/* A walk in equal steps, or where order is given, in that order. */
struct plan {
	size_t size;
	bool write;
	size_t count;
	size_t first;
	ssize_t step;
	size_t *order;
};

static size_t page;

static size_t parse_size(const char *text)
{
	char *end;
	size_t size = strtoul(text, &end, 0);

	switch (*end) {
	case 'G':
		size <<= 10;
		/* fall through */
	case 'M':
		size <<= 10;
		/* fall through */
	case 'K':
		size <<= 10;
	}
	return size;
}

/* The same sequence in every run: xorshift. */
static uint32_t next_random(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void shuffle(struct plan *plan, size_t pages)
{
	size_t i, other, swap;

	plan->order = calloc(pages, sizeof(*plan->order));
	if (!plan->order)
		err(1, "calloc");
	for (i = 0; i < pages; i++)
		plan->order[i] = i * page;
	for (i = pages - 1; i > 0; i--) {
		other = next_random() % (i + 1);
		swap = plan->order[i];
		plan->order[i] = plan->order[other];
		plan->order[other] = swap;
	}
}

/* A walk of n pages in each 2 MiB, from its page first on. */
static void plan_groups(struct plan *plan, size_t n, size_t first, ssize_t step)
{
	size_t i;

	plan->count = plan->size / HUGE * n;
	plan->order = calloc(plan->count, sizeof(*plan->order));
	if (!plan->order)
		err(1, "calloc");
	for (i = 0; i < plan->count; i++)
		plan->order[i] = i / n * HUGE +
				 (first + step * (ssize_t)(i % n)) * page;
}

static void plan_pairs(struct plan *plan, size_t distance)
{
	size_t i;

	shuffle(plan, plan->size / page - distance);
	plan->count = 2 * PAIRS;
	for (i = plan->count; i-- > 0;)
		plan->order[i] = plan->order[i / 2] + i % 2 * distance * page;
}

static void plan_pattern(struct plan *plan, const char *pattern)
{
	size_t pages = plan->size / page, n;

	plan->count = pages;
	plan->first = 0;
	plan->step = page;
	plan->order = NULL;
	if (!strcmp(pattern, "up"))
		return;
	if (!strcmp(pattern, "one")) {
		plan->count = 1;
		plan->first = pages / 2 * page;
	} else if (!strcmp(pattern, "down")) {
		plan->first = plan->size - page;
		plan->step = -page;
	} else if (!strcmp(pattern, "random")) {
		shuffle(plan, pages);
	} else if (sscanf(pattern, "every%zu", &n) == 1) {
		plan->count = pages / n;
		plan->step = n * page;
	} else if (sscanf(pattern, "down%zu", &n) == 1) {
		plan->count = pages / n;
		plan->first = plan->size - page;
		plan->step = -(n * page);
	} else if (sscanf(pattern, "some%zu", &n) == 1) {
		shuffle(plan, pages);
		plan->count = n;
	} else if (sscanf(pattern, "run%zu", &n) == 1) {
		plan->count = n;
		plan->first = (pages / 2 + 100) * page;
	} else if (sscanf(pattern, "group%zu", &n) == 1) {
		plan_groups(plan, n, 100, 1);
	} else if (sscanf(pattern, "first%zu", &n) == 1) {
		plan_groups(plan, n, 0, 1);
	} else if (sscanf(pattern, "last%zu", &n) == 1) {
		plan_groups(plan, n, HUGE / page - 1, -1);
	} else if (sscanf(pattern, "step%zu", &n) == 1) {
		plan_groups(plan, 2, 0, n);
	} else if (sscanf(pattern, "pair%zu", &n) == 1) {
		plan_pairs(plan, n);
	} else {
		errx(2, "unknown pattern %s", pattern);
	}
}

static inline __attribute__((always_inline)) void touch_page(char *at,
							     bool write)
{
	if (write)
		*(volatile uint32_t *)at = 0;
	else
		(void)*(volatile uint32_t *)at;
}

static inline __attribute__((always_inline)) void walk(const struct plan *plan,
						       char *map, bool write)
{
	size_t n = plan->count, i;
	char *at = map + plan->first;

	if (plan->order) {
		for (i = 0; i < n; i++)
			touch_page(map + plan->order[i], write);
		return;
	}
	for (; n; n--, at += plan->step)
		touch_page(at, write);
}

static __attribute__((noinline)) void walk_pages(const struct plan *plan,
						 char *map)
{
	if (plan->write)
		walk(plan, map, true);
	else
		walk(plan, map, false);
}

/* KiB of page tables of this process. */
static long page_tables(void)
{
	char text[4096], *line;
	int fd = open("/proc/self/status", O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	if (n < 0)
		err(1, "/proc/self/status");
	text[n] = '\0';
	line = strstr(text, "VmPTE:");
	return line ? strtol(line + 6, NULL, 10) : -1;
}

/* An address that is free, one page beside where a huge page could begin. */
static void *unaligned(size_t size)
{
	void *all = mmap(NULL, size + 2 * HUGE, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (all == MAP_FAILED)
		err(1, "mmap");
	munmap(all, size + 2 * HUGE);
	return (void *)((((uintptr_t)all + HUGE - 1) & -HUGE) + page);
}

static void once(const struct plan *plan, int fd, off_t offset, void *where,
		 uint64_t cost[PHASES], long *pte)
{
	int prot = plan->write ? PROT_READ | PROT_WRITE : PROT_READ;
	int flags = MAP_SHARED | (where ? MAP_FIXED : 0);
	uint64_t t0, t1, t2, t3;
	long before = pte ? page_tables() : 0;
	char *map;

	t0 = icount();
	map = mmap(where, plan->size, prot, flags, fd, offset);
	t1 = icount();
	if (map == MAP_FAILED)
		err(1, "mmap of 0x%zx", plan->size);
	walk_pages(plan, map);
	t2 = icount();
	walk_pages(plan, map);
	t3 = icount();
	cost[MMAP] = t1 - t0;
	cost[TOUCH] = t2 - t1;
	cost[AGAIN] = t3 - t2;
	if (pte)
		*pte = page_tables() - before;
	t0 = icount();
	munmap(map, plan->size);
	cost[MUNMAP] = icount() - t0;
	cost[TOTAL] = cost[MMAP] + cost[TOUCH] + cost[MUNMAP];
}

static void measure(const char *method, const char *what, int fd, off_t offset,
		    bool skew)
{
	uint64_t least[PHASES], cost[PHASES], spent = 0;
	char size[16], access[16], pattern[16];
	struct plan plan = { 0 };
	int i, phase;
	void *where;
	long pte;

	if (sscanf(what, "%15[^:]:%15[^:]:%15s", size, access, pattern) != 3)
		errx(2, "%s is not SIZE:ACCESS:PATTERN", what);
	plan.size = parse_size(size);
	plan.write = !strcmp(access, "write");
	plan_pattern(&plan, pattern);
	where = skew ? unaligned(plan.size) : NULL;

	for (i = 0; i < WARM_UP; i++)
		once(&plan, fd, offset, where, cost, &pte);
	memset(least, 0xff, sizeof(least));
	for (i = 0; i < REPETITIONS || (i < MORE && spent < SMALL); i++) {
		once(&plan, fd, offset, where, cost, NULL);
		spent += cost[TOTAL] + cost[AGAIN];
		for (phase = 0; phase < PHASES; phase++)
			if (cost[phase] < least[phase])
				least[phase] = cost[phase];
	}
	for (phase = 0; phase < PHASES; phase++)
		printf("@map/%s/%s/%s/%s/%s %llu " ICOUNT_UNIT "\n", method, size,
		       access, pattern, phase_names[phase],
		       (unsigned long long)least[phase]);
	printf("@map/%s/%s/%s/%s/pte %ld KiB\n", method, size, access, pattern,
	       pte);
	free(plan.order);
}

int main(int argc, char **argv)
{
	bool skew = argc > 1 && !strcmp(argv[1], "small");
	unsigned long long offset;
	int i, fd;

	if (argc < 5) {
		fputs("usage: mapcost METHOD FILE OFFSET SIZE:ACCESS:PATTERN...\n",
		      stderr);
		return 2;
	}
	page = sysconf(_SC_PAGESIZE);
	if (!strcmp(argv[1], "vfio")) {
		fd = vfio_open(argv[2], argv[3], 2, &offset);
	} else {
		fd = open(argv[2], O_RDWR);
		offset = strtoull(argv[3], NULL, 0);
	}
	if (fd < 0)
		err(1, "%s", argv[2]);
	for (i = 4; i < argc; i++)
		measure(argv[1], argv[i], fd, offset, skew);
	return 0;
}
