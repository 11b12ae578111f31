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

#include "libmemphys-access.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * DOC: libmemphys
 *
 * The nodes of the driver for programs: what it lists, mappings of it, and
 * single accesses that survive a bus error. It prints nothing and keeps no state
 * but the handler of SIGBUS that guarded accesses need. What it opens is an
 * ordinary file descriptor, what memphys_map() maps is ordinary memory; only
 * memphys_mapping_open() allocates.
 * Every function may be called from several threads at once.
 *
 * Functions return 0 or a negative errno value, which memphys_strerror() puts
 * into words:
 *
 * - ``-ENOENT``: the driver is not loaded, or no such region.
 * - ``-EACCES``: the node's permissions refuse this user.
 * - ``-EPERM``: not listed, read-only, or the kernel is locked down.
 * - ``-ENODEV``: the region was revoked.
 * - ``-EFAULT``: the access raised a bus error.
 * - ``-EOPNOTSUPP``: neither this CPU nor the kernel can access that width.
 * - ``-EINVAL``: not aligned, or outside of the mapping.
 *
 * Structures of the driver may grow. Functions that fill one in take its size
 * from the program that was compiled, not from the library: an older program
 * keeps working with a newer library, and the reverse.
 *
 * **Byte order.** Registers of all blocks that are known to need memphys are
 * little-endian, whatever the CPU runs. memphys_mapping_read() and
 * memphys_mapping_write() take and give the value of such a register. All other
 * accesses, by the CPU or by the kernel, give what a plain load gives: on a
 * big-endian CPU, memphys_le() turns it into the value.
 *
 * Registers must be accessed by loads and stores of exactly their width: use
 * memphys_load32() and its sisters on a mapping, never memcpy(). A load from a
 * block without clock or power raises SIGBUS, which memphys_guard_load()
 * and the accesses of a mapping object turn into an error.
 */

/* The node whose mappings are filled page by page, when touched. */
#define MEMPHYS_NODE		"/dev/memphys"
/* The node whose mappings are complete when mmap() returns. */
#define MEMPHYS_NODE_REMAP	"/dev/memphys-remap"

/**
 * memphys_version() - the version of the library that runs
 *
 * Return: a text as "0.1.0".
 */
const char *memphys_version(void);

/**
 * memphys_strerror() - an error of this library in words
 * @err: a negative errno value that a function of this library returned
 *
 * Return: a text without a full stop, for everything else that of strerror().
 */
const char *memphys_strerror(int err);

/**
 * memphys_open() - open a node of the driver
 * @path: %MEMPHYS_NODE, %MEMPHYS_NODE_REMAP, or NULL for %MEMPHYS_NODE
 * @oflag: O_RDONLY or O_RDWR; O_CLOEXEC is always added
 *
 * Opened O_RDONLY, nothing can be written through the descriptor or through
 * any mapping of it.
 *
 * Return: a file descriptor, to be closed with close(), or a negative errno
 * value.
 */
int memphys_open(const char *path, int oflag);

/**
 * memphys_get_info_sz() - ask what the driver offers to this descriptor
 * @fd: from memphys_open()
 * @info: filled in; needs no preparation
 * @size: the caller's sizeof(struct memphys_info)
 *
 * C and C++ call memphys_get_info(fd, info).
 *
 * Return: 0 or a negative errno value: %-ENOTTY for another kind of file.
 */
int memphys_get_info_sz(int fd, struct memphys_info *info, size_t size);

/**
 * memphys_get_region_sz() - get one region of the whitelist
 * @fd: from memphys_open()
 * @index: 0 and up, by ascending address
 * @region: filled in; needs no preparation
 * @size: the caller's sizeof(struct memphys_region)
 *
 * C and C++ call memphys_get_region(fd, index, region).
 *
 * Return: 0, %-ENOENT after the last region, or another negative errno value.
 */
int memphys_get_region_sz(int fd, unsigned int index,
			  struct memphys_region *region, size_t size);

/**
 * memphys_next_region_sz() - go through the whitelist
 * @fd: from memphys_open()
 * @next: 0 to begin with; counted on
 * @region: filled in with the next region; needs no preparation
 * @size: the caller's sizeof(struct memphys_region)
 *
 * C and C++ call memphys_next_region(fd, next, region) while it returns 1.
 *
 * Return: 1 with a region, 0 after the last one, or a negative errno value.
 */
int memphys_next_region_sz(int fd, unsigned int *next,
			   struct memphys_region *region, size_t size);

/**
 * memphys_find_region_sz() - get the region that contains an address
 * @fd: from memphys_open()
 * @addr: physical address
 * @region: filled in; needs no preparation
 * @size: the caller's sizeof(struct memphys_region)
 *
 * C and C++ call memphys_find_region(fd, addr, region).
 *
 * Return: 0, %-ENOENT if there is none, or another negative errno value.
 */
int memphys_find_region_sz(int fd, uint64_t addr,
			   struct memphys_region *region, size_t size);

/**
 * memphys_name_region_sz() - get the region of a name
 * @fd: from memphys_open()
 * @name: as in the parameter regions= or the device tree
 * @region: filled in; needs no preparation
 * @size: the caller's sizeof(struct memphys_region)
 *
 * C and C++ call memphys_name_region(fd, name, region).
 *
 * Return: 0, %-ENOENT if there is none, or another negative errno value.
 */
int memphys_name_region_sz(int fd, const char *name,
			   struct memphys_region *region, size_t size);

/* The same five with the sizes that this program was compiled with. */
static inline int memphys_get_info(int fd, struct memphys_info *info)
{
	return memphys_get_info_sz(fd, info, sizeof(*info));
}

static inline int memphys_get_region(int fd, unsigned int index,
				     struct memphys_region *region)
{
	return memphys_get_region_sz(fd, index, region, sizeof(*region));
}

static inline int memphys_next_region(int fd, unsigned int *next,
				      struct memphys_region *region)
{
	return memphys_next_region_sz(fd, next, region, sizeof(*region));
}

static inline int memphys_find_region(int fd, uint64_t addr,
				      struct memphys_region *region)
{
	return memphys_find_region_sz(fd, addr, region, sizeof(*region));
}

static inline int memphys_name_region(int fd, const char *name,
				      struct memphys_region *region)
{
	return memphys_name_region_sz(fd, name, region, sizeof(*region));
}

/* A range of registers, mapped where that is possible. */
struct memphys_mapping;

/**
 * memphys_mapping_open() - map a range of registers
 * @fd: from memphys_open(); may be closed afterwards
 * @start: physical address; need not be a multiple of the page size
 * @length: bytes, not 0; the range must lie in one region
 * @prot: PROT_READ, or PROT_READ | PROT_WRITE for a descriptor opened O_RDWR
 * @mapping: set if this succeeds; to be closed with memphys_mapping_close()
 *
 * The registers of a page that the region does not fill are accessed by the
 * kernel instead, which needs CAP_SYS_RAWIO: see memphys_read().
 *
 * Return: 0 or a negative errno value: %-ENOENT if the range is not listed or
 * goes beyond its region.
 */
int memphys_mapping_open(int fd, uint64_t start, uint64_t length, int prot,
			 struct memphys_mapping **mapping);

/**
 * memphys_mapping_open_region() - map the registers of a region
 * @fd: from memphys_open(); may be closed afterwards
 * @name: of the region
 * @prot: as for memphys_mapping_open()
 * @mapping: as for memphys_mapping_open()
 *
 * Return: 0 or a negative errno value: %-ENOENT if there is no such region.
 */
int memphys_mapping_open_region(int fd, const char *name, int prot,
				struct memphys_mapping **mapping);

/**
 * memphys_mapping_close() - unmap
 * @mapping: from memphys_mapping_open(), or NULL
 */
void memphys_mapping_close(struct memphys_mapping *mapping);

/**
 * memphys_mapping_start() - where a mapping is
 * @mapping: from memphys_mapping_open()
 *
 * Return: its first physical address.
 */
uint64_t memphys_mapping_start(const struct memphys_mapping *mapping);

/**
 * memphys_mapping_length() - how long a mapping is
 * @mapping: from memphys_mapping_open()
 *
 * Return: bytes.
 */
uint64_t memphys_mapping_length(const struct memphys_mapping *mapping);

/**
 * memphys_mapping_address() - where a part of a mapping is in memory
 * @mapping: from memphys_mapping_open()
 * @offset: bytes from the start of the mapping
 * @length: bytes
 *
 * For loads and stores of one's own. They raise SIGBUS where the block does not
 * answer, and in all of it once its region is revoked.
 *
 * Return: an address, or NULL if not all of the part is mapped.
 */
void *memphys_mapping_address(const struct memphys_mapping *mapping,
			      uint64_t offset, size_t length);

/**
 * memphys_mapping_read() - read one register
 * @mapping: from memphys_mapping_open()
 * @offset: bytes from the start of the mapping; the address must be a multiple
 *          of @width
 * @width: 1, 2, 4 or 8 bytes
 * @value: filled in with the value of a little-endian register
 *
 * Return: 0 or a negative errno value: %-EFAULT for a bus error, which is also
 * what a revoked region gives.
 */
int memphys_mapping_read(const struct memphys_mapping *mapping,
			 uint64_t offset, unsigned int width, uint64_t *value);

/**
 * memphys_mapping_write() - write one register
 * @mapping: from memphys_mapping_open(), with PROT_WRITE
 * @offset: as for memphys_mapping_read()
 * @width: 1, 2, 4 or 8 bytes
 * @value: for a little-endian register
 *
 * The bus may take a store and refuse it later, when nobody guards it: see
 * memphys_guard_store().
 *
 * Return: 0 or a negative errno value, as memphys_mapping_read(); %-EACCES for a
 * mapping without PROT_WRITE.
 */
int memphys_mapping_write(const struct memphys_mapping *mapping,
			  uint64_t offset, unsigned int width, uint64_t value);

/**
 * memphys_wait_revoked() - wait until a region is taken back, or given again
 * @name: of the region
 * @revoked: 1 for taken back, 0 for given again
 * @timeout: milliseconds, or -1 to wait for as long as it takes
 *
 * Waits for the region's file below ``/sys/class/memphys``, which every user may
 * read. A program that maps a region learns so why its accesses fail, and when a
 * mapping of the fault node works again; one of the remap node must be made
 * again.
 *
 * Return: 0 if it is so, %-ETIMEDOUT if it is not yet, %-ENOENT if there is no
 * such region or no sysfs of the driver, or another negative errno value.
 */
int memphys_wait_revoked(const char *name, int revoked, int timeout);

/**
 * memphys_map() - mmap() a window of physical addresses
 * @fd: from memphys_open()
 * @addr: physical address, a multiple of the page size
 * @length: bytes
 * @prot: PROT_READ, or PROT_READ | PROT_WRITE
 * @map: the address of the mapping, for munmap()
 *
 * The call below memphys_mapping_open(), for programs that manage windows of
 * their own.
 *
 * Return: 0 or a negative errno value.
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
 *
 * Return: 0 or a negative errno value.
 */
int memphys_prefault(int fd, void *map, size_t length, uint64_t *mapped);

/**
 * memphys_read() - let the kernel read one register
 * @fd: from memphys_open(), with CAP_SYS_RAWIO
 * @addr: physical address, a multiple of @width
 * @width: 1, 2, 4 or 8 bytes
 * @value: filled in, in the byte order of the CPU: see memphys_le()
 *
 * The way to registers in regions smaller than a page. Prefer a mapping: at an
 * address where no working block is, a mapped load gets SIGBUS, while
 * this call can oops the kernel.
 *
 * Return: 0 or a negative errno value.
 */
int memphys_read(int fd, uint64_t addr, unsigned int width, uint64_t *value);

/**
 * memphys_write() - let the kernel write one register
 * @fd: from memphys_open(), O_RDWR and with CAP_SYS_RAWIO
 * @addr: physical address in a region that is not read-only
 * @width: 1, 2, 4 or 8 bytes
 * @value: what to write, in the byte order of the CPU; must fit into @width
 *
 * Return: 0 or a negative errno value.
 */
int memphys_write(int fd, uint64_t addr, unsigned int width, uint64_t value);

#ifdef __cplusplus
}
#endif

#endif /* LIBMEMPHYS_H */
