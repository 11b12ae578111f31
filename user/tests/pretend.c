// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands in for libmemphys: the nodes are files of the working folder, memphys
 * lists one page, and /dev/mem refuses that page. An empty node cannot be
 * opened.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/libmemphys.h"

static const struct memphys_region pwm = {
	.name = "pwm",
	.start = 0x11029000,
	.length = 0x1000,
};

static int memphys_fd = -1;

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

int memphys_get_info(int fd, struct memphys_info *info)
{
	if (fd != memphys_fd)
		return -ENOTTY;
	*info = (struct memphys_info){ .rights = MEMPHYS_FILE_F_RAWIO };
	return 0;
}

int memphys_get_region(int fd, unsigned int index,
		       struct memphys_region *region)
{
	if (fd != memphys_fd)
		return -ENOTTY;
	*region = pwm;
	return index ? -ENOENT : 0;
}

int memphys_find_region(int fd, uint64_t addr, struct memphys_region *region)
{
	return memphys_get_region(fd, addr - pwm.start >= pwm.length, region);
}

int memphys_map(int fd, uint64_t addr, size_t length, int prot, void **map)
{
	bool claimed = addr < pwm.start + pwm.length &&
		       pwm.start < addr + length;
	bool listed = fd == memphys_fd;

	if (claimed != listed)
		return -EPERM;
	*map = mmap(NULL, length, prot, MAP_SHARED, fd, (off_t)addr);
	return *map == MAP_FAILED ? -errno : 0;
}

int memphys_read(int fd, uint64_t addr, unsigned int width, uint64_t *value)
{
	(void)fd;
	(void)addr;
	(void)width;
	(void)value;
	return -EOPNOTSUPP;
}

int memphys_write(int fd, uint64_t addr, unsigned int width, uint64_t value)
{
	return memphys_read(fd, addr, width, &value);
}
