// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands in for libmemphys: the nodes are files of the working folder, memphys
 * lists one page, and /dev/mem refuses that page. An empty node cannot be
 * opened. Where NO_MEMORY is set, nothing can grow; where REVOKED is, all is
 * revoked; where LIVE is, --root names the files of this machine, modules are
 * loaded without a word, and the driver has USERS, or none but this program.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "find.h"
#include "pretend.h"

/* The second one does not fill its page: the kernel reads it. */
static const struct memphys_region regions[] = {
	{
		.name = "pwm",
		.attributes = MEMPHYS_REGION_F_WRITE,
		.start = 0x11029000,
		.length = 0x1000,
	}, {
		.name = "part",
		.index = 1,
		.attributes = MEMPHYS_REGION_F_WRITE | MEMPHYS_REGION_F_USER |
			      MEMPHYS_REGION_F_ALWAYS_ON |
			      MEMPHYS_REGION_F_NODE,
		.start = 0x1102a010,
		.length = 0x10,
	},
};

static const struct memphys_region *const pwm = &regions[0];

static int memphys_fd = -1;

void *__wrap_realloc(void *old, size_t size)
{
	if (!getenv("NO_MEMORY"))
		return __real_realloc(old, size);
	errno = ENOMEM;
	return NULL;
}

bool __wrap_sysfile_is_live(void)
{
	return getenv("LIVE") || __real_sysfile_is_live();
}

int __wrap_modload_insert(const char *module, const char *params)
{
	return getenv("LIVE") ? 0 : __real_modload_insert(module, params);
}

int __wrap_modload_users(const char *name)
{
	const char *users = getenv("USERS");

	if (!getenv("LIVE"))
		return __real_modload_users(name);
	return users ? atoi(users) : memphys_fd >= 0;
}

int memphys_open(const char *path, int oflag)
{
	const char *name = strrchr(path, '/');
	struct stat st;
	int fd;

	name = name ? name + 1 : path;
	fd = open(name, oflag);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !st.st_size) {
		close(fd);
		return -EPERM;
	}
	if (!strncmp(name, "memphys", strlen("memphys")))
		memphys_fd = fd;
	else if (memphys_fd == fd)
		memphys_fd = -1;
	return fd;
}

int memphys_get_info_sz(int fd, struct memphys_info *info, size_t size)
{
	if (fd != memphys_fd)
		return -ENOTTY;
	memset(info, 0, size);
	info->rights = MEMPHYS_FILE_F_RAWIO;
	return 0;
}

int memphys_get_region_sz(int fd, unsigned int index,
			  struct memphys_region *region, size_t size)
{
	if (fd != memphys_fd)
		return -ENOTTY;
	if (index >= sizeof(regions) / sizeof(regions[0]))
		return -ENOENT;
	memcpy(region, &regions[index], size);
	if (getenv("REVOKED"))
		region->attributes |= MEMPHYS_REGION_F_REVOKED;
	return 0;
}

int memphys_map(int fd, uint64_t addr, size_t length, int prot, void **map)
{
	bool claimed = addr < pwm->start + pwm->length &&
		       pwm->start < addr + length;
	bool listed = fd == memphys_fd;

	if (claimed != listed)
		return -EPERM;
	*map = mmap(NULL, length, prot, MAP_SHARED, fd, (off_t)addr);
	return *map == MAP_FAILED ? -errno : 0;
}

/* As the kernel does it: what a load of that width would give. */
static int file_access(uint64_t *value, unsigned int width, ssize_t done)
{
	union {
		uint64_t bytes8;
		uint32_t bytes4;
		uint16_t bytes2;
		uint8_t bytes1;
	} *access = (void *)value;

	if (done != (ssize_t)width)
		return -EIO;
	*value = width == 8 ? access->bytes8 : width == 4 ? access->bytes4 :
		 width == 2 ? access->bytes2 : access->bytes1;
	return 0;
}

int memphys_read(int fd, uint64_t addr, unsigned int width, uint64_t *value)
{
	return file_access(value, width, pread(fd, value, width, (off_t)addr));
}

int memphys_write(int fd, uint64_t addr, unsigned int width, uint64_t value)
{
	const char *bytes = (const char *)&value;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes += sizeof(value) - width;
#endif
	return pwrite(fd, bytes, width, (off_t)addr) == width ? 0 : -EIO;
}
