// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions above 4 GiB and across it, also for 32-bit programs on 64-bit
 * kernels. The machine has memory there that the kernel does not use; HIGH_ADDR
 * is 4 GiB where it has.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <sys/syscall.h>

#include "ksft_fixture.h"

/*
 * One ends at 4 GiB, the next begins there; one whose address, cut to 32 bits,
 * nobody lists; one that a cut address would hit.
 */
MP_FIXTURE(high,
	   "below@0xffff0000+0x10000:rw",
	   "edge@0x100000000+0x10000:rw",
	   "far@0x120000000+0x100000:rw",
	   "pattern@0x12400000+0x10000")

#define EDGE	0x100000000ULL
#define FAR	0x120000000ULL
#define FAR_SIZE 0x100000ULL
/* What is listed at MP_PATTERN is not listed here. */
#define ALIAS	(0x100000000ULL + MP_PATTERN)

#define NEEDS_HIGH \
	MP_NEEDS(mp_env_number("HIGH_ADDR") == EDGE, \
		 "this machine has no memory above 4 GiB to list")

/* Something that tells one word from the others, at any distance of 4 GiB. */
static uint32_t mark(uint64_t addr)
{
	return (uint32_t)addr ^ (uint32_t)(addr >> 4) ^
	       0x9e3779b9 * (uint32_t)(addr >> 32);
}

static size_t errors(const void *map, uint64_t phys, size_t len)
{
	size_t at, bad = 0;
	uint32_t word;

	for (at = 0; at < len; at += 4)
		bad += mp_peek32(map + at, &word) || word != mark(phys + at);
	return bad;
}

/* Written through the register path, where the address is a plain number. */
static void fill(struct __test_metadata *_metadata, int fd, uint64_t phys,
		 size_t len)
{
	uint64_t addr;

	for (addr = phys; addr < phys + len; addr += 4) {
		ASSERT_EQ(0, mp_reg_write(fd, addr, 4, mark(addr)))
			TH_LOG("0x%llx", (unsigned long long)addr);
	}
}

TEST_F(high, is_mapped)
{
	size_t len = 5 * self->c.page;
	void *map;

	NEEDS_HIGH;
	fill(_metadata, self->c.fd, FAR + FAR_SIZE - len, len);
	map = mp_case_map(_metadata, self->c.fd, FAR + FAR_SIZE - len, len,
			  PROT_READ | PROT_WRITE, MAP_SHARED);
	EXPECT_EQ(0, errors(map, FAR + FAR_SIZE - len, len));
}

/* One window, half of it below 4 GiB. */
TEST_F(high, across_4_gib)
{
	size_t len = 2 * self->c.page;
	uint64_t phys = EDGE - self->c.page;
	void *map;

	NEEDS_HIGH;
	fill(_metadata, self->c.fd, phys, len);
	map = mp_case_map(_metadata, self->c.fd, phys, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, errors(map, phys, len));
}

TEST_F(high, writes_reach_memory)
{
	uint64_t value;
	void *map;

	NEEDS_HIGH;
	map = mp_case_map(_metadata, self->c.fd, FAR, self->c.page,
			  PROT_READ | PROT_WRITE, MAP_SHARED);
	ASSERT_EQ(0, mp_poke32(map + 0x40, 0x600df00d));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, FAR + 0x40, 4, &value));
	EXPECT_EQ(0x600df00d, value);
	EXPECT_EQ(4, pread(self->c.fd, &value, 4, FAR + 0x40));
	EXPECT_EQ(0x600df00d, (uint32_t)value);
}

/* An address is not what its low 32 bits are. */
TEST_F(high, is_not_cut_to_32_bits)
{
	struct memphys_region region;
	uint64_t value;

	NEEDS_HIGH;
	EXPECT_EQ(EPERM, mp_map_error(self->c.fd, ALIAS, self->c.page,
				      PROT_READ, MAP_SHARED));
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, ALIAS, 4, &value));
	EXPECT_EQ(-1, pread(self->c.fd, &value, 4, ALIAS));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-ENOENT, mp_get_region(self->c.fd, ALIAS, &region));
	EXPECT_EQ(EPERM, mp_map_error(self->c.fd, FAR & 0xffffffff,
				      self->c.page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, FAR & 0xffffffff, 4, &value));
}

TEST_F(high, get_region)
{
	struct memphys_region region;
	char text[32];

	NEEDS_HIGH;
	ASSERT_EQ(0, mp_get_region(self->c.fd, FAR + 0x1234, &region));
	EXPECT_EQ(FAR, region.start);
	EXPECT_EQ(FAR_SIZE, region.length);
	EXPECT_STREQ("far", region.name);
	EXPECT_EQ(0, mp_region_read("far", "start", text, sizeof(text)));
	EXPECT_STREQ("0x120000000", text);
}

/* The file position goes where the registers are. */
TEST_F(high, file_position)
{
	uint32_t out[4], in[4];
	size_t i;

	NEEDS_HIGH;
	for (i = 0; i < ARRAY_SIZE(out); i++)
		out[i] = mark(FAR + 0x2000 + 4 * i);
	EXPECT_EQ(FAR + 0x2000, lseek(self->c.fd, FAR + 0x2000, SEEK_SET));
	EXPECT_EQ(sizeof(out), write(self->c.fd, out, sizeof(out)));
	EXPECT_EQ(FAR + 0x2010, lseek(self->c.fd, 0, SEEK_CUR));
	EXPECT_EQ(FAR + 0x2000, lseek(self->c.fd, -16, SEEK_CUR));
	EXPECT_EQ(sizeof(in), read(self->c.fd, in, sizeof(in)));
	EXPECT_EQ(0, memcmp(in, out, sizeof(in)));
	EXPECT_EQ(sizeof(in), pread(self->c.fd, in, sizeof(in), FAR + 0x2000));
	EXPECT_EQ(0, memcmp(in, out, sizeof(in)));
	/* A stream goes on from one region to the next, past 4 GiB. */
	EXPECT_EQ(sizeof(out), pwrite(self->c.fd, out, sizeof(out), EDGE - 8));
	EXPECT_EQ(sizeof(in), pread(self->c.fd, in, sizeof(in), EDGE - 8));
	EXPECT_EQ(0, memcmp(in, out, sizeof(in)));
}

TEST_F(high, prefault)
{
	size_t len = 32 * self->c.page;
	uint64_t mapped;
	void *map;

	NEEDS_HIGH;
	map = mp_case_map(_metadata, self->c.fd, FAR, len, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(MP_IS_FAULT ? 0 : -EOPNOTSUPP,
		  mp_prefault(self->c.fd, map, len, &mapped));
	if (MP_IS_FAULT) {
		EXPECT_EQ(32, mapped);
	}
}

TEST_F(high, revoke)
{
	uint32_t word;
	void *map;

	NEEDS_HIGH;
	map = mp_case_map(_metadata, self->c.fd, FAR, self->c.page, PROT_READ,
			  MAP_SHARED);
	ASSERT_EQ(0, mp_peek32(map, &word));
	ASSERT_EQ(0, mp_revoke("far", true));
	EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
	EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, FAR, self->c.page,
				       PROT_READ, MAP_SHARED));
	ASSERT_EQ(0, mp_revoke("far", false));
	EXPECT_EQ(MP_IS_FAULT ? 0 : SIGBUS, mp_peek32(map, &word));
}

/* mmap2() takes units of 4 KiB, so 32-bit programs reach 44 bits; LPAE has 40. */
TEST_F(high, highest_offset)
{
	bool wide = mp_kernel_word() == 8;

	NEEDS_HIGH;
	EXPECT_EQ(EPERM, mp_map_error(self->c.fd, 1ULL << 39, self->c.page,
				      PROT_READ, MAP_SHARED));
	EXPECT_EQ(wide ? EPERM : EINVAL,
		  mp_map_error(self->c.fd, 1ULL << 43, self->c.page, PROT_READ,
			       MAP_SHARED));
	EXPECT_EQ(wide ? EPERM : EOVERFLOW,
		  mp_map_error(self->c.fd, (1ULL << 44) - self->c.page,
			       self->c.page, PROT_READ, MAP_SHARED));
}

/* As a 32-bit program that was not built for large files calls the kernel. */
TEST_F(high, without_large_files)
{
#ifdef SYS_mmap2
	size_t len = 2 * self->c.page;
	uint32_t word;
	void *map;
	int fd;

	NEEDS_HIGH;
	fd = syscall(SYS_openat, AT_FDCWD, variant->m.node, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, mp_reg_write(fd, FAR + 0x80, 4, 0x32b17));
	map = (void *)syscall(SYS_mmap2, NULL, len, PROT_READ, MAP_SHARED, fd,
			      (unsigned long)(FAR >> 12));
	ASSERT_NE(MAP_FAILED, map);
	EXPECT_EQ(0, mp_peek32(map + 0x80, &word));
	EXPECT_EQ(0x32b17, word);
#else
	SKIP(return, "this is a 64-bit program");
#endif
}

/*
 * Where an entry does not hold the address as it is: the pages around have the
 * entries that each has in a window alone. None is touched. By the region's own
 * node, where 32-bit programs reach every address.
 */
static void entries_around(struct __test_metadata *_metadata, const char *node,
			   uint64_t offset)
{
	const size_t page = mp_page_size(), len = 8 * page;
	int fd = mp_case_open(_metadata, node, O_RDONLY);
	int owner = mp_owner_open();
	uint64_t mapped, one, all;
	void *map, *alone;
	size_t at;

	ASSERT_LE(0, owner)
		TH_LOG("memphys_owner.ko: %s", strerror(-owner));
	offset -= len / 2;
	map = mp_case_map(_metadata, fd, offset, len, PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, mp_prefault(fd, map, len, &mapped));
	for (at = 0; at < len; at += page) {
		alone = mp_case_map(_metadata, fd, offset + at, page, PROT_READ,
				    MAP_SHARED);
		EXPECT_EQ(0, mp_prefault(fd, alone, page, &mapped));
		EXPECT_EQ(1, mp_owner_entry(owner, alone, &one));
		EXPECT_EQ(1, mp_owner_entry(owner, map + at, &all));
		EXPECT_EQ(one, all)
			TH_LOG("page %zu", at / page);
		EXPECT_EQ(0, munmap(alone, page));
	}
	EXPECT_EQ(0, munmap(map, len));
	close(owner);
	close(fd);
}

#define HALF	0x80000ULL

FIXTURE(entry) {
	struct mp_case c;
};

FIXTURE_SETUP(entry)
{
	mp_case_begin(_metadata, &self->c);
}

FIXTURE_TEARDOWN(entry)
{
	mp_case_teardown(_metadata, &self->c);
}

TEST_F(entry, above_48_bits)
{
	int err = mp_load("soc=none regions=%sa@0x%llx+0x%llx:node,b@0x%llx+0x%llx:node",
			  mp_base(), (1ULL << 48) - HALF, 2 * HALF,
			  (1ULL << 50) - HALF, 2 * HALF);

	if (err && mp_log_says(&self->c.log, "exceeds the CPU's physical addresses"))
		SKIP(return, "no addresses of more than 48 bits here");
	ASSERT_EQ(0, err);
	entries_around(_metadata, MP_NODE_EACH "/a", HALF);
	entries_around(_metadata, MP_NODE_EACH "/b", HALF);
}

TEST_HARNESS_MAIN
