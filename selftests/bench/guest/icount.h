/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ruler: with -icount shift=0 QEMU's clock advances by one nanosecond an
 * instruction, and every architecture shows that clock to user space. On a board
 * (BENCH_CLOCK), it is the kernel's clock.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef BENCH_ICOUNT_H
#define BENCH_ICOUNT_H

#include <stdint.h>

#ifdef BENCH_CLOCK
#include <time.h>

#define ICOUNT_UNIT	"ns"

static inline uint64_t icount(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}
#elif defined(__x86_64__)
#define ICOUNT_UNIT	"insn"

static inline uint64_t icount(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}
#else
/* The generic timer of QEMU's cores has one tick every 16 ns. */
#define ICOUNT_TICK	16
#define ICOUNT_UNIT	"insn"

static inline uint64_t icount(void)
{
	uint64_t ticks;

#if defined(__aarch64__)
	asm volatile("mrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
#else
	asm volatile("mrrc p15, 1, %Q0, %R0, c14" : "=r"(ticks) : : "memory");
#endif
	return ticks * ICOUNT_TICK;
}
#endif

#endif /* BENCH_ICOUNT_H */
