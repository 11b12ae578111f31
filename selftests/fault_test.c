// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the fault method fills a mapping: in batches that keep to regions, VMAs
 * and page tables, or by PREFAULT. memphys_owner.ko says which pages are mapped.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>

#include "ksft_fixture.h"

/* A hole after the first 20 pages of 4 KiB; then a ro and a rw region. */
#define REGIONS \
	"pattern@0x12400000+4M:node", \
	"short@0x12900000+0x14000", \
	"behind@0x12918000+0x8000", \
	"writable@0x12920000+0x10000:rw", \
	"zeros@0x12c00000+0x100000:rw"

MP_FIXTURE(fault, REGIONS)
MP_ALSO_EACH(fault);
MP_FIXTURE_AT(batch, MP_NODE_FAULT, REGIONS)

#define SHORT	0x12900000ULL
#define HOLE	0x12914000ULL
#define BEHIND	0x12918000ULL
#define WRITABLE 0x12920000ULL
#define END	0x12930000ULL

/* Pages of the range that have a PTE, or lie in a huge page that has one. */
static size_t present(struct __test_metadata *_metadata, struct mp_case *c,
		      const void *map, size_t len)
{
	size_t at, count = 0;
	uint64_t entry;
	int owner = mp_owner_open(), level;

	ASSERT_LE(0, owner)
		TH_LOG("memphys_owner.ko: %s", strerror(-owner));
	for (at = 0; at < len; at += c->page) {
		level = mp_owner_entry(owner, map + at, &entry);
		ASSERT_LE(0, level);
		count += !!level;
	}
	close(owner);
	return count;
}

#define PRESENT(map, len) present(_metadata, &self->c, map, len)

TEST_F(fault, filled_at_mmap)
{
	size_t len = 64 * self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);

	EXPECT_EQ(MP_IS_FAULT ? 0 : 64, PRESENT(map, len));
}

/*
 * A mapping well within a page table: at the edge of one, every batch ends, and
 * it would not show that a batch ends by itself.
 */
static void *map_in_table(struct __test_metadata *_metadata, struct mp_case *c,
			  uint64_t phys, size_t len, int prot)
{
	void *map = mp_case_reserve(_metadata, len, MP_TABLE(c), MP_TABLE(c) / 4);

	return mp_case_map_at(_metadata, map, c->fd, phys, len, prot);
}

/* One with the edge of a page table in its middle, which no huge page covers. */
static void *map_over_edge(struct __test_metadata *_metadata,
			   struct mp_case *c, size_t len)
{
	void *map = mp_case_reserve(_metadata, len, MP_TABLE(c),
				    MP_TABLE(c) - len / 2);

	return mp_case_map_at(_metadata, map, c->fd, MP_PATTERN, len, PROT_READ);
}

/* Up to 64 KiB the first touch fills all. */
TEST_F(batch, small_mapping_is_filled_at_once)
{
	uint32_t word;
	void *map = map_in_table(_metadata, &self->c, MP_PATTERN, 0x10000,
				 PROT_READ);

	EXPECT_EQ(0, mp_peek32(map + 0x8000, &word));
	EXPECT_EQ(0x10000 / self->c.page, PRESENT(map, 0x10000));
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 0x10000));
}

/* In the page table that it needs: for another, it could wait for memory. */
TEST_F(batch, small_mapping_in_two_tables)
{
	uint32_t word;
	void *map;

	MP_NEEDS(self->c.page < 0x10000, "the mapping is one page");
	map = map_over_edge(_metadata, &self->c, 0x10000);
	EXPECT_EQ(0, mp_peek32(map + 0x4000, &word));
	EXPECT_EQ(0x8000 / self->c.page, PRESENT(map, 0x10000));
	EXPECT_EQ(0, mp_peek32(map + 0x8000, &word));
	EXPECT_EQ(0x10000 / self->c.page, PRESENT(map, 0x10000));
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 0x10000));
}

/* 64 KiB, with the hole at 0x8000. */
static void *map_hole(struct __test_metadata *_metadata, struct mp_case *c)
{
	return map_in_table(_metadata, c, HOLE - 0x8000, 0x10000, PROT_READ);
}

/* But only what is listed. */
TEST_F(batch, small_mapping_with_a_hole)
{
	uint32_t word;
	void *map;

	MP_NEEDS(self->c.page <= 0x4000, "the hole is less than a page");
	map = map_hole(_metadata, &self->c);
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(0xc000 / self->c.page, PRESENT(map, 0x10000));
	EXPECT_EQ(SIGBUS, mp_peek32(map + 0x8000, &word));
	EXPECT_EQ(SIGBUS, mp_peek32(map + 0xbffc, &word));
	EXPECT_EQ(0, mp_pattern_errors(map + 0xc000, BEHIND, 0x4000));
}

/* From after the hole as well. */
TEST_F(batch, small_mapping_behind_a_hole)
{
	uint32_t word;
	void *map;

	MP_NEEDS(self->c.page <= 0x4000, "the hole is less than a page");
	map = map_hole(_metadata, &self->c);
	EXPECT_EQ(0, mp_peek32(map + 0xf000, &word));
	EXPECT_EQ(0xc000 / self->c.page, PRESENT(map, 0x10000));
	EXPECT_EQ(SIGBUS, mp_peek32(map + 0xbffc, &word));
	EXPECT_EQ(0, mp_pattern_errors(map, HOLE - 0x8000, 0x8000));
	EXPECT_EQ(0, mp_pattern_errors(map + 0xc000, BEHIND, 0x4000));
}

/* A touch that fails maps nothing. */
TEST_F(batch, touch_in_a_hole)
{
	uint32_t word;
	void *map;

	MP_NEEDS(self->c.page <= 0x4000, "the hole is less than a page");
	map = map_hole(_metadata, &self->c);
	EXPECT_EQ(SIGBUS, mp_peek32(map + 0x8000, &word));
	EXPECT_EQ(0, PRESENT(map, 0x10000));
}

/* In a large mapping an isolated touch is one page, a walk earns more. */
TEST_F(batch, large_mapping_grows)
{
	size_t page = self->c.page, len = 256 * page, few;
	uint32_t word;
	void *map;

	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_peek32(map + 200 * page, &word));
	few = PRESENT(map, len);
	EXPECT_GT(64, few);
	EXPECT_LE(1, few);
	/* The page faults of the walk are fewer than its pages. */
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 100 * page));
	EXPECT_LT(100, PRESENT(map, len));
}

/* Touch pages [first, last] in either direction, all of a pattern. */
static size_t walk(const void *map, size_t page, size_t first, size_t last)
{
	size_t errors = 0, at = first;

	for (;;) {
		errors += mp_pattern_errors(map + at * page,
					    MP_PATTERN + at * page, 16);
		if (at == last)
			return errors;
		at += first < last ? 1 : -1;
	}
}

static long faults(void)
{
	char text[32];

	return mp_region_read("pattern", "faults", text, sizeof(text)) ?
		       -1 : strtol(text, NULL, 10);
}

/* Nobody comes near a page that was touched: nothing to be gained. */
TEST_F(batch, single_touches_stay_alone)
{
	static const size_t touched[] = { 100, 20, 220, 60, 140, 180 };
	size_t page = self->c.page, i;
	void *map;

	MP_NEEDS(page == 4096, "the table is larger than the window");
	map = map_over_edge(_metadata, &self->c, 512 * page);
	for (i = 0; i < ARRAY_SIZE(touched); i++)
		EXPECT_EQ(0, walk(map, page, touched[i], touched[i]));
	EXPECT_EQ(ARRAY_SIZE(touched), PRESENT(map, 256 * page));
}

/*
 * Is it the begin of a walk from another table, or all that is wanted of this
 * one? Few pages for few touches; a walk goes through in few faults.
 */
TEST_F(batch, walk_over_an_edge)
{
	size_t page = self->c.page, half = 256 * page;
	long before, few = 6;
	void *map;

	MP_NEEDS(page == 4096, "the table is larger than the window");
#ifdef __aarch64__
	few = 2; /* there, a batch costs little where it is in vain */
#endif
	map = map_over_edge(_metadata, &self->c, 512 * page);
	before = faults();
	EXPECT_EQ(0, walk(map, page, 256, 259));
	EXPECT_EQ(0, walk(map, page, 255, 252));
	EXPECT_GE(16, PRESENT(map, half));
	EXPECT_GE(16, PRESENT(map + half, half));
	EXPECT_GE(before + few, faults());
	EXPECT_EQ(0, walk(map, page, 260, 511));
	EXPECT_EQ(0, walk(map, page, 251, 0));
	EXPECT_GE(before + few + 6, faults());
}

/* A walk downwards earns batches too, and at most a block above its begin. */
TEST_F(batch, walk_down_grows)
{
	size_t page = self->c.page, len = 256 * page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);
	long before = faults();

	EXPECT_EQ(0, walk(map, page, 240, 100));
	EXPECT_GT(before + 10, faults());
	EXPECT_EQ(0, walk(map, page, 100, 0));
	EXPECT_LE(241, PRESENT(map, len));
}

/* And so does one in steps. */
TEST_F(batch, walk_in_steps_grows)
{
	size_t page = self->c.page, len = 256 * page, at;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);
	long before = faults();

	for (at = 0; at < 256; at += 8)
		EXPECT_EQ(0, walk(map, page, at, at));
	EXPECT_GT(before + 12, faults());
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
}

/* Not below the mapping either. */
TEST_F(batch, walk_down_ends_with_the_vma)
{
	size_t page = self->c.page, len = 100 * page, skip = 100 * page;
	void *map = map_in_table(_metadata, &self->c, MP_PATTERN + skip, len,
				 PROT_READ);

	EXPECT_EQ(0, walk(map - skip, page, 199, 100));
	EXPECT_EQ(100, PRESENT(map, len));
	EXPECT_EQ(0, PRESENT(map - skip, skip));
}

/* Walks that meet find the pages of each other, and leave them. */
TEST_F(batch, walks_meet)
{
	size_t page = self->c.page, len = 4 << 20, pages = len / page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);

	EXPECT_EQ(0, walk(map, page, pages / 2, pages * 3 / 4));
	EXPECT_EQ(0, walk(map, page, pages * 7 / 8, pages * 3 / 8));
	EXPECT_EQ(0, walk(map, page, pages / 4, pages - 1));
	EXPECT_EQ(0, walk(map, page, pages - 1, 0));
	EXPECT_EQ(pages, PRESENT(map, len));
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
}

/* Never beyond the mapping: the pages after it belong to somebody else. */
TEST_F(batch, ends_with_the_vma)
{
	size_t page = self->c.page, len = 200 * page;
	void *map = map_in_table(_metadata, &self->c, MP_PATTERN, len,
				 PROT_READ);

	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
	EXPECT_EQ(200, PRESENT(map, len));
	EXPECT_EQ(0, PRESENT(map + len, 100 * page));
}

/* A walk through regions of other attributes, and back. */
TEST_F(batch, ends_with_the_region)
{
	size_t len = END - SHORT, at;
	uint32_t word;
	void *map;

	MP_NEEDS_BY_PAGE;
	MP_NEEDS(self->c.page <= 0x4000, "the hole is less than a page");
	map = map_in_table(_metadata, &self->c, SHORT, len,
			   PROT_READ | PROT_WRITE);
	for (at = 0; at < len; at += self->c.page) {
		bool hole = SHORT + at >= HOLE && SHORT + at < BEHIND;

		EXPECT_EQ(hole ? SIGBUS : 0, mp_peek32(map + at, &word));
	}
	EXPECT_EQ((len - (BEHIND - HOLE)) / self->c.page,
		  PRESENT(map, len));
	/* No batch made a read-only page writable. */
	for (at = 0; at < len; at += self->c.page) {
		uint64_t phys = SHORT + at;

		EXPECT_EQ(phys >= WRITABLE ? 0 : SIGBUS,
			  mp_poke32(map + at, phys));
	}
}

/* The same with the writes first. */
TEST_F(batch, written_first)
{
	size_t len = END - SHORT, at;
	void *map;

	MP_NEEDS_BY_PAGE;
	map = mp_case_map(_metadata, self->c.fd, SHORT, len,
			  PROT_READ | PROT_WRITE, MAP_SHARED);
	for (at = len; at > 0; at -= self->c.page) {
		uint64_t phys = SHORT + at - self->c.page;

		EXPECT_EQ(phys >= WRITABLE ? 0 : SIGBUS,
			  mp_poke32(map + (phys - SHORT), phys));
	}
	EXPECT_EQ(0, mp_pattern_errors(map, SHORT, HOLE - SHORT));
	EXPECT_EQ(0, mp_pattern_errors(map + (BEHIND - SHORT), BEHIND,
				       END - BEHIND));
}

/* A read-only walk leaves nothing that mprotect() turns writable. */
TEST_F(batch, then_mprotect)
{
	size_t len = HOLE - SHORT, at;
	void *map;

	MP_NEEDS_BY_PAGE;
	map = mp_case_map(_metadata, self->c.fd, SHORT, len,
			  PROT_READ | PROT_WRITE, MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, SHORT, len));
	ASSERT_EQ(0, mprotect(map, len, PROT_READ));
	ASSERT_EQ(0, mprotect(map, len, PROT_READ | PROT_WRITE));
	for (at = 0; at < len; at += self->c.page) {
		EXPECT_EQ(SIGBUS, mp_poke32(map + at, SHORT + at));
	}
}

struct runner {
	pthread_t thread;
	void *map;
	size_t len;
	size_t page;
	unsigned int first;
	size_t errors;
};

/* Each thread begins elsewhere, so that batches meet each other. */
static void *run(void *arg)
{
	struct runner *r = arg;
	size_t pages = r->len / r->page, i, at;

	for (i = 0; i < pages; i++) {
		at = (r->first + i) % pages * r->page;
		r->errors += mp_pattern_errors(r->map + at, MP_PATTERN + at,
					       64);
	}
	return NULL;
}

TEST_F(fault, threads_with_batches)
{
	size_t page = self->c.page, len = 512 * 0x1000;
	struct runner r[4];
	size_t i;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);

	for (i = 0; i < ARRAY_SIZE(r); i++) {
		r[i] = (struct runner){
			.map = map,
			.len = len,
			.page = page,
			.first = i * len / page / ARRAY_SIZE(r),
		};
		ASSERT_EQ(0, pthread_create(&r[i].thread, NULL, run, &r[i]));
	}
	for (i = 0; i < ARRAY_SIZE(r); i++) {
		ASSERT_EQ(0, pthread_join(r[i].thread, NULL));
		EXPECT_EQ(0, r[i].errors);
	}
	EXPECT_EQ(len / page, PRESENT(map, len));
}

TEST_F(fault, prefault)
{
	size_t page = self->c.page, len = 256 * page;
	uint64_t mapped;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);

	if (!MP_IS_FAULT) {
		EXPECT_EQ(-EOPNOTSUPP, mp_prefault(self->c.fd, map, len,
						   &mapped));
		return;
	}
	EXPECT_EQ(0, mp_prefault(self->c.fd, map + 3 * page, 5 * page,
				 &mapped));
	EXPECT_EQ(5, mapped);
	EXPECT_EQ(5, PRESENT(map, len));
	EXPECT_EQ(0, mp_prefault(self->c.fd, map, len, &mapped));
	EXPECT_EQ(256, mapped);
	EXPECT_EQ(256, PRESENT(map, len));
	/* Pages that were there already count. */
	EXPECT_EQ(0, mp_prefault(self->c.fd, map, len, &mapped));
	EXPECT_EQ(256, mapped);
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
}

TEST_F(batch, prefault_skips_what_is_not_listed)
{
	size_t len = END - SHORT;
	uint64_t mapped;
	uint32_t word;
	void *map;

	MP_NEEDS_BY_PAGE;
	MP_NEEDS(self->c.page <= 0x4000, "the hole is less than a page");
	map = mp_case_map(_metadata, self->c.fd, SHORT, len,
			  PROT_READ | PROT_WRITE, MAP_SHARED);
	EXPECT_EQ(0, mp_prefault(self->c.fd, map, len, &mapped));
	EXPECT_EQ((len - (BEHIND - HOLE)) / self->c.page, mapped);
	EXPECT_EQ(mapped, PRESENT(map, len));
	EXPECT_EQ(SIGBUS, mp_peek32(map + (HOLE - SHORT), &word));
	/* Prefaulted or not: read-only is read-only. */
	EXPECT_EQ(SIGBUS, mp_poke32(map, SHORT));
	EXPECT_EQ(0, mp_poke32(map + (WRITABLE - SHORT), WRITABLE));
	/* A range without a listed page: nothing, and no error. */
	EXPECT_EQ(0, mp_prefault(self->c.fd, map + (HOLE - SHORT),
				 BEHIND - HOLE, &mapped));
	EXPECT_EQ(0, mapped);
}

static double cpu_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Seconds for a prefault of so many mappings of one page. */
static double prefault_many(struct __test_metadata *_metadata,
			    struct mp_case *c, size_t count)
{
	size_t page = c->page, i;
	uint64_t mapped = 0;
	double start;
	void *room = mp_case_reserve(_metadata, count * page, page, 0);

	for (i = 0; i < count; i++)
		mp_case_map_at(_metadata, room + i * page, c->fd, MP_PATTERN,
			       page, PROT_READ);
	start = cpu_time();
	EXPECT_EQ(0, mp_prefault(c->fd, room, count * page, &mapped));
	start = cpu_time() - start;
	EXPECT_EQ(count, mapped);
	munmap(room, count * page);
	return start;
}

/* Eight times the mappings take eight times the time, not 64 times: 20 s. */
TEST_F(batch, prefault_is_linear)
{
	size_t count = mp_env_number("SLOW") > 1 ? 250 : 1000;
	double few = prefault_many(_metadata, &self->c, count);
	double many = prefault_many(_metadata, &self->c, 8 * count);

	EXPECT_GT(25 * few + 1, many)
		TH_LOG("%zu mappings: %.3f s, 8 times as many: %.3f s", count,
		       few, many);
}

/* A process that is killed in the middle of it leaves no lock and no page. */
TEST_F(batch, prefault_killed)
{
	size_t len = 0x400000;
	unsigned int i;
	uint64_t mapped;
	int status;
	pid_t pid;
	void *map;

	for (i = 0; i < 50; i++) {
		pid = mp_fork();
		ASSERT_LE(0, pid);
		while (!pid) {
			map = mp_map(self->c.fd, MP_PATTERN, len, PROT_READ,
				     MAP_SHARED);
			if (!map || mp_prefault(self->c.fd, map, len, &mapped))
				_exit(1);
			munmap(map, len);
		}
		usleep(5000 + rand() % 5000);
		EXPECT_EQ(0, kill(pid, SIGKILL));
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		EXPECT_TRUE(WIFSIGNALED(status));
	}
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_prefault(self->c.fd, map, len, &mapped));
	EXPECT_EQ(len / self->c.page, mapped);
}

TEST_F(batch, prefault_of_revoked_pages)
{
	size_t len = 16 * self->c.page;
	uint64_t mapped = 1;
	void *map;

	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, PROT_READ,
			  MAP_SHARED);
	ASSERT_EQ(0, mp_revoke("pattern", true));
	EXPECT_EQ(0, mp_prefault(self->c.fd, map, len, &mapped));
	EXPECT_EQ(0, mapped);
	ASSERT_EQ(0, mp_revoke("pattern", false));
	EXPECT_EQ(0, mp_prefault(self->c.fd, map, len, &mapped));
	EXPECT_EQ(16, mapped);
}

/* The range must be ours, whole, and of this descriptor. */
TEST_F(batch, prefault_fields)
{
	int other = mp_case_open(_metadata, MP_NODE_FAULT, O_RDWR);
	size_t page = self->c.page, len = 8 * page;
	struct memphys_prefault arg;
	uint64_t mapped;
	void *map, *room;

	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(-EINVAL, mp_prefault(self->c.fd, map, 0, &mapped));
	EXPECT_EQ(-EINVAL, mp_prefault(self->c.fd, map, page + 1, &mapped));
	EXPECT_EQ(-EINVAL, mp_prefault(self->c.fd, map + 8, page, &mapped));
	EXPECT_EQ(-EINVAL, mp_prefault(self->c.fd, map, -page, &mapped));
	EXPECT_EQ(-EINVAL, mp_prefault(other, map, len, &mapped));
	arg = (struct memphys_prefault){
		.size = sizeof(arg),
		.start = (uintptr_t)map,
		.length = page,
		.flags = 1,
	};
	EXPECT_EQ(-1, ioctl(self->c.fd, MEMPHYS_IOC_PREFAULT, &arg));
	EXPECT_EQ(EINVAL, errno);
	arg.flags = 0;
	arg.start = ~0ULL << 32;
	EXPECT_EQ(-1, ioctl(self->c.fd, MEMPHYS_IOC_PREFAULT, &arg));
	EXPECT_EQ(0, PRESENT(map, len));

	/* A hole in the mapping, and memory of somebody else. */
	ASSERT_EQ(0, munmap(map + 4 * page, page));
	EXPECT_EQ(-ENOMEM, mp_prefault(self->c.fd, map, len, &mapped));
	room = mmap(map + 4 * page, page, PROT_READ,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	ASSERT_EQ(map + 4 * page, room);
	EXPECT_EQ(-EINVAL, mp_prefault(self->c.fd, map, len, &mapped));
	EXPECT_EQ(-EINVAL, mp_prefault(self->c.fd, room, page, &mapped));
	munmap(room, page);
	EXPECT_EQ(0, mp_prefault(self->c.fd, map, 4 * page, &mapped));
	EXPECT_EQ(4, mapped);
}

TEST_HARNESS_MAIN
