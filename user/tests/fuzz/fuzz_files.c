// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whatever a register record and the kernel's files hold: it must not crash the
 * client. The input stands for all of these files at once, so that mutations
 * reach every parser; fuzz_machine.c has files that differ.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/iomem.h"
#include "base/msg.h"
#include "base/sysfile.h"
#include "chip/chip.h"
#include "fuzz.h"
#include "report/report.h"

static const char *const files[] = {
	"/dev/mtd0ro",
	"/etc/os-release",
	"/record",
	"/proc/cmdline",
	"/proc/cpuinfo",
	"/proc/device-tree/compatible",
	"/proc/driver/chip",
	"/proc/driver/vmm",
	"/proc/device-tree/model",
	"/proc/iomem",
	"/proc/media-mem",
	"/proc/meminfo",
	"/proc/mounts",
	"/proc/mtd",
	"/proc/nvt_info/nvt_pinmux/chip_id",
	"/proc/pmu/chipver",
	"/proc/umap/mmz",
	"/proc/umap/sys",
	"/proc/version",
	"/proc/7/cmdline",
	"/proc/7/stat",
	"/sys/class/mstar/msys/CHIP_ID",
	"/sys/devices/soc0/machine",
	"/sys/bus/soc/devices/soc0/soc_id",
	"/sys/class/dmi/id/board_name",
	"/sys/class/mtd/mtd0/device",
	"/sys/class/mtd/mtd0/offset",
	"/sys/class/mtd/mtd0/type",
	"/sys/class/net/eth0/address",
	"/sys/class/net/eth0/phydev/phy_id",
	"/sys/class/ubi/ubi0/mtd_num",
	"/sys/class/ubi/ubi0/volumes_count",
	"/sys/class/ubi/ubi0_0/name",
	/* Of the device that the link mtd0/device leads to: the input. */
	"/sys/kernel/debug/spi-nor/data/params",
};

static char root[FUZZ_ROOT];

/* Of all machines. */
static char above[FUZZ_ROOT - 16];

static void fuzz_clean(void)
{
	char command[sizeof(above) + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", above);
	if (system(command))
		perror(above);
}

void fuzz_tree(char *tree, const char *const *names, size_t count)
{
	char path[SYSFILE_PATH];
	size_t i;

	if (!*above) {
		snprintf(above, sizeof(above), "%s/fuzz.XXXXXX",
			 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
		if (!mkdtemp(above))
			abort();
		atexit(fuzz_clean);
		msg_verbosity = -1;
	}
	snprintf(tree, FUZZ_ROOT, "%s/XXXXXX", above);
	if (!mkdtemp(tree))
		abort();
	for (i = 0; i < count; i++) {
		char *slash;

		snprintf(path, sizeof(path), "%s%s", tree, names[i]);
		for (slash = path + strlen(tree) + 1;
		     (slash = strchr(slash, '/')); slash++) {
			*slash = '\0';
			mkdir(path, 0700);
			*slash = '/';
		}
	}
}

/* One file that all the names are links to. */
static void fuzz_set_up(void)
{
	char path[SYSFILE_PATH];
	size_t i;

	fuzz_tree(root, files, ARRAY_SIZE(files));
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "%s%s", root, files[i]);
		if (symlink("/data", path))
			abort();
	}
}

static void fuzz_write(const uint8_t *data, size_t size)
{
	char path[sizeof(root) + 16];
	int fd;

	snprintf(path, sizeof(path), "%s/data", root);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
}

static void fuzz_identify(void)
{
	static struct chip chip;
	static struct regs regs;
	char path[SYSFILE_PATH];

	snprintf(path, sizeof(path), "%s/record", root);
	if (regs_open(&regs, &regs_replay, path)) {
		chip_identify(&chip, NULL, 0);
		return;
	}
	chip_identify(&chip, &regs, CHIP_LISTED | CHIP_DETAILS);
	chip_soc();
	regs_close(&regs);
}

static void fuzz_report(enum out_format format)
{
	static struct out o;
	static int null = -1;

	if (null < 0)
		null = open("/dev/null", O_WRONLY);
	out_begin(&o, null, format);
	report_board(&o);
	report_ethernet(&o);
	report_rom(&o);
	report_ram(&o);
	report_firmware(&o);
	if (out_finish(&o))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum out_format formats[] = {
		OUT_YAML, OUT_JSON, OUT_PLAIN,
	};
	struct iomem iomem;

	if (size && *data == FUZZ_MACHINE) {
		fuzz_machine(data + 1, size - 1);
		return 0;
	}
	if (!*root)
		fuzz_set_up();
	sysfile_root(root);
	fuzz_write(data, size);
	hint_forget();
	fuzz_identify();
	iomem_find(0x11029000, 0x1000, &iomem);
	fuzz_report(formats[size % ARRAY_SIZE(formats)]);
	return 0;
}
