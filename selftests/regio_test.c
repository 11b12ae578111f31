// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() and write(): the offset is the physical address, an access has an
 * exact width, and it stops at the first byte that is not listed.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>
#include <sys/time.h>
#include <sys/uio.h>

#include "ksft_fixture.h"

#define REGIONS \
	"pattern@0x12400000+0x10000:node", \
	"next@0x12410000+0x10004:rw:node", \
	"island@0x12430010+0x20:node", \
	"stub@0x12440001+6:node", \
	"zeros@0x12c00000+0x100000:rw:node"

MP_FIXTURE(regio, REGIONS)
MP_ALSO_EACH(regio);
MP_FIXTURE(wide, REGIONS)

#define NEXT_END	0x12420004ULL
#define ISLAND		0x12430010ULL
#define ISLAND_END	0x12430030ULL
#define STUB		0x12440001ULL

/* Words of buf that do not hold their address. */
static size_t errors(const uint32_t *buf, uint64_t phys, size_t len)
{
	size_t i, bad = 0;

	for (i = 0; i < len / 4; i++)
		bad += buf[i] != (uint32_t)(phys + 4 * i);
	return bad;
}

TEST_F(regio, reads_words)
{
	size_t len;
	uint32_t buf[4096];

	for (len = 4; len <= sizeof(buf); len = 3 * len + 4) {
		memset(buf, 0xee, sizeof(buf));
		ASSERT_EQ(len, mp_pread(self->c.fd, buf, len, MP_PATTERN + 36));
		EXPECT_EQ(0, errors(buf, MP_PATTERN + 36, len));
		/* And not a byte more. */
		if (len < sizeof(buf)) {
			EXPECT_EQ(0xeeeeeeee, buf[len / 4]);
		}
	}
}

TEST_F(regio, reads_single_widths)
{
	uint64_t at = MP_PATTERN + 0x8878, value = 0;

	EXPECT_EQ(1, mp_pread(self->c.fd, &value, 1, at + 1));
	EXPECT_EQ(0x88, value);
	value = 0;
	EXPECT_EQ(2, mp_pread(self->c.fd, &value, 2, at + 2));
	EXPECT_EQ(at >> 16, value);
	EXPECT_EQ(8, mp_pread(self->c.fd, &value, 8, at));
	EXPECT_EQ(at | (at + 4) << 32, value);
	/* 8 bytes that are not aligned to 8 are two words. */
	EXPECT_EQ(8, mp_pread(self->c.fd, &value, 8, at + 4));
	EXPECT_EQ((at + 4) | (at + 8) << 32, value);
}

static unsigned long counter(const char *region, const char *file)
{
	char text[32] = "";

	mp_region_read(region, file, text, sizeof(text));
	return strtoul(text, NULL, 10);
}

/* Accesses of 4, 2 and 1 bytes, the widest that are aligned and fit. */
static const struct {
	unsigned int offset;
	unsigned int len;
	unsigned int accesses;
} odd[] = {
	{ 0, 3, 2 }, { 0, 5, 2 }, { 0, 6, 2 }, { 0, 7, 3 }, { 0, 9, 3 },
	{ 1, 2, 2 }, { 1, 3, 2 }, { 1, 4, 3 }, { 1, 7, 3 }, { 1, 8, 4 },
	{ 2, 4, 2 }, { 2, 6, 2 }, { 2, 8, 3 }, { 3, 2, 2 }, { 3, 5, 2 },
	{ 0, 4095, 1025 }, { 1, 4096, 1026 },
};

TEST_F(regio, odd_reads)
{
	uint32_t words[1026];
	char *bytes = (char *)words, buf[4104];
	unsigned long before;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = MP_PATTERN + 4 * i;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		before = counter("pattern", "reads");
		memset(buf, 0xee, sizeof(buf));
		EXPECT_EQ(odd[i].len, mp_pread(self->c.fd, buf, odd[i].len,
					       MP_PATTERN + odd[i].offset));
		EXPECT_EQ(0, memcmp(buf, bytes + odd[i].offset, odd[i].len));
		EXPECT_EQ((char)0xee, buf[odd[i].len]);
		EXPECT_EQ(before + odd[i].accesses,
			  counter("pattern", "reads"));
	}
	/* And where the region ends. */
	before = counter("stub", "reads");
	EXPECT_EQ(6, mp_pread(self->c.fd, buf, 8, STUB));
	EXPECT_EQ(before + 4, counter("stub", "reads"));
	memcpy(bytes, (uint32_t[]){ STUB - 1, STUB + 3 }, 8);
	EXPECT_EQ(0, memcmp(buf, bytes + 1, 6));
}

TEST_F(regio, odd_writes)
{
	char buf[4104], got[4104], wanted[4104];
	unsigned long before;
	size_t i, j;

	for (j = 0; j < sizeof(buf); j++)
		buf[j] = 1 + j % 251;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		before = counter("zeros", "writes");
		memset(wanted, 0, sizeof(wanted));
		memcpy(wanted + odd[i].offset, buf, odd[i].len);
		EXPECT_EQ(odd[i].len, mp_pwrite(self->c.fd, buf, odd[i].len,
						MP_ZEROS + odd[i].offset));
		EXPECT_EQ(before + odd[i].accesses,
			  counter("zeros", "writes"));
		EXPECT_EQ(sizeof(got), mp_pread(self->c.fd, got, sizeof(got),
						MP_ZEROS));
		EXPECT_EQ(0, memcmp(got, wanted, sizeof(got)));
		memset(wanted, 0, sizeof(wanted));
		EXPECT_EQ(sizeof(wanted), mp_pwrite(self->c.fd, wanted,
						    sizeof(wanted), MP_ZEROS));
	}
}

TEST_F(regio, nothing_asked)
{
	char buf;

	EXPECT_EQ(0, mp_pread(self->c.fd, &buf, 0, MP_PATTERN));
	EXPECT_EQ(0, mp_pwrite(self->c.fd, &buf, 0, MP_ZEROS));
}

TEST_F(wide, stops_at_the_first_unlisted_byte)
{
	uint32_t buf[64];

	EXPECT_EQ(20, mp_pread(self->c.fd, buf, sizeof(buf), NEXT_END - 20));
	EXPECT_EQ(0, errors(buf, NEXT_END - 20, 20));
	EXPECT_EQ(-1, mp_pread(self->c.fd, buf, sizeof(buf), NEXT_END));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, mp_pread(self->c.fd, buf, sizeof(buf), ISLAND - 4));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(0x20, mp_pread(self->c.fd, buf, sizeof(buf), ISLAND));
	EXPECT_EQ(0, errors(buf, ISLAND, 0x20));
	EXPECT_EQ(-1, mp_pread(self->c.fd, buf, 4, ISLAND_END));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, mp_pread(self->c.fd, buf, 4, 0));
	EXPECT_EQ(EPERM, errno);
}

/* An access that is only in part listed is not made. */
TEST_F(wide, no_access_across_the_end)
{
	uint64_t value;

	/* Aligned 8 bytes would be one access on 64 bits. */
	EXPECT_EQ(4, mp_pread(self->c.fd, &value, 8, NEXT_END - 4));
	EXPECT_EQ(NEXT_END - 4, (uint32_t)value);
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, STUB + 3, 4, &value));
	EXPECT_EQ(1, mp_pread(self->c.fd, &value, 1, NEXT_END - 1));
	EXPECT_EQ(-1, mp_pread(self->c.fd, &value, 1, NEXT_END));
	EXPECT_EQ(EPERM, errno);
}

/* Neighbours are read through, whatever their attributes. */
TEST_F(wide, reads_across_regions)
{
	uint32_t buf[64];

	EXPECT_EQ(sizeof(buf), mp_pread(self->c.fd, buf, sizeof(buf),
					0x12410000 - 128));
	EXPECT_EQ(0, errors(buf, 0x12410000 - 128, sizeof(buf)));
}

/* A file position like any other, beyond 2 GiB as well. */
TEST_F(wide, file_position)
{
	uint32_t buf[4];

	EXPECT_EQ(MP_PATTERN, lseek(self->c.fd, MP_PATTERN, SEEK_SET));
	EXPECT_EQ(16, read(self->c.fd, buf, 16));
	EXPECT_EQ(0, errors(buf, MP_PATTERN, 16));
	EXPECT_EQ(16, read(self->c.fd, buf, 16));
	EXPECT_EQ(0, errors(buf, MP_PATTERN + 16, 16));
	EXPECT_EQ(MP_PATTERN + 48, lseek(self->c.fd, 16, SEEK_CUR));
	EXPECT_EQ(4, read(self->c.fd, buf, 4));
	EXPECT_EQ(0, errors(buf, MP_PATTERN + 48, 4));
	EXPECT_EQ(-1, lseek(self->c.fd, 0, SEEK_END));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(0xfff00000, lseek(self->c.fd, 0xfff00000, SEEK_SET));
	EXPECT_EQ(0x2f0010000, lseek(self->c.fd, 0x2f0010000, SEEK_SET));
	EXPECT_EQ(-1, read(self->c.fd, buf, 4));
	EXPECT_EQ(EPERM, errno);
	/* A failed read does not move it. */
	EXPECT_EQ(0x2f0010000, lseek(self->c.fd, 0, SEEK_CUR));
}

TEST_F(regio, vectors)
{
	struct mp_place at = mp_place(self->c.fd, MP_PATTERN);
	uint32_t one[4], two[8];
	struct iovec iov[] = {
		{ .iov_base = one, .iov_len = sizeof(one) },
		{ .iov_base = two, .iov_len = sizeof(two) },
	};

	EXPECT_EQ(sizeof(one) + sizeof(two),
		  preadv(at.fd, iov, 2, at.offset));
	EXPECT_EQ(0, errors(one, MP_PATTERN, sizeof(one)));
	EXPECT_EQ(0, errors(two, MP_PATTERN + sizeof(one), sizeof(two)));
}

TEST_F(regio, writes)
{
	size_t len = 4096, i;
	uint32_t *out = malloc(len), *in = malloc(len);

	ASSERT_TRUE(out && in);
	for (i = 0; i < len / 4; i++)
		out[i] = 0xa5000000 + i;
	EXPECT_EQ(len, mp_pwrite(self->c.fd, out, len, MP_ZEROS + 0x800));
	EXPECT_EQ(len, mp_pread(self->c.fd, in, len, MP_ZEROS + 0x800));
	EXPECT_EQ(0, memcmp(in, out, len));
	/* The words before and after are still zero. */
	EXPECT_EQ(4, mp_pread(self->c.fd, in, 4, MP_ZEROS + 0x7fc));
	EXPECT_EQ(0, *in);
	EXPECT_EQ(4, mp_pread(self->c.fd, in, 4, MP_ZEROS + 0x800 + len));
	EXPECT_EQ(0, *in);
	memset(out, 0, len);
	EXPECT_EQ(len, mp_pwrite(self->c.fd, out, len, MP_ZEROS + 0x800));
	free(out);
	free(in);
}

TEST_F(regio, writes_single_widths)
{
	uint64_t value = 0x1122334455667788, got;

	EXPECT_EQ(1, mp_pwrite(self->c.fd, &value, 1, MP_ZEROS + 3));
	EXPECT_EQ(4, mp_pread(self->c.fd, &got, 4, MP_ZEROS));
	EXPECT_EQ(0x88000000, (uint32_t)got);
	EXPECT_EQ(2, mp_pwrite(self->c.fd, &value, 2, MP_ZEROS));
	EXPECT_EQ(4, mp_pread(self->c.fd, &got, 4, MP_ZEROS));
	EXPECT_EQ(0x88007788, (uint32_t)got);
	EXPECT_EQ(8, mp_pwrite(self->c.fd, &value, 8, MP_ZEROS));
	EXPECT_EQ(8, mp_pread(self->c.fd, &got, 8, MP_ZEROS));
	EXPECT_EQ(value, got);
	value = 0;
	EXPECT_EQ(8, mp_pwrite(self->c.fd, &value, 8, MP_ZEROS));
}

/* What is read-only stays so, from the first byte or in the middle. */
TEST_F(regio, read_only_region)
{
	uint32_t word = 0, got;

	EXPECT_EQ(-1, mp_pwrite(self->c.fd, &word, 4, MP_PATTERN));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(4, mp_pread(self->c.fd, &got, 4, MP_PATTERN));
	EXPECT_EQ(MP_PATTERN, got);
	EXPECT_EQ(-1, mp_pwrite(self->c.fd, &word, 4, MP_CHIP_ID));
	EXPECT_EQ(EPERM, errno);
}

TEST_F(regio, write_stops_at_the_end)
{
	uint32_t words[4] = { NEXT_END - 8, NEXT_END - 4, 0, 0 };
	uint32_t got[2];

	EXPECT_EQ(8, mp_pwrite(self->c.fd, words, sizeof(words), NEXT_END - 8));
	EXPECT_EQ(8, mp_pread(self->c.fd, got, 8, NEXT_END - 8));
	EXPECT_EQ(0, errors(got, NEXT_END - 8, 8));
}

TEST_F(regio, direction)
{
	int ro = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	int wo = mp_case_open(_metadata, variant->m.node, O_WRONLY);
	uint32_t word = 0;

	EXPECT_EQ(-1, mp_pwrite(ro, &word, 4, MP_ZEROS));
	EXPECT_EQ(EBADF, errno);
	EXPECT_EQ(-1, mp_pread(wo, &word, 4, MP_ZEROS));
	EXPECT_EQ(EBADF, errno);
	EXPECT_EQ(4, mp_pwrite(wo, &word, 4, MP_ZEROS));
	EXPECT_EQ(4, mp_pread(ro, &word, 4, MP_ZEROS));
}

/* A buffer that ends is like a region that ends. */
TEST_F(regio, bad_buffers)
{
	size_t page = self->c.page;
	void *room = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ssize_t done;

	ASSERT_NE(MAP_FAILED, room);
	ASSERT_EQ(0, munmap(room + page, page));
	EXPECT_EQ(-1, mp_pread(self->c.fd, room + page, 64, MP_PATTERN));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, mp_pwrite(self->c.fd, room + page, 64, MP_ZEROS));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, mp_pread(self->c.fd, (void *)-4096UL, 4, MP_PATTERN));
	EXPECT_EQ(EFAULT, errno);
	/* What fitted was read. */
	EXPECT_EQ(1024, mp_pread(self->c.fd, room + page - 1024, 4096,
				 MP_PATTERN));
	EXPECT_EQ(0, errors(room + page - 1024, MP_PATTERN, 1024));
	/* Bytes that have come count, how many the architecture decides. */
	done = mp_pread(self->c.fd, room + page - 100, 256, MP_PATTERN);
	EXPECT_LT(0, done);
	EXPECT_GE(100, done);
	munmap(room, page);
}

static void ignore(int sig)
{
	(void)sig;
}

/* A signal ends a long call between two steps: what was done is returned. */
TEST_F(regio, interrupted)
{
	const struct itimerval soon = { .it_value.tv_usec = 1000 }, off = { 0 };
	struct sigaction action = { .sa_handler = ignore };
	size_t len = MP_ZEROS_SIZE;
	ssize_t done = 0;
	unsigned int i;
	char *buf = malloc(len);

	ASSERT_TRUE(!!buf);
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	for (i = 0; i < 100 && (!done || done == len); i++) {
		ASSERT_EQ(0, setitimer(ITIMER_REAL, &soon, NULL));
		done = mp_pread(self->c.fd, buf, len, MP_ZEROS);
		ASSERT_EQ(0, setitimer(ITIMER_REAL, &off, NULL));
		ASSERT_LE(0, done);
	}
	EXPECT_LT(0, done);
	EXPECT_GT(len, done);
	EXPECT_EQ(0, done % 4);
	free(buf);
}

/* One count for each access, not for each call. */
TEST_F(regio, counters)
{
	unsigned long reads = counter("zeros", "reads");
	unsigned long writes = counter("zeros", "writes");
	uint32_t buf[16] = { 0 };

	EXPECT_EQ(64, mp_pread(self->c.fd, buf, 64, MP_ZEROS));
	EXPECT_EQ(1, mp_pread(self->c.fd, buf, 1, MP_ZEROS));
	EXPECT_EQ(8, mp_pwrite(self->c.fd, buf, 8, MP_ZEROS + 4));
	EXPECT_EQ(reads + 17, counter("zeros", "reads"));
	EXPECT_EQ(writes + 2, counter("zeros", "writes"));
}

TEST_HARNESS_MAIN
