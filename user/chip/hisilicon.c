// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * HiSilicon, and Goke, which sells the same dies under its own IDs; XMedia is
 * a later name of Goke's.
 *
 * The system controller holds the ID at +0xEE0. Newer parts have it in one
 * word. Older ones spread it over the low bytes of four registers, low byte
 * first, with the variant in the top byte of the first; there, bits 23:16 of
 * the first are zero.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <string.h>

#include "chip/chip.h"

enum {
	/* Registers. */
	HISI_SYSID0, HISI_SYSID1, HISI_SYSID2, HISI_SYSID3, HISI_V1_PACKAGE,
	/* Made of them. */
	HISI_ID, HISI_VARIANT,
};

static const struct chip_reg hisi_regs[] = {
	[HISI_SYSID0] = { "SCSYSID0", 0xee0, 4 },
	[HISI_SYSID1] = { "SCSYSID1", 0xee4, 4 },
	[HISI_SYSID2] = { "SCSYSID2", 0xee8, 4 },
	[HISI_SYSID3] = { "SCSYSID3", 0xeec, 4 },
	[HISI_V1_PACKAGE] = { "V1_PACKAGE", 0x08c, 4 },
};

/* Where the system controller is. */
#define AT_V1	0x01	/* 0x20050000: V1, V2, V2A */
#define AT_V3	0x02	/* 0x12020000: V3, V3A, V4, V4A, Hi3559AV100, Goke */
#define AT_NVR	0x04	/* 0x12050000: recorders */
#define AT_V5	0x08	/* 0x11020000: V5 */
#define AT_AV100	0x10	/* 0x04520000: Hi3519AV100, Hi3556AV100 */
#define GOKE	(AT_V3 | CHIP_MAKER_1)

static const struct chip_probe hisi_probes[] = {
	{ 0x11020000, 0xee0, 4, AT_V5, { 0x11040000 }, NULL, "hisi-v5" },
	{ 0x04520000, 0xee0, 4, AT_AV100, { 0x04540000 }, NULL, "hisi-av100" },
	{ 0x12020000, 0xee0, 4, AT_V3, { 0x12040000, 0x120a0000, 0x12100000 },
	  "hi3519\0hi3556\0hi3559\0hi3556v200\0hi3559v200\0"
	  "xm72020300\0xm72050200\0xm72050300\0xm72050500\0xm76050100\0"
	  "xm720xxx\0", "hisi-v3" },
	{ 0x12050000, 0xee0, 4, AT_NVR, { 0x12080000 },
	  "hi3521a\0hi3521d\0hi3531a\0hi3531d\0hi3536\0hi3536c\0",
	  "hisi-nvr" },
	{ 0x20050000, 0xee0, 4, AT_V1, { 0x20080000 },
	  "hi3516\0hi3516a\0hi3516c\0hi3518\0hi3518ev20x\0hi3535\0",
	  "hisi-v1" },
};

#define ID(id)			{ 0xffffffff, id, HISI_ID }
#define VARIANT(mask, value)	{ mask, value, HISI_VARIANT }
#define PACKAGE(value)		{ 0x00007f00, (value) << 8, HISI_V1_PACKAGE }

/*
 * Sources: [2] two independent ones agree on value, base and layout; [r] the
 * same, and a report from hardware; [1] one, the base being its family's.
 */
static const struct chip_row hisi_rows[] = {
	/* V5 */
	{ "3516CV608", "hi3516cv608", AT_V5, { ID(0x3516c608) } }, /* [r] */
	{ "3516CV610", "hi3516cv610", AT_V5, { ID(0x3516c610) } }, /* [2] */
	/* The second form of two of them, by one tree of the vendor. */
	{ "3516CV608", "hi3516cv608", AT_V5, { ID(0x00024a08) } }, /* [1] */
	{ "3516CV610", "hi3516cv610", AT_V5, { ID(0x00024a10) } }, /* [1] */
	{ "3516CV613", "hi3516cv613", AT_V5, { ID(0x3516c613) } }, /* [2] */
	{ "3516DV500", "hi3516dv500", AT_V5, { ID(0x3516d500) } }, /* [1] */
	{ "3519DV500", "hi3519dv500", AT_V5, { ID(0x3519d500) } }, /* [1] */

	/* V4 */
	{ "3516EV200", "hi3516ev200", AT_V3, { ID(0x3516e200) } }, /* [2] */
	{ "3516EV300", "hi3516ev200", AT_V3, { ID(0x3516e300) } }, /* [2] */
	{ "3518EV300", "hi3516ev200", AT_V3, { ID(0x3518e300) } }, /* [2] */
	{ "3516DV200", "hi3516ev200", AT_V3, { ID(0x3516d200) } }, /* [2] */
	{ "7205V200", "gk7205v200", GOKE, { ID(0x72050200) } }, /* [2] */
	{ "7205V210", "gk7205v200", GOKE, { ID(0x72050210) } }, /* [r] */
	{ "7205V300", "gk7205v200", GOKE, { ID(0x72050300) } }, /* [2] */
	{ "7205V500", "gk7205v200", GOKE, { ID(0x72050500) } }, /* [r] */
	{ "7205V510", "gk7205v200", GOKE, { ID(0x72050510) } }, /* [2] */
	{ "7205V530", "gk7205v200", GOKE, { ID(0x72050530) } }, /* [2] */
	{ "7201V200", "gk7205v200", GOKE, { ID(0x72010200) } }, /* [1] */
	{ "7201V300", "gk7205v200", GOKE, { ID(0x72010300) } }, /* [1] */
	{ "7202V300", "gk7205v200", GOKE, { ID(0x72020300) } }, /* [2] */
	{ "7202V330", "gk7205v200", GOKE, { ID(0x72020330) } }, /* [2] */
	{ "7605V100", "gk7205v200", GOKE, { ID(0x76050100) } }, /* [2] */

	/* V4A */
	{ "3516CV500", "hi3516cv500", AT_V3, { ID(0x3516c500) } }, /* [2] */
	{ "3516AV300", "hi3516cv500", AT_V3, { ID(0x3516a300) } }, /* [2] */
	{ "3516DV300", "hi3516cv500", AT_V3, { ID(0x3516d300) } }, /* [1] */

	/* V3A: variants 0 1 2 0x11 0x12; 3; 4; 5 6 0x15 0x16 */
	{ "3519V101", "hi3519v100", AT_V3,
	  { ID(0x35190101), VARIANT(0xff, 0x00) } }, /* [2] */
	{ "3519V101", "hi3519v100", AT_V3,
	  { ID(0x35190101), VARIANT(0xef, 0x01) } }, /* [1] */
	{ "3519V101", "hi3519v100", AT_V3,
	  { ID(0x35190101), VARIANT(0xef, 0x02) } }, /* [1] */
	{ "3559V100", "hi3519v100", AT_V3,
	  { ID(0x35190101), VARIANT(0xff, 0x03) } }, /* [1] */
	{ "3556V100", "hi3519v100", AT_V3,
	  { ID(0x35190101), VARIANT(0xff, 0x04) } }, /* [1] */
	{ "3516AV200", "hi3519v100", AT_V3,
	  { ID(0x35190101), VARIANT(0xef, 0x05) } }, /* [1] */
	{ "3516AV200", "hi3519v100", AT_V3,
	  { ID(0x35190101), VARIANT(0xef, 0x06) } }, /* [r] */

	/* V3 */
	{ "3516CV300", "hi3516cv300", AT_V3,
	  { ID(0x3516c300), VARIANT(0xff, 0x00) } }, /* [2] */
	{ "3516EV100", "hi3516cv300", AT_V3,
	  { ID(0x3516c300), VARIANT(0xff, 0x04) } }, /* [1] */

	/* V2 */
	{ "3516CV200", "hi3516cv200", AT_V1,
	  { ID(0x3518e200), VARIANT(0xff, 0x01) } }, /* [2] */
	{ "3518EV200", "hi3516cv200", AT_V1,
	  { ID(0x3518e200), VARIANT(0xff, 0x02) } }, /* [1] */
	{ "3518EV201", "hi3516cv200", AT_V1,
	  { ID(0x3518e200), VARIANT(0xff, 0x03) } }, /* [1] */

	/* V2A */
	{ "3516AV100", "hi3516av100", AT_V1,
	  { ID(0x3516a100), VARIANT(0xfe, 0x00) } }, /* [2] */
	{ "3516DV100", "hi3516av100", AT_V1,
	  { ID(0x3516a100), VARIANT(0xff, 0x02) } }, /* [2] */

	/* V1: some packages differ only after a write, 3 to +0x88. */
	{ "3518CV100", "hi3516cv100", AT_V1,
	  { ID(0x35180100), PACKAGE(0x10) } }, /* [2], package [1] */
	{ "3518EV100", "hi3516cv100", AT_V1,
	  { ID(0x35180100), PACKAGE(0x57) } }, /* [2], package [1] */
	{ "3516CV100", "hi3516cv100", AT_V1,
	  { ID(0x35180100), CHIP_WRITE } }, /* [1] */
	{ "3518EV100", "hi3516cv100", AT_V1,
	  { ID(0x35180100), CHIP_WRITE } }, /* [1] */
	{ "3518AV100", "hi3516cv100", AT_V1,
	  { ID(0x35180100), CHIP_WRITE } }, /* [1] */

	/*
	 * Recorders: no family names; the layout of some is not documented,
	 * their value is the constant of the vendor's boot loader or library.
	 */
	{ "3521DV100", "hi3521dv100", AT_NVR,
	  { ID(0xbda9d100), VARIANT(0xfe, 0x00) } }, /* [1] */
	{ "3536CV100", "hi3536cv100", AT_NVR,
	  { ID(0xbda9d100), VARIANT(0xff, 0x02) } }, /* [1] */
	{ "3520DV400", "hi3520dv400", AT_NVR,
	  { ID(0xbda9d100), VARIANT(0xff, 0x03) } }, /* [1] */
	{ "3536CV100", "hi3536cv100", AT_NVR, { ID(0x3536c100) } }, /* [1] */
	{ "3536DV100", "hi3536dv100", AT_NVR, { ID(0x3536d100) } }, /* [2] */
	{ "3521AV100", "hi3521av100", AT_NVR, { ID(0x3521a100) } }, /* [1] */
	{ "3536V100", "hi3536v100", AT_NVR, { ID(0x35360100) } }, /* [1] */
	{ "3535V100", "hi3535v100", AT_V1, { ID(0x35350100) } }, /* [2] */

	{ "3559AV100", "hi3559av100", AT_V3, { ID(0x3559a100) } }, /* [2] */
	{ "3519AV100", "hi3519av100", AT_AV100, { ID(0x3519a100) } }, /* [1] */
	{ "3556AV100", "hi3556av100", AT_AV100, { ID(0x3556a100) } }, /* [1] */

	/* Where their system controllers are is not documented. */
	{ "3520DV200", "hi3520dv200", 0, { ID(0x3520d100) } }, /* [1] */
	{ "3521V100", "hi3521v100", 0, { ID(0x35210100) } }, /* [1] */
	{ "3521DV200", "hi3521dv200", 0, { ID(0x3521d200) } }, /* [1] */
	{ "3531DV200", "hi3531dv200", 0, { ID(0x3531d200) } }, /* [1] */
	{ "3535AV100", "hi3535av100", 0, { ID(0x3535a100) } }, /* [1] */
};

static int hisi_get_id(struct chip_search *s, uint32_t *id)
{
	uint32_t value;
	unsigned int i;
	int err;

	err = chip_get(s, HISI_SYSID0, id);
	if (err || *id & 0x00ff0000)
		return err;
	*id &= 0xff;
	for (i = 1; i < 4; i++) {
		err = chip_get(s, HISI_SYSID0 + i, &value);
		if (err)
			return err;
		*id |= (value & 0xff) << 8 * i;
	}
	return 0;
}

static int hisi_get(struct chip_search *s, unsigned int reg, uint32_t *value)
{
	int err;

	switch (reg) {
	case HISI_ID:
		return hisi_get_id(s, value);
	case HISI_VARIANT:
		err = chip_get(s, HISI_SYSID0, value);
		*value >>= 24;
		return err;
	default:
		return chip_get(s, reg, value);
	}
}

/*
 * The number of the die. V4: six words, the last one first, and without the
 * zeroes at the end. V5: 16 bytes of the fuses, in their order. Fuses are read by
 * commands, which are writes; but these show in registers, too (the SDKs of the
 * Hi3516CV610 and the Hi3519DV500: OTP_SHADOW_BASE, OTP_DIE_ID). A part without a
 * number has zeroes or ones there, or some of both.
 */
static void hisi_die_id(struct chip_search *s, bool v5)
{
	uint64_t addr = v5 ? 0x101e00f0 : s->probe->base + 0x414;
	unsigned int i, words = v5 ? 4 : 6;
	char id[6 * 8 + 1];

	for (i = 0; i < words; i++) {
		uint64_t word;

		if (!chip_detail(s, "DIE_ID", addr, &word))
			return;
		addr += v5 ? 4 : -4;
		if (v5)
			word = __builtin_bswap32((uint32_t)word);
		snprintf(id + 8 * i, 9, "%08x", (unsigned int)word);
	}
	for (i = v5 ? 0 : 6 * 8; i && id[i - 1] == '0'; )
		id[--i] = '\0';
	if (id[strspn(id, "0f")])
		chip_extra(s->chip, "id", "%s", id);
}

/* Of other chips no number is known. */
static void hisi_finish(struct chip_search *s, const struct chip_row *row)
{
	bool v5 = row->where == AT_V5;

	if (s->flags & CHIP_HEAT)
		chip_temperature(s, row->family);
	if (v5 || !strcmp(row->family, "hi3516ev200") ||
	    !strcmp(row->family, "gk7205v200"))
		hisi_die_id(s, v5);
}

const struct chip_vendor chip_hisilicon = {
	.maker = { { "HiSilicon", "hi" }, { "Goke", "gk" } },
	.tree = "hisilicon,\0hisi,\0goke,\0xmedia,\0",
	.cpuinfo = "hisilicon\0",
	.regs = hisi_regs,
	.nr_regs = ARRAY_SIZE(hisi_regs),
	.rows = hisi_rows,
	.nr_rows = ARRAY_SIZE(hisi_rows),
	.probes = hisi_probes,
	.nr_probes = ARRAY_SIZE(hisi_probes),
	.get = hisi_get,
	.finish = hisi_finish,
};
