// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmemphys: waiting until a region is taken back, or given again.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/libmemphys.h"

int memphys_wait_revoked(const char *name, int revoked, int timeout)
{
	char path[64 + MEMPHYS_NAME_SIZE], now = 0;
	struct pollfd wait = { .events = POLLPRI };
	int err = 0;

	if (strlen(name) >= MEMPHYS_NAME_SIZE || strchr(name, '/'))
		return -ENOENT;
	snprintf(path, sizeof(path), "/sys/class/memphys/%s/revoked", name);
	wait.fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if (wait.fd < 0)
		return -errno;
	/* A change after the read, and before poll(), wakes it at once. */
	while (!err) {
		int woken;

		if (pread(wait.fd, &now, 1, 0) != 1) {
			err = -EIO;
			break;
		}
		if ((now == '1') == !!revoked)
			break;
		woken = poll(&wait, 1, timeout);
		if (woken <= 0)
			err = woken ? -errno : -ETIMEDOUT;
	}
	close(wait.fd);
	return err;
}
