// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmemphys: the ioctls and the mmap() of the memphys nodes.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "lib/libmemphys.h"

/*
 * The C libraries differ in the type of the request; going through an unsigned
 * int gives the kernel the same 32 bits from all of them.
 */
static int memphys_ioctl(int fd, unsigned int request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

int memphys_open(const char *path, int oflag)
{
	/* Not open(): with O_CLOEXEC, musl's makes two system calls. */
	int fd = openat(AT_FDCWD, path ? path : MEMPHYS_NODE,
			oflag | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* What the first release had; later ones add at the end. */
#define MEMPHYS_INFO_SIZE	(offsetof(struct memphys_info, reserved) + 4)
#define MEMPHYS_REGION_SIZE	(offsetof(struct memphys_region, name) + \
				 MEMPHYS_NAME_SIZE)

/* The kernel fills in what it knows of as many bytes as the caller has. */
int memphys_get_info_sz(int fd, struct memphys_info *info, size_t size)
{
	if (size < MEMPHYS_INFO_SIZE)
		return -EINVAL;
	memset(info, 0, size);
	info->size = (uint32_t)size;
	return memphys_ioctl(fd, MEMPHYS_IOC_GET_INFO, info);
}

static int memphys_ask_region(int fd, const struct memphys_region *ask,
			      struct memphys_region *region, size_t size)
{
	if (size < MEMPHYS_REGION_SIZE)
		return -EINVAL;
	memset(region, 0, size);
	region->size = (uint32_t)size;
	region->flags = ask->flags;
	region->index = ask->index;
	region->start = ask->start;
	return memphys_ioctl(fd, MEMPHYS_IOC_GET_REGION, region);
}

int memphys_get_region_sz(int fd, unsigned int index,
			  struct memphys_region *region, size_t size)
{
	struct memphys_region ask = { .index = index };

	return memphys_ask_region(fd, &ask, region, size);
}

int memphys_find_region_sz(int fd, uint64_t addr,
			   struct memphys_region *region, size_t size)
{
	struct memphys_region ask = {
		.flags = MEMPHYS_GET_REGION_BY_ADDR,
		.start = addr,
	};

	return memphys_ask_region(fd, &ask, region, size);
}

int memphys_map(int fd, uint64_t addr, size_t length, int prot, void **map)
{
	void *at = mmap(NULL, length, prot, MAP_SHARED, fd, (off_t)addr);

	if (at == MAP_FAILED)
		return -errno;
	*map = at;
	return 0;
}

int memphys_prefault(int fd, void *map, size_t length, uint64_t *mapped)
{
	struct memphys_prefault range = {
		.size = sizeof(range),
		.start = (uintptr_t)map,
		.length = length,
	};
	int err = memphys_ioctl(fd, MEMPHYS_IOC_PREFAULT, &range);

	if (!err && mapped)
		*mapped = range.mapped;
	return err;
}

int memphys_read(int fd, uint64_t addr, unsigned int width, uint64_t *value)
{
	struct memphys_access access = {
		.size = sizeof(access),
		.addr = addr,
		.width = width,
	};
	int err = memphys_ioctl(fd, MEMPHYS_IOC_READ, &access);

	if (!err)
		*value = access.value;
	return err;
}

int memphys_write(int fd, uint64_t addr, unsigned int width, uint64_t value)
{
	struct memphys_access access = {
		.size = sizeof(access),
		.addr = addr,
		.width = width,
		.value = value,
	};

	return memphys_ioctl(fd, MEMPHYS_IOC_WRITE, &access);
}
