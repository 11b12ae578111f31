// SPDX-License-Identifier: GPL-2.0-only
/*
 * Revocation against a process that its control group makes wait for memory in the
 * middle of a fault: nobody's mapping lives on because of it, its own neither, and
 * nobody else waits.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "ksft_fixture.h"
#include "ksft_stall.h"

/* The first page is in two regions, and so no huge page. */
MP_FIXTURE(memcg,
	   "part@0x12600000+0x800", "few@0x12600800+0x1ff800",
	   "other@0x12400000+0x10000")

#define REGION	"few"
#define PHYS	0x12600000ULL
#define BIG	0x4000000000ULL	/* instead, where one mmap() has to fill them */
#define REGIONS								\
	"soc=none regions=other@0x12400000+64K,part@0x4000000000+2K,few@0x4000000800+%zu"
#define OTHER	0x12400000ULL
#define LEN	0x10000

#define GROUP	"/tmp/ksft-group"
#define TABLES	300	/* page tables: more than a CPU charges at once */

#define PROMPT	99	/* exit code: it was not made to wait */

static bool group_begin(void)
{
	mkdir(GROUP, 0700);
	return !mount("none", GROUP, "cgroup2", 0, NULL) &&
	       !mp_file_write(GROUP "/cgroup.subtree_control", "+memory") &&
	       (!mkdir(GROUP "/poor", 0700) || errno == EEXIST) &&
	       !mp_file_write(GROUP "/poor/memory.high", "max");
}

static void group_end(void)
{
	rmdir(GROUP "/poor");
	umount(GROUP);
	rmdir(GROUP);
}

/* Is there an entry for the page? A touch would wait. */
static bool is_mapped(int owner, const void *at)
{
	uint64_t entry;

	return mp_owner_entry(owner, at, &entry) > 0;
}

/* Exits with 0 if it had to wait, and nothing is mapped after the revoke. */
static void fill_tables(struct __test_metadata *_metadata, struct mp_case *c,
			atomic_int *stage, bool prefault, int owner, bool odd)
{
	const size_t table = MP_TABLE(c), len = TABLES * table;
	char *map = mp_case_reserve(_metadata, len, table, 0);
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t mapped;
	double start;
	int i;

	for (i = 0; prefault && i < TABLES; i++)
		if (mmap(map + i * table, table, PROT_READ,
			 MAP_SHARED | MAP_FIXED, c->fd, PHYS) == MAP_FAILED)
			_exit(1);
	if (mp_file_write(GROUP "/poor/cgroup.procs", "0"))
		_exit(2);
	atomic_store(stage, 1);
	mp_stall_until(stage, 2);
	/* Kernels may have a table ready before the fault, and need another one. */
	if (odd)
		*(volatile char *)page = 1;
	start = mp_seconds();
	if (prefault)
		mp_prefault(c->fd, map, len, &mapped);
	else
		mmap(map, len, PROT_READ, MAP_SHARED | MAP_FIXED, c->fd, BIG);
	start = mp_seconds() - start;
	atomic_store(stage, 3);
	mp_stall_until(stage, 4);
	for (i = 0; i < TABLES; i++)
		if (is_mapped(owner, map + i * table))
			_exit(3);
	_exit(start > 1 ? 0 : PROMPT);
}

static pid_t revoke_in_child(void)
{
	pid_t pid = mp_fork();

	if (!pid)
		_exit(-mp_revoke(REGION, true));
	return pid;
}

/* Another region is read, taken and given back, while a revoke waits. */
static void use_other(struct __test_metadata *_metadata, int fd, void *map)
{
	uint64_t value;
	uint32_t word;

	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(0, mp_reg_read(fd, OTHER, 4, &value));
	EXPECT_EQ(0, mp_revoke("other", true));
	EXPECT_EQ(0, mp_revoke("other", false));
}

/* Did the revoke, and all that others did, come while the process waited? */
static bool revoke_meets(struct __test_metadata *_metadata, struct mp_case *c,
			 bool prefault, int owner, bool odd, int *code)
{
	uint64_t phys = prefault ? PHYS : BIG;
	void *map = mp_case_map(_metadata, c->fd, phys, LEN, PROT_READ,
				MAP_SHARED);
	void *other = mp_case_map(_metadata, c->fd, OTHER, LEN, PROT_READ,
				  MAP_SHARED);
	atomic_int *stage = mp_stall_shared(sizeof(*stage));
	pid_t poor, revoker, again;
	bool met, ended;
	uint64_t value;
	uint32_t word;
	int status;
	double end;

	/* Nothing answers at BIG. */
	if (prefault) {
		EXPECT_EQ(0, mp_peek32(map, &word));
	}
	EXPECT_TRUE(is_mapped(owner, map));
	poor = mp_fork();
	if (!poor)
		fill_tables(_metadata, c, stage, prefault, owner, odd);
	EXPECT_TRUE(mp_stall_until(stage, 1));
	EXPECT_EQ(0, mp_file_write(GROUP "/poor/memory.high", "0"));
	atomic_store(stage, 2);
	usleep(500000);
	revoker = revoke_in_child();
	end = mp_seconds() + 5;
	while (is_mapped(owner, map) && mp_seconds() < end)
		usleep(1000);
	EXPECT_FALSE(is_mapped(owner, map));
	EXPECT_EQ(-ENODEV, mp_reg_read(c->fd, phys + 0x1000, 4, &value));
	use_other(_metadata, c->fd, other);
	again = revoke_in_child();
	usleep(300000);
	kill(revoker, SIGKILL);
	/* If it was killed, it had not ended in this time. */
	met = mp_wait(revoker) < 0;
	ended = waitpid(again, &status, WNOHANG) == again;
	met = met && !ended && atomic_load(stage) == 2;
	EXPECT_EQ(0, mp_file_write(GROUP "/poor/memory.high", "max"));
	EXPECT_TRUE(mp_stall_until(stage, 3));
	if (!ended) {
		EXPECT_EQ(0, mp_wait(again));
	}
	atomic_store(stage, 4);
	*code = mp_wait(poor);
	EXPECT_EQ(0, mp_revoke(REGION, false));
	munmap(map, LEN);
	munmap(other, LEN);
	munmap(stage, sizeof(*stage));
	return met;
}

TEST_F(memcg, revoke)
{
	int owner, round, code = 0, prompt = 0;
	bool met = false;

	MP_NEEDS(mp_kernel_since(5, 18),
		 "this kernel lets a call end before it waits");
	MP_NEEDS(MP_IS_FAULT || mp_kernel_word() == 8,
		 "so much memory needs addresses of more than 32 bits");
	if (!group_begin()) {
		group_end();
		SKIP(return, "%s: there is no memory controller of cgroup2",
		     _metadata->name);
	}
	if (!MP_IS_FAULT) {
		mp_drop_all();
		ASSERT_EQ(0, mp_load(REGIONS, TABLES * MP_TABLE(&self->c)));
		self->c.fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	}
	owner = mp_owner_open();
	ASSERT_LE(0, owner);
	for (round = 0; round < 6 && !met; round++) {
		met = revoke_meets(_metadata, &self->c, MP_IS_FAULT, owner,
				   round % 2, &code);
		prompt += code == PROMPT;
	}
	group_end();
	if (prompt == round)
		SKIP(return, "%s: this kernel lets a call end before it waits",
		     _metadata->name);
	EXPECT_EQ(0, code);
	EXPECT_TRUE(met);
}

TEST_HARNESS_MAIN
