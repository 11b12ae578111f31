// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SoCs and boards beyond cameras whose ID registers are public: ASPEED, NXP
 * i.MX6 and i.MX7, Samsung Exynos, and boards by ARM. The names are those that
 * the kernel's own drivers show in /sys/bus/soc.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "chip/chip.h"

/*
 * ASPEED: the silicon revision ID of the system control unit. The second
 * highest byte is the revision (drivers/soc/aspeed/aspeed-socinfo.c). All rows
 * are from there; the AST1250 has the ID of the AST2400's second revision.
 */
enum { ASPEED_SCU004, ASPEED_SCU07C };

static const struct chip_reg aspeed_regs[] = {
	[ASPEED_SCU004] = { "SCU004", 0x004, 4 },
	[ASPEED_SCU07C] = { "SCU07C", 0x07c, 4 },
};

#define AT_SCU004	0x01	/* AST2600 */
#define AT_SCU07C	0x02	/* before it */

static const struct chip_probe aspeed_probes[] = {
	{ .base = 0x1e6e2000, .first = 0x004, .width = 4, .where = AT_SCU004,
	  .soc = "aspeed" },
	{ .base = 0x1e6e2000, .first = 0x07c, .width = 4, .where = AT_SCU07C,
	  .soc = "aspeed" },
};

#define SCU004(id)	{ { 0xff00ffff, id, ASPEED_SCU004 } }
#define SCU07C(id)	{ { 0xff00ffff, id, ASPEED_SCU07C } }

static const struct chip_row aspeed_rows[] = {
	{ "AST2400", "ast2400", AT_SCU07C,
	  { { 0xffffffff, 0x02000303, ASPEED_SCU07C } } },
	{ "AST2400", "ast2400", AT_SCU07C,
	  { { 0xffffffff, 0x02010303, ASPEED_SCU07C }, CHIP_SAME } },
	{ "AST1250", "ast2400", AT_SCU07C,
	  { { 0xffffffff, 0x02010303, ASPEED_SCU07C }, CHIP_SAME } },
	{ "AST1400", "ast2400", AT_SCU07C, SCU07C(0x02000103) },
	{ "AST2500", "ast2500", AT_SCU07C, SCU07C(0x04000303) },
	{ "AST2510", "ast2500", AT_SCU07C, SCU07C(0x04000103) },
	{ "AST2520", "ast2500", AT_SCU07C, SCU07C(0x04000203) },
	{ "AST2530", "ast2500", AT_SCU07C, SCU07C(0x04000403) },
	{ "AST2600", "ast2600", AT_SCU004, SCU004(0x05000303) },
	{ "AST2620", "ast2600", AT_SCU004, SCU004(0x05000203) },
	{ "AST2605", "ast2600", AT_SCU004, SCU004(0x05000103) },
	{ "AST2625", "ast2600", AT_SCU004, SCU004(0x05000403) },
};

static void aspeed_finish(struct chip_search *s, const struct chip_row *row)
{
	/* Up to the AST2500, A2 has the number 3 and there is no A3. */
	static const char old[] = "A0\0A1\0\0\0\0A2";
	static const char new[] = "A0\0A1\0A2\0A3";
	unsigned int revision;
	const char *name;
	uint32_t id;

	if (chip_get(s, row->test[0].reg, &id))
		return;
	revision = id >> 16 & 0xff;
	if (revision > 3)
		return;
	name = (row->where == AT_SCU07C ? old : new) + 3 * revision;
	if (*name)
		chip_extra(s->chip, "revision", "%s", name);
}

const struct chip_vendor chip_aspeed = {
	.maker = { { "ASPEED", "" } },
	.tree = "aspeed,\0",
	.cpuinfo = "",
	.regs = aspeed_regs,
	.nr_regs = ARRAY_SIZE(aspeed_regs),
	.rows = aspeed_rows,
	.nr_rows = ARRAY_SIZE(aspeed_rows),
	.probes = aspeed_probes,
	.nr_probes = ARRAY_SIZE(aspeed_probes),
	.finish = aspeed_finish,
};

/*
 * NXP: DIGPROG of the analog block names the die and its revision; a strap of
 * the reset controller tells the i.MX6ULZ from the i.MX6ULL
 * (arch/arm/mach-imx/anatop.c). An i.MX6Q from revision 2 on is an i.MX6QP
 * (mach-imx6q.c). Parts with fewer processors have the name of the die, as in
 * the kernel: the i.MX6S that of the i.MX6DL.
 */
enum { IMX_DIGPROG, IMX_DIGPROG_6SL, IMX_SBMR2, IMX_DIGPROG_7D };

static const struct chip_reg imx_regs[] = {
	[IMX_DIGPROG] = { "DIGPROG", 0x020c8260, 4 },
	[IMX_DIGPROG_6SL] = { "DIGPROG", 0x020c8280, 4 },
	[IMX_SBMR2] = { "SRC_SBMR2", 0x020d801c, 4 },
	[IMX_DIGPROG_7D] = { "DIGPROG", 0x30360800, 4 },
};

#define AT_6	0x01
#define AT_6SL	0x02
#define AT_7	0x04

static const struct chip_probe imx_probes[] = {
	{ .first = 0x020c8260, .width = 4, .where = AT_6, .soc = "imx6",
	  .names = "Freescale i.MX6 Quad\0"
		   "Freescale i.MX6 SoloX\0"
		   "Freescale i.MX6 Ultralite\0"
		   "Freescale i.MX 6Quad\0" },
	{ .first = 0x020c8280, .width = 4, .where = AT_6SL, .soc = "imx6",
	  .names = "Freescale i.MX6 SoloLite\0"
		   "Freescale i.MX 6SoloLite\0" },
	{ .first = 0x30360800, .width = 4, .where = AT_7, .soc = "imx7",
	  .names = "imx7s\0"
		   "Freescale i.MX7 Dual\0" },
};

#define DIGPROG(id)	{ 0xffff0000, (id) << 16, IMX_DIGPROG }
#define IMX_6QP		0x00630100
#define SBMR2(mask, value)	{ mask, value, IMX_SBMR2 }

static const struct chip_row imx_rows[] = {
	{ "i.MX6SL", "imx6sl", AT_6SL,
	  { { 0xffff0000, 0x00600000, IMX_DIGPROG_6SL } } },
	{ "i.MX6DL", "imx6dl", AT_6, { DIGPROG(0x61) } },
	{ "i.MX6SX", "imx6sx", AT_6, { DIGPROG(0x62) } },
	{ "i.MX6Q", "imx6q", AT_6,
	  { { 0xffffff00, 0x00630000, IMX_DIGPROG } } },
	{ "i.MX6QP", "imx6qp", AT_6,
	  { { 0xffffff00, IMX_6QP, IMX_DIGPROG } } },
	{ "i.MX6UL", "imx6ul", AT_6, { DIGPROG(0x64) } },
	{ "i.MX6ULL", "imx6ull", AT_6, { DIGPROG(0x65), SBMR2(0x40, 0x00) } },
	{ "i.MX6ULZ", "imx6ulz", AT_6, { DIGPROG(0x65), SBMR2(0x40, 0x40) } },
	{ "i.MX6SLL", "imx6sll", AT_6, { DIGPROG(0x67) } },
	{ "i.MX7D", "imx7d", AT_7,
	  { { 0xffff0000, 0x00720000, IMX_DIGPROG_7D } } },
};

static void imx_finish(struct chip_search *s, const struct chip_row *row)
{
	uint32_t id;
	unsigned int major;

	if (chip_get(s, row->test[0].reg, &id))
		return;
	major = row->where == AT_7 ? id >> 4 & 0xf : (id >> 8 & 0xf) + 1;
	major -= row->test[0].value == IMX_6QP;
	chip_extra(s->chip, "revision", "%u.%u", major,
		   (unsigned int)id & 0xf);
}

const struct chip_vendor chip_imx = {
	.maker = { { "NXP", "" } },
	.tree = "fsl,\0nxp,\0",
	.cpuinfo = "",
	.regs = imx_regs,
	.nr_regs = ARRAY_SIZE(imx_regs),
	.rows = imx_rows,
	.nr_rows = ARRAY_SIZE(imx_rows),
	.probes = imx_probes,
	.nr_probes = ARRAY_SIZE(imx_probes),
	.finish = imx_finish,
};

/* Samsung: PRO_ID; all rows by drivers/soc/samsung/exynos-chipid.c. */
static const struct chip_reg exynos_regs[] = {
	{ "PRO_ID", 0x0, 4 },
};

static const struct chip_probe exynos_probes[] = {
	{ .base = 0x10000000, .first = 0x0, .width = 4, .soc = "exynos" },
};

#define PRO_ID(id)	{ { 0xfffff000, id, 0 } }

static const struct chip_row exynos_rows[] = {
	{ "EXYNOS3250", "exynos3250", 0, PRO_ID(0xe3472000) },
	{ "EXYNOS4210", "exynos4210", 0, PRO_ID(0x43200000) },
	{ "EXYNOS4210", "exynos4210", 0, PRO_ID(0x43210000) },
	{ "EXYNOS4212", "exynos4212", 0, PRO_ID(0x43220000) },
	{ "EXYNOS4412", "exynos4412", 0, PRO_ID(0xe4412000) },
	{ "EXYNOS5250", "exynos5250", 0, PRO_ID(0x43520000) },
	{ "EXYNOS5260", "exynos5260", 0, PRO_ID(0xe5260000) },
	{ "EXYNOS5410", "exynos5410", 0, PRO_ID(0xe5410000) },
	{ "EXYNOS5420", "exynos5420", 0, PRO_ID(0xe5420000) },
	{ "EXYNOS5433", "exynos5433", 0, PRO_ID(0xe5433000) },
	{ "EXYNOS5440", "exynos5440", 0, PRO_ID(0xe5440000) },
	{ "EXYNOS5800", "exynos5800", 0, PRO_ID(0xe5422000) },
	{ "EXYNOS7420", "exynos7420", 0, PRO_ID(0xe7420000) },
	{ "EXYNOS7885", "exynos7885", 0, PRO_ID(0xe7885000) },
	{ "EXYNOS850", "exynos850", 0, PRO_ID(0xe3830000) },
	{ "EXYNOSAUTOV9", "exynosautov9", 0, PRO_ID(0xaaa80000) },
};

const struct chip_vendor chip_exynos = {
	.maker = { { "Samsung", "" } },
	.tree = "samsung,\0",
	.cpuinfo = "",
	.regs = exynos_regs,
	.nr_regs = ARRAY_SIZE(exynos_regs),
	.rows = exynos_rows,
	.nr_rows = ARRAY_SIZE(exynos_rows),
	.probes = exynos_probes,
	.nr_probes = ARRAY_SIZE(exynos_probes),
};

/*
 * Boards by ARM: SYS_ID of the system registers. Bits 27:16 are the number of
 * the printed board (HBI), which the manuals of the boards list, and bits 11:8
 * the bus, 4 for AHB and 5 for AXI; the Versatile boards have a byte "A" and
 * their own numbers instead.
 */
static const struct chip_reg arm_regs[] = {
	{ "SYS_ID", 0x0, 4 },
};

#define AT_LEGACY	0x01	/* and the Versatile Express with a Cortex-A9 */
#define AT_RS1		0x02	/* the Versatile Express with newer tiles */

static const struct chip_probe arm_probes[] = {
	{ .base = 0x10000000, .first = 0x0, .width = 4, .where = AT_LEGACY,
	  .names = "vexpress,v2p-ca9\0"
		   "ARM-RealView\0"
		   "ARM-Versatile AB\0"
		   "ARM-Versatile PB\0",
	  .soc = "realview" },
	{ .base = 0x1c010000, .first = 0x0, .width = 4, .where = AT_RS1,
	  .names = "vexpress,v2p-ca15\0", .soc = "vexpress" },
};

#define HBI(board)	{ { 0x0fff0e00, (board) << 16 | 0x400, 0 } }

static const struct chip_row arm_rows[] = {
	{ "V2M-P1", "vexpress", 0, HBI(0x190) },
	{ "RealView EB", "realview", AT_LEGACY, HBI(0x140) },
	{ "RealView PB1176", "realview", AT_LEGACY, HBI(0x147) },
	{ "RealView PB11MP", "realview", AT_LEGACY, HBI(0x159) },
	{ "RealView PB-A8", "realview", AT_LEGACY, HBI(0x178) },
	{ "RealView PBX", "realview", AT_LEGACY, HBI(0x182) },
	{ "Versatile", "versatile", AT_LEGACY,
	  { { 0xfffff000, 0x41007000, 0 } } },
};

const struct chip_vendor chip_arm = {
	.maker = { { "ARM", "" } },
	.tree = "arm,\0",
	.cpuinfo = "",
	.regs = arm_regs,
	.nr_regs = ARRAY_SIZE(arm_regs),
	.rows = arm_rows,
	.nr_rows = ARRAY_SIZE(arm_rows),
	.probes = arm_probes,
	.nr_probes = ARRAY_SIZE(arm_probes),
};
