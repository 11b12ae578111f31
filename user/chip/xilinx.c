// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Xilinx Zynq-7000: the JTAG IDCODE as the processors read it, in the block
 * SLCR. Its top four bits are a revision. All rows are in the manual (UG585,
 * "PSS_IDCODE") and in U-Boot's list of devices.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "chip/chip.h"

static const struct chip_reg xilinx_regs[] = {
	{ "PSS_IDCODE", 0x530, 4 },
};

static const struct chip_probe xilinx_probes[] = {
	{ .base = 0xf8000000, .first = 0x530, .width = 4,
	  .names = "zynq-7000\0", .soc = "zynq" },
};

#define IDCODE(id)	{ { 0x0fffffff, id, 0 } }

static const struct chip_row xilinx_rows[] = {
	{ "Zynq 7z007", "zynq 7z007", 0, IDCODE(0x03723093) },
	{ "Zynq 7z010", "zynq 7z010", 0, IDCODE(0x03722093) },
	{ "Zynq 7z012s", "zynq 7z012s", 0, IDCODE(0x0373c093) },
	{ "Zynq 7z014s", "zynq 7z014s", 0, IDCODE(0x03728093) },
	{ "Zynq 7z015", "zynq 7z015", 0, IDCODE(0x0373b093) },
	{ "Zynq 7z020", "zynq 7z020", 0, IDCODE(0x03727093) },
	{ "Zynq 7z030", "zynq 7z030", 0, IDCODE(0x0372c093) },
	{ "Zynq 7z035", "zynq 7z035", 0, IDCODE(0x03732093) },
	{ "Zynq 7z045", "zynq 7z045", 0, IDCODE(0x03731093) },
	{ "Zynq 7z100", "zynq 7z100", 0, IDCODE(0x03736093) },
};

/* The version of the processing system: MCTRL in the block DEVCFG. */
static void xilinx_finish(struct chip_search *s, const struct chip_row *row)
{
	uint64_t mctrl;

	(void)row;
	if (chip_detail(s, "MCTRL", 0xf8007080, &mctrl))
		chip_extra_number(s->chip, "versionId",
				  (unsigned int)(mctrl >> 28) & 0xf);
}

const struct chip_vendor chip_xilinx = {
	.maker = { { "Xilinx", "" } },
	.tree = "xlnx,\0",
	.cpuinfo = "Xilinx Zynq Platform\0",
	.regs = xilinx_regs,
	.nr_regs = ARRAY_SIZE(xilinx_regs),
	.rows = xilinx_rows,
	.nr_rows = ARRAY_SIZE(xilinx_rows),
	.probes = xilinx_probes,
	.nr_probes = ARRAY_SIZE(xilinx_probes),
	.finish = xilinx_finish,
};
