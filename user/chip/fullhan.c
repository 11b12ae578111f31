// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fullhan: the ID of the power management unit, and two more of its registers
 * for the packages.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "chip/chip.h"

enum { FH_CHIP_ID, FH_IP_VER, FH_SYS_CTRL };

static const struct chip_reg fh_regs[] = {
	[FH_CHIP_ID] = { "CHIP_ID", 0x0, 4 },
	[FH_IP_VER] = { "IP_VER", 0x4, 4 },
	[FH_SYS_CTRL] = { "SYS_CTRL", 0xc, 4 },
};

static const struct chip_probe fh_probes[] = {
	{ .base = 0xf0000000, .first = 0x0, .width = 4, .soc = "fullhan" },
};

#define ID(id)			{ 0xffffffff, id, FH_CHIP_ID }
#define IP_VER(mask, value)	{ mask, value, FH_IP_VER }
#define SYS_CTRL(value)		{ 0x00ffffff, value, FH_SYS_CTRL }

/* Source of all rows: one description. */
static const struct chip_row fh_rows[] = {
	{ "FH8852V200", "fh8852v200", 0,
	  { ID(0x19112201), SYS_CTRL(0x000001) } },
	{ "FH8856V200", "fh8856v200", 0,
	  { ID(0x19112201), SYS_CTRL(0x100001) } },
	{ "FH8858V200", "fh8858v200", 0,
	  { ID(0x19112201), SYS_CTRL(0x410001) } },
	{ "FH8852V210", "fh8852v210", 0,
	  { ID(0x19112201), SYS_CTRL(0x000002) } },
	{ "FH8856V210", "fh8856v210", 0,
	  { ID(0x19112201), SYS_CTRL(0x100002) } },
	{ "FH8858V210", "fh8858v210", 0,
	  { ID(0x19112201), SYS_CTRL(0x410002) } },
	{ "FH8856V201", "fh8856v201", 0,
	  { ID(0x19112201), SYS_CTRL(0x200001) } },
	{ "FH8858V201", "fh8858v201", 0,
	  { ID(0x19112201), SYS_CTRL(0x300001) } },
	{ "FH8852V100", "fh8852v100", 0,
	  { ID(0x17092901), IP_VER(0xf, 0xc) } },
	{ "FH8856V100", "fh8856v100", 0,
	  { ID(0x17092901), IP_VER(0xf, 0xd) } },
	{ "FH8626V100", "fh8626v100", 0, { ID(0x18112301) } },
	{ "FH8632", "fh8632", 0, { ID(0x46488302), IP_VER(0x3f, 0x37) } },
	{ "FH8632v2", "fh8632v2", 0, { ID(0x46488302), IP_VER(0x3f, 0x07) } },
	{ "FH8652", "fh8652", 0, { ID(0x20031601), IP_VER(0xc, 0xc) } },
	{ "FH8656", "fh8656", 0, { ID(0x20031601), IP_VER(0xc, 0x8) } },
	{ "FH8658", "fh8658", 0, { ID(0x20031601), IP_VER(0xc, 0x4) } },
};

const struct chip_vendor chip_fullhan = {
	.maker = { { "Fullhan", "" } },
	.tree = "fullhan,\0",
	.cpuinfo = "FH\0",
	.regs = fh_regs,
	.rows = fh_rows,
	.nr_rows = ARRAY_SIZE(fh_rows),
	.probes = fh_probes,
	.nr_probes = ARRAY_SIZE(fh_probes),
};
