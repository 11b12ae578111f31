// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes the fault method fast must not be seen: huge pages, where the kernel
 * maps them for devices.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"

#define RW	(PROT_READ | PROT_WRITE)
#define HUGE	0x200000UL

/* A huge page and a tail that is none; and a writable huge page. */
#define ROM	0x12400000ULL
#define ROM_SIZE 0x210000UL
#define RAM	0x12800000ULL
#define ALL	0x12a00000ULL /* for everybody */

FIXTURE(huge) {
	struct mp_case c;
};

static bool has_huge(int fd)
{
	struct memphys_info info;

	return !mp_get_info(fd, &info) &&
	       (info.features & MEMPHYS_FEATURE_HUGE);
}

FIXTURE_SETUP(huge)
{
	static const char *const words[] = {
		"rom@0x12400000+0x210000", "ram@0x12800000+0x200000:rw",
		"all@0x12a00000+0x200000:user:always-on", NULL,
	};

	mp_case_setup(_metadata, &self->c, MP_NODE_FAULT, words);
	if (!has_huge(self->c.fd))
		SKIP(return, "%s: this kernel maps no huge pages of devices",
		     _metadata->name);
	/* A table of 8-byte entries, each a page. */
	if (self->c.page * self->c.page / 8 != HUGE)
		SKIP(return, "%s: a huge page is larger than the regions",
		     _metadata->name);
}

FIXTURE_TEARDOWN(huge)
{
	mp_case_teardown(_metadata, &self->c);
}

/* Where a huge page fits, if the physical address fits as well. */
static void *map_huge(struct __test_metadata *_metadata, struct mp_case *c,
		      uint64_t phys, size_t len, int prot)
{
	void *at = mp_case_reserve(_metadata, len, HUGE, phys % HUGE);

	return mp_case_map_at(_metadata, at, c->fd, phys, len, prot);
}

static long faults(const char *region)
{
	char text[32];

	return mp_region_read(region, "faults", text, sizeof(text)) ?
		       -1 : strtol(text, NULL, 10);
}

/* A store into the read-only region at offset must not arrive. */
static void refused(struct __test_metadata *_metadata, struct mp_case *c,
		    void *map, size_t offset)
{
	uint64_t value;
	int sig = mp_poke32(map + offset, 0);

	EXPECT_EQ(SIGBUS, sig);
	EXPECT_EQ(0, mp_reg_read(c->fd, ROM + offset, 4, &value));
	EXPECT_EQ(ROM + offset, value);
	if (!sig)
		mp_poke32(map + offset, ROM + offset);
}

static void refused_everywhere(struct __test_metadata *_metadata,
			       struct mp_case *c, void *map)
{
	refused(_metadata, c, map, 0);
	refused(_metadata, c, map, HUGE / 2);
	refused(_metadata, c, map, HUGE - 4);
}

/* One fault for 2 MiB: otherwise the cases here test nothing. */
TEST_F(huge, one_fault)
{
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, PROT_READ);
	long before = faults("rom");

	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	EXPECT_EQ(before + 1, faults("rom"));
}

TEST_F(huge, address_chosen_by_the_kernel)
{
	void *map = mp_case_map(_metadata, self->c.fd, ROM, HUGE, PROT_READ,
				MAP_SHARED);

	EXPECT_EQ(0, (uintptr_t)map % HUGE);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
}

TEST_F(huge, ro_read_then_written)
{
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, RW);

	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	refused_everywhere(_metadata, &self->c, map);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
}

TEST_F(huge, ro_written_first)
{
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, RW);

	refused_everywhere(_metadata, &self->c, map);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	refused_everywhere(_metadata, &self->c, map);
}

/* Entries that are dirty would come back writable without a question. */
TEST_F(huge, ro_mprotect_round_trip)
{
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, RW);

	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	ASSERT_EQ(0, mprotect(map, HUGE, PROT_READ));
	ASSERT_EQ(0, mprotect(map, HUGE, RW));
	refused_everywhere(_metadata, &self->c, map);
	ASSERT_EQ(0, mprotect(map, HUGE, PROT_NONE));
	ASSERT_EQ(0, mprotect(map, HUGE, RW));
	refused_everywhere(_metadata, &self->c, map);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
}

TEST_F(huge, ro_mprotect_of_one_page)
{
	size_t page = self->c.page, at = HUGE / 2;
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, PROT_READ);

	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	ASSERT_EQ(0, mprotect(map + at, page, RW));
	refused(_metadata, &self->c, map, at);
	EXPECT_EQ(SIGSEGV, mp_poke32(map + at - 4, 0));
	EXPECT_EQ(SIGSEGV, mp_poke32(map + at + page, 0));
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
}

/* Written first or read first, the stores arrive, and in the right place. */
TEST_F(huge, rw_written)
{
	static const size_t at[] = { 0, HUGE / 2 + 0x1000, HUGE - 4 };
	void *map = map_huge(_metadata, &self->c, RAM, HUGE, RW);
	uint64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(at); i++) {
		EXPECT_EQ(0, mp_poke32(map + at[i], 0x600df00d));
		EXPECT_EQ(0, mp_reg_read(self->c.fd, RAM + at[i], 4, &value));
		EXPECT_EQ(0x600df00d, value);
		EXPECT_EQ(0, mp_poke32(map + at[i], RAM + at[i]));
	}
	EXPECT_EQ(0, mp_pattern_errors(map, RAM, HUGE));
	ASSERT_EQ(0, mprotect(map, HUGE, PROT_READ));
	EXPECT_EQ(SIGSEGV, mp_poke32(map, 0));
	ASSERT_EQ(0, mprotect(map, HUGE, RW));
	EXPECT_EQ(0, mp_poke32(map, RAM));
}

/* The region ends inside a huge page, and the mapping after it. */
TEST_F(huge, region_ends_inside)
{
	size_t len = 2 * HUGE, page = self->c.page;
	void *map = map_huge(_metadata, &self->c, ROM, len, RW);
	uint32_t value;

	EXPECT_EQ(SIGBUS, mp_peek32(map + ROM_SIZE, &value));
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, ROM_SIZE));
	EXPECT_EQ(SIGBUS, mp_peek32(map + ROM_SIZE, &value));
	EXPECT_EQ(SIGBUS, mp_peek32(map + len - page, &value));
	refused(_metadata, &self->c, map, HUGE);
}

/* The mapping begins and ends inside of a huge page. */
TEST_F(huge, mapping_ends_inside)
{
	size_t page = self->c.page, len = HUGE - 2 * page;
	void *map = map_huge(_metadata, &self->c, ROM + page, len, PROT_READ);
	long before = faults("rom");
	uint32_t value;

	EXPECT_EQ(0, mp_pattern_errors(map, ROM + page, len));
	EXPECT_LT(before + 1, faults("rom"));
	EXPECT_EQ(SIGSEGV, mp_peek32(map - 4, &value));
	EXPECT_EQ(SIGSEGV, mp_peek32(map + len, &value));
}

/* The two addresses differ within a huge page. */
TEST_F(huge, addresses_do_not_fit)
{
	size_t page = self->c.page;
	void *at = mp_case_reserve(_metadata, HUGE, HUGE, page);

	mp_case_map_at(_metadata, at, self->c.fd, ROM, HUGE, RW);
	EXPECT_EQ(0, mp_pattern_errors(at, ROM, HUGE));
	refused_everywhere(_metadata, &self->c, at);
}

TEST_F(huge, fork)
{
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, RW);
	int owner = mp_owner_open();
	uint64_t entry;
	pid_t pid;

	ASSERT_LE(0, owner);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	pid = mp_fork();
	/* Copied, it could be of a region that has been revoked meanwhile. */
	if (!pid)
		_exit(mp_owner_entry(owner, map, &entry) ||
		      mp_pattern_errors(map, ROM, HUGE) ||
		      mp_poke32(map, 0) != SIGBUS);
	EXPECT_EQ(0, mp_wait(pid));
	close(owner);
	refused_everywhere(_metadata, &self->c, map);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
}

TEST_F(huge, munmap_of_one_page)
{
	size_t page = self->c.page, at = HUGE / 2;
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, RW);
	uint32_t value;

	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	ASSERT_EQ(0, munmap(map + at, page));
	EXPECT_EQ(SIGSEGV, mp_peek32(map + at, &value));
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, at));
	EXPECT_EQ(0, mp_pattern_errors(map + at + page, ROM + at + page,
				       HUGE - at - page));
	refused(_metadata, &self->c, map, 0);
	refused(_metadata, &self->c, map, HUGE - 4);
}

/* To where a huge page fits, and to where none does. */
TEST_F(huge, mremap)
{
	size_t page = self->c.page;
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, RW);
	void *fits = mp_case_reserve(_metadata, HUGE, HUGE, 0);
	void *skewed = mp_case_reserve(_metadata, HUGE, HUGE, page);
	uint32_t value;

	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	ASSERT_EQ(fits, mremap(map, HUGE, HUGE, MREMAP_MAYMOVE | MREMAP_FIXED,
			       fits));
	EXPECT_EQ(SIGSEGV, mp_peek32(map, &value));
	EXPECT_EQ(0, mp_pattern_errors(fits, ROM, HUGE));
	refused_everywhere(_metadata, &self->c, fits);
	ASSERT_EQ(skewed, mremap(fits, HUGE, HUGE,
				 MREMAP_MAYMOVE | MREMAP_FIXED, skewed));
	EXPECT_EQ(SIGSEGV, mp_peek32(fits, &value));
	EXPECT_EQ(0, mp_pattern_errors(skewed, ROM, HUGE));
	refused_everywhere(_metadata, &self->c, skewed);
}

struct toucher {
	pthread_t thread;
	const void *map;
	size_t errors;
};

static void *toucher_run(void *arg)
{
	struct toucher *t = arg;

	t->errors = mp_pattern_errors(t->map, ROM, ROM_SIZE);
	return NULL;
}

TEST_F(huge, threads_touch_first)
{
	void *map = map_huge(_metadata, &self->c, ROM, ROM_SIZE, PROT_READ);
	struct toucher t[4];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		t[i].map = map;
		ASSERT_EQ(0, pthread_create(&t[i].thread, NULL, toucher_run,
					    &t[i]));
	}
	for (i = 0; i < ARRAY_SIZE(t); i++) {
		ASSERT_EQ(0, pthread_join(t[i].thread, NULL));
		EXPECT_EQ(0, t[i].errors);
	}
}

/* Huge where it can be, pages in the tail; a second call finds all there. */
TEST_F(huge, prefault)
{
	size_t pages = ROM_SIZE / self->c.page;
	void *map = map_huge(_metadata, &self->c, ROM, ROM_SIZE, RW);
	uint64_t mapped;
	long before;

	ASSERT_EQ(0, mp_prefault(self->c.fd, map, ROM_SIZE, &mapped));
	EXPECT_EQ(pages, mapped);
	before = faults("rom");
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, ROM_SIZE));
	EXPECT_EQ(before, faults("rom"));
	ASSERT_EQ(0, mp_prefault(self->c.fd, map, ROM_SIZE, &mapped));
	EXPECT_EQ(pages, mapped);
	refused_everywhere(_metadata, &self->c, map);
}

/* What may only be written is faulted by writing. */
TEST_F(huge, prefault_write_only)
{
	size_t pages = HUGE / self->c.page;
	void *map = map_huge(_metadata, &self->c, RAM, HUGE, PROT_WRITE);
	long before = faults("ram");
	uint64_t mapped;

	ASSERT_EQ(0, mp_prefault(self->c.fd, map, HUGE, &mapped));
	EXPECT_EQ(pages, mapped);
	EXPECT_EQ(0, mp_poke32(map + HUGE - 4, RAM + HUGE - 4));
	EXPECT_EQ(before + 1, faults("ram"));
}

/* A slot that has a page table already is filled page by page. */
TEST_F(huge, prefault_beside_pages)
{
	size_t page = self->c.page, pages = HUGE / page;
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, PROT_READ);
	uint64_t mapped;

	ASSERT_EQ(0, mprotect(map + page, page, PROT_NONE));
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, page));
	ASSERT_EQ(0, mprotect(map + page, page, PROT_READ));
	ASSERT_EQ(0, mp_prefault(self->c.fd, map, HUGE, &mapped));
	EXPECT_EQ(pages, mapped);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
}

TEST_F(huge, revoke)
{
	void *map = map_huge(_metadata, &self->c, ROM, HUGE, RW);
	uint64_t mapped;
	uint32_t value;

	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
	ASSERT_EQ(0, mp_revoke("rom", true));
	EXPECT_EQ(SIGBUS, mp_peek32(map, &value));
	EXPECT_EQ(SIGBUS, mp_peek32(map + HUGE - 4, &value));
	ASSERT_EQ(0, mp_prefault(self->c.fd, map, HUGE, &mapped));
	EXPECT_EQ(0, mapped);
	ASSERT_EQ(0, mp_revoke("rom", false));
	refused_everywhere(_metadata, &self->c, map);
	EXPECT_EQ(0, mp_pattern_errors(map, ROM, HUGE));
}

#define NOBODY	65534

/* The level of a page's entry, without rights, by that descriptor or an own one. */
static void as_nobody(struct __test_metadata *_metadata, int owner, int fd)
{
	void *map = mp_case_reserve(_metadata, HUGE, HUGE, 0);
	unsigned long nodes = 1;
	uint64_t entry;

	ASSERT_EQ(0, setresuid(NOBODY, NOBODY, NOBODY));
	if (fd < 0)
		fd = open(MP_NODE_FAULT, O_RDONLY);
	mp_case_map_at(_metadata, map, fd, ALL, HUGE, PROT_READ);
	EXPECT_EQ(0, mp_pattern_errors(map, ALL, HUGE));
	if (access("/proc/self/numa_maps", F_OK))
		return;
	ASSERT_EQ(1, mp_owner_entry(owner, map, &entry));
	/* Looks for the struct page of a huge page: there is none. */
	syscall(__NR_mbind, map, HUGE, 2 /* BIND */, &nodes, 8, 1 /* STRICT */);
	EXPECT_EQ(0, mp_pattern_errors(map, ALL, HUGE));
}

/* Kernels with NUMA can be killed by a huge page of ours: so not everybody's. */
TEST_F(huge, not_for_nobody)
{
	int owner = mp_owner_open();
	pid_t pid;

	ASSERT_LE(0, owner);
	ASSERT_EQ(0, chmod(MP_NODE_FAULT, 0666));
	pid = mp_fork();
	if (!pid) {
		as_nobody(_metadata, owner, self->c.fd);
		as_nobody(_metadata, owner, -1);
		_exit(!_metadata->passed);
	}
	EXPECT_EQ(0, mp_wait(pid));
	EXPECT_EQ(0, chmod(MP_NODE_FAULT, 0600));
}

/* write() to fd from a mapping, by credentials that the ring was told. */
static int write_as(int ring, const struct io_uring_params *p, int id, int fd,
		    const void *from)
{
	char *sq = mmap(NULL, p->sq_off.array + p->sq_entries * sizeof(int), RW,
			MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *sqe = mmap(NULL, sizeof(*sqe), RW, MAP_SHARED,
					ring, IORING_OFF_SQES);

	if (sq == MAP_FAILED || sqe == MAP_FAILED)
		return -1;
	*sqe = (struct io_uring_sqe){
		.opcode = IORING_OP_WRITE,
		.fd = fd,
		.addr = (uintptr_t)from,
		.len = 4,
		.personality = id,
	};
	__atomic_store_n((unsigned int *)(sq + p->sq_off.tail), 1,
			 __ATOMIC_RELEASE);
	return syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS,
		       NULL, 0);
}

/* A page that the kernel touches with credentials of others is this process's. */
static void nobody_as_root(struct __test_metadata *_metadata, struct mp_case *c,
			   int ring, const struct io_uring_params *p, int id)
{
	void *map = map_huge(_metadata, c, ROM, HUGE, PROT_READ);
	uint32_t word = 0;
	long before;
	int fds[2];

	ASSERT_EQ(0, pipe(fds));
	ASSERT_EQ(0, setresuid(NOBODY, NOBODY, NOBODY));
	before = faults("rom");
	ASSERT_EQ(1, write_as(ring, p, id, fds[1], map));
	ASSERT_EQ(4, read(fds[0], &word, 4));
	EXPECT_EQ((uint32_t)ROM, word);
	EXPECT_EQ(before + 1, faults("rom"));
	EXPECT_EQ(0, mp_peek32(map + HUGE - 4, &word));
	if (!access("/proc/self/numa_maps", F_OK)) {
		EXPECT_EQ(before + 2, faults("rom"));
	}
}

TEST_F(huge, not_for_nobody_as_root)
{
	struct io_uring_params params = { 0 };
	int ring = syscall(SYS_io_uring_setup, 1, &params), id;
	pid_t pid;

	MP_NEEDS(ring >= 0, "this kernel has no io_uring, or not for us");
	id = syscall(SYS_io_uring_register, ring, IORING_REGISTER_PERSONALITY,
		     NULL, 0);
	ASSERT_LT(0, id);
	pid = mp_fork();
	if (!pid) {
		nobody_as_root(_metadata, &self->c, ring, &params, id);
		_exit(!_metadata->passed);
	}
	EXPECT_EQ(0, mp_wait(pid));
	close(ring);
}

/* Places for the same 2 MiB, which one thread touches, one after the other. */
struct race {
	pthread_t thread;
	char *place[16];
	volatile unsigned int at, go, done, stop;
};

static void run_on_first_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void *race_run(void *arg)
{
	struct race *r = arg;
	unsigned int seen = 0, i;

	run_on_first_cpu();
	while (!r->stop) {
		if (r->go == seen)
			continue;
		seen = r->go;
		for (i = 0; i < ARRAY_SIZE(r->place); i++) {
			r->at = i;
			(void)*(volatile char *)(r->place[i] + 64 * 0x1000);
		}
		r->done = seen;
	}
	return NULL;
}

/*
 * A page's fault finds the huge page of another thread: that is no error. That
 * thread is urgent, on the same processor, and wakes at any time: often while a
 * fault that began without huge pages is about to wait for the driver's lock.
 */
TEST_F(huge, threads_of_both_kinds)
{
	struct sched_param urgent = { .sched_priority = 1 }, usual = { 0 };
	struct timespec nap = { 0 }, rest = { .tv_nsec = 1000000 };
	struct race r = { 0 };
	char *all = mp_case_reserve(_metadata, ARRAY_SIZE(r.place) * HUGE, HUGE, 0);
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&r.thread, NULL, race_run, &r));
	run_on_first_cpu();
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_FIFO, &urgent));
	while (r.go < 100) {
		for (i = 0; i < ARRAY_SIZE(r.place); i++) {
			r.place[i] = all + i * HUGE;
			mp_case_map_at(_metadata, r.place[i], self->c.fd, RAM,
				       HUGE, PROT_READ);
		}
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
		r.go++;
		nap.tv_nsec = rand() % 1000000;
		nanosleep(&nap, NULL);
		prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
		(void)*(volatile char *)(r.place[r.at] + 0x1000);
		while (r.done != r.go)
			nanosleep(&rest, NULL);
		for (i = 0; i < ARRAY_SIZE(r.place); i++)
			EXPECT_EQ(0, mp_pattern_errors(r.place[i], RAM, 64));
	}
	r.stop = 1;
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_OTHER, &usual));
	ASSERT_EQ(0, pthread_join(r.thread, NULL));
}

TEST_HARNESS_MAIN
