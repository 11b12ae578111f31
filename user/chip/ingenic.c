// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ingenic T series. The SoC ID names the generation; the letters come from
 * CPPSR, which the boot loader leaves alone, and from the eFuses.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "chip/chip.h"

enum {
	INGENIC_SOC_ID, INGENIC_CPPSR, INGENIC_EFUSE_230, INGENIC_EFUSE_238,
	INGENIC_EFUSE_250,
};

/* The blocks lie far apart, so these are whole addresses. */
static const struct chip_reg ingenic_regs[] = {
	[INGENIC_SOC_ID] = { "SOC_ID", 0x1300002c, 4 },
	[INGENIC_CPPSR] = { "CPPSR", 0x10000034, 4 },
	[INGENIC_EFUSE_230] = { "EFUSE_230", 0x13540230, 4 },
	[INGENIC_EFUSE_238] = { "EFUSE_238", 0x13540238, 4 },
	[INGENIC_EFUSE_250] = { "EFUSE_250", 0x13540250, 4 },
};

static const struct chip_probe ingenic_probes[] = {
	{ .first = 0x1300002c, .width = 4, .soc = "ingenic" },
};

#define SOC_FULL(id)	{ 0xfffff000, id, INGENIC_SOC_ID }
#define SOC(id)		{ 0xf00ff000, id, INGENIC_SOC_ID }
#define CPPSR(value)	{ 0x000000ff, value, INGENIC_CPPSR }
/* Byte 3 of one word, the upper half of the others. */
#define FUSE_230(value)	{ 0xff000000, value ## 000000, INGENIC_EFUSE_230 }
#define FUSE_238(value)	{ 0xffff0000, value ## 0000, INGENIC_EFUSE_238 }
#define FUSE_250(value)	{ 0xffff0000, value ## 0000, INGENIC_EFUSE_250 }

/* Source of all rows: one description; the T31 fuses are read aligned. */
static const struct chip_row ingenic_rows[] = {
	{ "T10", "t10", 0, { SOC_FULL(0x10005000), CPPSR(0x01) } },
	{ "T10L", "t10", 0, { SOC_FULL(0x10005000), CPPSR(0x00) } },
	{ "T10L", "t10", 0, { SOC_FULL(0x10005000), CPPSR(0x10) } },

	{ "T20", "t20", 0, { SOC_FULL(0x12000000), CPPSR(0x01) } },
	{ "T20L", "t20", 0, { SOC_FULL(0x12000000), CPPSR(0x10) } },

	{ "T30N", "t30", 0,
	  { SOC(0x10030000), CPPSR(0x01), FUSE_238(0x1111) } },
	{ "T30N", "t30", 0,
	  { SOC(0x10030000), CPPSR(0x01), FUSE_238(0x3333) } },
	{ "T30X", "t30", 0,
	  { SOC(0x10030000), CPPSR(0x01), FUSE_238(0x2222) } },
	{ "T30A", "t30", 0,
	  { SOC(0x10030000), CPPSR(0x01), FUSE_238(0x4444) } },
	{ "T30Z", "t30", 0,
	  { SOC(0x10030000), CPPSR(0x01), FUSE_238(0x5555) } },
	{ "T30X", "t30", 0, { SOC(0x10030000), CPPSR(0x01) } },
	{ "T30L", "t30", 0, { SOC(0x10030000), CPPSR(0x10) } },

	{ "T21L", "t21", 0,
	  { SOC(0x10021000), CPPSR(0x01), FUSE_238(0x3333) } },
	{ "T21N", "t21", 0,
	  { SOC(0x10021000), CPPSR(0x01), FUSE_238(0x1111) } },
	{ "T21Z", "t21", 0,
	  { SOC(0x10021000), CPPSR(0x01), FUSE_238(0x5555) } },
	{ "T21X", "t21", 0, { SOC(0x10021000), CPPSR(0x01) } },
	{ "T21L", "t21", 0, { SOC(0x10021000), CPPSR(0x10) } },

	{ "T23N", "t23", 0, { SOC(0x10023000), FUSE_238(0x1111) } },
	{ "T23X", "t23", 0, { SOC(0x10023000), FUSE_238(0x2222) } },

	{ "T31L", "t31", 0, { SOC(0x10031000), CPPSR(0x10) } },
	{ "T31N", "t31", 0, { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x01) } },
	{ "T31N", "t31", 0, { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x07) } },
	{ "T31L", "t31", 0, { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x03) } },
	{ "T31L", "t31", 0, { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x0f) } },
	{ "T31N", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0x1111) } },
	{ "T31X", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0x2222) } },
	{ "T31L", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0x3333) } },
	{ "T31A", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0x4444) } },
	{ "T31ZL", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0x5555) } },
	{ "T31ZX", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0x6666) } },
	{ "T31AL", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0xcccc) } },
	{ "T31ZC", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0xdddd) } },
	{ "T31LC", "t31", 0,
	  { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00), FUSE_238(0xeeee) } },
	{ "T31N", "t31", 0, { SOC(0x10031000), CPPSR(0x01), FUSE_230(0x00) } },

	{ "T40N", "t40", 0, { SOC(0x10040000), FUSE_250(0x1111) } },
	{ "T40NN", "t40", 0, { SOC(0x10040000), FUSE_250(0x8888) } },
	{ "T40XP", "t40", 0, { SOC(0x10040000), FUSE_250(0x7777) } },
	{ "T40A", "t40", 0, { SOC(0x10040000), FUSE_250(0x4444) } },

	{ "T41L", "t41", 0, { SOC(0x10041000), FUSE_250(0x3333) } },
	{ "T41ZL", "t41", 0, { SOC(0x10041000), FUSE_250(0x5555) } },
	{ "T41LC", "t41", 0, { SOC(0x10041000), FUSE_250(0x8888) } },
	{ "T41LQ", "t41", 0, { SOC(0x10041000), FUSE_250(0x9999) } },
	{ "T41N", "t41", 0, { SOC(0x10041000), FUSE_250(0x1111) } },
	{ "T41ZN", "t41", 0, { SOC(0x10041000), FUSE_250(0x7777) } },
	{ "T41NQ", "t41", 0, { SOC(0x10041000), FUSE_250(0xaaaa) } },
	{ "T41X", "t41", 0, { SOC(0x10041000), FUSE_250(0x6666) } },
};

const struct chip_vendor chip_ingenic = {
	.maker = { { "Ingenic", "" } },
	.tree = "ingenic,\0",
	.cpuinfo = "isvp\0ingenic\0",
	.regs = ingenic_regs,
	.rows = ingenic_rows,
	.nr_rows = ARRAY_SIZE(ingenic_rows),
	.probes = ingenic_probes,
	.nr_probes = ARRAY_SIZE(ingenic_probes),
};
