// SPDX-License-Identifier: GPL-2.0-only
/*
 * Revocation against processes that do not let go of their mmap_lock, and
 * against mmap() calls that take long: the data is out of reach at once, other
 * regions notice nothing, and a process that waits can be killed.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/param.h>
#include <sys/wait.h>

#include "ksft_fixture.h"
#include "ksft_stall.h"

MP_FIXTURE(stall,
	   "held@0x12400000+0x200000",
	   "other@0x12600000+0x10000")

#define HELD	0x12400000ULL
#define LEN	0x200000
#define OTHER	0x12600000ULL
#define TIMEOUT	300
#define PAUSE	5000000

/* What the stalled process shares with the test, beside struct mp_stall. */
struct mapped {
	int fd;
	sem_t map;
	sem_t unmap;
	atomic_int maps;		/* how many mmap() calls have ended */
	atomic_uintptr_t at;
	atomic_int loads;
	atomic_int dead;		/* the last load was answered by SIGBUS */
	atomic_int idle;		/* nothing is loaded */
	atomic_int seen;		/* stage when the revoker woke up */
	atomic_long delay;		/* nanoseconds until mmap() */
};

static int rounds(void)
{
	return mp_env_number("SHORT") ? 10 : 50;
}

static double slow(double seconds)
{
	uint64_t factor = mp_env_number("SLOW");

	return seconds * (factor ? factor : 1);
}

#define RUNNING -2

/* Its exit code, -1 if it was killed, or RUNNING after so many seconds. */
static int wait_long(pid_t pid, double seconds)
{
	double end = mp_seconds() + slow(seconds);
	int status;

	do {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		usleep(1000);
	} while (mp_seconds() < end);
	return RUNNING;
}

static pid_t revoke_in_child(const char *region, bool revoked)
{
	pid_t pid = mp_fork();

	if (!pid)
		_exit(-mp_revoke(region, revoked));
	return pid;
}

static bool becomes_revoked(const char *region)
{
	double end = mp_seconds() + slow(10);
	char text[8] = "";

	while (mp_seconds() < end && *text != '1')
		if (mp_region_read(region, "revoked", text, sizeof(text)))
			return false;
	return *text == '1';
}

/* Do loads still succeed, a second after they must not? */
static bool survives(struct mapped *m)
{
	double end = mp_seconds() + slow(1);
	int before;

	do {
		before = atomic_load(&m->loads);
		usleep(slow(50000));
	} while (atomic_load(&m->loads) != before && mp_seconds() < end);
	return atomic_load(&m->loads) != before;
}

static struct mapped *mapped_new(int fd)
{
	struct mapped *m = mp_stall_shared(sizeof(*m));

	if (!m || sem_init(&m->map, 1, 0) || sem_init(&m->unmap, 1, 0))
		return NULL;
	m->fd = fd;
	return m;
}

static void *load_run(void *arg)
{
	struct mapped *m = arg;
	uint32_t word;
	char *at;

	for (;;) {
		at = (char *)atomic_load(&m->at);
		atomic_store(&m->idle, !at);
		if (!at || atomic_load(&m->dead)) {
			usleep(1000);
			continue;
		}
		if (mp_peek32(at, &word))
			atomic_store(&m->dead, 1);
		else
			atomic_fetch_add(&m->loads, 1);
	}
	return NULL;
}

/* Maps when it is told to, and loads as long as it can. */
static void map_and_load(struct mp_stall *s, void *arg)
{
	struct mapped *m = arg;
	pthread_t thread;
	cpu_set_t one;
	double end;
	char *at;
	int round;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (pthread_create(&thread, NULL, load_run, m) ||
	    sched_setaffinity(0, sizeof(one), &one))
		return;
	for (round = 1;; round++) {
		while (sem_wait(&m->map))
			;
		end = mp_seconds() + atomic_load(&m->delay) / 1e9;
		while (mp_seconds() < end)
			;
		atomic_store(&s->stage, 2 * round);
		at = mp_map(m->fd, HELD, LEN, PROT_READ, MAP_SHARED);
		atomic_store(&s->stage, 2 * round + 1);
		atomic_store(&m->dead, 0);
		atomic_store(&m->at, (uintptr_t)at);
		atomic_fetch_add(&m->maps, 1);
		while (sem_wait(&m->unmap))
			;
		atomic_store(&m->at, 0);
		mp_stall_until(&m->idle, 1);
		if (at)
			munmap(at, LEN);
	}
}

/*
 * On the same CPU as mmap(), more urgent, and after a pause: from one tick to
 * another, where a kernel counts time in ticks.
 */
static pid_t revoke_after(struct mp_stall *s, struct mapped *m)
{
	struct sched_param urgent = { .sched_priority = 10 };
	struct timespec tick = { .tv_nsec = 1 }, pause = { .tv_nsec = PAUSE };
	cpu_set_t one;
	pid_t pid = mp_fork();

	if (pid)
		return pid;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof(one), &one);
	sched_setscheduler(0, SCHED_FIFO, &urgent);
	nanosleep(&tick, NULL);
	sem_post(&m->map);
	nanosleep(&pause, NULL);
	atomic_store(&m->seen, atomic_load(&s->stage));
	_exit(-mp_revoke("held", true));
}

/*
 * The revoke meets an mmap() that has filled its PTEs and is not yet where a
 * revoke looks; and the next one that gets mmap_lock keeps it. In every other
 * round, the revoker is killed then.
 */
TEST_F_TIMEOUT(stall, mmap_in_flight, TIMEOUT)
{
	long delay = PAUSE, step;
	int round, met = 0, made = 0, survivors = 0, before;
	const char *missing = mp_stall_missing();
	struct mapped *m;
	struct mp_stall *s;
	pid_t pid;

	MP_NEEDS(!missing, missing);
	m = mapped_new(self->c.fd);
	ASSERT_TRUE(!!m);
	s = mp_stall_start(map_and_load, m);
	ASSERT_TRUE(!!s);
	/* More, until one is met. */
	for (round = 1; round <= rounds() ||
	     (!MP_IS_FAULT && !met && round <= 10 * rounds()); round++) {
		ASSERT_TRUE(mp_stall_arm(s));
		before = atomic_load(&m->maps);
		s->wait_for = 2 * round;
		atomic_store(&m->delay, delay);
		pid = revoke_after(s, m);
		EXPECT_TRUE(mp_stall_hold(s));
		EXPECT_TRUE(becomes_revoked("held"));
		if (round % 2) {
			kill(pid, SIGKILL);
			EXPECT_NE(RUNNING, wait_long(pid, 5))
				TH_LOG("SIGKILL does not end the revoke");
		}
		survivors += survives(m);
		ASSERT_TRUE(mp_stall_let_go(s));
		if (!(round % 2)) {
			EXPECT_EQ(0, wait_long(pid, 10));
		}
		ASSERT_TRUE(mp_stall_until(&m->maps, before + 1));
		/* In a second, somebody wakes up and gets the proof. */
		if (atomic_load(&m->at)) {
			made++;
			EXPECT_TRUE(mp_stall_until(&m->dead, 1))
				TH_LOG("round %d: the mapping lives on", round);
		}
		EXPECT_EQ(0, mp_revoke("held", false));
		sem_post(&m->unmap);
		/* Nearer to the mmap() next time, and around it. */
		step = rand() % (delay / 8 + 1000);
		if (m->seen < 2 * round) {
			delay -= step;
		} else if (m->seen > 2 * round) {
			delay += step;
		} else {
			met++;
			delay += round % 2 ? step : -step;
		}
		delay = MIN(MAX(delay, 0), 999999999);
	}
	mp_stall_stop(s);
	EXPECT_EQ(0, survivors);
	TH_LOG("%d of %d mmap() calls were met, %d succeeded", met, round - 1,
	       made);
	if (!MP_IS_FAULT) {
		EXPECT_LT(0, met);
	}
}

/*
 * A revoke that waits for a process delays no other one, and the restore of its
 * own region only; it can be killed, and is finished nevertheless.
 */
TEST_F_TIMEOUT(stall, others_go_on, TIMEOUT)
{
	const char *missing = mp_stall_missing();
	pid_t pid, others, back;
	struct mapped *m;
	struct mp_stall *s;
	int round, i, result, waited = 0;
	char text[8];

	MP_NEEDS(!missing, missing);
	m = mapped_new(self->c.fd);
	ASSERT_TRUE(!!m);
	s = mp_stall_start(map_and_load, m);
	ASSERT_TRUE(!!s);
	for (round = 1; round <= rounds(); round++) {
		ASSERT_TRUE(mp_stall_arm(s));
		sem_post(&m->map);
		ASSERT_TRUE(mp_stall_until(&m->maps, round));
		ASSERT_TRUE(!!atomic_load(&m->at));
		ASSERT_TRUE(mp_stall_hold(s));
		pid = revoke_in_child("held", true);
		EXPECT_TRUE(becomes_revoked("held"));
		EXPECT_FALSE(survives(m));

		others = mp_fork();
		if (!others) {
			for (i = 0; i < 20; i++)
				if (mp_revoke("other", true) ||
				    mp_map_error(self->c.fd, OTHER, 0x1000,
						 PROT_READ, MAP_SHARED) !=
					    ENODEV ||
				    mp_revoke("other", false) ||
				    mp_map_error(self->c.fd, OTHER, 0x1000,
						 PROT_READ, MAP_SHARED))
					_exit(1);
			_exit(0);
		}
		EXPECT_EQ(0, wait_long(others, 20))
			TH_LOG("round %d: revokes of another region", round);

		kill(pid, SIGKILL);
		EXPECT_NE(RUNNING, wait_long(pid, 5))
			TH_LOG("SIGKILL does not end the revoke");
		back = revoke_in_child("held", false);
		result = wait_long(back, 0.05);
		if (result == RUNNING &&
		    !mp_region_read("held", "revoked", text, sizeof(text)))
			waited += *text == '1';
		if (_metadata->passed == 0) {
			mp_stall_stop(s);
			return;
		}
		ASSERT_TRUE(mp_stall_let_go(s));
		EXPECT_EQ(0, result == RUNNING ? wait_long(back, 10) : result);
		EXPECT_EQ(0, mp_map_error(self->c.fd, HELD, LEN, PROT_READ,
					  MAP_SHARED));
		if (!MP_IS_FAULT) {
			EXPECT_TRUE(mp_stall_until(&m->dead, 1));
		}
		sem_post(&m->unmap);
	}
	mp_stall_stop(s);
	/* But for the one or two that were looked at before they stalled. */
	if (!MP_IS_FAULT) {
		EXPECT_LT(rounds() / 2, waited);
	}
}

/* Who stalls long after mmap() returned delays no revoke: that mmap() is over. */
TEST_F_TIMEOUT(stall, long_after_mmap, TIMEOUT)
{
	const char *missing = mp_stall_missing();
	struct mapped *m;
	struct mp_stall *s;
	pid_t pid;

	MP_NEEDS(!missing, missing);
	m = mapped_new(self->c.fd);
	ASSERT_TRUE(!!m);
	s = mp_stall_start(map_and_load, m);
	ASSERT_TRUE(!!s);
	ASSERT_TRUE(mp_stall_arm(s));
	sem_post(&m->map);
	ASSERT_TRUE(mp_stall_until(&m->maps, 1));
	sleep(slow(3));
	ASSERT_TRUE(mp_stall_hold(s));
	pid = revoke_in_child("held", true);
	EXPECT_EQ(0, wait_long(pid, 5));
	EXPECT_FALSE(survives(m));
	mp_stall_stop(s);
	EXPECT_EQ(0, mp_revoke("held", false));
}

/* Maps, and lets go of everything. */
static void map_and_close(struct mp_stall *s, void *arg)
{
	struct mapped *m = arg;
	void *at;

	(void)s;
	while (sem_wait(&m->map))
		;
	at = mp_map(m->fd, HELD, LEN, PROT_READ, MAP_SHARED);
	if (at)
		munmap(at, LEN);
	close(m->fd);
	atomic_store(&m->maps, at ? 1 : -1);
	for (;;)
		pause();
}

/* Who has closed the device delays nobody, and not the unloading. */
TEST_F_TIMEOUT(stall, after_close, TIMEOUT)
{
	const char *missing = mp_stall_missing();
	struct mapped *m;
	struct mp_stall *s;
	pid_t pid;

	MP_NEEDS(!missing, missing);
	m = mapped_new(self->c.fd);
	ASSERT_TRUE(!!m);
	s = mp_stall_start(map_and_close, m);
	ASSERT_TRUE(!!s);
	mp_drop_all();
	ASSERT_TRUE(mp_stall_arm(s));
	sem_post(&m->map);
	ASSERT_TRUE(mp_stall_until(&m->maps, 1));
	ASSERT_TRUE(mp_stall_hold(s));
	pid = revoke_in_child("held", true);
	EXPECT_EQ(0, wait_long(pid, 5));
	pid = mp_fork();
	if (!pid)
		_exit(-mp_unload());
	EXPECT_EQ(0, wait_long(pid, 10));
	mp_stall_stop(s);
}

#define BIG	0x4000000000ULL
#define GIB	(1ULL << 30)

/*
 * One process maps so much that mmap() takes a second or more. Another region is
 * revoked and touched meanwhile, and nobody waits for a large part of it.
 */
TEST_F_TIMEOUT(stall, long_mmap, TIMEOUT)
{
	struct length {
		double took;
		atomic_int stage;
	} *length = mp_stall_shared(sizeof(*length));
	/* With larger pages, there is less to fill. */
	uint64_t most = MIN(mp_page_size() / 4096 * 64, 256) * GIB, size;
	double start, revoke = 0, touch = 0, own;
	unsigned int delay;
	uint32_t word;
	char *map;
	pid_t pid;
	int late;

	MP_NEEDS(mp_kernel_word() == 8,
		 "so much memory needs addresses of more than 32 bits");
	MP_NEEDS(!MP_IS_FAULT, "mmap() by the fault method takes no time");
	ASSERT_TRUE(!!length);
	mp_drop_all();
	ASSERT_EQ(0, mp_load("soc=none regions=other@0x12600000+64K,big@0x%llx+256G",
			     BIG));
	self->c.fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	for (size = 4 * GIB;; size *= 2) {
		revoke = 0;
		touch = 0;
		atomic_store(&length->stage, 0);
		pid = mp_fork();
		if (!pid) {
			atomic_store(&length->stage, 1);
			start = mp_seconds();
			map = mp_map(self->c.fd, BIG, size, PROT_READ,
				     MAP_SHARED);
			length->took = mp_seconds() - start;
			atomic_store(&length->stage, 2);
			_exit(!map);
		}
		while (!atomic_load(&length->stage))
			usleep(100);
		while (atomic_load(&length->stage) == 1) {
			start = mp_seconds();
			EXPECT_EQ(0, mp_revoke("other", true));
			EXPECT_EQ(0, mp_revoke("other", false));
			revoke = MAX(revoke, mp_seconds() - start);
			start = mp_seconds();
			map = mp_map(self->c.fd, OTHER, 0x1000, PROT_READ,
				     MAP_SHARED);
			EXPECT_TRUE(map && !mp_peek32(map, &word));
			if (map)
				munmap(map, 0x1000);
			touch = MAX(touch, mp_seconds() - start);
		}
		ASSERT_EQ(0, mp_wait(pid));
		if (length->took > 1 || size >= most)
			break;
	}
	/* The region itself: mmap() ends early. Undisturbed, it may take less. */
	for (delay = length->took * 100000;; delay /= 4) {
		atomic_store(&length->stage, 0);
		pid = mp_fork();
		if (!pid) {
			atomic_store(&length->stage, 1);
			_exit(mp_map_error(self->c.fd, BIG, size, PROT_READ,
					   MAP_SHARED) != ENODEV);
		}
		while (!atomic_load(&length->stage))
			usleep(100);
		usleep(delay);
		start = mp_seconds();
		EXPECT_EQ(0, mp_revoke("big", true));
		own = mp_seconds() - start;
		late = mp_wait(pid);
		if (!late || delay < 10000)
			break;
		EXPECT_EQ(0, mp_revoke("big", false));
	}
	EXPECT_EQ(0, late)
		TH_LOG("mmap() did not end with ENODEV");
	TH_LOG("mmap() of %llu GiB: %.3f s; revoke: %.3f s, of another: %.3f s, touch: %.3f s",
	       (unsigned long long)(size / GIB), length->took, own, revoke,
	       touch);
	EXPECT_LT(0.5, length->took);
	EXPECT_LT(revoke, length->took / 3);
	EXPECT_LT(touch, length->took / 3);
	mp_drop_all();
	EXPECT_EQ(0, mp_unload());
}

TEST_HARNESS_MAIN
