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

#include "base/sha1.h"
#include "base/sysfile.h"
#include "report/mtd.h"
#include "report/report.h"

#define MTD_DEVICES	128	/* in the report */

/* The kernel's own limits. */
#define MTD_UBI_DEVICES	32
#define MTD_UBI_VOLUMES	128
#define MTD_UBI_NAME	127

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

/* "nor" or "nand": MTD knows RAM and more as well. */
static bool mtd_type(unsigned int index, char *buf, size_t size)
{
	const char *asked;

	if (mtd_attribute(index, "type", buf, size) > 0) {
		/* The kernel tells kinds of NAND apart; the report does not. */
		if (!strstr(buf, "nand"))
			return !strcmp(buf, "nor");
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

/* Which UBI device uses it, and writes when it likes? -1: none. */
static int mtd_ubi(const struct mtd *mtd)
{
	char path[48], text[16];
	int i;

	for (i = 0; i < MTD_UBI_DEVICES; i++) {
		snprintf(path, sizeof(path), "/sys/class/ubi/ubi%d/mtd_num",
			 i);
		if (sysfile_word(path, text, sizeof(text)) > 0 &&
		    strtoul(text, NULL, 10) == mtd->index)
			return i;
	}
	return -1;
}

/* An attribute of a UBI device, or of one of its volumes. */
static bool ubi_attribute(int device, int volume, const char *name, char *buf,
			  size_t size)
{
	char path[64];

	if (volume < 0)
		snprintf(path, sizeof(path), "/sys/class/ubi/ubi%d/%s", device,
			 name);
	else
		snprintf(path, sizeof(path), "/sys/class/ubi/ubi%d_%d/%s",
			 device, volume, name);
	return sysfile_word(path, buf, size) > 0;
}

/* The volumes have numbers with gaps. */
static void ubi_volumes(struct out *o, int device)
{
	char name[MTD_UBI_NAME + 1], text[24];
	unsigned long left = 0;
	int i;

	out_str(o, "dump_type", "ubifs");
	out_uint(o, "ubi_device", (unsigned int)device);
	if (ubi_attribute(device, -1, "volumes_count", text, sizeof(text)))
		left = strtoul(text, NULL, 10);
	out_list(o, "ubi_volumes");
	for (i = 0; left && i < MTD_UBI_VOLUMES; i++) {
		if (!ubi_attribute(device, i, "name", name, sizeof(name)))
			continue;
		left--;
		out_map(o, NULL);
		out_uint(o, "vol_id", (unsigned int)i);
		out_str(o, "vol_name", name);
		if (ubi_attribute(device, i, "data_bytes", text, sizeof(text)))
			out_hex(o, "data_bytes", strtoull(text, NULL, 10), 1);
		out_end(o);
	}
	out_end(o);
}

/*
 * What is in it, in short. Reads all of it, as through any other file; the
 * driver of the flash keeps that apart from other users.
 */
static void mtd_hash(struct out *o, const struct mtd *mtd)
{
	static uint8_t buf[1 << 14];
	char node[32];
	unsigned long long left = mtd->size;
	struct sha1 sha1;
	ssize_t n = 0;
	int fd;

	snprintf(node, sizeof(node), "/dev/mtd%uro", mtd->index);
	fd = sysfile_fd(node);
	if (fd < 0)
		return;
	sha1_begin(&sha1);
	while (left) {
		n = read(fd, buf, left < sizeof(buf) ? (size_t)left :
			 sizeof(buf));
		if (n <= 0)
			break;
		sha1_add(&sha1, buf, (size_t)n);
		left -= (unsigned long long)n;
	}
	close(fd);
	if (!left)
		out_fmt(o, "sha1", "%08x", (unsigned int)sha1_end(&sha1));
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

/* Of serial NOR, as newer kernels show it in debugfs where that is mounted. */
static void mtd_addr_mode(struct out *o, const char *device)
{
	static const char key[] = "address nbytes";
	char path[112];
	struct sysfile file;
	const char *line;

	snprintf(path, sizeof(path), "/sys/kernel/debug/spi-nor/%s/params",
		 device);
	if (sysfile_open(&file, path))
		return;
	while ((line = sysfile_line(&file))) {
		if (strncmp(line, key, sizeof(key) - 1))
			continue;
		out_fmt(o, "addr-mode", "%lu-byte",
			strtoul(line + sizeof(key) - 1, NULL, 10));
		break;
	}
	sysfile_close(&file);
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

/* All devices that there are. Return: how many. */
static size_t mtd_collect(struct mtd *mtd, size_t most)
{
	struct sysfile file;
	const char *line;
	char path[48];
	size_t n = 0;

	if (sysfile_open(&file, "/proc/mtd"))
		return 0;
	while (n < most && (line = sysfile_line(&file))) {
		if (!mtd_parse(line, &mtd[n]))
			continue;
		snprintf(path, sizeof(path), "/sys/class/mtd/mtd%u/device",
			 mtd[n].index);
		sysfile_link(path, mtd[n].chip, sizeof(mtd[n].chip));
		n++;
	}
	sysfile_close(&file);
	return n;
}

/* Which of the devices before it is it a part of? NULL: it is on a chip. */
static struct mtd *rom_parent(struct mtd *first, const struct mtd *mtd)
{
	char name[16];

	for (; first < mtd; first++) {
		snprintf(name, sizeof(name), "mtd%u", first->index);
		if (!strcmp(mtd->chip, name))
			return first;
	}
	return NULL;
}

/* How many of the devices are on the chip of the first one, or parts of those? */
static size_t rom_devices(struct mtd *mtd, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++) {
		if (strcmp(mtd[i].chip, mtd->chip) &&
		    !rom_parent(mtd, &mtd[i]))
			break;
	}
	return i;
}

/* What a part of is written is written. */
static void rom_written(struct mtd *mtd, size_t n, const char *mounts)
{
	struct mtd *parent;

	while (n--) {
		mtd[n].ubi = mtd_ubi(&mtd[n]);
		mtd[n].written |= mtd[n].ubi >= 0 ||
				  mtd_mount(NULL, &mtd[n], mounts);
		parent = rom_parent(mtd, &mtd[n]);
		if (parent)
			parent->written |= mtd[n].written;
	}
}

static void rom_partition(struct out *o, const struct mtd *mtd, bool nor,
			  const char *mounts)
{
	out_map(o, NULL);
	out_str(o, "name", mtd->name);
	out_hex(o, "size", mtd->size, 1);
	mtd_mount(o, mtd, mounts);
	if (nor && !mtd->written)
		mtd_hash(o, mtd);
	if (mtd->ubi >= 0)
		ubi_volumes(o, mtd->ubi);
	out_end(o);
}

/* A chip with so many devices. */
static void rom_chip(struct out *o, const struct mtd *mtd, size_t n,
		     const char *mounts)
{
	unsigned long long total = 0, end;
	char type[16];
	bool typed = mtd_type(mtd->index, type, sizeof(type));
	size_t i;

	out_map(o, NULL);
	if (typed)
		out_str(o, "type", type);
	report_size(o, "block", mtd->erase);
	mtd_chip(o, mtd->index);
	out_list(o, "partitions");
	for (i = 0; i < n; i++) {
		rom_partition(o, &mtd[i], typed && !strcmp(type, "nor"),
			      mounts);
		end = mtd_end(&mtd[i], total);
		if (end > total)
			total = end;
	}
	out_end(o);
	report_size(o, "size", total);
	mtd_addr_mode(o, mtd->chip);
	out_end(o);
}

void report_rom(struct out *o)
{
	static struct mtd mtd[MTD_DEVICES];
	static char mounts[1 << 16];
	size_t n = mtd_collect(mtd, MTD_DEVICES);
	size_t i, devices;

	if (!n)
		return;
	sysfile_read("/proc/mounts", mounts, sizeof(mounts));
	out_list(o, "rom");
	for (i = 0; i < n; i += devices) {
		devices = rom_devices(&mtd[i], n - i);
		rom_written(&mtd[i], devices, mounts);
		rom_chip(o, &mtd[i], devices, mounts);
	}
	out_end(o);
}
