// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SigmaStar and its forerunner MStar. Registers are 16 bits wide and stand 32
 * bits apart. One ID per die: the packages of a die (SSC333, SSC335, SSC337)
 * and the RAM in them cannot be told apart, so the model is the group's name.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>

#include "chip/chip.h"

enum {
	/* SigmaStar. */
	SSTAR_CHIP_ID,
	/* MStar: a register, what is made of it, and what nothing tells. */
	MSTAR_DRAM = 0, MSTAR_KNOWN_SIZE, MSTAR_MODEL,
};

static const struct chip_reg sstar_regs[] = {
	[SSTAR_CHIP_ID] = { "CHIP_ID", 0x3c00, 4 },
};

static const struct chip_probe sstar_probes[] = {
	{ .base = 0x1f000000, .first = 0x3c00, .width = 4,
	  .names = "infinity6f\0mercury6\0", .soc = "sigmastar" },
};

#define DIE(id)	{ { 0xffffffff, id, SSTAR_CHIP_ID } }

/*
 * Sources: [r] reports from hardware (the vendor's sysfs CHIP_ID); [1] one
 * description. Dies without a model have no group name of their own.
 */
static const struct chip_row sstar_rows[] = {
	{ NULL, "infinity3", 0, DIE(0xc2) }, /* [1] */
	{ "SSC32X", "infinity5", 0, DIE(0xed) }, /* [1] Pretzel */
	{ NULL, "mercury5", 0, DIE(0xee) }, /* [1] */
	{ "SSC32X", "infinity6", 0, DIE(0xef) }, /* [r] Macaron */
	{ NULL, "infinity2m", 0, DIE(0xf0) }, /* [1] Taiyaki */
	{ "SSC33X", "infinity6e", 0, DIE(0xf1) }, /* [r] Pudding */
	{ "SSC33X", "infinity6b0", 0, DIE(0xf2) }, /* [r] Ispahan */
	{ "SSC35X", "ssc35x", 0, DIE(0xf4) }, /* [1] Mercury6, Tiramisu */
	{ NULL, "pioneer3", 0, DIE(0xf5) }, /* [1] Ikayaki */
	{ "SSC37X", "infinity6c", 0, DIE(0xf9) }, /* [r] Maruko */
	{ "SSC37X", "ssc37x", 0, DIE(0xfb) }, /* [1] Infinity6F, Souffle */
};

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
	/* A ROM of 16 KiB can be seen a second time behind itself. */
	if (!sstar_boot_rom(s, 0x3fe0))
		sstar_boot_rom(s, 0x7fe0);
}

const struct chip_vendor chip_sigmastar = {
	.maker = { { "SigmaStar", "" } },
	.tree = "sstar,\0sigmastar,\0mstar,\0",
	.cpuinfo = "SStar\0",
	.family_first = true,
	.regs = sstar_regs,
	.rows = sstar_rows,
	.nr_rows = ARRAY_SIZE(sstar_rows),
	.probes = sstar_probes,
	.nr_probes = ARRAY_SIZE(sstar_probes),
	.finish = sstar_finish,
};

static const struct chip_reg mstar_regs[] = {
	[MSTAR_DRAM] = { "DRAM_SIZE", 0x25a4, 4 },
};

static const struct chip_probe mstar_probes[] = {
	{ .base = 0x1f200000, .first = 0x25a4, .width = 4,
	  .names = "infinity\0", .soc = "mstar" },
};

/*
 * Bits 15:12 are the binary logarithm of the RAM's size in MiB: 6, 7 or 8. The
 * models were sold with these sizes, but the size is the board's.
 */
#define BY_RAM	{ { 1, 1, MSTAR_KNOWN_SIZE }, { 1, 1, MSTAR_MODEL } }

static const struct chip_row mstar_rows[] = {
	{ "MSC313E", "infinity3", 0, BY_RAM }, /* [1] 64 MiB */
	{ "MSC316DC", "infinity3", 0, BY_RAM }, /* [1] 128 MiB */
	{ "MSC318", "infinity3", 0, BY_RAM }, /* [1] 256 MiB */
};

static int mstar_get(struct chip_search *s, unsigned int reg, uint32_t *value)
{
	int err;

	if (reg == MSTAR_MODEL)
		return -ENODATA;
	err = chip_get(s, MSTAR_DRAM, value);
	*value = *value >> 12 & 0xf;
	*value = *value >= 6 && *value <= 8;
	return err;
}

const struct chip_vendor chip_mstar = {
	.maker = { { "MStar", "" } },
	.tree = "mstar,\0",
	.cpuinfo = "MStar\0",
	.regs = mstar_regs,
	.rows = mstar_rows,
	.nr_rows = ARRAY_SIZE(mstar_rows),
	.probes = mstar_probes,
	.nr_probes = ARRAY_SIZE(mstar_probes),
	.get = mstar_get,
};
