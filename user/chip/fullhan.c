// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fullhan: the ID of the power management unit names the platform, other
 * registers the package. Where those are on the newer platforms has not been
 * published: their packages stay candidates.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>

#include "chip/chip.h"

enum {
	/* Registers. */
	FH_CHIP_ID, FH_IP_VER, FH_SYS_CTRL, FH_CHIP_INFO,
	/* Does SYS_CTRL say the same as CHIP_INFO, or nothing? */
	FH_AGREES,
};

static const struct chip_reg fh_regs[] = {
	[FH_CHIP_ID] = { "CHIP_ID", 0x0, 4 },
	[FH_IP_VER] = { "IP_VER", 0x4, 4 },
	[FH_SYS_CTRL] = { "SYS_CTRL", 0xc, 4 },
	[FH_CHIP_INFO] = { "CHIP_INFO", 0x33c, 4 },
};

static const struct chip_probe fh_probes[] = {
	{ .base = 0xf0000000, .first = 0x0, .width = 4, .soc = "fullhan" },
};

#define PLAT_V2		0x19112201

#define ID(id)			{ 0xffffffff, id, FH_CHIP_ID }
#define IP_VER(mask, value)	{ mask, value, FH_IP_VER }
#define INFO(value)		{ 0x00ffffff, value, FH_CHIP_INFO }
#define SYS_CTRL(value)		{ 0x00ffffff, value, FH_SYS_CTRL }
#define AGREES			{ 1, 1, FH_AGREES }

/* By the vendor's kernel; the same code in SYS_CTRL, by other tools. */
#define V2(model, family, code) \
	{ model, family, 0, { ID(PLAT_V2), INFO(code), AGREES } }
#define V2_OTHER(model, family, code) \
	{ model, family, 0, { ID(PLAT_V2), SYS_CTRL(code), CHIP_DISPUTED } }
/* In the vendor's table, with a code that nobody knows where to read. */
#define NEWER(model, family, id) \
	{ model, family, 0, { ID(id), CHIP_SAME } }

/*
 * Sources: [2] the vendor's kernel and another tool; [1] a table of the vendor's
 * (its kernel of the V200 or its RT-Thread).
 */
static const struct chip_row fh_rows[] = {
	V2("FH8852V200", "fh8852v200", 0x000001), /* [2] */
	V2("FH8856V200", "fh8856v200", 0x100001), /* [2] */
	V2("FH8858V200", "fh8858v200", 0x410001), /* [2] */
	V2("FH8852V210", "fh8852v210", 0x000002), /* [2] */
	V2("FH8856V210", "fh8856v210", 0x100002), /* [2] */
	V2("FH8858V210", "fh8858v210", 0x410002), /* [2] */
	V2("FH8856V201", "fh8856v201", 0x200001), /* [2] */
	V2("FH8858V201", "fh8858v201", 0x300001), /* [2] */
	V2_OTHER("FH8852V200", "fh8852v200", 0x000001),
	V2_OTHER("FH8856V200", "fh8856v200", 0x100001),
	V2_OTHER("FH8858V200", "fh8858v200", 0x410001),
	V2_OTHER("FH8852V210", "fh8852v210", 0x000002),
	V2_OTHER("FH8856V210", "fh8856v210", 0x100002),
	V2_OTHER("FH8858V210", "fh8858v210", 0x410002),
	V2_OTHER("FH8856V201", "fh8856v201", 0x200001),
	V2_OTHER("FH8858V201", "fh8858v201", 0x300001),

	{ "FH8852V100", "fh8852v100", 0,
	  { ID(0x17092901), IP_VER(0xf, 0xc) } }, /* [2] */
	{ "FH8856V100", "fh8856v100", 0,
	  { ID(0x17092901), IP_VER(0xf, 0xd) } }, /* [2] */
	{ "FH8626V100", "fh8626v100", 0, { ID(0x18112301) } }, /* [2] */
	{ "FH8632", "fh8632", 0,
	  { ID(0x46488302), IP_VER(0x3f, 0x37) } }, /* [2] */
	{ "FH8632v2", "fh8632v2", 0,
	  { ID(0x46488302), IP_VER(0x3f, 0x07) } }, /* [2] */

	/* The vendor asks for these two before it looks at IP_VER. */
	NEWER("FH8858V300", "fh8858v300", 0x20031601), /* [1] */
	NEWER("FH8856V300", "fh8856v300", 0x20031601), /* [1] */
	{ "FH8652", "fh8652", 0,
	  { ID(0x20031601), IP_VER(0xc, 0xc), CHIP_SAME } }, /* [2] */
	{ "FH8656", "fh8656", 0,
	  { ID(0x20031601), IP_VER(0xc, 0x8), CHIP_SAME } }, /* [2] */
	{ "FH8658", "fh8658", 0,
	  { ID(0x20031601), IP_VER(0xc, 0x4), CHIP_SAME } }, /* [2] */

	NEWER("FH8852V201", "fh8852v201", 0x20102801), /* [1] */
	NEWER("FH8852V202", "fh8852v202", 0x20102801), /* [1] */
	NEWER("FH8626V200", "fh8626v200", 0x20102801), /* [1] */
	NEWER("FH8636", "fh8636", 0x20102801), /* [1] */
	NEWER("FH8862", "fh8862", 0x21101901), /* [1] */
	NEWER("FH8856V500", "fh8856v500", 0x21101902), /* [1] */
	NEWER("FH8857V500", "fh8857v500", 0x21101903), /* [1] */
	NEWER("FH8852V310", "fh8852v310", 0x22071801), /* [1] */
	NEWER("FH8856V310", "fh8856v310", 0x22071801), /* [1] */
	NEWER("FH8858V310", "fh8858v310", 0x22071801), /* [1] */
	NEWER("FH8852V301", "fh8852v301", 0x23073101), /* [1] */
	NEWER("FH8662V100", "fh8662v100", 0x23073101), /* [1] */
	NEWER("FH8626V300", "fh8626v300", 0x24061201), /* [1] */
	NEWER("FH8606", "fh8606", 0x24061201), /* [1] */
	NEWER("MC6322", "mc6322", 0x20122801), /* [1] */
	NEWER("MC6322L", "mc6322l", 0x20122801), /* [1] */
	NEWER("MC6326", "mc6326", 0x20122801), /* [1] */
	NEWER("MC6326L", "mc6326l", 0x20122801), /* [1] */
	NEWER("MC6321", "mc6321", 0x20122801), /* [1] */
	NEWER("MC6321L", "mc6321l", 0x20122801), /* [1] */
	NEWER("MC3303", "mc3303", 0x20122801), /* [1] */
};

/*
 * SYS_CTRL, which other tools ask instead of CHIP_INFO, selects clocks by the
 * vendor's own header. Where it holds another package's code, both are left.
 */
static int fh_get_agrees(struct chip_search *s, uint32_t *value)
{
	uint32_t info, other;
	size_t i;
	int err;

	*value = 1;
	err = chip_get(s, FH_CHIP_INFO, &info);
	if (err)
		return err;
	if (chip_get(s, FH_SYS_CTRL, &other))
		return 0;
	for (i = 0; i < ARRAY_SIZE(fh_rows); i++) {
		const struct chip_test *test = &fh_rows[i].test[1];

		if (test->reg == FH_CHIP_INFO &&
		    test->value == (other & test->mask) &&
		    test->value != (info & test->mask))
			return -ENOTUNIQ;
	}
	return 0;
}

static int fh_get(struct chip_search *s, unsigned int reg, uint32_t *value)
{
	return reg == FH_AGREES ? fh_get_agrees(s, value) :
				  chip_get(s, reg, value);
}

const struct chip_vendor chip_fullhan = {
	.maker = { { "Fullhan", "" } },
	.tree = "fullhan,\0fh,\0",
	.cpuinfo = "FH8\0MC63\0MC33\0Fullhan\0",
	.regs = fh_regs,
	.nr_regs = ARRAY_SIZE(fh_regs),
	.rows = fh_rows,
	.nr_rows = ARRAY_SIZE(fh_rows),
	.probes = fh_probes,
	.nr_probes = ARRAY_SIZE(fh_probes),
	.get = fh_get,
};
