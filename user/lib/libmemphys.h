/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libmemphys: read the register blocks that the memphys driver lists.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef LIBMEMPHYS_H
#define LIBMEMPHYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <linux/memphys.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * DOC: libmemphys
 *
 * A thin layer over the two nodes of the driver. It keeps no state, allocates
 * nothing and prints nothing: what it opens is an ordinary file descriptor,
 * what it maps is ordinary memory, to be given back with close() and munmap().
 * Every function is safe to call from several threads.
 *
 * Functions return 0 or a negative errno value. What the values mean is said
 * in <linux/memphys.h>; the ones that callers want to tell apart:
 *
 * - ``-ENOENT``, ``-ENXIO``: the driver is not loaded, or no such region.
 * - ``-EACCES``: the node's permissions refuse this user.
 * - ``-EPERM``: not listed, read-only, or the kernel is locked down.
 * - ``-ENODEV``: the region was revoked.
 *
 * Registers must be accessed by loads and stores of exactly their width: use
 * memphys_load32() and its sisters on a mapping, never memcpy(). A load from a
 * block without clock or power can raise SIGBUS.
 */

/* The node whose mappings are filled page by page, when touched. */
#define MEMPHYS_NODE		"/dev/memphys"
/* The node whose mappings are complete when mmap() returns. */
#define MEMPHYS_NODE_REMAP	"/dev/memphys-remap"

/**
 * memphys_open() - open a node of the driver
 * @path: %MEMPHYS_NODE, %MEMPHYS_NODE_REMAP, or NULL for %MEMPHYS_NODE
 * @oflag: O_RDONLY or O_RDWR, with O_CLOEXEC if other programs are started
 *
 * Opened O_RDONLY, nothing can be written through the descriptor or through
 * any mapping of it.
 *
 * Return: a file descriptor, or a negative errno value.
 */
int memphys_open(const char *path, int oflag);

/**
 * memphys_get_info() - ask what the driver offers to this descriptor
 * @fd: from memphys_open()
 * @info: filled in; needs no preparation
 */
int memphys_get_info(int fd, struct memphys_info *info);

/**
 * memphys_get_region() - get one region of the whitelist
 * @fd: from memphys_open()
 * @index: 0 and up, by ascending address
 * @region: filled in; needs no preparation
 *
 * Return: 0, or %-ENOENT after the last region.
 */
int memphys_get_region(int fd, unsigned int index,
		       struct memphys_region *region);

/**
 * memphys_find_region() - get the region that contains an address
 * @fd: from memphys_open()
 * @addr: physical address
 * @region: filled in; needs no preparation
 */
int memphys_find_region(int fd, uint64_t addr, struct memphys_region *region);

/**
 * memphys_map() - map a window of physical addresses
 * @fd: from memphys_open()
 * @addr: physical address, a multiple of the page size
 * @length: bytes
 * @prot: PROT_READ, or PROT_READ | PROT_WRITE
 * @map: the address of the mapping, for munmap()
 */
int memphys_map(int fd, uint64_t addr, size_t length, int prot, void **map);

/**
 * memphys_prefault() - fill a part of a mapping now
 * @fd: from memphys_open()
 * @map: inside a mapping, a multiple of the page size
 * @length: bytes, a multiple of the page size
 * @mapped: pages that are mapped now; may be NULL
 *
 * For mappings of %MEMPHYS_NODE, where later touches must not
 * take a page fault. Pages that are not listed are skipped.
 */
int memphys_prefault(int fd, void *map, size_t length, uint64_t *mapped);

/**
 * memphys_read() - let the kernel read one register
 * @fd: from memphys_open(), with CAP_SYS_RAWIO
 * @addr: physical address, a multiple of @width
 * @width: 1, 2, 4 or 8 bytes
 * @value: filled in
 *
 * The way to registers in regions smaller than a page. Prefer a mapping: at an
 * address without a working block behind it, a mapped load gets SIGBUS, while
 * this call can oops the kernel.
 */
int memphys_read(int fd, uint64_t addr, unsigned int width, uint64_t *value);

/**
 * memphys_write() - let the kernel write one register
 * @fd: from memphys_open(), O_RDWR and with CAP_SYS_RAWIO
 * @addr: physical address in a region that is not read-only
 * @width: 1, 2, 4 or 8 bytes
 * @value: what to write; must fit into @width
 */
int memphys_write(int fd, uint64_t addr, unsigned int width, uint64_t value);

/* One load of exactly the named width from a mapping. */
static inline uint8_t memphys_load8(const volatile void *reg)
{
	return *(const volatile uint8_t *)reg;
}

static inline uint16_t memphys_load16(const volatile void *reg)
{
	return *(const volatile uint16_t *)reg;
}

static inline uint32_t memphys_load32(const volatile void *reg)
{
	return *(const volatile uint32_t *)reg;
}

/* One store of exactly the named width to a mapping. */
static inline void memphys_store8(volatile void *reg, uint8_t value)
{
	*(volatile uint8_t *)reg = value;
}

static inline void memphys_store16(volatile void *reg, uint16_t value)
{
	*(volatile uint16_t *)reg = value;
}

static inline void memphys_store32(volatile void *reg, uint32_t value)
{
	*(volatile uint32_t *)reg = value;
}

/* A 32-bit CPU would make two accesses of a 64-bit one. */
#if UINTPTR_MAX > 0xffffffffU
static inline uint64_t memphys_load64(const volatile void *reg)
{
	return *(const volatile uint64_t *)reg;
}

static inline void memphys_store64(volatile void *reg, uint64_t value)
{
	*(volatile uint64_t *)reg = value;
}
#endif

#ifdef __cplusplus
}
#endif

#endif /* LIBMEMPHYS_H */
