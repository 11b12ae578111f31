/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text files of the kernel, below / or below the root of a recording.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef SYSFILE_H
#define SYSFILE_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Longest path that is put together. */
#define SYSFILE_PATH	512

/*
 * Read /proc and /sys of the tree at @dir, and nothing outside of it; NULL for
 * the running system. Return: 0 or a negative errno value; nothing is found
 * then.
 */
int sysfile_root(const char *dir);

/* True while the running system is read, not a recording. */
bool sysfile_is_live(void);

/*
 * Open a file, or a folder, for reading. @path is absolute, of the running
 * system. Return: a descriptor or a negative errno value; a folder or NULL.
 */
int sysfile_fd(const char *path);
DIR *sysfile_dir(const char *path);

/*
 * The name of what a link leads to: the last component of its text. Return:
 * its length, or a negative errno value and "".
 */
ssize_t sysfile_link(const char *path, char *buf, size_t size);

/**
 * sysfile_read() - read the beginning of a file
 * @path: absolute, of the running system
 * @buf: filled and always terminated by a NUL
 * @size: of @buf
 *
 * Return: bytes in @buf without the NUL, or a negative errno value. Device-tree
 * properties hold NULs of their own.
 */
ssize_t sysfile_read(const char *path, char *buf, size_t size);

/* The same for a file that the kernel gives in one piece: a single record. */
ssize_t sysfile_read_once(const char *path, char *buf, size_t size);

/* As sysfile_read(), without the line end, NUL or blanks after the text. */
ssize_t sysfile_word(const char *path, char *buf, size_t size);

/* A file read line by line. */
struct sysfile {
	int fd;
	size_t start;		/* of the next line in buf */
	size_t end;		/* of what was read */
	bool skip;		/* the rest of a line too long for buf */
	int err;		/* why it ended before its end; 0: it did not */
	char buf[1024];
};

/* Return: 0 or a negative errno value. */
int sysfile_open(struct sysfile *file, const char *path);

/* The same for what sysfile_fd() returned; its error is passed on. */
int sysfile_from_fd(struct sysfile *file, int fd);

/* The next line without its end, cut to what fits; NULL after the last one. */
char *sysfile_line(struct sysfile *file);

void sysfile_close(struct sysfile *file);

#endif /* SYSFILE_H */
