/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libmemphys: single accesses to registers in a mapping. Included by
 * libmemphys.h.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef LIBMEMPHYS_ACCESS_H
#define LIBMEMPHYS_ACCESS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Inline where the compiler likes, and a symbol of the library for others. */
#ifdef __GNUC_GNU_INLINE__
#define MEMPHYS_INLINE	extern __inline__
#else
#define MEMPHYS_INLINE	inline
#endif

/**
 * memphys_guard_load() - one load of exactly @width bytes
 * @reg: naturally aligned, in a mapping
 * @width: 1, 2, 4 or 8
 * @value: filled in, zero-extended, in the byte order of the CPU
 *
 * The first guarded access of a process installs a handler of SIGBUS; what is
 * not its own goes on to the handler before it. A handler that the program
 * installs later takes its place. The first guarded access of a thread unblocks
 * SIGBUS there: blocked, a bus error would end the process.
 *
 * Return: 0, %-EFAULT if the access raised SIGBUS, %-EOPNOTSUPP for a width
 * that this CPU cannot load at once.
 */
int memphys_guard_load(const volatile void *reg, unsigned int width,
		       uint64_t *value);

/**
 * memphys_guard_store() - one store of exactly @width bytes
 * @reg: naturally aligned, in a writable mapping
 * @width: 1, 2, 4 or 8
 * @value: what to store
 *
 * Catches a store that the page tables refuse. Where the memory type lets the
 * CPU go on before the block has answered, an error of the bus arrives later and
 * is nobody's; only a load from the same block makes the CPU wait for it, and
 * whether a load does harm there is known to the caller alone.
 *
 * Return: as memphys_guard_load().
 */
int memphys_guard_store(volatile void *reg, unsigned int width,
			uint64_t value);

/**
 * memphys_le() - the value of a little-endian register
 * @value: what a load gave, or what a store shall take
 * @width: 1, 2, 4 or 8 bytes
 *
 * Return: @value on a little-endian CPU, its bytes swapped on a big-endian one.
 */
MEMPHYS_INLINE uint64_t memphys_le(uint64_t value, unsigned int width)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(value) >> (64 - 8 * width);
#else
	(void)width;
	return value;
#endif
}

/* One load of exactly the named width from a mapping. */
MEMPHYS_INLINE uint8_t memphys_load8(const volatile void *reg)
{
	return *(const volatile uint8_t *)reg;
}

MEMPHYS_INLINE uint16_t memphys_load16(const volatile void *reg)
{
	return *(const volatile uint16_t *)reg;
}

MEMPHYS_INLINE uint32_t memphys_load32(const volatile void *reg)
{
	return *(const volatile uint32_t *)reg;
}

/* One store of exactly the named width to a mapping. */
MEMPHYS_INLINE void memphys_store8(volatile void *reg, uint8_t value)
{
	*(volatile uint8_t *)reg = value;
}

MEMPHYS_INLINE void memphys_store16(volatile void *reg, uint16_t value)
{
	*(volatile uint16_t *)reg = value;
}

MEMPHYS_INLINE void memphys_store32(volatile void *reg, uint32_t value)
{
	*(volatile uint32_t *)reg = value;
}

/* A 32-bit CPU would make two accesses of a 64-bit one. */
#if UINTPTR_MAX > 0xffffffffU
MEMPHYS_INLINE uint64_t memphys_load64(const volatile void *reg)
{
	return *(const volatile uint64_t *)reg;
}

MEMPHYS_INLINE void memphys_store64(volatile void *reg, uint64_t value)
{
	*(volatile uint64_t *)reg = value;
}
#endif

#ifdef __cplusplus
}
#endif

#endif /* LIBMEMPHYS_ACCESS_H */
