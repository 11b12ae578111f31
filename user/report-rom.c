// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report's section about flash memory: MTD devices and what is on them.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <mtd/mtd-user.h>

#include "report.h"
#include "sysfile.h"

/* A line of /proc/mtd. */
struct mtd {
	unsigned int index;
	unsigned long long size;
	unsigned long long erase;
	char name[64];
};

/* Where the root file system is, if it is on MTD; else -1. */
static int mtd_root(void)
{
	static const char root[] = "root=/dev/mtdblock";
	char text[1024];
	const char *found;

	if (sysfile_word("/proc/cmdline", text, sizeof(text)) <= 0)
		return -1;
	found = strstr(text, root);
	return found ? atoi(found + sizeof(root) - 1) : -1;
}

/* mtd1: 00300000 00010000 "kernel" */
static bool mtd_parse(const char *line, struct mtd *mtd)
{
	char *end;
	size_t len;

	if (strncmp(line, "mtd", 3))
		return false;
	mtd->index = (unsigned int)strtoul(line + 3, &end, 10);
	if (*end != ':')
		return false;
	mtd->size = strtoull(end + 1, &end, 16);
	mtd->erase = strtoull(end, &end, 16);
	if (strncmp(end, " \"", 2))
		return false;
	len = strlen(end + 2);
	if (len && end[2 + len - 1] == '"')
		len--;
	if (len >= sizeof(mtd->name))
		len = sizeof(mtd->name) - 1;
	memcpy(mtd->name, end + 2, len);
	mtd->name[len] = '\0';
	return true;
}

/* An attribute of one MTD device. Return: as sysfile_word(). */
static ssize_t mtd_attribute(unsigned int index, const char *name, char *buf,
			     size_t size)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/mtd/mtd%u/%s", index, name);
	return sysfile_word(path, buf, size);
}

/* For kernels whose sysfs does not say it. */
static const char *mtd_ask_type(unsigned int index)
{
	struct mtd_info_user info;
	char path[32];
	int fd, err;

	if (!sysfile_is_live())
		return NULL;
	snprintf(path, sizeof(path), "/dev/mtd%uro", index);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return NULL;
	err = ioctl(fd, MEMGETINFO, &info);
	close(fd);
	if (err < 0)
		return NULL;
	switch (info.type) {
	case MTD_NORFLASH:
		return "nor";
	case MTD_NANDFLASH:
		return "nand";
	default:
		return NULL;
	}
}

static bool mtd_type(unsigned int index, char *buf, size_t size)
{
	const char *asked;

	if (mtd_attribute(index, "type", buf, size) > 0) {
		/* The kernel tells kinds of NAND apart; the report does not. */
		if (strstr(buf, "nand"))
			snprintf(buf, size, "nand");
		return true;
	}
	asked = mtd_ask_type(index);
	if (asked)
		snprintf(buf, size, "%s", asked);
	return asked;
}

bool report_rom_type(char *buf, size_t size)
{
	struct sysfile file;
	struct mtd mtd;
	const char *line;
	bool found = false;

	if (sysfile_open(&file, "/proc/mtd"))
		return false;
	while (!found && (line = sysfile_line(&file)))
		found = mtd_parse(line, &mtd) &&
			mtd_type(mtd.index, buf, size);
	sysfile_close(&file);
	return found;
}

/* Is a mounted device this MTD device? */
static bool mtd_is_device(const struct mtd *mtd, const char *device, int root)
{
	char name[80];

	snprintf(name, sizeof(name), "/dev/mtdblock%u", mtd->index);
	if (!strcmp(device, name))
		return true;
	snprintf(name, sizeof(name), "mtd:%s", mtd->name);
	if (!strcmp(device, name))
		return true;
	return !strcmp(device, "/dev/root") && root == (int)mtd->index;
}

/* "mount point,file system[,rw]" of what is mounted from it. */
static void mtd_mount(struct out *o, const struct mtd *mtd, int root)
{
	struct sysfile file;
	char *line;

	if (sysfile_open(&file, "/proc/mounts"))
		return;
	while ((line = sysfile_line(&file))) {
		char *save;
		const char *device = strtok_r(line, " ", &save);
		const char *point = strtok_r(NULL, " ", &save);
		const char *type = strtok_r(NULL, " ", &save);
		const char *flags = strtok_r(NULL, " ", &save);

		if (!flags || !mtd_is_device(mtd, device, root))
			continue;
		out_fmt(o, "path", "%s,%s%s", point, type,
			!strcmp(flags, "rw") || !strncmp(flags, "rw,", 3) ?
			",rw" : "");
		break;
	}
	sysfile_close(&file);
}

/* Name and ID of the chip, as newer kernels show them for serial NOR. */
static void mtd_chip(struct out *o, unsigned int index)
{
	char text[64];

	out_map(o, "chip");
	if (mtd_attribute(index, "device/spi-nor/partname", text,
			  sizeof(text)) > 0)
		out_str(o, "name", text);
	if (mtd_attribute(index, "device/spi-nor/jedec_id", text,
			  sizeof(text)) > 0)
		out_fmt(o, "id", "0x%s", text);
	out_end(o);
}

/* Where a device ends on its chip, as far as the kernel says. */
static unsigned long long mtd_end(const struct mtd *mtd,
				  unsigned long long before)
{
	char text[32];

	if (mtd_attribute(mtd->index, "offset", text, sizeof(text)) > 0)
		before = strtoull(text, NULL, 0);
	return before + mtd->size;
}

void report_rom(struct out *o)
{
	unsigned long long total = 0;
	struct sysfile file;
	struct mtd mtd;
	int root = mtd_root();
	bool first = true;
	const char *line;
	char type[16];

	if (sysfile_open(&file, "/proc/mtd"))
		return;
	out_list(o, "rom");
	out_map(o, NULL);
	while ((line = sysfile_line(&file))) {
		if (!mtd_parse(line, &mtd))
			continue;
		if (first) {
			if (mtd_type(mtd.index, type, sizeof(type)))
				out_str(o, "type", type);
			report_size(o, "block", mtd.erase);
			mtd_chip(o, mtd.index);
			out_list(o, "partitions");
			first = false;
		}
		out_map(o, NULL);
		out_str(o, "name", mtd.name);
		out_hex(o, "size", mtd.size, 1);
		mtd_mount(o, &mtd, root);
		out_end(o);
		if (mtd_end(&mtd, total) > total)
			total = mtd_end(&mtd, total);
	}
	sysfile_close(&file);
	if (!first) {
		out_end(o);
		report_size(o, "size", total);
	}
	out_end(o);
	out_end(o);
}
