// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is mounted from an MTD device. /proc/mounts may call the root file system
 * "/dev/root"; then the kernel's command line tells what that is, by one of many
 * spellings (Documentation/admin-guide/kernel-parameters.txt, init/do_mounts.c).
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sysfile.h"
#include "report/mtd.h"

#define MTD_MAJOR	31	/* of the block devices, mtdblock */

/* Is it on this device? */
enum mtd_root { MTD_ELSEWHERE, MTD_HERE, MTD_UNKNOWN };

/* The last "root=" of the command line; "" if there is none. */
static void mtd_root_text(char *root, size_t size)
{
	char text[2048], *word, *save;

	*root = '\0';
	if (sysfile_word("/proc/cmdline", text, sizeof(text)) <= 0)
		return;
	for (word = strtok_r(text, " \t\n", &save); word;
	     word = strtok_r(NULL, " \t\n", &save)) {
		if (!strncmp(word, "root=", 5))
			snprintf(root, size, "%s", word + 5);
	}
}

/* A number and nothing else after some word: mtdblock1, mtdblock/1. */
static bool mtd_number(const char *text, const char *before,
		       unsigned long *number)
{
	size_t len = strlen(before);
	char *end;

	if (strncmp(text, before, len))
		return false;
	text += len + (text[len] == '/');
	*number = strtoul(text, &end, 10);
	return end > text && !*end;
}

static const char *mtd_in_dev(const char *path)
{
	return path + (strncmp(path, "/dev/", 5) ? 0 : 5);
}

/* The number in a name of a device. */
static bool mtd_named(const char *text, unsigned long *number)
{
	return mtd_number(text, "mtdblock", number) ||
	       mtd_number(text, "mtd", number);
}

/* "31:1", or "1f01" as boot loaders write it. */
static bool mtd_device_number(const char *text, unsigned long *major,
			      unsigned long *minor)
{
	char *end;

	*major = strtoul(text, &end, 10);
	if (end > text && *end == ':') {
		text = end + 1;
		*minor = strtoul(text, &end, 10);
		return end > text && !*end;
	}
	*major = strtoul(text, &end, 16);
	*minor = *major & 0xff;
	*major >>= 8;
	return end - text >= 3 && !*end;
}

static enum mtd_root mtd_is_root(const struct mtd *mtd)
{
	/* On no MTD device, or on one that UBI has, which is never read. */
	static const char *const others[] = {
		"/dev/", "PARTUUID=", "PARTLABEL=", "UUID=", "LABEL=", "ubi",
		"nfs", "cifs", "0:",
	};
	unsigned long major, minor;
	char root[256];
	size_t i;

	mtd_root_text(root, sizeof(root));
	if (mtd_named(mtd_in_dev(root), &minor))
		return minor == mtd->index ? MTD_HERE : MTD_ELSEWHERE;
	if (!strncmp(root, "mtd:", 4))
		return !strcmp(root + 4, mtd->name) ? MTD_HERE : MTD_ELSEWHERE;
	if (mtd_device_number(root, &major, &minor))
		return major == MTD_MAJOR && minor == mtd->index ? MTD_HERE :
								MTD_ELSEWHERE;
	if (!strcmp(root, "/dev/root"))
		return MTD_UNKNOWN;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!strncmp(root, others[i], strlen(others[i])))
			return MTD_ELSEWHERE;
	}
	return MTD_UNKNOWN;
}

/* The number in the name of a file in a folder of /dev, or of what it leads to. */
static bool mtd_file(const char *path, unsigned long *number)
{
	char target[32];

	if (mtd_in_dev(path) == path)
		return false;
	return mtd_named(strrchr(path, '/') + 1, number) ||
	       (sysfile_link(path, target, sizeof(target)) > 0 &&
		mtd_named(target, number));
}

/* Is this what a mounted device is called? In /dev, links have many places. */
static enum mtd_root mtd_is_device(const struct mtd *mtd, const char *device)
{
	unsigned long number;

	if (mtd_named(mtd_in_dev(device), &number) ||
	    mtd_file(device, &number))
		return number == mtd->index ? MTD_HERE : MTD_ELSEWHERE;
	if (!strncmp(device, "mtd:", 4))
		return !strcmp(device + 4, mtd->name) ? MTD_HERE :
							MTD_ELSEWHERE;
	return strcmp(device, "/dev/root") ? MTD_ELSEWHERE : mtd_is_root(mtd);
}

/* Undo what the kernel does to blanks and the like: "\040". */
static char *mtd_plain(char *text)
{
	static const char octal[] = "01234567";
	char *from = text, *to = text;

	while (from && *from) {
		if (*from == '\\' && strspn(from + 1, octal) >= 3) {
			*to++ = (char)((from[1] - '0') << 6 |
				       (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	if (text)
		*to = '\0';
	return text;
}

bool mtd_mount(struct out *o, const struct mtd *mtd, const char *mounts)
{
	bool writable = false, shown = false;
	char line[512];

	for (; *mounts; mounts += strcspn(mounts, "\n"), mounts += !!*mounts) {
		const char *device, *point, *type, *flags;
		enum mtd_root here;
		char *save;
		bool rw;

		snprintf(line, sizeof(line), "%.*s",
			 (int)strcspn(mounts, "\n"), mounts);
		device = mtd_plain(strtok_r(line, " ", &save));
		point = mtd_plain(strtok_r(NULL, " ", &save));
		type = strtok_r(NULL, " ", &save);
		flags = strtok_r(NULL, " ", &save);
		here = flags ? mtd_is_device(mtd, device) : MTD_ELSEWHERE;
		if (here == MTD_ELSEWHERE)
			continue;
		rw = !strcmp(flags, "rw") || !strncmp(flags, "rw,", 3);
		writable = writable || rw;
		if (o && here == MTD_HERE && !shown)
			out_fmt(o, "path", "%s,%s%s", point, type,
				rw ? ",rw" : "");
		shown = shown || here == MTD_HERE;
	}
	return writable;
}
