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
#include <string.h>
#include <unistd.h>

#include "base/sysfile.h"
#include "base/tree.h"

static bool sysfile_other;	/* not the running system */
static int sysfile_tree = -1;

int sysfile_root(const char *dir)
{
	if (sysfile_tree >= 0)
		close(sysfile_tree);
	sysfile_tree = -1;
	sysfile_other = dir;
	if (!dir)
		return 0;
	sysfile_tree = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return sysfile_tree < 0 ? -errno : 0;
}

bool sysfile_is_live(void)
{
	return !sysfile_other;
}

int sysfile_fd(const char *path)
{
	int fd;

	if (sysfile_other)
		return tree_open(sysfile_tree, path);
	/* Not open(): with O_CLOEXEC, musl's makes two system calls. */
	fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

DIR *sysfile_dir(const char *path)
{
	int fd = sysfile_fd(path);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !dir)
		close(fd);
	return dir;
}

ssize_t sysfile_link(const char *path, char *buf, size_t size)
{
	char target[SYSFILE_PATH];
	const char *name;
	ssize_t len;

	buf[0] = '\0';
	if (sysfile_other) {
		len = tree_link(sysfile_tree, path, target, sizeof(target));
	} else {
		len = readlink(path, target, sizeof(target) - 1);
		if (len < 0)
			len = -errno;
	}
	if (len < 0)
		return len;
	target[len] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strlen(name) >= size)
		return -ENAMETOOLONG;
	strcpy(buf, name);
	return (ssize_t)strlen(buf);
}

/* Read a file in at most that many pieces. */
static ssize_t sysfile_read_in(const char *path, char *buf, size_t size,
			       unsigned int pieces)
{
	size_t len = 0;
	ssize_t n = 0;
	int fd = sysfile_fd(path);

	buf[0] = '\0';
	if (fd < 0)
		return fd;
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
	return fd < 0 ? fd : 0;
}

int sysfile_open(struct sysfile *file, const char *path)
{
	return sysfile_from_fd(file, sysfile_fd(path));
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
