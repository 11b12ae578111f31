/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single accesses to mapped registers that survive a bus error.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef GUARD_H
#define GUARD_H

#include <stdint.h>

/**
 * guard_load() - one load of exactly @width bytes
 * @reg: naturally aligned, in a mapping
 * @width: 1, 2, 4 or 8
 * @value: filled in, zero-extended, in the byte order of the CPU
 *
 * Return: 0, -EFAULT if the access raised SIGBUS, -EOPNOTSUPP for a width
 * that this CPU cannot load at once.
 */
int guard_load(volatile void *reg, unsigned int width, uint64_t *value);

/**
 * guard_store() - one store of exactly @width bytes
 * @reg: naturally aligned, in a writable mapping
 * @width: 1, 2, 4 or 8
 * @value: what to store
 *
 * Return: as guard_load().
 */
int guard_store(volatile void *reg, unsigned int width, uint64_t value);

/*
 * Registers of all chips here are little-endian, whatever the CPU runs:
 * between the value of a register and what a load or store of it takes.
 */
static inline uint64_t guard_le(uint64_t value, unsigned int width)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(value) >> (64 - 8 * width);
#else
	(void)width;
	return value;
#endif
}

#endif /* GUARD_H */
