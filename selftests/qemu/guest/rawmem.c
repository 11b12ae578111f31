// SPDX-License-Identifier: GPL-2.0-only
/*
 * rawmem CALL ADDR: ask /dev/mem for a physical address by one system call, and
 * print what came of it. "map" is mmap() of its page, to read: the first word,
 * and the flags as the register has them that held them, since a system call
 * leaves its arguments as they were. "readv" and "preadv" ask for a word, and
 * into another buffer for 4 KiB.
 *
 * Copyright (C) 2026 The memphys authors
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "outcome.h"

#define FLAGS	MAP_SHARED
#define SIZE	0x1000

#if defined(__x86_64__)
static long map_page(int fd, long offset, long *flags)
{
	register long r10 asm("r10") = FLAGS;
	register long r8 asm("r8") = fd;
	register long r9 asm("r9") = offset;
	long ret = SYS_mmap;

	asm volatile("syscall"
		     : "+a" (ret), "+r" (r10)
		     : "D" (0), "S" (SIZE), "d" (PROT_READ), "r" (r8), "r" (r9)
		     : "rcx", "r11", "memory");
	*flags = r10;
	return ret;
}
#elif defined(__aarch64__)
static long map_page(int fd, long offset, long *flags)
{
	register long nr asm("x8") = SYS_mmap;
	register long x0 asm("x0") = 0;
	register long x1 asm("x1") = SIZE;
	register long x2 asm("x2") = PROT_READ;
	register long x3 asm("x3") = FLAGS;
	register long x4 asm("x4") = fd;
	register long x5 asm("x5") = offset;

	asm volatile("svc #0"
		     : "+r" (x0), "+r" (x3)
		     : "r" (nr), "r" (x1), "r" (x2), "r" (x4), "r" (x5)
		     : "memory");
	*flags = x3;
	return x0;
}
#elif defined(__arm__)
static long map_page(int fd, long offset, long *flags)
{
	register long nr asm("r7") = SYS_mmap2;
	register long r0 asm("r0") = 0;
	register long r1 asm("r1") = SIZE;
	register long r2 asm("r2") = PROT_READ;
	register long r3 asm("r3") = FLAGS;
	register long r4 asm("r4") = fd;
	register long r5 asm("r5") = offset >> 12;

	asm volatile("svc #0"
		     : "+r" (r0), "+r" (r3)
		     : "r" (nr), "r" (r1), "r" (r2), "r" (r4), "r" (r5)
		     : "memory");
	*flags = r3;
	return r0;
}
#else
/* Where no scenario asks for it. */
static long map_page(int fd, long offset, long *flags)
{
	*flags = 0;
	return (long)mmap(NULL, SIZE, PROT_READ, FLAGS, fd, offset);
}
#endif

static int map(int fd, long addr)
{
	long at, flags;

	at = map_page(fd, addr, &flags);
	if (at < 0 && at > -4096) {
		printf("error %ld, flags 0x%lx\n", -at, flags);
		return 1;
	}
	printf("0x%08x, flags 0x%lx\n", *(volatile uint32_t *)at, flags);
	return 0;
}

static int read_vector(int fd, long addr, bool here)
{
	static char rest[SIZE];
	uint32_t word;
	const struct iovec to[] = {
		{ .iov_base = &word, .iov_len = sizeof(word) },
		{ .iov_base = rest, .iov_len = sizeof(rest) },
	};
	ssize_t got;

	got = here && lseek(fd, addr, SEEK_SET) == addr ?
	      readv(fd, to, 2) : preadv(fd, to, 2, addr);
	if (got < 0)
		return outcome_failed();
	printf("0x%08x, %zd bytes\n", word, got);
	return 0;
}

int main(int argc, char **argv)
{
	int fd = open("/dev/mem", O_RDONLY | O_SYNC);
	long addr = argc > 2 ? strtol(argv[2], NULL, 0) : 0;

	if (fd < 0)
		return outcome_failed();
	if (argc > 1 && !strcmp(argv[1], "map"))
		return map(fd, addr);
	return read_vector(fd, addr, argc > 1 && !strcmp(argv[1], "readv"));
}
