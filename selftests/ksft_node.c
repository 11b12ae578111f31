// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the memphys selftests share: the regions' own nodes as one. So a case
 * that was written for physical addresses runs on them as it is: each address
 * is reached through the node of its region.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ksft_memphys.h"

/* One node of several that were opened as one. */
struct mp_member {
	int of;		/* the descriptor by which the case calls them */
	int fd;
	uint64_t start;
	uint64_t size;
};

static struct mp_member mp_members[256];
static size_t mp_member_count;

static uint64_t mp_region_number(const char *region, const char *file)
{
	char text[32] = "";

	mp_region_read(region, file, text, sizeof(text));
	return strtoull(text, NULL, 0);
}

/* The lowest region first. */
static int mp_member_compare(const void *a, const void *b)
{
	uint64_t one = ((const struct mp_member *)a)->start;
	uint64_t two = ((const struct mp_member *)b)->start;

	return (one > two) - (one < two);
}

/* What a number meant before is over: the kernel gives it anew. */
static int mp_forget(int fd)
{
	size_t i, kept = 0;

	for (i = 0; i < mp_member_count; i++)
		if (mp_members[i].of != fd)
			mp_members[kept++] = mp_members[i];
	mp_member_count = kept;
	return fd;
}

static int mp_open_each(int flags)
{
	struct mp_member set[64];
	struct dirent *entry;
	size_t count = 0, i;
	DIR *dir = opendir(MP_NODE_EACH);

	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		set[count] = (struct mp_member){
			.fd = openat(dirfd(dir), entry->d_name, flags, 0600),
			.start = mp_region_number(entry->d_name, "start"),
			.size = mp_region_number(entry->d_name, "size"),
		};
		if (set[count].fd < 0)
			break;
		count++;
	}
	if (entry || !count) {
		int err = entry ? errno : ENOENT;

		while (count)
			close(set[--count].fd);
		closedir(dir);
		errno = err;
		return -1;
	}
	closedir(dir);
	qsort(set, count, sizeof(*set), mp_member_compare);
	mp_forget(set->fd);
	if (mp_member_count + count > sizeof(mp_members) / sizeof(*mp_members))
		abort();
	for (i = 0; i < count; i++) {
		set[i].of = set->fd;
		mp_members[mp_member_count++] = set[i];
	}
	return set->fd;
}

int mp_open(const char *node, int flags)
{
	if (!strcmp(node, MP_NODE_EACH))
		return mp_open_each(flags | O_CLOEXEC);
	/* The mode is for O_CREAT. */
	return mp_forget(open(node, flags | O_CLOEXEC, 0600));
}

/* What no node shows is asked of the first one, which ends before that. */
struct mp_place mp_place(int fd, uint64_t phys)
{
	const struct mp_member *m;

	for (m = mp_members; m < mp_members + mp_member_count; m++)
		if (m->of == fd && phys - m->start < m->size)
			return (struct mp_place){ m->fd, phys - m->start };
	return (struct mp_place){ fd, phys };
}

ssize_t mp_pread(int fd, void *buf, size_t len, uint64_t phys)
{
	struct mp_place at = mp_place(fd, phys);

	return pread(at.fd, buf, len, at.offset);
}

ssize_t mp_pwrite(int fd, const void *buf, size_t len, uint64_t phys)
{
	struct mp_place at = mp_place(fd, phys);

	return pwrite(at.fd, buf, len, at.offset);
}
