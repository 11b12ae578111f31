// SPDX-License-Identifier: GPL-2.0-only
/*
 * What in the kernel walks the page tables of a process finds device pages
 * without a struct page, huge ones too: it must leave them as they are, and the
 * kernel alive.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <sys/syscall.h>

#include "ksft_fixture.h"

#define HUGE	0x200000UL
#define LEN	(HUGE + 0x10000UL)

MP_FIXTURE(walk, "pattern@0x12400000+4M")

/* A window that is wholly mapped: by a huge page and others where there are any. */
static void *window(struct __test_metadata *_metadata, struct mp_case *c)
{
	void *map = mp_case_reserve(_metadata, LEN, HUGE, 0);

	mp_case_map_at(_metadata, map, c->fd, MP_PATTERN, LEN, PROT_READ);
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, LEN));
	return map;
}

#define WINDOW()	window(_metadata, &self->c)
#define STAYS(map)	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, LEN))

/* Read to its end what the kernel makes by walking; 0 bytes if it has none. */
static size_t read_all(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t sum = 0, len;
	char text[4096];

	if (!file)
		return 0;
	while ((len = fread(text, 1, sizeof(text), file)))
		sum += len;
	fclose(file);
	return sum;
}

TEST_F(walk, statistics)
{
	static const char *const files[] = {
		"/proc/self/maps", "/proc/self/smaps",
		"/proc/self/smaps_rollup", "/proc/self/numa_maps",
	};
	void *map = WINDOW();
	size_t i;

	EXPECT_LT(0, read_all(files[0]));
	for (i = 1; i < ARRAY_SIZE(files); i++)
		if (!access(files[i], F_OK))
			EXPECT_LT(0, read_all(files[i]))
				TH_LOG("%s", files[i]);
	STAYS(map);
}

/* Without a struct page, pagemap says nothing, or where the page is. */
TEST_F(walk, pagemap)
{
	const size_t page = self->c.page;
	void *map = WINDOW();
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry, frame;
	size_t at;

	MP_NEEDS(fd >= 0, "this kernel has no pagemap");
	for (at = 0; at < LEN; at += page) {
		ASSERT_EQ(8, pread(fd, &entry, 8, ((uintptr_t)map + at) / page * 8));
		frame = entry & ((1ULL << 55) - 1);
		if (entry >> 63 && frame)
			EXPECT_EQ((MP_PATTERN + at) / page, frame);
	}
	close(fd);
	STAYS(map);
}

/* What /proc/PID/pagemap is asked by ioctl(); not every libc has it. */
struct scan {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t inverted, mask, anyof, returned;
};

#define PAGEMAP_SCAN	_IOWR('f', 16, struct scan)
#define PAGE_IS_ALL	0xff

TEST_F(walk, pagemap_scan)
{
	struct { uint64_t start, end, categories; } found[8];
	void *map = WINDOW();
	struct scan scan = {
		.size = sizeof(scan), .start = (uintptr_t)map,
		.end = (uintptr_t)map + LEN, .vec = (uintptr_t)found,
		.vec_len = ARRAY_SIZE(found), .anyof = PAGE_IS_ALL,
		.returned = PAGE_IS_ALL,
	};
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int flags, ret;

	MP_NEEDS(fd >= 0, "this kernel has no pagemap");
	ret = ioctl(fd, PAGEMAP_SCAN, &scan);
	MP_NEEDS(ret >= 0 || errno != ENOTTY, "this kernel has no PAGEMAP_SCAN");
	/* Also with both kinds of write protection, matching or checked. */
	for (flags = 0; flags < 4; flags++) {
		scan.flags = flags;
		ioctl(fd, PAGEMAP_SCAN, &scan);
	}
	close(fd);
	STAYS(map);
}

TEST_F(walk, clear_refs)
{
	void *map = WINDOW();
	char what[2] = "1";

	MP_NEEDS(!access("/proc/self/clear_refs", W_OK),
		 "this kernel has no clear_refs");
	/* Referenced, anonymous, mapped, soft-dirty, peak of the RSS. */
	for (; *what <= '5'; ++*what)
		mp_file_write("/proc/self/clear_refs", what);
	STAYS(map);
}

/* Which pages are where, and move them: none is. */
TEST_F(walk, move_pages)
{
	const size_t page = self->c.page;
	void *map = WINDOW(), *pages[3] = { map, map + page, map + HUGE };
	int nodes[3] = { 0, 0, 0 }, status[3] = { 7, 7, 7 }, i;
	unsigned long node = 1;

	MP_NEEDS(!access("/proc/self/numa_maps", F_OK),
		 "this kernel has no NUMA");
	EXPECT_EQ(0, syscall(SYS_move_pages, 0, 3L, pages, NULL, status, 0));
	for (i = 0; i < 3; i++)
		EXPECT_GT(0, status[i]);
	syscall(SYS_move_pages, 0, 3L, pages, nodes, status, 2 /* MOVE */);
	for (i = 0; i < 3; i++)
		EXPECT_GT(0, status[i]);
	syscall(SYS_move_pages, 0, 3L, pages, nodes, status, 4 /* MOVE_ALL */);
	for (i = 0; i < 3; i++)
		EXPECT_GT(0, status[i]);
	syscall(SYS_migrate_pages, 0, 8L, &node, &node);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(-1, syscall(SYS_get_mempolicy, &nodes[0], NULL, 0L,
				      pages[i], 3 /* NODE | ADDR */));
	/* MOVE without STRICT leaves out what cannot be moved. */
	syscall(SYS_mbind, map, LEN, 2 /* BIND */, &node, 8L, 2 /* MOVE */);
	STAYS(map);
}

/* Every advice of today, and of tomorrow, by both calls. */
TEST_F(walk, advice)
{
	void *map = WINDOW();
	struct iovec iov = { map, LEN };
	int advice, pidfd = syscall(434 /* pidfd_open */, getpid(), 0);

	for (advice = 0; advice < 128; advice++) {
		madvise(map, LEN, advice);
		if (pidfd >= 0)
			syscall(440 /* process_madvise */, pidfd, &iov, 1L,
				advice, 0);
	}
	if (pidfd >= 0)
		close(pidfd);
	STAYS(map);
}

TEST_F(walk, mincore)
{
	static unsigned char state[LEN / 0x1000];
	void *map = WINDOW();

	EXPECT_EQ(0, mincore(map, LEN, state));
	STAYS(map);
}

TEST_HARNESS_MAIN
