// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text files of the kernel, read with bare system calls: stdio would cost
 * start-up time on the boot path of a camera.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sysfile.h"

static const char *sysfile_dir = "";

void sysfile_root(const char *dir)
{
	sysfile_dir = dir ? dir : "";
}

bool sysfile_is_live(void)
{
	return !*sysfile_dir;
}

const char *sysfile_path(const char *path, char *buf)
{
	size_t dir = strlen(sysfile_dir);
	size_t len = strlen(path);

	if (dir + len >= SYSFILE_PATH)
		return NULL;
	memcpy(buf, sysfile_dir, dir);
	memcpy(buf + dir, path, len + 1);
	return buf;
}

/* Read a file in at most that many pieces. */
static ssize_t sysfile_read_in(const char *path, char *buf, size_t size,
			       unsigned int pieces)
{
	char full[SYSFILE_PATH];
	size_t len = 0;
	ssize_t n = 0;
	int fd;

	buf[0] = '\0';
	if (!sysfile_path(path, full))
		return -ENAMETOOLONG;
	fd = open(full, O_RDONLY);
	if (fd < 0)
		return -errno;
	while (len < size - 1 && pieces--) {
		n = read(fd, buf + len, size - 1 - len);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	if (n < 0)
		n = -errno;
	close(fd);
	buf[len] = '\0';
	return n < 0 ? n : (ssize_t)len;
}

ssize_t sysfile_read(const char *path, char *buf, size_t size)
{
	return sysfile_read_in(path, buf, size, UINT_MAX);
}

ssize_t sysfile_read_once(const char *path, char *buf, size_t size)
{
	return sysfile_read_in(path, buf, size, 1);
}

ssize_t sysfile_word(const char *path, char *buf, size_t size)
{
	ssize_t len = sysfile_read(path, buf, size);

	while (len > 0 && (!buf[len - 1] || strchr(" \t\r\n", buf[len - 1])))
		buf[--len] = '\0';
	return len;
}

int sysfile_from_fd(struct sysfile *file, int fd)
{
	file->start = 0;
	file->end = 0;
	file->skip = false;
	file->err = 0;
	file->fd = fd;
	return fd < 0 ? -errno : 0;
}

int sysfile_open(struct sysfile *file, const char *path)
{
	char buf[SYSFILE_PATH];

	if (!sysfile_path(path, buf))
		return -ENAMETOOLONG;
	return sysfile_from_fd(file, open(buf, O_RDONLY));
}

/* Move what is left to the front and read more; false at the end. */
static bool sysfile_fill(struct sysfile *file)
{
	ssize_t n;

	file->end -= file->start;
	memmove(file->buf, file->buf + file->start, file->end);
	file->start = 0;
	n = read(file->fd, file->buf + file->end,
		 sizeof(file->buf) - 1 - file->end);
	if (n < 0)
		file->err = -errno;
	if (n <= 0)
		return false;
	file->end += (size_t)n;
	return true;
}

char *sysfile_line(struct sysfile *file)
{
	for (;;) {
		char *line = file->buf + file->start;
		size_t len = file->end - file->start;
		char *end = memchr(line, '\n', len);
		bool skip = file->skip;

		if (end) {
			*end = '\0';
			file->start = (size_t)(end - file->buf) + 1;
			file->skip = false;
		} else if (len == sizeof(file->buf) - 1) {
			line[len] = '\0';
			file->start = file->end;
			file->skip = true;
		} else {
			if (sysfile_fill(file))
				continue;
			if (!len)
				return NULL;
			file->buf[len] = '\0';
			file->start = file->end;
			return skip ? NULL : file->buf;
		}
		if (!skip)
			return line;
	}
}

void sysfile_close(struct sysfile *file)
{
	close(file->fd);
}
