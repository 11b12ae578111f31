// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ambarella, the 64-bit parts: CPUID, which is their name in ASCII. The 32-bit
 * parts have no ID register that is known; their device tree names them.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "chip/chip.h"

static const struct chip_reg ambarella_regs[] = {
	{ "CPUID", 0x0, 4 },
};

static const struct chip_probe ambarella_probes[] = {
	{ .base = 0xe0000000, .first = 0x0, .width = 4, .soc = "ambarella" },
};

#define CPUID(id)	{ 0xffffffff, id, 0 }

/* Source of all rows: one driver for the names, a posting for the address [1]. */
static const struct chip_row ambarella_rows[] = {
	{ "S5L", "s5l", 0, { CPUID(0x00483253) } },
	{ "S6LM", "s6lm", 0, { CPUID(0x00483245) } },
	{ "CV2", "cv2", 0, { CPUID(0x00435632) } },
	{ "CV2FS", "cv2fs", 0, { CPUID(0x43563241) } },
	{ "CV22", "cv22", 0, { CPUID(0x43563253) } },
	{ "CV25", "cv25", 0, { CPUID(0x43563245) } },
	{ "CV28M", "cv28m", 0, { CPUID(0x4356324c) } },
	{ "CV5", "cv5", 0, { CPUID(0x00435635) } },
	{ "N1", "cv3", 0, { CPUID(0x00435636), CHIP_SAME } },
	{ "CV3", "cv3", 0, { CPUID(0x00435636), CHIP_SAME } },
	{ "CV72", "cv72", 0, { CPUID(0x00435637) } },
	{ "CV75", "cv75", 0, { CPUID(0x43563753) } },
	{ "CV3AD685", "cv3ad685", 0, { CPUID(0x43563641) } },
	{ "CV3AD655", "cv3ad655", 0, { CPUID(0x43563653) } },
};

const struct chip_vendor chip_ambarella = {
	.maker = { { "Ambarella", "" } },
	.tree = "ambarella,\0",
	.cpuinfo = "",
	.regs = ambarella_regs,
	.nr_regs = ARRAY_SIZE(ambarella_regs),
	.rows = ambarella_rows,
	.nr_rows = ARRAY_SIZE(ambarella_rows),
	.probes = ambarella_probes,
	.nr_probes = ARRAY_SIZE(ambarella_probes),
};
