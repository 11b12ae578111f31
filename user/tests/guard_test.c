// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guard against bus errors, as a library's: in many threads, for a caller
 * that was started with SIGBUS blocked, and beside a handler of its own. Each
 * case is a process, since handlers stay.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/libmemphys.h"
#include "unit.h"

#define THREADS	8
#define FAULTS	10000

/* A page after the end of its file: each access is a bus error. */
static volatile uint32_t *dead;
static volatile uint32_t alive[2] = { 0x12345678, 0x9abcdef0 };

static int map_dead(void **state)
{
	char name[] = "/tmp/guard_test.XXXXXX";
	int fd = mkstemp(name);

	(void)state;
	if (fd < 0)
		return -1;
	unlink(name);
	dead = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE),
		    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return dead == MAP_FAILED ? -1 : 0;
}

/* Run a case. Return: its exit status, or 128 and the signal that ended it. */
static int run(int (*child)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		signal(SIGBUS, SIG_DFL);
		_exit(child());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

/* 0 if the guard tells a register that answers from one that does not. */
static int guarded(void)
{
	uint64_t value = 0;

	if (memphys_guard_load(dead, 4, &value) != -EFAULT)
		return 1;
	if (memphys_guard_store(dead, 4, 1) != -EFAULT)
		return 2;
	if (memphys_guard_load(alive, 4, &value) || value != 0x12345678)
		return 3;
	return 0;
}

static void *faults(void *unused)
{
	int i, bad = 0;

	(void)unused;
	for (i = 0; i < FAULTS; i += 2)
		bad |= guarded();
	return (void *)(intptr_t)bad;
}

static int many_threads(void)
{
	pthread_t thread[THREADS];
	int i, bad = 0;

	for (i = 0; i < THREADS; i++) {
		if (pthread_create(&thread[i], NULL, faults, NULL))
			return 4;
	}
	for (i = 0; i < THREADS; i++) {
		void *result;

		pthread_join(thread[i], &result);
		bad |= (int)(intptr_t)result;
	}
	return bad;
}

static int blocked(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGBUS);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return guarded();
}

static void on_sigbus(int signo)
{
	(void)signo;
	_exit(42);
}

static int own_handler(void)
{
	int bad;

	signal(SIGBUS, on_sigbus);
	bad = guarded();
	if (bad)
		return bad;
	return (int)*dead;
}

static int no_handler(void)
{
	int bad = guarded();

	return bad ? bad : (int)*dead;
}

static int odd_widths(void)
{
	static const unsigned int widths[] = { 0, 3, 5, 16, 0x100 };
	uint64_t value;
	size_t i;

	for (i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		if (memphys_guard_load(alive, widths[i], &value) !=
		    -EOPNOTSUPP)
			return 1;
	}
	return 0;
}

static void eight_threads(void **state)
{
	(void)state;
	assert_int_equal(run(many_threads), 0);
}

static void blocked_by_the_parent(void **state)
{
	(void)state;
	assert_int_equal(run(blocked), 0);
}

static void others_go_to_the_handler_before(void **state)
{
	(void)state;
	assert_int_equal(run(own_handler), 42);
}

static void others_end_the_process(void **state)
{
	(void)state;
	assert_int_equal(run(no_handler), 128 + SIGBUS);
}

static void widths(void **state)
{
	(void)state;
	assert_int_equal(run(odd_widths), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eight_threads),
		cmocka_unit_test(blocked_by_the_parent),
		cmocka_unit_test(others_go_to_the_handler_before),
		cmocka_unit_test(others_end_the_process),
		cmocka_unit_test(widths),
	};

	return cmocka_run_group_tests(tests, map_dead, NULL);
}
