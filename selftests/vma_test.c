// SPDX-License-Identifier: GPL-2.0-only
/*
 * What user space does to mappings: split, move, shrink, grow, fork, advise,
 * lock, and use as a buffer. The case list of mm/pfnmap.c, and more.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"

MP_FIXTURE(vma,
	   "pattern@0x12400000+4M:node",
	   "zeros@0x12c00000+0x100000:rw:node")
MP_ALSO_EACH(vma);

/* 16 pages, of which the first few were touched. */
#define PAGES 16

static void *map_pages(struct __test_metadata *_metadata, struct mp_case *c)
{
	void *map = mp_case_map(_metadata, c->fd, MP_PATTERN, PAGES * c->page,
				PROT_READ, MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 3 * c->page));
	return map;
}

/* The pages from first on, count of them, are still what they were. */
static void shows(struct __test_metadata *_metadata, struct mp_case *c,
		  void *map, unsigned int first, unsigned int count)
{
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN + first * c->page,
				       count * c->page));
}

static void gone(struct __test_metadata *_metadata, const void *map)
{
	uint32_t word;

	EXPECT_EQ(SIGSEGV, mp_peek32(map, &word));
}

TEST_F(vma, unmap_the_head)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c);

	EXPECT_EQ(0, munmap(map, 4 * page));
	gone(_metadata, map);
	gone(_metadata, map + 3 * page);
	shows(_metadata, &self->c, map + 4 * page, 4, PAGES - 4);
}

TEST_F(vma, unmap_the_tail)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c);

	EXPECT_EQ(0, munmap(map + 4 * page, (PAGES - 4) * page));
	gone(_metadata, map + 4 * page);
	shows(_metadata, &self->c, map, 0, 4);
}

TEST_F(vma, unmap_the_middle)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c);

	EXPECT_EQ(0, munmap(map + page, 4 * page));
	shows(_metadata, &self->c, map, 0, 1);
	gone(_metadata, map + page);
	gone(_metadata, map + 4 * page);
	shows(_metadata, &self->c, map + 5 * page, 5, PAGES - 5);
	/* Both halves are mappings of their own: one may go. */
	EXPECT_EQ(0, munmap(map, page));
	shows(_metadata, &self->c, map + 5 * page, 5, PAGES - 5);
}

TEST_F(vma, map_over_the_middle)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c), *over;

	over = mmap(map + 4 * page, 2 * page, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	ASSERT_EQ(map + 4 * page, over);
	*(volatile uint32_t *)over = 1;
	shows(_metadata, &self->c, map, 0, 4);
	shows(_metadata, &self->c, map + 6 * page, 6, PAGES - 6);
	/* The device did not see that write. */
	munmap(over, 2 * page);
	over = mp_case_map(_metadata, self->c.fd, MP_PATTERN + 4 * page,
			   2 * page, PROT_READ, MAP_SHARED);
	shows(_metadata, &self->c, over, 4, 2);
}

TEST_F(vma, protect_the_middle)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c);

	EXPECT_EQ(0, mprotect(map + 2 * page, 2 * page, PROT_NONE));
	shows(_metadata, &self->c, map, 0, 2);
	gone(_metadata, map + 2 * page);
	shows(_metadata, &self->c, map + 4 * page, 4, PAGES - 4);
	EXPECT_EQ(0, mprotect(map + 2 * page, 2 * page, PROT_READ));
	shows(_metadata, &self->c, map, 0, PAGES);
}

TEST_F(vma, mremap_fixed)
{
	size_t page = self->c.page, len = PAGES * page;
	void *map = map_pages(_metadata, &self->c), *to, *moved;

	to = mmap(NULL, len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, to);
	moved = mremap(map, len, len, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	ASSERT_EQ(to, moved);
	gone(_metadata, map);
	shows(_metadata, &self->c, moved, 0, PAGES);
}

/* Out of the middle: what moves keeps its addresses of the device. */
TEST_F(vma, mremap_a_part)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c), *to, *moved;

	to = mmap(NULL, 4 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		  0);
	ASSERT_NE(MAP_FAILED, to);
	moved = mremap(map + page, 4 * page, 4 * page,
		       MREMAP_MAYMOVE | MREMAP_FIXED, to);
	ASSERT_EQ(to, moved);
	shows(_metadata, &self->c, moved, 1, 4);
	shows(_metadata, &self->c, map, 0, 1);
	gone(_metadata, map + page);
	shows(_metadata, &self->c, map + 5 * page, 5, PAGES - 5);
}

TEST_F(vma, mremap_shrink)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c);

	EXPECT_EQ(map, mremap(map, PAGES * page, 2 * page, 0));
	shows(_metadata, &self->c, map, 0, 2);
	gone(_metadata, map + 2 * page);
}

TEST_F(vma, mremap_expand)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c);

	EXPECT_EQ(MAP_FAILED, mremap(map, PAGES * page, (PAGES + 1) * page,
				     MREMAP_MAYMOVE));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(MAP_FAILED, mremap(map, page, 2 * page, MREMAP_MAYMOVE));
	EXPECT_EQ(EFAULT, errno);
	/* An old size of 0 would be a second mapping. */
	EXPECT_EQ(MAP_FAILED, mremap(map, 0, page, MREMAP_MAYMOVE));
	shows(_metadata, &self->c, map, 0, PAGES);
}

/* Each of these would take pages away, or copy or keep them. */
TEST_F(vma, madvise_disallowed)
{
	static const int advice[] = {
		4 /* DONTNEED */, 8 /* FREE */, 11 /* DOFORK */,
		17 /* DODUMP */, 20 /* COLD */,
		21 /* PAGEOUT */, 22 /* POPULATE_READ */,
		23 /* POPULATE_WRITE */, 100 /* HWPOISON */,
	};
	size_t i, len = PAGES * self->c.page;
	void *map = map_pages(_metadata, &self->c);

	for (i = 0; i < ARRAY_SIZE(advice); i++) {
		EXPECT_EQ(-1, madvise(map, len, advice[i]))
			TH_LOG("MADV %d", advice[i]);
	}
	EXPECT_EQ(-1, madvise(map, len, MADV_REMOVE));
	shows(_metadata, &self->c, map, 0, PAGES);
}

TEST_F(vma, madvise_allowed)
{
	size_t len = PAGES * self->c.page;
	void *map = map_pages(_metadata, &self->c);
	pid_t pid;

	EXPECT_EQ(0, madvise(map, len, MADV_NORMAL));
	EXPECT_EQ(0, madvise(map, len, MADV_SEQUENTIAL));
	EXPECT_EQ(0, madvise(map, len, MADV_RANDOM));
	EXPECT_EQ(0, madvise(map, len, MADV_WILLNEED));
	EXPECT_EQ(0, madvise(map, len, MADV_DONTFORK));
	pid = mp_fork();
	if (!pid) {
		uint32_t word;

		_exit(mp_peek32(map, &word) != SIGSEGV);
	}
	EXPECT_EQ(0, mp_wait(pid));
	shows(_metadata, &self->c, map, 0, PAGES);
}

/* They succeed and populate nothing: PREFAULT is the call for that. */
TEST_F(vma, locking)
{
	size_t len = PAGES * self->c.page;
	void *map;

	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, PROT_READ,
			  MAP_SHARED | MAP_POPULATE | MAP_LOCKED);
	shows(_metadata, &self->c, map, 0, PAGES);
	EXPECT_EQ(0, mlock(map, len));
	EXPECT_EQ(0, munlock(map, len));
	EXPECT_EQ(0, mlockall(MCL_CURRENT | MCL_FUTURE));
	map = map_pages(_metadata, &self->c);
	shows(_metadata, &self->c, map, 0, PAGES);
	EXPECT_EQ(0, munlockall());
}

TEST_F(vma, msync)
{
	void *map = map_pages(_metadata, &self->c);

	/* No fsync: registers have no file to sync. */
	msync(map, PAGES * self->c.page, MS_SYNC);
	shows(_metadata, &self->c, map, 0, PAGES);
}

/* Touched and untouched pages are there in the child. */
TEST_F(vma, fork)
{
	void *map = map_pages(_metadata, &self->c);
	pid_t pid = mp_fork();

	if (!pid)
		_exit(!!mp_pattern_errors(map, MP_PATTERN,
					  PAGES * self->c.page));
	EXPECT_EQ(0, mp_wait(pid));
	shows(_metadata, &self->c, map, 0, PAGES);
}

TEST_F(vma, fork_and_unmap)
{
	size_t page = self->c.page;
	void *map = map_pages(_metadata, &self->c);
	pid_t pid = mp_fork();

	if (!pid)
		_exit(munmap(map, 8 * page) ||
		      mp_pattern_errors(map + 8 * page, MP_PATTERN + 8 * page,
					8 * page));
	EXPECT_EQ(0, mp_wait(pid));
	shows(_metadata, &self->c, map, 0, PAGES);
}

/* A child's store reaches the device, and so its parent. */
TEST_F(vma, fork_shares_the_device)
{
	uint32_t word;
	void *map = mp_case_map(_metadata, self->c.fd, MP_ZEROS, self->c.page,
				PROT_READ | PROT_WRITE, MAP_SHARED);
	pid_t pid = mp_fork();

	if (!pid)
		_exit(mp_poke32(map + 32, 0xc411d));
	EXPECT_EQ(0, mp_wait(pid));
	EXPECT_EQ(0, mp_peek32(map + 32, &word));
	EXPECT_EQ(0xc411d, word);
	EXPECT_EQ(0, mp_poke32(map + 32, 0));
}

/* A mapping as the buffer of a system call. */
TEST_F(vma, system_call_buffer)
{
	size_t page = self->c.page;
	uint32_t words[64];
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, 2 * page,
				PROT_READ, MAP_SHARED);
	void *zeros = mp_case_map(_metadata, self->c.fd, MP_ZEROS, page,
				  PROT_READ | PROT_WRITE, MAP_SHARED);
	uint64_t value;
	int fds[2];

	ASSERT_EQ(0, pipe(fds));
	/* The kernel's own access faults the pages in. */
	EXPECT_EQ(sizeof(words), write(fds[1], map + page, sizeof(words)));
	EXPECT_EQ(sizeof(words), read(fds[0], words, sizeof(words)));
	EXPECT_EQ(0, mp_pattern_errors(words, MP_PATTERN + page,
				       sizeof(words)));
	EXPECT_EQ(sizeof(words), write(fds[1], words, sizeof(words)));
	EXPECT_EQ(sizeof(words), read(fds[0], zeros, sizeof(words)));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_ZEROS + 4, 4, &value));
	EXPECT_EQ(MP_PATTERN + page + 4, value);
	memset(zeros, 0, sizeof(words));
	/* Into a page that cannot be written: an error, and no loop. */
	EXPECT_EQ(4, write(fds[1], words, 4));
	EXPECT_EQ(-1, read(fds[0], map, 4));
	EXPECT_EQ(EFAULT, errno);
	close(fds[0]);
	close(fds[1]);
}

/* A window with a hole, as a buffer: short up to the hole, EFAULT at it. */
TEST_F(vma, system_call_buffer_with_a_hole)
{
	size_t page = self->c.page;
	uint64_t last = MP_ZEROS + MP_ZEROS_SIZE - page;
	int fds[2];
	void *map;

	if (!MP_IS_FAULT) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, last, 2 * page,
					      PROT_READ, MAP_SHARED));
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, last, 2 * page, PROT_READ,
			  MAP_SHARED);
	ASSERT_EQ(0, pipe(fds));
	EXPECT_EQ(page, write(fds[1], map, 2 * page));
	EXPECT_EQ(-1, write(fds[1], map + page, 4));
	EXPECT_EQ(EFAULT, errno);
	close(fds[0]);
	close(fds[1]);
}

/* 4 MiB of registers are not in a core file. */
TEST_F(vma, core_dump)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	char before[128], name[64];
	struct stat st;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, 4 << 20,
				PROT_READ, MAP_SHARED);
	pid_t pid;

	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 4 << 20));
	ASSERT_EQ(0, mp_file_read("/proc/sys/kernel/core_pattern", before,
				  sizeof(before)));
	ASSERT_EQ(0, mp_file_write("/proc/sys/kernel/core_pattern",
				   "/tmp/ksft-core.%p"));
	pid = mp_fork();
	if (!pid) {
		mp_file_write("/proc/self/coredump_filter", "0xff");
		setrlimit(RLIMIT_CORE, &limit);
		abort();
	}
	EXPECT_EQ(-1, mp_wait(pid));
	mp_file_write("/proc/sys/kernel/core_pattern", before);
	snprintf(name, sizeof(name), "/tmp/ksft-core.%d", pid);
	MP_NEEDS(!stat(name, &st), "this kernel writes no core files");
	EXPECT_GT(4 << 20, st.st_size);
	unlink(name);
}

/* Threads that map, touch and unmap at the same time. */
static void *churn(void *arg)
{
	struct mp_case *c = arg;
	size_t bad = 0, i, len;
	void *map;

	for (i = 0; i < 100; i++) {
		len = (1 + i % 40) * c->page;
		map = mp_map(c->fd, MP_PATTERN, len, PROT_READ, MAP_SHARED);
		if (!map)
			return (void *)1;
		bad += mp_pattern_errors(map + len - c->page,
					 MP_PATTERN + len - c->page, 64);
		munmap(map, len);
	}
	return (void *)(uintptr_t)bad;
}

TEST_F(vma, threads_map_and_unmap)
{
	pthread_t threads[4];
	void *bad;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, churn,
					    &self->c));
	}
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &bad));
		EXPECT_TRUE(!bad);
	}
}

TEST_HARNESS_MAIN
