// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PrimeCell identification, as the manuals of the PL0xx blocks describe it:
 * one byte in each of eight words, PeriphID at 0xfe0 and CellID at 0xff0.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>

#include "base/util.h"
#include "regs/primecell.h"

#define PRIMECELL_PERIPH_ID	0xfe0
#define PRIMECELL_CELL_ID	0xff0
#define PRIMECELL_MAGIC		0xb105f00d
#define PRIMECELL_ARM		0x41

/* Parts by ARM, from their technical reference manuals. */
static const struct {
	unsigned int part;
	const char *name;
} primecell_parts[] = {
	{ 0x011, "PL011 UART" },
	{ 0x022, "PL022 SSP" },
	{ 0x031, "PL031 RTC" },
	{ 0x041, "PL041 AACI" },
	{ 0x050, "PL050 KMI" },
	{ 0x061, "PL061 GPIO" },
	{ 0x080, "PL080 DMAC" },
	{ 0x081, "PL081 DMAC" },
	{ 0x110, "PL110 CLCD" },
	{ 0x111, "PL111 CLCD" },
	{ 0x180, "PL180 MMCI" },
	{ 0x181, "PL181 MMCI" },
	{ 0x190, "PL190 VIC" },
	{ 0x330, "PL330 DMAC" },
	{ 0x804, "SP804 timer" },
	{ 0x805, "SP805 watchdog" },
};

/* The low bytes of four words, low byte first. */
static int primecell_word(struct regs *regs, uint64_t addr, uint32_t *word)
{
	uint64_t value;
	unsigned int i;

	*word = 0;
	for (i = 0; i < 4; i++) {
		int err = regs_read(regs, addr + 4 * i, 4, &value);

		if (err)
			return err;
		*word |= (uint32_t)(value & 0xff) << 8 * i;
	}
	return 0;
}

int primecell_read(struct regs *regs, uint64_t base, struct primecell *cell)
{
	uint32_t id;
	size_t i;
	int err;

	err = primecell_word(regs, base + PRIMECELL_CELL_ID, &id);
	if (err)
		return err;
	if (id != PRIMECELL_MAGIC)
		return -ENOENT;
	err = primecell_word(regs, base + PRIMECELL_PERIPH_ID, &id);
	if (err)
		return err;
	cell->part = id & 0xfff;
	cell->designer = id >> 12 & 0xff;
	cell->revision = id >> 20 & 0xf;
	cell->name = NULL;
	for (i = 0; i < ARRAY_SIZE(primecell_parts); i++) {
		if (cell->designer == PRIMECELL_ARM &&
		    cell->part == primecell_parts[i].part)
			cell->name = primecell_parts[i].name;
	}
	return 0;
}
