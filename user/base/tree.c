// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A walk, one component at a time. openat2() with RESOLVE_IN_ROOT does the same
 * since Linux 5.6, which most cameras are older than.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tree.h"

/* Where the walk is. A ".." goes back to a folder that it came through. */
struct tree {
	int fd[TREE_DEPTH];	/* the first is the root */
	unsigned int depth;
	unsigned int links;
	char name[NAME_MAX + 1];	/* where it ends, in the last folder */
	char rest[PATH_MAX];
};

static int tree_top(const struct tree *t)
{
	return t->fd[t->depth];
}

static void tree_back(struct tree *t, unsigned int depth)
{
	while (t->depth > depth)
		close(t->fd[t->depth--]);
}

/* Take the next component off the rest. Return: 1, 0 at the end, or an error. */
static int tree_next(struct tree *t)
{
	const char *text = t->rest + strspn(t->rest, "/");
	size_t len = strcspn(text, "/");

	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(t->name, text, len);
	t->name[len] = '\0';
	text += len;
	text += strspn(text, "/");
	memmove(t->rest, text, strlen(text) + 1);
	return len ? 1 : 0;
}

/* Go on with what a link says, and then with the rest. */
static int tree_follow(struct tree *t, const char *link, size_t len)
{
	size_t rest = strlen(t->rest);

	if (++t->links > TREE_LINKS)
		return -ELOOP;
	if (len + 1 + rest >= sizeof(t->rest))
		return -ENAMETOOLONG;
	if (*link == '/')
		tree_back(t, 0);
	memmove(t->rest + len + 1, t->rest, rest + 1);
	memcpy(t->rest, link, len);
	t->rest[len] = '/';
	return 0;
}

static int tree_enter(struct tree *t)
{
	int fd;

	if (t->depth + 1 == TREE_DEPTH)
		return -ENAMETOOLONG;
	fd = openat(tree_top(t), t->name,
		    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	t->fd[++t->depth] = fd;
	return 0;
}

/* Walk to the last folder; t->name is what is meant there, and no link. */
static int tree_walk(struct tree *t, int root, const char *path, bool follow)
{
	char link[PATH_MAX];
	int more;

	t->fd[0] = root;
	t->depth = 0;
	t->links = 0;
	if (strlen(path) >= sizeof(t->rest))
		return -ENAMETOOLONG;
	strcpy(t->rest, path);
	while ((more = tree_next(t)) > 0) {
		bool last = !*t->rest;
		ssize_t len = -1;
		int err;

		if (!strcmp(t->name, "."))
			continue;
		if (!strcmp(t->name, "..")) {
			tree_back(t, t->depth ? t->depth - 1 : 0);
			continue;
		}
		if (follow || !last)
			len = readlinkat(tree_top(t), t->name, link,
					 sizeof(link));
		if (len < 0 && last)
			return 0;
		err = len < 0 ? tree_enter(t) :
				tree_follow(t, link, (size_t)len);
		if (err)
			return err;
	}
	/* It ended in the folder that it is in. */
	strcpy(t->name, ".");
	return more;
}

static int tree_take(int folder, const char *name)
{
	struct stat st;
	int fd;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW))
		return -errno;
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return -EINVAL;
	fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
		    O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int tree_open(int root, const char *path)
{
	struct tree t;
	int err = tree_walk(&t, root, path, true);

	if (!err)
		err = tree_take(tree_top(&t), t.name);
	tree_back(&t, 0);
	return err;
}

ssize_t tree_link(int root, const char *path, char *buf, size_t size)
{
	struct tree t;
	ssize_t len = tree_walk(&t, root, path, false);

	if (!len) {
		len = readlinkat(tree_top(&t), t.name, buf, size - 1);
		if (len < 0)
			len = -errno;
	}
	tree_back(&t, 0);
	buf[len < 0 ? 0 : len] = '\0';
	return len;
}
