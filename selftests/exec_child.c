// SPDX-License-Identifier: GPL-2.0-only
/*
 * For exec_test: map descriptor 3 to read only, stop, and jump into the mapping.
 *
 * Copyright (C) 2026 The memphys authors
 */
#define PATTERN	0x12400000
#define LEN	0x10000

#ifdef FREESTANDING
/* On amd64, for i386, for which it has no C library. */
static long call(long number, long a, long b)
{
	long ret;

	asm volatile("int $0x80" : "=a" (ret)
		     : "0" (number), "b" (a), "c" (b) : "memory");
	return ret;
}

static void *map(void)
{
	long arg[] = { 0, LEN, 1 /* PROT_READ */, 1 /* MAP_SHARED */, 3,
		       PATTERN };
	long ret = call(90 /* mmap */, (long)arg, 0);

	return ret < 0 && ret > -4096 ? (void *)-1 : (void *)ret;
}

static void stop(void)
{
	call(37 /* kill */, call(20 /* getpid */, 0, 0), 19 /* SIGSTOP */);
}

static void end(int status)
{
	for (;;)
		call(1 /* exit */, status, 0);
}

void _start(void);
#define MAIN void _start(void)
#else
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static void *map(void)
{
	return mmap(NULL, LEN, PROT_READ, MAP_SHARED, 3, PATTERN);
}

static void stop(void)
{
	raise(SIGSTOP);
}

static void end(int status)
{
	_exit(status);
}

#define MAIN int main(void)
#endif

MAIN
{
	void *at = map();

	if (at == (void *)-1)
		end(1);
	stop();
	((void (*)(void))at)();
	end(2);
}
