// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be tested on a board that nobody knows: the driver's own scratch
 * memory is written and read, and the pages that the SoC's table names are
 * mapped to be read, and not touched. No other address is in this file.
 *
 * BOARD_ARGS are parameters of the module, beside scratch=.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <dirent.h>
#include <pthread.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"

#define SCRATCH	"64K"
#define LEN	0x10000
#define RW	(PROT_READ | PROT_WRITE)
#define THREADS	4

FIXTURE(board) {
	struct mp_case c;
	uint64_t start;
};

MP_METHODS(board);

FIXTURE_SETUP(board)
{
	const char *args = mp_env("BOARD_ARGS");
	char text[32];
	int tries;

	/* What ends the program ends its cases. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	mp_case_begin(_metadata, &self->c);
	if (!mp_loaded("memphys"))
		ASSERT_EQ(0, mp_load("scratch=" SCRATCH " %s", args ? args : ""));
	ASSERT_EQ(0, mp_region_read("scratch", "start", text, sizeof(text)));
	self->start = strtoull(text, NULL, 0);
	/* mdev makes the node a moment later. */
	for (tries = 0; access(variant->m.node, F_OK) && tries < 200; tries++)
		usleep(10000);
	self->c.fd = mp_case_open(_metadata, variant->m.node, O_RDWR);
}

FIXTURE_TEARDOWN(board)
{
	mp_case_teardown(_metadata, &self->c);
}

#define MAP(len, prot, flags) \
	mp_case_map(_metadata, self->c.fd, self->start, len, prot, flags)

/* Each word is its own offset, and the mark. */
static void fill(void *map, uint32_t mark)
{
	volatile uint32_t *word = map;
	size_t i;

	for (i = 0; i < LEN / sizeof(*word); i++)
		word[i] = mark + i;
}

static size_t errors(const void *map, size_t from, size_t to, uint32_t mark)
{
	const volatile uint32_t *word = map;
	size_t i, wrong = 0;
	uint32_t value;

	for (i = from / sizeof(*word); i < to / sizeof(*word); i++)
		if (mp_peek32(&word[i], &value) || value != mark + i)
			wrong++;
	return wrong;
}

TEST_F(board, every_word)
{
	void *map = MAP(LEN, RW, MAP_SHARED), *again;

	fill(map, 0x1000000);
	again = MAP(LEN, PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, errors(again, 0, LEN, 0x1000000));
	EXPECT_EQ(0, munmap(map, LEN));
	EXPECT_EQ(0, errors(again, 0, LEN, 0x1000000));
}

/* Both nodes and the register path look at the same memory. */
TEST_F(board, register_path)
{
	volatile uint32_t *map = MAP(LEN, RW, MAP_SHARED);
	uint32_t words[4] = { 0 };
	uint64_t value;

	fill((void *)map, 0x2000000);
	EXPECT_EQ(0, mp_reg_read(self->c.fd, self->start + LEN - 4, 4, &value));
	EXPECT_EQ(0x2000000 + LEN / 4 - 1, value);
	EXPECT_EQ(16, pread(self->c.fd, words, 16, self->start + 0x100));
	EXPECT_EQ(0x2000040, words[0]);
	EXPECT_EQ(0x2000043, words[3]);
	EXPECT_EQ(0, mp_reg_write(self->c.fd, self->start + 8, 4, 0x600df00d));
	EXPECT_EQ(0x600df00d, map[2]);
	map[2] = 0;
	EXPECT_EQ(0, mp_reg_write(self->c.fd, self->start + 8, 1, 0x5a));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, self->start + 8, 1, &value));
	EXPECT_EQ(0x5a, value);
	EXPECT_EQ(0, mp_reg_write(self->c.fd, self->start + 10, 2, 0xa5a5));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, self->start + 10, 2, &value));
	EXPECT_EQ(0xa5a5, value);
}

/* One method decides at mmap(), the other at the touch: nothing else is touched. */
TEST_F(board, window_beyond)
{
	int error;

	if (MP_IS_FAULT) {
		fill(MAP(LEN + self->c.page, RW, MAP_SHARED), 0x3000000);
	} else {
		error = mp_map_error(self->c.fd, self->start,
				     LEN + self->c.page, RW, MAP_SHARED);
		EXPECT_EQ(EPERM, error);
	}
}

TEST_F(board, open_to_read)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	void *map;

	EXPECT_EQ(EACCES, mp_map_error(fd, self->start, LEN, RW, MAP_SHARED));
	map = mp_case_map(_metadata, fd, self->start, LEN, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(-1, mprotect(map, LEN, RW));
	EXPECT_EQ(EACCES, errno);
}

/* Every process of ARMv5, and old programs: PROT_READ is PROT_EXEC as well. */
TEST_F(board, read_implies_exec)
{
	uint32_t word;

	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	EXPECT_EQ(0, mp_peek32(MAP(LEN, PROT_READ, MAP_SHARED), &word));
}

TEST_F(board, unmap_the_middle)
{
	char *map = MAP(LEN, RW, MAP_SHARED);
	size_t page = self->c.page;
	uint32_t word;

	MP_NEEDS(LEN >= 4 * page, "scratch is less than four pages");
	fill(map, 0x4000000);
	EXPECT_EQ(0, munmap(map + page, page));
	EXPECT_EQ(SIGSEGV, mp_peek32(map + page, &word));
	EXPECT_EQ(0, errors(map, 0, page, 0x4000000));
	EXPECT_EQ(0, errors(map, 2 * page, LEN, 0x4000000));
}

TEST_F(board, shared_with_a_child)
{
	volatile uint32_t *map = MAP(LEN, RW, MAP_SHARED);
	pid_t pid;

	fill((void *)map, 0x5000000);
	pid = mp_fork();
	if (!pid) {
		map[LEN / 4 - 1] = 0xc41d;
		_exit(errors((void *)map, 0, LEN - 4, 0x5000000) != 0);
	}
	EXPECT_EQ(0, mp_wait(pid));
	EXPECT_EQ(0xc41d, map[LEN / 4 - 1]);
}

/* The device keeps what it had. */
TEST_F(board, private_copies)
{
	void *shared = MAP(LEN, RW, MAP_SHARED), *copy;

	fill(shared, 0x6000000);
	if (!mp_kernel_since(5, 5)) {
		EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, self->start, LEN, RW,
					       MAP_PRIVATE));
		return;
	}
	copy = MAP(LEN, RW, MAP_PRIVATE);
	fill(copy, 0x7000000);
	EXPECT_EQ(0, errors(copy, 0, LEN, 0x7000000));
	EXPECT_EQ(0, errors(shared, 0, LEN, 0x6000000));
}

TEST_F(board, prefault)
{
	void *map = MAP(LEN, PROT_READ, MAP_SHARED);
	uint64_t mapped;
	int err = mp_prefault(self->c.fd, map, LEN, &mapped);

	EXPECT_EQ(MP_IS_FAULT ? 0 : -EOPNOTSUPP, err);
	EXPECT_EQ(MP_IS_FAULT ? LEN / self->c.page : 0, mapped);
}

TEST_F(board, revoke)
{
	void *map = MAP(LEN, RW, MAP_SHARED);
	uint32_t word;

	fill(map, 0x8000000);
	ASSERT_EQ(0, mp_revoke("scratch", true));
	EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
	EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, self->start, LEN, PROT_READ,
				       MAP_SHARED));
	ASSERT_EQ(0, mp_revoke("scratch", false));
	EXPECT_EQ(MP_IS_FAULT ? 0 : SIGBUS, mp_peek32(map, &word));
	map = MAP(LEN, PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, errors(map, 0, LEN, 0x8000000));
}

static void *touch_all(void *map)
{
	volatile uint32_t *word = map;
	uintptr_t wrong = 0;
	size_t i, page = mp_page_size();

	for (i = 0; i < LEN; i += page)
		wrong += word[i / 4] != 0x9000000 + i / 4;
	return (void *)wrong;
}

TEST_F(board, threads)
{
	void *map, *wrong;
	pthread_t thread[THREADS];
	int i, round;

	fill(MAP(LEN, RW, MAP_SHARED), 0x9000000);
	for (round = 0; round < 50; round++) {
		map = MAP(LEN, PROT_READ, MAP_SHARED);
		for (i = 0; i < THREADS; i++)
			ASSERT_EQ(0, pthread_create(&thread[i], NULL, touch_all,
						    map));
		for (i = 0; i < THREADS; i++) {
			ASSERT_EQ(0, pthread_join(thread[i], &wrong));
			EXPECT_EQ(NULL, wrong);
		}
		EXPECT_EQ(0, munmap(map, LEN));
	}
}

TEST_F(board, busy_while_mapped)
{
	MAP(LEN, PROT_READ, MAP_SHARED);
	close(self->c.fd);
	EXPECT_EQ(-1, syscall(SYS_delete_module, "memphys", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
}

/* The pages of the SoC's table: who may map them how. None is touched. */
TEST_F(board, id_pages)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY), found = 0;
	DIR *dir = opendir(MP_SYSFS);
	struct dirent *entry;
	uint64_t start, len;
	char text[32];

	ASSERT_TRUE(!!dir);
	while ((entry = readdir(dir))) {
		if (mp_region_read(entry->d_name, "source", text, sizeof(text)) ||
		    strcmp(text, "soc"))
			continue;
		ASSERT_EQ(0, mp_region_read(entry->d_name, "access", text,
					    sizeof(text)));
		EXPECT_STREQ("ro", text);
		ASSERT_EQ(0, mp_region_read(entry->d_name, "start", text,
					    sizeof(text)));
		start = strtoull(text, NULL, 0);
		ASSERT_EQ(0, mp_region_read(entry->d_name, "size", text,
					    sizeof(text)));
		len = strtoull(text, NULL, 0);
		if ((start | len) & (self->c.page - 1))
			continue;
		found++;
		EXPECT_EQ(0, mp_map_error(fd, start, len, PROT_READ,
					  MAP_SHARED));
		EXPECT_EQ(EACCES, mp_map_error(fd, start, len, RW, MAP_SHARED));
		EXPECT_EQ(EINVAL, mp_map_error(fd, start, len, RW, MAP_PRIVATE));
		if (!MP_IS_FAULT)
			EXPECT_EQ(EPERM, mp_map_error(self->c.fd, start, len, RW,
						      MAP_SHARED));
	}
	closedir(dir);
	MP_NEEDS(found, "soc= names no whole page of this board");
}

TEST_HARNESS_MAIN
