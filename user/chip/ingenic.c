// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ingenic T series, A1. The SoC ID names the generation, the letters come from
 * eFuses. CPPSR, which other tools ask, is a scratch register that the boot
 * loader writes: it is not asked here.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>

#include "chip/chip.h"

enum {
	/* Registers. */
	INGENIC_SOC_ID, INGENIC_EFUSE_21C, INGENIC_EFUSE_230,
	INGENIC_EFUSE_238, INGENIC_EFUSE_250,
	/* Made of them, and of what the device tree says. */
	INGENIC_T4X, INGENIC_T4X_OR_T41, INGENIC_T31_AGREES,
};

/* The blocks lie far apart, so these are whole addresses. */
static const struct chip_reg ingenic_regs[] = {
	[INGENIC_SOC_ID] = { "SOC_ID", 0x1300002c, 4 },
	[INGENIC_EFUSE_21C] = { "EFUSE_21C", 0x1354021c, 4 },
	[INGENIC_EFUSE_230] = { "EFUSE_230", 0x13540230, 4 },
	[INGENIC_EFUSE_238] = { "EFUSE_238", 0x13540238, 4 },
	[INGENIC_EFUSE_250] = { "EFUSE_250", 0x13540250, 4 },
};

/* Boards by Ingenic, which their kernels have before or instead of the chip. */
#define SHARK	"shark"		/* T40 */
#define MARMOT	"marmot"	/* T41 */

static const struct chip_probe ingenic_probes[] = {
	{ .first = 0x1300002c, .width = 4, .soc = "ingenic",
	  .names = SHARK "\0" MARMOT "\0tucana\0zeratul\0PRJ007\0" },
};

#define SOC(id)		{ 0xfffff000, id, INGENIC_SOC_ID }
/* 0x10040003 on T40 and T41; the SDK of the T41 has 0x10041003 as well. */
#define SOC_T41		{ 0xffffe000, 0x10040000, INGENIC_SOC_ID }
/* Byte 3 of some words, the upper half of the others. */
#define FUSE_21C(value)	{ 0xff000000, value ## 000000, INGENIC_EFUSE_21C }
#define FUSE_230(value)	{ 0xff000000, value ## 000000, INGENIC_EFUSE_230 }
#define FUSE_238(value)	{ 0xffff0000, value ## 0000, INGENIC_EFUSE_238 }
#define FUSE_250(value)	{ 0xffff0000, value ## 0000, INGENIC_EFUSE_250 }

/* A code of both: only the device tree knows. */
#define SAID_T40	{ 0xff, 0x40, INGENIC_T4X }
#define SAID_T41	{ 0xff, 0x41, INGENIC_T4X }
/* A code of the T41 only: the device tree must not say T40. */
#define NOT_SAID_T40	{ 0xff, 0x41, INGENIC_T4X_OR_T41 }

#define T31_AGREES	{ 1, 1, INGENIC_T31_AGREES }

/*
 * Sources: [r] read on a chip with that name on it (thingino's wiki and the
 * fixtures of its loader); [2] two that do not copy each other; [1] one:
 * thingino's script or its loader's table; [0] other tools' tables contradict.
 */
static const struct chip_row ingenic_rows[] = {
	/* T10: three names, one and the same reading. */
	{ "T10", "t10", 0, { SOC(0x10005000), CHIP_SAME } }, /* [r] */
	{ "T10L", "t10", 0, { SOC(0x10005000), CHIP_SAME } }, /* [r] */
	{ "T10A", "t10", 0, { SOC(0x10005000), CHIP_SAME } }, /* [r] */

	{ "T20N", "t20", 0, { SOC(0x12000000), FUSE_238(0x1111) } }, /* [1] */
	{ "T20X", "t20", 0, { SOC(0x12000000), FUSE_238(0x2222) } }, /* [r] */
	{ "T20L", "t20", 0, { SOC(0x12000000), FUSE_238(0x3333) } }, /* [1] */
	{ "T20Z", "t20", 0, { SOC(0x12000000), FUSE_238(0x6666) } }, /* [1] */
	/* Early ones have no code. */
	{ "T20", "t20", 0,
	  { SOC(0x12000000), FUSE_238(0x0000), CHIP_SAME } }, /* [1] */
	{ "T20AX", "t20", 0,
	  { SOC(0x12000000), FUSE_238(0x0000), CHIP_SAME } }, /* [r] */

	{ "T21N", "t21", 0, { SOC(0x10021000), FUSE_238(0x1111) } }, /* [r] */
	{ "T21X", "t21", 0, { SOC(0x10021000), FUSE_238(0x2222) } }, /* [1] */
	{ "T21L", "t21", 0, { SOC(0x10021000), FUSE_238(0x3333) } }, /* [2] */
	{ "T21Z", "t21", 0, { SOC(0x10021000), FUSE_238(0x5555) } }, /* [r] */

	{ "T23N", "t23", 0, { SOC(0x10023000), FUSE_238(0x1111) } }, /* [r] */
	{ "T23X", "t23", 0, { SOC(0x10023000), FUSE_238(0x2222) } }, /* [2] */
	{ "T23DL", "t23", 0, { SOC(0x10023000), FUSE_238(0x3333) } }, /* [1] */
	{ "T23DN", "t23", 0, { SOC(0x10023000), FUSE_238(0x5555) } }, /* [1] */
	{ "T23ZX", "t23", 0, { SOC(0x10023000), FUSE_238(0x6666) } }, /* [1] */
	{ "T23ZN", "t23", 0, { SOC(0x10023000), FUSE_238(0x7777) } }, /* [r] */

	{ "T30N", "t30", 0, { SOC(0x10030000), FUSE_238(0x1111) } }, /* [2] */
	{ "T30X", "t30", 0, { SOC(0x10030000), FUSE_238(0x2222) } }, /* [r] */
	{ "T30A", "t30", 0, { SOC(0x10030000), FUSE_238(0x4444) } }, /* [2] */
	{ "T30Z", "t30", 0, { SOC(0x10030000), FUSE_238(0x5555) } }, /* [2] */
	/* Three sources, three names. */
	{ "T30L", "t30", 0,
	  { SOC(0x10030000), FUSE_238(0x3333), CHIP_DISPUTED } }, /* [0] */
	{ "T30AL", "t30", 0,
	  { SOC(0x10030000), FUSE_238(0x3333), CHIP_DISPUTED } }, /* [0] */
	{ "T30N", "t30", 0,
	  { SOC(0x10030000), FUSE_238(0x3333), CHIP_DISPUTED } }, /* [0] */

	{ "T31N", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0x1111), T31_AGREES } }, /* [2] */
	{ "T31X", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0x2222), T31_AGREES } }, /* [r] */
	{ "T31L", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0x3333), T31_AGREES } }, /* [r] */
	/* The C100 is the die of the T31A and reads like it. */
	{ "T31A", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0x4444), CHIP_SAME } }, /* [r] */
	{ "C100", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0x4444), CHIP_SAME } }, /* [1] */
	{ "T31ZL", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0x5555), T31_AGREES } }, /* [r] */
	{ "T31ZX", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0x6666), T31_AGREES } }, /* [r] */
	{ "T31AL", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0xcccc), T31_AGREES } }, /* [r] */
	{ "T31ZC", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0xdddd), T31_AGREES } }, /* [2] */
	{ "T31LC", "t31", 0,
	  { SOC(0x10031000), FUSE_238(0xeeee), T31_AGREES } }, /* [r] */
	/* A second code, by one source; on no board was it seen set. */
	{ "T31N", "t31", 0,
	  { SOC(0x10031000), FUSE_230(0x01), CHIP_DISPUTED } }, /* [0] */
	{ "T31N", "t31", 0,
	  { SOC(0x10031000), FUSE_230(0x07), CHIP_DISPUTED } }, /* [0] */
	{ "T31L", "t31", 0,
	  { SOC(0x10031000), FUSE_230(0x03), CHIP_DISPUTED } }, /* [0] */
	{ "T31L", "t31", 0,
	  { SOC(0x10031000), FUSE_230(0x0f), CHIP_DISPUTED } }, /* [0] */

	{ "T32LQ", "t32", 0, { SOC(0x10032000), FUSE_238(0x9999) } }, /* [r] */
	{ "T32NQ", "t32", 0, { SOC(0x10032000), FUSE_238(0xaaaa) } }, /* [1] */

	{ "T33L", "t33", 0, { SOC(0x10033000), FUSE_21C(0x99) } }, /* [1] */
	{ "T33N", "t33", 0, { SOC(0x10033000), FUSE_21C(0x33) } }, /* [1] */
	{ "T33N", "t33", 0, { SOC(0x10033000), FUSE_21C(0xaa) } }, /* [1] */
	{ "T33A", "t33", 0, { SOC(0x10033000), FUSE_21C(0x44) } }, /* [1] */
	{ "T33ZL", "t33", 0, { SOC(0x10033000), FUSE_21C(0x55) } }, /* [1] */
	{ "T33ZN", "t33", 0, { SOC(0x10033000), FUSE_21C(0x77) } }, /* [1] */
	{ "T33VL", "t33", 0, { SOC(0x10033000), FUSE_21C(0xcc) } }, /* [1] */
	{ "T33VN", "t33", 0, { SOC(0x10033000), FUSE_21C(0xdd) } }, /* [1] */

	{ "T40N", "t40", 0,
	  { SOC(0x10040000), FUSE_250(0x1111), SAID_T40 } }, /* [r] */
	{ "T40A", "t40", 0,
	  { SOC(0x10040000), FUSE_250(0x4444), SAID_T40 } }, /* [0] */
	{ "T40XP", "t40", 0,
	  { SOC(0x10040000), FUSE_250(0x7777), SAID_T40 } }, /* [r] */
	{ "T40NN", "t40", 0,
	  { SOC(0x10040000), FUSE_250(0x8888), SAID_T40 } }, /* [r] */

	{ "T41N", "t41", 0, { SOC_T41, FUSE_250(0x1111), SAID_T41 } }, /* [1] */
	{ "T41A", "t41", 0, { SOC_T41, FUSE_250(0x4444), SAID_T41 } }, /* [2] */
	{ "T41ZN", "t41", 0,
	  { SOC_T41, FUSE_250(0x7777), SAID_T41 } }, /* [2] */
	{ "T41LC", "t41", 0,
	  { SOC_T41, FUSE_250(0x8888), SAID_T41 } }, /* [2] */
	{ "T41XQ", "t41", 0,
	  { SOC_T41, FUSE_250(0x2222), NOT_SAID_T40 } }, /* [1] */
	{ "T41L", "t41", 0,
	  { SOC_T41, FUSE_250(0x3333), NOT_SAID_T40 } }, /* [2] */
	{ "T41ZL", "t41", 0,
	  { SOC_T41, FUSE_250(0x5555), NOT_SAID_T40 } }, /* [2] */
	{ "T41ZX", "t41", 0,
	  { SOC_T41, FUSE_250(0x6666), NOT_SAID_T40 } }, /* [2] */
	{ "T41LQ", "t41", 0,
	  { SOC_T41, FUSE_250(0x9999), NOT_SAID_T40 } }, /* [r] */
	{ "T41NQ", "t41", 0,
	  { SOC_T41, FUSE_250(0xaaaa), NOT_SAID_T40 } }, /* [r] */
	{ "T41ZM", "t41", 0,
	  { SOC_T41, FUSE_250(0xbbbb), NOT_SAID_T40 } }, /* [1] */
	{ "T41ZG", "t41", 0,
	  { SOC_T41, FUSE_250(0xcccc), NOT_SAID_T40 } }, /* [1] */
	{ "T41ZMC", "t41", 0,
	  { SOC_T41, FUSE_250(0xdddd), NOT_SAID_T40 } }, /* [1] */
	{ "T41ZGC", "t41", 0,
	  { SOC_T41, FUSE_250(0xeeee), NOT_SAID_T40 } }, /* [1] */

	{ "A1N", "a1", 0, { SOC(0x50001000), FUSE_250(0x1111) } }, /* [r] */
	{ "A1X", "a1", 0, { SOC(0x50001000), FUSE_250(0x2222) } }, /* [1] */
	{ "A1L", "a1", 0, { SOC(0x50001000), FUSE_250(0x3333) } }, /* [1] */
	{ "A1A", "a1", 0, { SOC(0x50001000), FUSE_250(0x4444) } }, /* [1] */
	{ "A1NT", "a1", 0, { SOC(0x50001000), FUSE_250(0x5555) } }, /* [1] */
};

/* T40 or T41, by the SoC ID or the device tree; 0 if nothing says it. */
static uint32_t ingenic_t4x(uint32_t soc_id)
{
	bool t40 = hint_says("ingenic,t40") || hint_says("ingenic," SHARK);
	bool t41 = hint_says("ingenic,t41") || hint_says("ingenic," MARMOT);

	if ((soc_id & 0xfffff000) == 0x10041000)
		t41 = true;
	return t40 == t41 ? 0 : t40 ? 0x40 : 0x41;
}

static int ingenic_get_t4x(struct chip_search *s, bool silent_is_t41,
			   uint32_t *value)
{
	int err = chip_get(s, INGENIC_SOC_ID, value);

	if (err)
		return err;
	*value = ingenic_t4x(*value);
	if (*value)
		return 0;
	*value = 0x41;
	return silent_is_t41 ? 0 : -ENOMSG;
}

/* Does the second code of a T31 leave the first one its say? */
static int ingenic_get_t31_agrees(struct chip_search *s, uint32_t *value)
{
	uint32_t second, first;
	int err;

	err = chip_get(s, INGENIC_EFUSE_230, &second);
	if (!err)
		err = chip_get(s, INGENIC_EFUSE_238, &first);
	if (err)
		return err;
	*value = 1;
	switch (second >> 24) {
	case 0x00:
		return 0;
	case 0x01:
	case 0x07:
		return first >> 16 == 0x1111 ? 0 : -ENOTUNIQ;
	case 0x03:
	case 0x0f:
		return first >> 16 == 0x3333 ? 0 : -ENOTUNIQ;
	default:
		return -ENOTUNIQ;
	}
}

static int ingenic_get(struct chip_search *s, unsigned int reg,
		       uint32_t *value)
{
	switch (reg) {
	case INGENIC_T4X:
	case INGENIC_T4X_OR_T41:
		return ingenic_get_t4x(s, reg == INGENIC_T4X_OR_T41, value);
	case INGENIC_T31_AGREES:
		return ingenic_get_t31_agrees(s, value);
	default:
		return chip_get(s, reg, value);
	}
}

const struct chip_vendor chip_ingenic = {
	.maker = { { "Ingenic", "" } },
	.tree = "ingenic,\0",
	.cpuinfo = "isvp\0ingenic\0",
	.regs = ingenic_regs,
	.nr_regs = ARRAY_SIZE(ingenic_regs),
	.rows = ingenic_rows,
	.nr_rows = ARRAY_SIZE(ingenic_rows),
	.probes = ingenic_probes,
	.nr_probes = ARRAY_SIZE(ingenic_probes),
	.get = ingenic_get,
};
