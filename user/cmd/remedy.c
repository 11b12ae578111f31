// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What would let a register be read.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/modload.h"
#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"
#include "cmd/remedy.h"
#include "lib/libmemphys.h"
#include "regs/regs.h"

#define REMEDY_FILE	REMEDY_MODULE ".ko"

enum remedy_state remedy_state(const char *node)
{
	struct memphys_region region;
	int fd = memphys_open(node, O_RDONLY);
	int err;

	if (fd == -ENOENT || fd == -ENXIO || fd == -ENODEV)
		return REMEDY_ABSENT;
	if (fd < 0)
		return REMEDY_LISTED;
	err = memphys_get_region(fd, 0, &region);
	close(fd);
	return err == -ENOENT ? REMEDY_EMPTY : REMEDY_LISTED;
}

/* Could only root, or this user, have put it there? */
static bool remedy_is_ours(const char *path, mode_t type)
{
	struct stat st;

	return !stat(path, &st) && (st.st_mode & S_IFMT) == type &&
	       (!st.st_uid || st.st_uid == geteuid()) &&
	       !(st.st_mode & 0022);
}

bool remedy_near(unsigned int number, char *path, size_t size)
{
	char folder[SYSFILE_PATH] = ".";
	const char *slash;
	ssize_t len;

	*path = '\0';
	if (number > 1)
		return false;
	/* The program's own folder, and the current one. */
	if (!number) {
		len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
		folder[len > 0 ? len : 0] = '\0';
		slash = strrchr(folder, '/');
		if (!slash)
			return true;
		folder[slash > folder ? slash - folder : 1] = '\0';
	}
	if ((size_t)snprintf(path, size, "%s/%s", folder, REMEDY_FILE) >= size ||
	    !remedy_is_ours(folder, S_IFDIR) || !remedy_is_ours(path, S_IFREG))
		*path = '\0';
	return true;
}

static bool remedy_has_module(void)
{
	char path[SYSFILE_PATH];
	unsigned int i;

	if (!modload_find(REMEDY_MODULE))
		return true;
	for (i = 0; remedy_near(i, path, sizeof(path)); i++) {
		if (*path)
			return true;
	}
	return false;
}

static void remedy_say_where(char *buf, size_t size)
{
	struct utsname uts;

	if (uname(&uts) < 0)
		*uts.release = '\0';
	snprintf(buf, size,
		 "%s is not in /lib/modules/%s, beside ipcprobe or in this folder, where only root can write: put it there",
		 REMEDY_FILE, uts.release);
}

void remedy_no_module(void)
{
	char text[256];

	remedy_say_where(text, sizeof(text));
	msg_hint("%s, or name the file", text);
}

bool remedy_load(const char *regions, char *buf, size_t size)
{
	enum remedy_state state = remedy_state(MEMPHYS_NODE);

	if (app_locked_down()) {
		snprintf(buf, size, "the kernel is locked down: nobody may read registers");
		return false;
	}
	if (state == REMEDY_ABSENT && !remedy_has_module()) {
		remedy_say_where(buf, size);
		return false;
	}
	if (!regions && !chip_soc()) {
		snprintf(buf, size, "no hint tells which page holds the ID: %s",
			 "name what the data sheet says; ipcprobe load --regions NAME@START+SIZE");
		return false;
	}
	if (state == REMEDY_LISTED && !geteuid() &&
	    modload_users(REMEDY_MODULE) > regs_memphys_held) {
		snprintf(buf, size, "the driver is in use, so its list stays: %s",
			 "close what holds a node or a mapping");
		return false;
	}
	snprintf(buf, size, "ipcprobe load%s%s%s",
		 state == REMEDY_LISTED ? " --replace" : "",
		 regions ? " --regions " : "", regions ? regions : "");
	return true;
}

void remedy_hint(const char *regions)
{
	char text[256];

	if (remedy_load(regions, text, sizeof(text)) && geteuid())
		msg_hint("as root: %s", text);
	else
		msg_hint("%s", text);
}
