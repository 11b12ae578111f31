// SPDX-License-Identifier: GPL-2.0-only
/*
 * The case that hung the first memphys of 2009: physical 0x41400000 (page frame
 * 267264), touched page by page, the sixth for ever. And what its test program
 * did: O_RDONLY, then MAP_PRIVATE with PROT_READ | PROT_WRITE.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "ksft_fixture.h"

static bool have_original(void)
{
	return mp_env_number("HAVE_41400000");
}

MP_FIXTURE(original, have_original() ? "original@0x41400000+16M:wb" :
				       "unused@0x12400000+0x10000")

#define NEEDS_ADDRESS \
	MP_NEEDS(have_original(), \
		 "no reserved memory at 0x41400000 on this machine")

static void map_original(struct __test_metadata *_metadata, struct mp_case *c,
			 unsigned int pages)
{
	size_t len = pages * c->page;
	void *map = mp_case_map(_metadata, c->fd, MP_ORIGINAL, len, PROT_READ,
				MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, MP_ORIGINAL, len));
}

TEST_F(original, pages_5)
{
	NEEDS_ADDRESS;
	map_original(_metadata, &self->c, 5);
}

TEST_F(original, pages_6)
{
	NEEDS_ADDRESS;
	map_original(_metadata, &self->c, 6);
}

TEST_F(original, pages_4096)
{
	NEEDS_ADDRESS;
	map_original(_metadata, &self->c, 4096);
}

/* Its test program, line by line; remap works, fault says why not. */
TEST_F(original, test_program)
{
	size_t len = 6 * self->c.page;
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	void *map;

	NEEDS_ADDRESS;
	if (MP_IS_FAULT) {
		EXPECT_EQ(EINVAL, mp_map_error(fd, MP_ORIGINAL, len,
					       PROT_READ | PROT_WRITE,
					       MAP_PRIVATE));
		return;
	}
	map = mp_case_map(_metadata, fd, MP_ORIGINAL, len,
			  PROT_READ | PROT_WRITE, MAP_PRIVATE);
	EXPECT_EQ(0, mp_pattern_errors(map, MP_ORIGINAL, len));
}

TEST_HARNESS_MAIN
