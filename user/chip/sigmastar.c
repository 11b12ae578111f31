// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SigmaStar and its forerunner MStar. Registers are 16 bits wide and stand 32
 * bits apart. One ID per die: the packages of a die (SSC333, SSC335, SSC337)
 * and the RAM in them cannot be told apart, so the model is the group's name.
 * The die of the SSC336, SSC338 and SSC339 is also sold as SSC30K, with one
 * processor instead of two: where two run, it is none of those.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>

#include "chip/chip.h"

enum {
	SSTAR_CHIP_ID,
	/* What /proc/cpuinfo says. */
	SSTAR_CORES,
};

static const struct chip_reg sstar_regs[] = {
	[SSTAR_CHIP_ID] = { "CHIP_ID", 0x3c00, 4 },
};

static const struct chip_probe sstar_probes[] = {
	{ .base = 0x1f000000, .first = 0x3c00, .width = 4,
	  .names = "infinity\0infinity7\0mercury6p\0iford\0",
	  .soc = "sigmastar" },
};

#define DIE(id)		{ { 0xffffffff, id, SSTAR_CHIP_ID } }
#define DIE_SAME(id)	{ { 0xffffffff, id, SSTAR_CHIP_ID }, \
			  CHIP_SAME }
#define DIE_DISPUTED(id)	{ { 0xffffffff, id, SSTAR_CHIP_ID }, \
				  CHIP_DISPUTED }
#define DIE_CORES(id, cores)	{ { 0xffffffff, id, SSTAR_CHIP_ID }, \
				  { 0xff, cores, SSTAR_CORES } }
#define MSTAR		CHIP_MAKER_1

/*
 * Sources: [r] reports from hardware (the vendor's sysfs CHIP_ID); [2] two that
 * do not copy each other; [1] one description; [0] sources contradict. Dies
 * without a model have no group name of their own.
 */
static const struct chip_row sstar_rows[] = {
	/* The register that is said to tell them apart holds the RAM's size. */
	{ "MSC313E", "infinity3", MSTAR, DIE_SAME(0xc2) }, /* [1] */
	{ "MSC316DC", "infinity3", MSTAR, DIE_SAME(0xc2) }, /* [1] */
	{ "MSC318", "infinity3", MSTAR, DIE_SAME(0xc2) }, /* [1] */
	{ "SSC8336", "mercury5", 0, DIE(0xd9) }, /* [1] */
	{ "SSC32X", "infinity5", 0, DIE(0xed) }, /* [1] Pretzel */
	{ NULL, "mercury5", 0, DIE(0xee) }, /* [1] */
	{ "SSC32X", "infinity6", 0, DIE(0xef) }, /* [r] Macaron */
	{ NULL, "infinity2m", 0, DIE(0xf0) }, /* [1] Taiyaki */
	{ "SSC33X", "infinity6e", 0, DIE_CORES(0xf1, 2) }, /* [r] Pudding */
	{ "SSC30K", "infinity6e", 0, DIE_CORES(0xf1, 1) }, /* [2] */
	{ "SSC33X", "infinity6b0", 0, DIE(0xf2) }, /* [r] Ispahan */
	{ "SSC35X", "mercury6", 0, DIE(0xf4) }, /* [1] Tiramisu */
	{ NULL, "pioneer3", 0, DIE(0xf5) }, /* [1] Ikayaki */
	{ "SSC37X", "infinity6c", 0, DIE(0xf9) }, /* [r] Maruko */
	/* Souffle; a later source has found the SSC359G there. */
	{ "SSC37X", "infinity6f", 0, DIE_DISPUTED(0xfb) }, /* [0] */
	{ "SSC35X", "mercury6", 0, DIE_DISPUTED(0xfb) }, /* [0] */
};

static int sstar_get(struct chip_search *s, unsigned int reg, uint32_t *value)
{
	if (reg != SSTAR_CORES)
		return chip_get(s, reg, value);
	*value = 2;
	return hint_get()->processors > 1 ? 0 : -ENODATA;
}

/* The number of the die: three registers, the highest address first. */
static void sstar_die_id(struct chip_search *s, uint64_t addr)
{
	uint64_t word[3];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(word); i++) {
		if (!chip_detail(s, "DIE_ID", addr + 4 * i, &word[i]))
			return;
	}
	chip_extra(s->chip, "id", "%04X%04X%04X",
		   (unsigned int)word[2] & 0xffff,
		   (unsigned int)word[1] & 0xffff,
		   (unsigned int)word[0] & 0xffff);
}

/* The boot ROM names itself in 32 bytes that begin with "MVX": here? */
static bool sstar_boot_rom(struct chip_search *s, uint64_t addr)
{
	char tag[33] = "";
	unsigned int i;

	for (i = 0; i < 32; i += 4) {
		uint64_t word;

		if (!chip_detail(s, "BOOT_ROM", addr + i, &word))
			return false;
		tag[i] = (char)word;
		tag[i + 1] = (char)(word >> 8);
		tag[i + 2] = (char)(word >> 16);
		tag[i + 3] = (char)(word >> 24);
		if (!i && strncmp(tag, "MVX", 3))
			return false;
	}
	chip_extra(s->chip, "tag", "%s", tag);
	return true;
}

static void sstar_finish(struct chip_search *s, const struct chip_row *row)
{
	if (!strcmp(row->family, "infinity6e"))
		sstar_die_id(s, 0x1f203150);
	else if (strcmp(row->family, "infinity6c"))
		sstar_die_id(s, 0x1f004058);
	/* A ROM of 16 KiB can be seen a second time after itself. */
	if (!sstar_boot_rom(s, 0x3fe0))
		sstar_boot_rom(s, 0x7fe0);
}

const struct chip_vendor chip_sigmastar = {
	.maker = { { "SigmaStar", "" }, { "MStar", "" } },
	.tree = "sstar,\0sigmastar,\0mstar,\0",
	.cpuinfo = "SStar\0MStar\0",
	.family_first = true,
	.regs = sstar_regs,
	.nr_regs = ARRAY_SIZE(sstar_regs),
	.rows = sstar_rows,
	.nr_rows = ARRAY_SIZE(sstar_rows),
	.probes = sstar_probes,
	.nr_probes = ARRAY_SIZE(sstar_probes),
	.get = sstar_get,
	.finish = sstar_finish,
};
