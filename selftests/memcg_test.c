// SPDX-License-Identifier: GPL-2.0-only
/*
 * Revocation against a process that its control group makes wait for memory in the
 * middle of a fault: nobody's mapping lives on because of it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#include "ksft_fixture.h"
#include "ksft_stall.h"

MP_FIXTURE(memcg,
	   "few@0x12600000+0x200000")

#define REGION	"few"
#define PHYS	0x12600000ULL
#define LEN	0x10000

#define GROUP	"/tmp/ksft-group"
#define TABLES	300	/* page tables: more than a CPU charges at once */
#define TABLE	0x200000UL

#define PROMPT	99	/* exit code: it was not made to wait */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return done;
}

static bool group_begin(void)
{
	mkdir(GROUP, 0700);
	return !mount("none", GROUP, "cgroup2", 0, NULL) &&
	       put(GROUP "/cgroup.subtree_control", "+memory") &&
	       (!mkdir(GROUP "/poor", 0700) || errno == EEXIST);
}

static void group_end(void)
{
	rmdir(GROUP "/poor");
	umount(GROUP);
	rmdir(GROUP);
}

/* By one method one call maps, by the other one call fills what is mapped. */
static bool map_all(int fd, char *map, size_t len)
{
	int i;

	for (i = 0; i < TABLES; i++)
		if (mmap(map + i * TABLE, len, PROT_READ,
			 MAP_SHARED | MAP_FIXED, fd, PHYS) == MAP_FAILED)
			return false;
	return true;
}

static void fill_tables(struct __test_metadata *_metadata, struct mp_case *c,
			atomic_int *stage, bool prefault)
{
	char *map = mp_case_reserve(_metadata, TABLES * TABLE, TABLE, 0);
	uint64_t mapped;
	double start;

	if (prefault && !map_all(c->fd, map, TABLE))
		_exit(1);
	if (!put(GROUP "/poor/cgroup.procs", "0"))
		_exit(2);
	atomic_store(stage, 1);
	mp_stall_until(stage, 2);
	start = now();
	if (prefault)
		mp_prefault(c->fd, map, TABLES * TABLE, &mapped);
	else
		map_all(c->fd, map, LEN);
	_exit(now() - start > 1 ? 0 : PROMPT);
}

/* Is there an entry for the page? A touch would wait. */
static bool is_mapped(int owner, const void *at)
{
	uint64_t entry;

	return mp_owner_entry(owner, at, &entry) > 0;
}

TEST_F(memcg, revoke)
{
	atomic_int *stage = mp_stall_shared(sizeof(*stage));
	int owner = mp_owner_open();
	pid_t poor, revoker;
	int code;
	uint32_t word;
	double end;
	void *map;

	ASSERT_LE(0, owner);
	if (!group_begin()) {
		group_end();
		SKIP(return, "%s: there is no memory controller of cgroup2",
		     _metadata->name);
	}
	map = mp_case_map(_metadata, self->c.fd, PHYS, LEN, PROT_READ,
			  MAP_SHARED);
	ASSERT_EQ(0, mp_peek32(map, &word));
	ASSERT_TRUE(is_mapped(owner, map));
	poor = mp_fork();
	if (!poor)
		fill_tables(_metadata, &self->c, stage, MP_IS_FAULT);
	ASSERT_TRUE(mp_stall_until(stage, 1));
	ASSERT_TRUE(put(GROUP "/poor/memory.high", "0"));
	atomic_store(stage, 2);
	usleep(500000);
	revoker = mp_fork();
	if (!revoker)
		_exit(-mp_revoke(REGION, true));
	end = now() + 0.5;
	while (is_mapped(owner, map) && now() < end)
		usleep(1000);
	EXPECT_FALSE(is_mapped(owner, map));
	put(GROUP "/poor/memory.high", "max");
	code = mp_wait(poor);
	EXPECT_EQ(0, mp_wait(revoker));
	EXPECT_EQ(0, mp_revoke(REGION, false));
	group_end();
	if (code == PROMPT)
		SKIP(return, "%s: this kernel lets a call end before it waits",
		     _metadata->name);
	EXPECT_EQ(0, code);
}

TEST_HARNESS_MAIN
