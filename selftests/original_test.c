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

#define ELSEWHERE	0x12400000ULL
#define ELSEWHERE_SIZE	0x800000ULL

MP_FIXTURE(original, have_original() ?
	   "original@0x41400000+16M:wb,pattern@0x12400000+8M:wb" :
	   "pattern@0x12400000+8M:wb")

#define NEEDS_COPIES \
	MP_NEEDS(mp_kernel_since(5, 5), "this kernel can copy zeros instead")

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

/* Its test program, line by line, and then what it may do with its mapping. */
static void test_program(struct __test_metadata *_metadata, struct mp_case *c,
			 const char *node, uint64_t phys, unsigned int pages)
{
	size_t len = pages * c->page;
	int fd = mp_case_open(_metadata, node, O_RDONLY);
	void *map = mp_case_map(_metadata, fd, phys, len,
				PROT_READ | PROT_WRITE, MAP_PRIVATE);

	EXPECT_EQ(0, mp_pattern_errors(map, phys, len));
	EXPECT_EQ(0, mp_poke32(map + len - 4, 0xc0b1ed));
	EXPECT_EQ(0, mp_pattern_errors(map, phys, len - 4));
	map = mp_case_map(_metadata, c->fd, phys, len, PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, phys, len));
}

#define TEST_PROGRAM(pages)						\
	do {								\
		NEEDS_ADDRESS;						\
		NEEDS_COPIES;						\
		test_program(_metadata, &self->c, variant->m.node,	\
			     MP_ORIGINAL, pages);			\
	} while (0)

TEST_F(original, test_program_5)
{
	TEST_PROGRAM(5);
}

TEST_F(original, test_program_6)
{
	TEST_PROGRAM(6);
}

TEST_F(original, test_program_4096)
{
	TEST_PROGRAM(4096);
}

/* The same on machines that have nothing at that address. */
TEST_F(original, test_program_elsewhere)
{
	NEEDS_COPIES;
	test_program(_metadata, &self->c, variant->m.node, ELSEWHERE, 5);
	test_program(_metadata, &self->c, variant->m.node, ELSEWHERE, 6);
	test_program(_metadata, &self->c, variant->m.node, ELSEWHERE,
		     ELSEWHERE_SIZE / self->c.page);
}

TEST_HARNESS_MAIN
