// SPDX-License-Identifier: GPL-2.0-only
/*
 * A machine whose files differ: a register record, and what the kernel says in
 * the device tree, /proc and /sys/bus/soc. Whatever they hold, alone or against
 * each other, must not crash the client, and no name comes from nowhere.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/iomem.h"
#include "base/number.h"
#include "base/sysfile.h"
#include "chip/chip.h"
#include "fuzz.h"

#define SECTION	0xfe	/* ends a file in the input */

static const char *const files[] = {
	"/record",
	"/proc/device-tree/compatible",
	"/proc/device-tree/model",
	"/proc/cpuinfo",
	"/proc/iomem",
	"/sys/bus/soc/devices/soc0/soc_id",
	"/proc/driver/chip",
	"/proc/nvt_info/nvt_pinmux/chip_id",
	"/proc/pmu/chipver",
	"/sys/class/mstar/msys/CHIP_ID",
	"/sys/devices/soc0/machine",
};

static char root[FUZZ_ROOT];

static void put(const char *name, const uint8_t *data, size_t size)
{
	char path[SYSFILE_PATH];
	int fd;

	snprintf(path, sizeof(path), "%s%s", root, name);
	if (!data) {
		unlink(path);
		return;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
}

/* One file after the other; those that the input does not reach are missing. */
static void put_all(const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		const uint8_t *end = data ? memchr(data, SECTION, size) : NULL;
		size_t len = end ? (size_t)(end - data) : size;

		put(files[i], data, len);
		size -= end ? len + 1 : size;
		data = end ? end + 1 : NULL;
	}
}

static void numbers(const uint8_t *data, size_t size)
{
	char text[64];
	uint64_t value;

	snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)data);
	number_parse(text, &value);
	number_parse_size(text, &value);
}

/* A name is one of a table, or of what the kernel says. */
static void judge(const struct chip *chip)
{
	if (chip->model && (!chip->maker || !*chip->model || !chip->method))
		abort();
	if (chip->candidates > CHIP_CANDIDATES || chip->reads > CHIP_READS ||
	    chip->extras > CHIP_EXTRAS)
		abort();
}

void fuzz_machine(const uint8_t *data, size_t size)
{
	static struct chip chip;
	static struct regs regs;
	struct iomem iomem;
	char path[SYSFILE_PATH];

	if (!*root)
		fuzz_tree(root, files, ARRAY_SIZE(files));
	sysfile_root(root);
	put_all(data, size);
	numbers(data, size);
	hint_forget();
	chip_identify(&chip, NULL, 0);
	judge(&chip);
	snprintf(path, sizeof(path), "%s/record", root);
	if (!regs_open(&regs, &regs_replay, path)) {
		chip_identify(&chip, &regs, CHIP_LISTED | CHIP_DETAILS);
		judge(&chip);
		chip_identify(&chip, &regs, 0);
		judge(&chip);
		regs_close(&regs);
	}
	chip_soc();
	iomem_find(0x11029000, 0x1000, &iomem);
}
