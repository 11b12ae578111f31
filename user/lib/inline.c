// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmemphys: the inline functions of its header as symbols, for callers that
 * have no C compiler.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "lib/libmemphys.h"

extern inline uint64_t memphys_le(uint64_t value, unsigned int width);
extern inline uint8_t memphys_load8(const volatile void *reg);
extern inline uint16_t memphys_load16(const volatile void *reg);
extern inline uint32_t memphys_load32(const volatile void *reg);
extern inline void memphys_store8(volatile void *reg, uint8_t value);
extern inline void memphys_store16(volatile void *reg, uint16_t value);
extern inline void memphys_store32(volatile void *reg, uint32_t value);
#if UINTPTR_MAX > 0xffffffffU
extern inline uint64_t memphys_load64(const volatile void *reg);
extern inline void memphys_store64(volatile void *reg, uint64_t value);
#endif
