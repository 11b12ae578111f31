// SPDX-License-Identifier: GPL-2.0-only
/*
 * Revocation against what is in flight: once the write to "revoked" returned,
 * no mapping of the region can be read, whatever was running meanwhile.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/param.h>
#include <time.h>

#include "ksft_fixture.h"

MP_FIXTURE(race,
	   "pattern@0x12400000+0x800000",
	   "zeros@0x12c00000+0x100000:rw")

#define REGION	"pattern"
#define LEN	0x40000
#define LONG	0x800000
#define HUGE	0x200000
#define TIMEOUT	120

/* As many as make check has time for. */
static int rounds(int all)
{
	return mp_env_number("SHORT") ? all / 4 : all;
}

/*
 * A round: the racer does its work while the main thread revokes; when both are
 * done, the main thread looks at what the racer left.
 */
struct racer {
	pthread_t thread;
	pthread_barrier_t start;
	pthread_barrier_t end;
	void (*work)(struct racer *r);
	int fd;
	bool stop;
	size_t len;		/* of what is moved */
	/* what a round leaves */
	void *map[10];
	unsigned int maps;
	pid_t child;
	int go;
	atomic_int stage;
};

/* Of a racer that says where it is. */
enum { BEFORE, INSIDE, AFTER };

static void *racer_run(void *arg)
{
	struct racer *r = arg;

	for (;;) {
		pthread_barrier_wait(&r->start);
		if (r->stop)
			return NULL;
		r->work(r);
		pthread_barrier_wait(&r->end);
	}
}

static void racer_begin(struct __test_metadata *_metadata, struct racer *r,
			int fd, void (*work)(struct racer *r))
{
	memset(r, 0, sizeof(*r));
	r->fd = fd;
	r->work = work;
	pthread_barrier_init(&r->start, NULL, 2);
	pthread_barrier_init(&r->end, NULL, 2);
	ASSERT_EQ(0, pthread_create(&r->thread, NULL, racer_run, r));
}

static void racer_end(struct racer *r)
{
	r->stop = true;
	pthread_barrier_wait(&r->start);
	pthread_join(r->thread, NULL);
}

/* Revoke somewhere in the middle of the racer's work. */
static int race(struct racer *r)
{
	volatile int spin = rand() % 20000;
	int err;

	pthread_barrier_wait(&r->start);
	while (spin)
		spin--;
	err = mp_revoke(REGION, true);
	pthread_barrier_wait(&r->end);
	return err;
}

#define SAMPLES 8

/* Of some pages all over the mapping, those that can still be read. */
static size_t readable(const void *map)
{
	size_t at, count = 0;
	uint32_t word;

	for (at = 0; at < LEN; at += LEN / SAMPLES)
		count += !mp_peek32(map + at, &word);
	return count;
}

static void map_some(struct racer *r)
{
	uint32_t word;
	void *map;

	for (r->maps = 0; r->maps < ARRAY_SIZE(r->map);) {
		map = mp_map(r->fd, MP_PATTERN, LEN, PROT_READ, MAP_SHARED);
		if (!map)
			return; /* revoked */
		mp_peek32(map + LEN / 2, &word);
		r->map[r->maps++] = map;
	}
}

/* 1,000 mmap() calls. */
TEST_F_TIMEOUT(race, mmap, TIMEOUT)
{
	size_t survivors = 0, made = 0;
	struct racer r;
	unsigned int i;
	int round;

	racer_begin(_metadata, &r, self->c.fd, map_some);
	for (round = 0; made < rounds(1000) && round < 5000; round++) {
		EXPECT_EQ(0, race(&r));
		for (i = 0; i < r.maps; i++) {
			survivors += readable(r.map[i]);
			munmap(r.map[i], LEN);
		}
		made += r.maps;
		EXPECT_EQ(0, mp_revoke(REGION, false));
	}
	racer_end(&r);
	EXPECT_LE(rounds(1000), made);
	EXPECT_EQ(0, survivors);
}

static void map_long(struct racer *r)
{
	atomic_store(&r->stage, INSIDE);
	r->map[0] = mp_map(r->fd, MP_PATTERN, LONG, PROT_READ, MAP_SHARED);
	atomic_store(&r->stage, AFTER);
}

static int64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/*
 * mmap() has let go of the driver's lock, and its VMA is not yet where a revoke
 * looks for it. Few instructions lie between, but one may switch tasks: so the
 * revoke waits for that lock, on the same CPU, and is more urgent.
 */
TEST_F_TIMEOUT(race, mmap_interrupted, TIMEOUT)
{
	struct sched_param urgent = { .sched_priority = 10 };
	size_t survivors = 0, made = 0, inside = 0;
	int64_t duration, step, delay;
	struct timespec pause = { 0 };
	struct racer r;
	cpu_set_t one;
	int round;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	racer_begin(_metadata, &r, self->c.fd, map_long);
	ASSERT_EQ(0, pthread_setaffinity_np(r.thread, sizeof(one), &one));
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(one), &one));
	duration = -nanoseconds();
	map_long(&r);
	duration += nanoseconds();
	ASSERT_TRUE(!!r.map[0]);
	munmap(r.map[0], LONG);
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_FIFO, &urgent));

	delay = duration / 2;
	/* A busy host may keep a timer waiting for longer than mmap() takes. */
	for (round = 0; round < rounds(200) ||
	     (!MP_IS_FAULT && !inside && round < 1000); round++) {
		atomic_store(&r.stage, BEFORE);
		/* It begins when we sleep. */
		pthread_barrier_wait(&r.start);
		pause.tv_nsec = delay;
		nanosleep(&pause, NULL);
		/* To meet it again, elsewhere; it and a timer take their time. */
		step = rand() % (duration / 4 + 1);
		switch (atomic_load(&r.stage)) {
		case INSIDE:
			inside++;
			delay += round % 2 ? step : -step;
			break;
		case BEFORE:
			delay += step;
			break;
		case AFTER:
			delay -= step;
			break;
		}
		delay = MIN(MAX(delay, 0), 999999999);
		EXPECT_EQ(0, mp_revoke(REGION, true));
		pthread_barrier_wait(&r.end);
		if (r.map[0]) {
			made++;
			/* What it had mapped, and what it went on to map. */
			survivors += readable(r.map[0]);
			survivors += readable(r.map[0] + LONG - LEN);
			munmap(r.map[0], LONG);
		}
		EXPECT_EQ(0, mp_revoke(REGION, false));
	}
	racer_end(&r);
	EXPECT_LT(0, made);
	EXPECT_EQ(0, survivors);
	/* By fault, mmap() is too short to be met. */
	if (!MP_IS_FAULT) {
		EXPECT_LT(0, inside);
	}
}

static void fork_one(struct racer *r)
{
	int fds[2];
	char byte;

	r->child = -1;
	if (pipe(fds))
		return;
	r->go = fds[1];
	r->child = mp_fork();
	if (!r->child) {
		close(fds[1]);
		/* Until the parent closes its end. */
		if (read(fds[0], &byte, 1))
			_exit(100);
		_exit(!!readable(r->map[0]));
	}
	close(fds[0]);
}

/* fork() copies page tables, from a parent that is being cleaned. */
TEST_F_TIMEOUT(race, fork, TIMEOUT)
{
	size_t survivors = 0;
	struct racer r;
	int round;

	racer_begin(_metadata, &r, self->c.fd, fork_one);
	for (round = 0; round < rounds(100); round++) {
		r.map[0] = mp_case_map(_metadata, self->c.fd, MP_PATTERN, LEN,
				       PROT_READ, MAP_SHARED);
		EXPECT_EQ(SAMPLES, readable(r.map[0]));
		EXPECT_EQ(0, race(&r));
		survivors += readable(r.map[0]);
		ASSERT_LT(0, r.child);
		close(r.go);
		survivors += mp_wait(r.child);
		munmap(r.map[0], LEN);
		EXPECT_EQ(0, mp_revoke(REGION, false));
	}
	racer_end(&r);
	EXPECT_EQ(0, survivors);
}

static void move_around(struct racer *r)
{
	void *to;
	int i;

	for (i = 0; i < 10; i++) {
		to = mremap(r->map[0], r->len, r->len,
			    MREMAP_MAYMOVE | MREMAP_FIXED, r->map[1]);
		if (to == MAP_FAILED)
			return;
		/* Reserve the place that it left, for the way back. */
		mmap(r->map[0], r->len, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		r->map[1] = r->map[0];
		r->map[0] = to;
	}
}

/* Back and forth between two places that are so aligned. */
static void race_of_moves(struct __test_metadata *_metadata, int fd, size_t len,
			  size_t align)
{
	void *place[] = { mp_case_reserve(_metadata, len, align, 0),
			  mp_case_reserve(_metadata, len, align, 0) };
	size_t survivors = 0;
	struct racer r;
	int round;

	racer_begin(_metadata, &r, fd, move_around);
	r.len = len;
	for (round = 0; round < rounds(100); round++) {
		memcpy(r.map, place, sizeof(place));
		ASSERT_EQ(place[0], mmap(place[0], len, PROT_READ,
					 MAP_SHARED | MAP_FIXED, fd,
					 MP_PATTERN));
		EXPECT_EQ(SAMPLES, readable(r.map[0]));
		EXPECT_EQ(0, race(&r));
		survivors += readable(r.map[0]);
		mmap(r.map[0], len, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		EXPECT_EQ(0, mp_revoke(REGION, false));
	}
	racer_end(&r);
	EXPECT_EQ(0, survivors);
}

/* mremap() moves page tables from under the cleaner. */
TEST_F_TIMEOUT(race, mremap, TIMEOUT)
{
	race_of_moves(_metadata, self->c.fd, LEN, self->c.page);
}

/* Where a huge page fits, it is moved as one, and looks gone meanwhile. */
TEST_F_TIMEOUT(race, mremap_huge, TIMEOUT)
{
	race_of_moves(_metadata, self->c.fd, HUGE, HUGE);
}

/* Threads that touch, each with its own view of what must be true. */
struct toucher {
	pthread_t thread;
	int fd;
	size_t page;
	unsigned int first;
	atomic_bool *stop;
	size_t reads;
	size_t signals;
	size_t wrong;
};

static void *toucher_run(void *arg)
{
	struct toucher *t = arg;
	size_t at = t->first * t->page;
	void *map = NULL;
	uint32_t word;
	int sig;

	while (!atomic_load(t->stop)) {
		if (!map)
			map = mp_map(t->fd, MP_PATTERN, LEN, PROT_READ,
				     MAP_SHARED);
		if (!map) {
			t->wrong += errno != ENODEV;
			usleep(100);
			continue;
		}
		sig = mp_peek32(map + at, &word);
		if (!sig) {
			t->reads++;
			t->wrong += word != MP_PATTERN + at;
		} else {
			t->signals++;
			t->wrong += sig != SIGBUS;
			/* Remap does not come back by itself. */
			munmap(map, LEN);
			map = NULL;
		}
		at = (at + t->page) % LEN;
	}
	if (map)
		munmap(map, LEN);
	return NULL;
}

/* 4 threads touch while 1,000 revokes and restores go by. */
TEST_F_TIMEOUT(race, touch, TIMEOUT)
{
	atomic_bool stop = false;
	size_t reads = 0, signals = 0, i;
	struct toucher t[4];
	int round;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		t[i] = (struct toucher){
			.fd = self->c.fd,
			.page = self->c.page,
			.first = i,
			.stop = &stop,
		};
		ASSERT_EQ(0, pthread_create(&t[i].thread, NULL, toucher_run,
					    &t[i]));
	}
	for (round = 0; round < rounds(1000); round++) {
		EXPECT_EQ(0, mp_revoke(REGION, true));
		EXPECT_EQ(0, mp_revoke(REGION, false));
	}
	atomic_store(&stop, true);
	for (i = 0; i < ARRAY_SIZE(t); i++) {
		ASSERT_EQ(0, pthread_join(t[i].thread, NULL));
		EXPECT_EQ(0, t[i].wrong);
		reads += t[i].reads;
		signals += t[i].signals;
	}
	/* Both happened: it was a race. */
	EXPECT_LT(0, reads);
	EXPECT_LT(0, signals);
}

struct reader {
	pthread_t thread;
	int fd;
	atomic_bool *stop;
	size_t reads;
	size_t refusals;
	size_t wrong;
};

static void *reader_run(void *arg)
{
	struct reader *r = arg;
	uint32_t words[64];
	ssize_t len, i;

	while (!atomic_load(r->stop)) {
		len = pread(r->fd, words, sizeof(words), MP_PATTERN);
		if (len < 0) {
			r->refusals++;
			r->wrong += errno != ENODEV;
			usleep(100);
			continue;
		}
		r->reads++;
		for (i = 0; i < len / 4; i++)
			r->wrong += words[i] != MP_PATTERN + 4 * i;
	}
	return NULL;
}

TEST_F_TIMEOUT(race, register_path, TIMEOUT)
{
	atomic_bool stop = false;
	struct reader r = { .fd = self->c.fd, .stop = &stop };
	int round;

	ASSERT_EQ(0, pthread_create(&r.thread, NULL, reader_run, &r));
	for (round = 0; round < rounds(200); round++) {
		EXPECT_EQ(0, mp_revoke(REGION, true));
		EXPECT_EQ(0, mp_revoke(REGION, false));
		usleep(rand() % 1000);
	}
	atomic_store(&stop, true);
	ASSERT_EQ(0, pthread_join(r.thread, NULL));
	EXPECT_EQ(0, r.wrong);
	EXPECT_LT(0, r.reads);
}

static void *revoker_run(void *arg)
{
	size_t failures = 0;
	int round;

	(void)arg;
	for (round = 0; round < rounds(100); round++)
		failures += mp_revoke(REGION, round & 1) != 0;
	return (void *)failures;
}

/* Revokers against each other, and against those who come and go. */
TEST_F_TIMEOUT(race, revokers, TIMEOUT)
{
	pthread_t threads[3];
	uint64_t value;
	void *failures;
	size_t i;
	int round, fd;

	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, revoker_run,
					    NULL));
	}
	for (round = 0; round < rounds(100); round++) {
		fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
		mp_map_error(fd, MP_PATTERN, LEN, PROT_READ, MAP_SHARED);
		close(fd);
	}
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &failures));
		EXPECT_TRUE(!failures);
	}
	ASSERT_EQ(0, mp_revoke(REGION, false));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_PATTERN, 4, &value));
	EXPECT_EQ(MP_PATTERN, value);
}

TEST_HARNESS_MAIN
