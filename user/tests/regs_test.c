// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows, the retry with one page, remembered refusals, the cache, and bus
 * errors, on a backend that counts and refuses as it is told.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/libmemphys.h"
#include "regs/regs.h"
#include "unit.h"

/* What the backend does, and what was asked of it. */
static struct {
	uint64_t claimed;	/* a page that no window may touch */
	uint64_t dead;		/* a page that raises SIGBUS */
	size_t page;
	unsigned int maps;
	unsigned int unmaps;
	size_t length[64];	/* of each map() */
} fake;

static int fake_open(struct regs *r, const char *path)
{
	r->path = path;
	fake.page = r->page;
	return 0;
}

static void fake_close(struct regs *r)
{
	(void)r;
}

static int fake_window(struct regs *r, uint64_t addr, unsigned int width,
		       uint64_t *start, size_t *length)
{
	return regs_devmem.window(r, addr, width, start, length);
}

/* Every word holds its own address. */
static int fake_map(struct regs *r, uint64_t start, size_t length, void **map)
{
	uint32_t *word;
	size_t i;

	(void)r;
	assert_true(fake.maps < 64);
	fake.length[fake.maps++] = length;
	if (fake.claimed >= start && fake.claimed - start < length)
		return -EPERM;
	word = mmap(NULL, length, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(word, MAP_FAILED);
	for (i = 0; i < length / 4; i++)
		word[i] = (uint32_t)start + 4 * (uint32_t)i;
	if (fake.dead >= start && fake.dead - start < length) {
		/* A file mapping after the end of its file is a bus error. */
		char name[] = "/tmp/regs_test.XXXXXX";
		int fd = mkstemp(name);

		assert_true(fd >= 0);
		unlink(name);
		assert_ptr_not_equal(mmap((char *)word + (fake.dead - start),
					  fake.page, PROT_READ,
					  MAP_SHARED | MAP_FIXED, fd, 0),
				     MAP_FAILED);
		close(fd);
	}
	*map = word;
	return 0;
}

static void fake_unmap(struct regs *r, void *map, size_t length)
{
	(void)r;
	fake.unmaps++;
	munmap(map, length);
}

static const struct regs_backend fake_backend = {
	.name = "fake",
	.open = fake_open,
	.close = fake_close,
	.window = fake_window,
	.map = fake_map,
	.unmap = fake_unmap,
};

#define NOWHERE 0xfffffff000ULL

static int fake_setup(void **state)
{
	struct regs *r = malloc(sizeof(*r));

	memset(&fake, 0, sizeof(fake));
	fake.claimed = NOWHERE;
	fake.dead = NOWHERE;
	*state = r;
	return regs_open(r, &fake_backend, "fake");
}

static int fake_teardown(void **state)
{
	struct regs *r = *state;
	bool all;

	regs_close(r);
	all = fake.unmaps == r->stats.maps;
	free(r);
	return all ? 0 : -1;
}

static void reads(struct regs *r, uint64_t addr)
{
	uint64_t value;

	assert_int_equal(regs_read(r, addr, 4, &value), 0);
	assert_int_equal(value, (uint32_t)addr);
}

static void one_window_serves_its_neighbours(void **state)
{
	struct regs *r = *state;
	unsigned int i;

	for (i = 0; i < 16; i++)
		reads(r, 0x11020000 + 0xff0 * i);
	assert_int_equal(fake.maps, 1);
	assert_int_equal(fake.length[0], REGS_WINDOW);
	assert_int_equal(r->stats.refusals, 0);
}

static void two_blocks_do_not_drive_each_other_out(void **state)
{
	struct regs *r = *state;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		reads(r, 0x11020ee0);
		reads(r, 0x12020ee0);
	}
	assert_int_equal(fake.maps, 2);
	assert_int_equal(fake.unmaps, 0);
}

static void refused_window_is_retried_with_one_page(void **state)
{
	struct regs *r = *state;

	fake.claimed = 0x11029000;
	reads(r, 0x11020ee0);
	assert_int_equal(fake.maps, 2);
	assert_int_equal(fake.length[0], REGS_WINDOW);
	assert_int_equal(fake.length[1], fake.page);
	/* The page serves its own registers without asking again. */
	reads(r, 0x11020ee4);
	reads(r, 0x11020000);
	assert_int_equal(fake.maps, 2);
}

static void refused_window_is_not_asked_for_again(void **state)
{
	struct regs *r = *state;
	unsigned int i;

	fake.claimed = 0x11029000;
	for (i = 0; i < 8; i++)
		reads(r, 0x11020000 + i * fake.page);
	assert_int_equal(fake.maps, 9);
	assert_int_equal(r->stats.refusals, 1);
}

static void claimed_page_is_refused_once(void **state)
{
	struct regs *r = *state;
	uint64_t value;
	unsigned int i;

	fake.claimed = 0x11029000;
	for (i = 0; i < 4; i++)
		assert_int_equal(regs_read(r, 0x11029000, 4, &value), -EPERM);
	assert_int_equal(fake.maps, 2);
	assert_int_equal(r->stats.refusals, 2);
}

static void failure_leaves_earlier_windows_intact(void **state)
{
	struct regs *r = *state;
	uint64_t value;

	fake.claimed = 0x12020000;
	reads(r, 0x11020ee0);
	assert_int_equal(regs_read(r, 0x12020ee0, 4, &value), -EPERM);
	reads(r, 0x11020ee0);
	assert_int_equal(fake.maps, 3);
}

static void ninth_window_drops_the_oldest(void **state)
{
	struct regs *r = *state;
	unsigned int i;

	for (i = 0; i <= REGS_WINDOWS; i++)
		reads(r, 0x10000000 + (uint64_t)i * REGS_WINDOW);
	assert_int_equal(fake.unmaps, 1);
	reads(r, 0x10000000 + REGS_WINDOW);
	assert_int_equal(fake.maps, REGS_WINDOWS + 1);
	reads(r, 0x10000000);
	assert_int_equal(fake.maps, REGS_WINDOWS + 2);
}

static struct sigaction guard_action;

/* Learn which handler memphys_guard_load() installs, before cmocka has its own. */
static void learn_guard(void)
{
	uint32_t word = 0;
	uint64_t value;

	memphys_guard_load(&word, sizeof(word), &value);
	sigaction(SIGBUS, NULL, &guard_action);
}

/* cmocka takes SIGBUS for each test; give it back to the guard. */
static void restore_guard(void)
{
	sigaction(SIGBUS, &guard_action, NULL);
}

static void bus_error_is_an_answer(void **state)
{
	struct regs *r = *state;
	uint64_t value;

	restore_guard();
	fake.dead = 0x11025000;
	assert_int_equal(regs_read(r, 0x11025ee0, 4, &value), -EFAULT);
	reads(r, 0x11020ee0);
	assert_int_equal(r->stats.faults, 1);
	assert_int_equal(fake.maps, 1);
	/* From a cached window, a new one is tried: it could be revoked. */
	assert_int_equal(regs_read(r, 0x11025ee0, 4, &value), -EFAULT);
	assert_int_equal(fake.maps, 2);
}

static void dead_block_is_mapped_once(void **state)
{
	struct regs *r = *state;
	uint64_t value;
	unsigned int i;

	restore_guard();
	fake.dead = 0x11025000;
	for (i = 0; i < 64; i++)
		assert_int_equal(regs_read(r, 0x11025000 + 4 * i, 4, &value),
				 -EFAULT);
	assert_int_equal(r->stats.faults, 64);
	assert_int_equal(fake.maps, 1);
}

static void window_taken_away_is_mapped_again(void **state)
{
	struct regs *r = *state;

	restore_guard();
	fake.dead = 0x11020000;
	reads(r, 0x11025000);
	fake.dead = NOWHERE;
	reads(r, 0x11020ee0);
	assert_int_equal(fake.maps, 2);
	assert_int_equal(r->stats.faults, 0);
}

static void widths_and_alignment(void **state)
{
	struct regs *r = *state;
	uint64_t value;

	assert_int_equal(regs_read(r, 0x1102ffff, 1, &value), 0);
	assert_int_equal(value, 0x11);
	assert_int_equal(regs_read(r, 0x1102fffe, 2, &value), 0);
	assert_int_equal(value, 0x1102);
	assert_int_equal(regs_read(r, 0x1102fffe, 4, &value), -EINVAL);
	assert_int_equal(regs_read(r, 0x1102fffc, 8, &value), -EINVAL);
	assert_int_equal(regs_read(r, 0x11020000, 3, &value), -EINVAL);
	assert_int_equal(regs_read(r, 0x11020000, 0, &value), -EINVAL);
	assert_int_equal(regs_read(r, 0x11020000, 16, &value), -EINVAL);
	if (sizeof(void *) == 8) {
		assert_int_equal(regs_read(r, 0x11020008, 8, &value), 0);
		assert_true(value == 0x1102000c11020008ULL);
	} else {
		assert_int_equal(regs_read(r, 0x11020008, 8, &value),
				 -EOPNOTSUPP);
	}
}

static void addresses_above_4_gib(void **state)
{
	struct regs *r = *state;

	reads(r, 0x2f00100f0ULL);
	reads(r, 0xf00100f0ULL);
	assert_int_equal(fake.maps, 2);
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_window_serves_its_neighbours),
		CASE(two_blocks_do_not_drive_each_other_out),
		CASE(refused_window_is_retried_with_one_page),
		CASE(refused_window_is_not_asked_for_again),
		CASE(claimed_page_is_refused_once),
		CASE(failure_leaves_earlier_windows_intact),
		CASE(ninth_window_drops_the_oldest),
		CASE(bus_error_is_an_answer),
		CASE(dead_block_is_mapped_once),
		CASE(window_taken_away_is_mapped_again),
		CASE(widths_and_alignment),
		CASE(addresses_above_4_gib),
	};

	learn_guard();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
