// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a mapping shows: the right bytes, in windows of any shape, by both
 * methods.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"

/*
 * With gaps between them: a large region; one that is no whole page; two
 * neighbours of equal attributes that meet inside a page; two that differ; one
 * alone.
 */
#define REGIONS \
	"pattern@0x12400000+4M:node", \
	"part@0x12810000+0x800:node", \
	"left@0x12820000+0x10800:node", \
	"right@0x12830800+0xf800:node", \
	"plain@0x12840000+0x10800:node", \
	"other@0x12850800+0xf800:uncached:node", \
	"alone@0x12880000+0x10000:node", \
	"zeros@0x12c00000+0x100000:rw:node"

MP_FIXTURE(map, REGIONS)
MP_ALSO_EACH(map);
MP_FIXTURE(wide, REGIONS)

#define ALONE	0x12880000ULL
#define ALONE_SIZE 0x10000ULL

static void map_pages(struct __test_metadata *_metadata, struct mp_case *c,
		      unsigned int pages)
{
	size_t len = pages * c->page;
	void *map = mp_case_map(_metadata, c->fd, MP_PATTERN, len, PROT_READ,
				MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
	EXPECT_EQ(0, munmap(map, len));
}

/* The page counts around the one at which the driver of 2009 hung. */
TEST_F(map, pages_1)
{
	map_pages(_metadata, &self->c, 1);
}

TEST_F(map, pages_5)
{
	map_pages(_metadata, &self->c, 5);
}

TEST_F(map, pages_6)
{
	map_pages(_metadata, &self->c, 6);
}

TEST_F(map, pages_7)
{
	map_pages(_metadata, &self->c, 7);
}

TEST_F(map, pages_64)
{
	map_pages(_metadata, &self->c, 64);
}

/* A descriptor that can only read is enough to read. */
TEST_F(map, read_only_descriptor)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	size_t len = 6 * self->c.page;
	void *map;

	map = mp_case_map(_metadata, fd, MP_PATTERN, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
}

TEST_F(map, private_reads_the_same)
{
	size_t len = 6 * self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_PRIVATE);

	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
}

/* The other node shows the same bytes, and so does the register path. */
TEST_F(map, same_by_both_methods)
{
	size_t len = 64 * self->c.page, i;
	const char *node = MP_IS_FAULT ? MP_NODE_REMAP : MP_NODE_FAULT;
	int fd = mp_case_open(_metadata, node, O_RDONLY);
	uint32_t *here, *there, *stream;

	here = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, PROT_READ,
			   MAP_SHARED);
	there = mp_case_map(_metadata, fd, MP_PATTERN, len, PROT_READ,
			    MAP_SHARED);
	stream = malloc(len);
	ASSERT_TRUE(!!stream);
	ASSERT_EQ(len, mp_pread(self->c.fd, stream, len, MP_PATTERN));
	for (i = 0; i < len / 4; i++)
		if (here[i] != there[i] || here[i] != stream[i])
			break;
	EXPECT_EQ(len / 4, i);
	free(stream);
}

TEST_F(wide, chip_id)
{
	uint64_t base = MP_CHIP_ID & ~(self->c.page - 1);
	uint32_t value;
	void *map;

	MP_NEEDS(self->c.page <= 0x1000, "the region is less than a page");
	map = mp_case_map(_metadata, self->c.fd, base, self->c.page, PROT_READ,
			  MAP_SHARED);
	ASSERT_EQ(0, mp_peek32(map + (MP_CHIP_ID - base), &value));
	EXPECT_EQ(MP_CHIP_VALUE, value);
}

/* The offset is the physical address, wherever in a region it lies. */
TEST_F(map, window_inside_region)
{
	uint64_t phys = MP_PATTERN + 37 * self->c.page;
	size_t len = 3 * self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, phys, len, PROT_READ,
				MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, phys, len));
}

/* A length that is no multiple of a page shows the rest of the last one. */
TEST_F(map, length_is_rounded_up)
{
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN,
				self->c.page + 4, PROT_READ, MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 2 * self->c.page));
}

TEST_F(map, offset_not_page_aligned)
{
	EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, MP_PATTERN + 4,
				       self->c.page, PROT_READ, MAP_SHARED));
}

/* What a page shows can be touched in any order. */
TEST_F(map, backwards)
{
	unsigned int pages = 64, i;
	size_t page = self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN,
				pages * page, PROT_READ, MAP_SHARED);

	for (i = pages; i-- > 0;) {
		EXPECT_EQ(0, mp_pattern_errors(map + i * page,
					       MP_PATTERN + i * page, page));
	}
}

TEST_F(map, every_width)
{
	uint64_t value, address = MP_PATTERN + 8;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN,
				self->c.page, PROT_READ, MAP_SHARED);

	ASSERT_EQ(0, mp_peek(map + 8, 1, &value));
	EXPECT_EQ(address & 0xff, value);
	ASSERT_EQ(0, mp_peek(map + 8, 2, &value));
	EXPECT_EQ(address & 0xffff, value);
	ASSERT_EQ(0, mp_peek(map + 8, 4, &value));
	EXPECT_EQ(address, value);
	ASSERT_EQ(0, mp_peek(map + 8, 8, &value));
	EXPECT_EQ(address | (address + 4) << 32, value);
}

/* What one mapping writes, another and the register path read. */
TEST_F(map, writes_reach_the_device)
{
	size_t page = self->c.page;
	uint64_t value;
	uint32_t word;
	void *one, *two;

	one = mp_case_map(_metadata, self->c.fd, MP_ZEROS, page,
			  PROT_READ | PROT_WRITE, MAP_SHARED);
	two = mp_case_map(_metadata, self->c.fd, MP_ZEROS, page, PROT_READ,
			  MAP_SHARED);
	ASSERT_EQ(0, mp_poke32(one + 16, 0x600df00d));
	EXPECT_EQ(0, mp_peek32(two + 16, &word));
	EXPECT_EQ(0x600df00d, word);
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_ZEROS + 16, 4, &value));
	EXPECT_EQ(0x600df00d, value);
	EXPECT_EQ(0, mp_poke32(one + 16, 0));
	EXPECT_EQ(0, mp_peek32(two + 16, &word));
	EXPECT_EQ(0, word);
}

/* A window that begins listed and ends unlisted. */
TEST_F(map, window_past_the_end)
{
	size_t page = self->c.page;
	uint64_t phys = ALONE + ALONE_SIZE - page;
	uint32_t value;
	void *map;

	if (!MP_IS_FAULT) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, phys, 2 * page,
					      PROT_READ, MAP_SHARED));
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, phys, 2 * page, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, phys, page));
	EXPECT_EQ(SIGBUS, mp_peek32(map + page, &value));
	EXPECT_EQ(BUS_ADRERR, mp_signal_code());
}

/* One listed page in the middle, unlisted ones around it. */
TEST_F(wide, window_around_a_region)
{
	size_t len = 4 * ALONE_SIZE;
	uint64_t phys = ALONE - ALONE_SIZE;
	uint32_t value;
	void *map;

	if (!MP_IS_FAULT) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, phys, len, PROT_READ,
					      MAP_SHARED));
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, phys, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(SIGBUS, mp_peek32(map, &value));
	EXPECT_EQ(SIGBUS, mp_peek32(map + ALONE_SIZE - 4, &value));
	EXPECT_EQ(0, mp_pattern_errors(map + ALONE_SIZE, ALONE, ALONE_SIZE));
	EXPECT_EQ(SIGBUS, mp_peek32(map + 2 * ALONE_SIZE, &value));
	EXPECT_EQ(SIGBUS, mp_peek32(map + len - 4, &value));
}

/* Existing /dev/mem clients fall back on exactly EPERM. */
TEST_F(map, window_without_a_listed_page)
{
	EXPECT_EQ(EPERM, mp_map_error(self->c.fd, ALONE + ALONE_SIZE,
				      16 * self->c.page, PROT_READ,
				      MAP_SHARED));
}

/* A page that is only in part listed would show what nobody listed. */
TEST_F(map, part_of_a_page)
{
	uint64_t value;

	EXPECT_EQ(EPERM, mp_map_error(self->c.fd, 0x12810000, self->c.page,
				      PROT_READ, MAP_SHARED));
	/* The listed bytes have the register path. */
	EXPECT_EQ(0, mp_reg_read(self->c.fd, 0x128107fc, 4, &value));
	EXPECT_EQ(0x128107fc, value);
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, 0x12810800, 4, &value));
}

/* Neighbours of equal attributes serve the page that they share. */
TEST_F(wide, neighbours_share_a_page)
{
	void *map = mp_case_map(_metadata, self->c.fd, 0x12820000, 0x20000,
				PROT_READ, MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, 0x12820000, 0x20000));
}

TEST_F(map, different_neighbours_share_none)
{
	uint64_t shared = 0x12850800 & ~(uint64_t)(self->c.page - 1);
	uint64_t value;

	EXPECT_EQ(EPERM, mp_map_error(self->c.fd, shared, self->c.page,
				      PROT_READ, MAP_SHARED));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, 0x128507fc, 4, &value));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, 0x12850800, 4, &value));
}

/* 4 threads that touch the same 256 pages first. */
struct toucher {
	pthread_t thread;
	const void *map;
	size_t len;
	size_t errors;
};

static void *toucher_run(void *arg)
{
	struct toucher *t = arg;

	t->errors = mp_pattern_errors(t->map, MP_PATTERN, t->len);
	return NULL;
}

TEST_F(map, threads_touch_first)
{
	size_t len = 256 * 0x1000, i;
	struct toucher t[4];
	void *map;

	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, PROT_READ,
			  MAP_SHARED);
	for (i = 0; i < ARRAY_SIZE(t); i++) {
		t[i].map = map;
		t[i].len = len;
		ASSERT_EQ(0, pthread_create(&t[i].thread, NULL, toucher_run,
					    &t[i]));
	}
	for (i = 0; i < ARRAY_SIZE(t); i++) {
		ASSERT_EQ(0, pthread_join(t[i].thread, NULL));
		EXPECT_EQ(0, t[i].errors);
	}
}

/* More VMAs than a batch has pages, and each its own. */
TEST_F(map, many_mappings)
{
	size_t page = self->c.page;
	unsigned int i;
	void *map;

	for (i = 0; i < 100; i++) {
		map = mp_case_map(_metadata, self->c.fd, MP_PATTERN + i * page,
				  page, PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN + i * page,
					       page));
	}
}

/* A mapping keeps the device open, and the device the module. */
TEST_F(map, outlives_the_descriptor)
{
	size_t len = 7 * self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);

	ASSERT_EQ(0, close(self->c.fd));
	EXPECT_EQ(-1, syscall(SYS_delete_module, "memphys", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
}

TEST_HARNESS_MAIN
