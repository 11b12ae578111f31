// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading and unloading a kernel module with bare system calls, for targets
 * without libkmod. Dependencies are not followed: memphys has none.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/modload.h"
#include "base/sysfile.h"

/* Since 5.17; the same value on every architecture. */
#ifndef MODULE_INIT_COMPRESSED_FILE
#define MODULE_INIT_COMPRESSED_FILE 4
#endif

const char modload_backend[] = "syscall";

/* "memphys" in ".../memphys.ko" or ".../memphys.ko.xz"? */
static bool modload_is(const char *path, size_t len, const char *name)
{
	const char *end = path + len;
	const char *base = end;
	size_t i;

	while (base > path && base[-1] != '/')
		base--;
	for (i = 0; name[i]; i++, base++) {
		bool dash = name[i] == '-' || name[i] == '_';

		if (base == end ||
		    (*base != name[i] && !(dash && (*base == '-' ||
						    *base == '_'))))
			return false;
	}
	return end - base >= 3 && !memcmp(base, ".ko", 3) &&
	       (end - base == 3 || base[3] == '.');
}

/* Look a name up in the list that depmod made for the running kernel. */
static int modload_lookup(const char *name, char *path, size_t size)
{
	struct sysfile deps;
	struct utsname uts;
	char list[SYSFILE_PATH];
	int err = -ENOENT;
	char *line;

	if (uname(&uts) < 0)
		return -errno;
	snprintf(list, sizeof(list), "/lib/modules/%s/modules.dep",
		 uts.release);
	if (sysfile_open(&deps, list))
		return -ENOENT;
	while (err && (line = sysfile_line(&deps))) {
		size_t len = strcspn(line, ":");

		if (!modload_is(line, len, name))
			continue;
		line[len] = '\0';
		if (*line == '/')
			snprintf(path, size, "%s", line);
		else
			snprintf(path, size, "/lib/modules/%s/%s",
				 uts.release, line);
		err = 0;
	}
	sysfile_close(&deps);
	return err;
}

/* Kernels before 3.8 want the module in memory. */
static int modload_init(int fd, const char *params)
{
	struct stat st;
	char *image;
	ssize_t n = 0;
	off_t len;
	int err = 0;

	if (fstat(fd, &st) < 0)
		return -errno;
	image = malloc((size_t)st.st_size + 1);
	if (!image)
		return -ENOMEM;
	for (len = 0; len < st.st_size; len += n) {
		n = read(fd, image + len, (size_t)(st.st_size - len));
		if (n <= 0)
			break;
	}
	if (n < 0)
		err = -errno;
	else if (syscall(SYS_init_module, image, (unsigned long)len, params))
		err = -errno;
	free(image);
	return err;
}

static int modload_finit(int fd, const char *params, int flags)
{
#ifdef SYS_finit_module
	return syscall(SYS_finit_module, fd, params, flags) ? -errno : 0;
#else
	(void)fd;
	(void)params;
	(void)flags;
	return -ENOSYS;
#endif
}

static int modload_file(int fd, const char *params, bool compressed)
{
	int flags = compressed ? MODULE_INIT_COMPRESSED_FILE : 0;
	int err = modload_finit(fd, params, flags);

	if (err == -ENOSYS)
		return compressed ? -EOPNOTSUPP : modload_init(fd, params);
	/* A parameter, or the flag? That is looked at before the descriptor. */
	if (err == -EINVAL && compressed &&
	    modload_finit(-1, params, flags) == -EINVAL)
		return -EOPNOTSUPP;
	return err;
}

int modload_insert(const char *module, const char *params)
{
	char path[SYSFILE_PATH];
	const char *suffix;
	int fd, err;

	if (!strchr(module, '/')) {
		err = modload_lookup(module, path, sizeof(path));
		if (err)
			return err;
		module = path;
	}
	fd = open(module, O_RDONLY);
	if (fd < 0)
		return -errno;
	suffix = strrchr(strrchr(module, '/'), '.');
	err = modload_file(fd, params, suffix && strcmp(suffix, ".ko"));
	close(fd);
	return err;
}

int modload_find(const char *name)
{
	char path[SYSFILE_PATH];

	return modload_lookup(name, path, sizeof(path));
}

int modload_remove(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

int modload_users(const char *name)
{
	char path[64], text[16];
	ssize_t len;

	snprintf(path, sizeof(path), "/sys/module/%.32s/refcnt", name);
	len = sysfile_word(path, text, sizeof(text));
	return len < 0 ? (int)len : atoi(text);
}
