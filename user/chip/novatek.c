// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Novatek: the upper half of one register names the die; the vendor's kernels
 * give it in /proc as well, see files.c. The parts that are cut from a die
 * (NT98562 and NT98566) differ in fuses that nothing public explains, so the
 * model is the die.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "chip/chip.h"

static const struct chip_reg novatek_regs[] = {
	{ "CHIP_ID", 0xf0, 4 },
};

#define AT_LOW	0x01	/* 0xf0010000 */
#define AT_HIGH	0x02	/* 0x2f0010000 */
#define AT_68	0x04	/* 0xfe030000, NA51068: its value is not known */

static const struct chip_probe novatek_probes[] = {
	{ .base = 0xf0010000, .first = 0xf0, .width = 4, .where = AT_LOW,
	  .soc = "novatek" },
	{ .base = 0xfe030000, .first = 0xf0, .width = 4, .where = AT_68,
	  .names = "na51068\0", .soc = "na51068" },
	{ .base = 0x2f0010000, .first = 0xf0, .width = 4, .where = AT_HIGH,
	  .soc = "na51090" },
};

#define DIE(id)	{ { 0xffff0000, id, 0 } }

/*
 * Source of the values: [2] constants of the vendor's kernel, boot loader and
 * ISP library, and the names of the parts from the latter; [1] the kernel's.
 */
static const struct chip_row novatek_rows[] = {
	{ "NA51055", "na51055", AT_LOW, DIE(0x48210000) }, /* [2] NT9852x */
	{ "NA51084", "na51084", AT_LOW, DIE(0x50210000) }, /* [2] NT98528 */
	{ "NA51089", "na51089", AT_LOW, DIE(0x70210000) }, /* [2] NT9856x */
	{ "NA51103", "na51103", AT_LOW, DIE(0x8b200000) }, /* [2] NT98332G */
	{ "NA51090", "na51090", AT_HIGH, DIE(0xbc210000) }, /* [2] */
	{ "NA51102", "na51102", AT_HIGH, DIE(0x52210000) }, /* [2] NT98530 */
	/* Where they have it has not been published. */
	{ "NS02201", "ns02201", 0, DIE(0xf2210000) }, /* [1] */
	{ "NS02301", "ns02301", 0, DIE(0x77210000) }, /* [1] */
	{ "NS02302", "ns02302", 0, DIE(0x5a210000) }, /* [1] */
	{ "NS02401", "ns02401", 0, DIE(0xbb210000) }, /* [1] */
	{ "NS02402", "ns02402", 0, DIE(0x5b210000) }, /* [1] */
};

const struct chip_vendor chip_novatek = {
	.maker = { { "Novatek", "" } },
	.tree = "novatek,\0",
	.cpuinfo = "",
	.regs = novatek_regs,
	.nr_regs = ARRAY_SIZE(novatek_regs),
	.rows = novatek_rows,
	.nr_rows = ARRAY_SIZE(novatek_rows),
	.probes = novatek_probes,
	.nr_probes = ARRAY_SIZE(novatek_probes),
};
