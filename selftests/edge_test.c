// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes the fault method fast must not be seen: batches, which end where a
 * region or the mapping does.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "ksft_fixture.h"

#define RW	(PROT_READ | PROT_WRITE)

/* Neighbours of both kinds, a hole, and a page alone after it. */
MP_FIXTURE(edge,
	   "first@0x12400000+0x100000",
	   "second@0x12500000+0x40000:rw",
	   "alone@0x12580000+0x10000")

#define SECOND	0x12500000ULL
#define BEHIND	0x12540000ULL
#define ALONE	0x12580000ULL
#define BOTH	0x140000UL

TEST_F(edge, walk_up)
{
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, BOTH,
				PROT_READ, MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, BOTH));
}

TEST_F(edge, walk_down)
{
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, BOTH,
				PROT_READ, MAP_SHARED);
	size_t page = self->c.page, at;

	for (at = BOTH; at; at -= page)
		EXPECT_EQ(0, mp_pattern_errors(map + at - page,
					       MP_PATTERN + at - page, page));
}

/* Steps that no batch foresees, again and again over the same pages. */
TEST_F(edge, sparse)
{
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, BOTH,
				PROT_READ, MAP_SHARED);
	size_t page = self->c.page, pages = BOTH / page, at = 0, i;

	for (i = 0; i < pages; i++) {
		at = (at + 37) % pages;
		EXPECT_EQ(0, mp_pattern_errors(map + at * page,
					       MP_PATTERN + at * page, 16));
	}
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, BOTH));
}

/* What lies after the mapping is not ours. */
TEST_F(edge, stays_inside_the_mapping)
{
	size_t page = self->c.page, len = 0x20000, i;
	char *all = mmap(NULL, 2 * len, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, all);
	ASSERT_EQ(all, mmap(all, len, PROT_READ, MAP_SHARED | MAP_FIXED,
			    self->c.fd, MP_PATTERN));
	EXPECT_EQ(0, mp_pattern_errors(all, MP_PATTERN, len));
	for (i = len; i < 2 * len; i += page)
		EXPECT_EQ(0, all[i]);
}

/* Pages of a read-only region come with a batch, but not writable. */
TEST_F(edge, read_only_neighbours)
{
	size_t page = self->c.page, at = SECOND - MP_PATTERN, i;
	size_t reach = BEHIND - SECOND;
	void *map;

	if (!MP_IS_FAULT) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, MP_PATTERN, BOTH, RW,
					      MAP_SHARED));
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, BOTH, RW,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, BOTH));
	for (i = at - reach; i < at; i += page)
		EXPECT_EQ(SIGBUS, mp_poke32(map + i, 0));
	for (; i < at + reach; i += page)
		EXPECT_EQ(0, mp_poke32(map + i, MP_PATTERN + i));
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, BOTH));
}

TEST_F(edge, goes_around_a_hole)
{
	size_t len = ALONE + 0x10000 - SECOND, page = self->c.page, at;
	uint32_t value;
	void *map;

	if (!MP_IS_FAULT) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, SECOND, len,
					      PROT_READ, MAP_SHARED));
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, SECOND, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, SECOND, BEHIND - SECOND));
	for (at = BEHIND - SECOND; at < ALONE - SECOND; at += page)
		EXPECT_EQ(SIGBUS, mp_peek32(map + at, &value));
	EXPECT_EQ(0, mp_pattern_errors(map + at, ALONE, 0x10000));
}

/* A mapping that the first touch fills must leave out what is revoked. */
TEST_F(edge, leaves_out_what_is_revoked)
{
	uint64_t phys = SECOND - 0x8000;
	void *map = NULL;
	uint32_t value;

	ASSERT_EQ(0, mp_revoke("second", true));
	if (MP_IS_FAULT) {
		map = mp_case_map(_metadata, self->c.fd, phys, 0x10000,
				  PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_pattern_errors(map, phys, 0x8000));
		EXPECT_EQ(SIGBUS, mp_peek32(map + 0x8000, &value));
	} else {
		EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, phys, 0x10000,
					       PROT_READ, MAP_SHARED));
	}
	EXPECT_EQ(0, mp_revoke("second", false));
	if (map)
		EXPECT_EQ(0, mp_pattern_errors(map, phys, 0x10000));
}

TEST_HARNESS_MAIN
