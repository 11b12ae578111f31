// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Anyka: the register names the generation only. The kernel's name for the
 * machine tells the part, and counts if the generation is known.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "chip/chip.h"

static const struct chip_reg anyka_regs[] = {
	{ "CHIP_ID", 0x0, 4 },
};

static const struct chip_probe anyka_probes[] = {
	{ .base = 0x08000000, .first = 0x0, .width = 4, .soc = "anyka" },
};

/* Source of all rows: one description, not tried on hardware by its authors. */
static const struct chip_row anyka_rows[] = {
	{ NULL, "ak3918ev200", 0, { { 0xffffffff, 0x20120100, 0 } } },
	{ NULL, "ak3918ev200", 0, { { 0xffffffff, 0x20150200, 0 } } },
	{ NULL, "ak3918ev300", 0, { { 0xffffffff, 0x20160100, 0 } } },
	{ NULL, "ak39ev330", 0, { { 0xffffffff, 0x20160101, 0 } } },
	{ NULL, "ak37d", 0, { { 0xffffffff, 0x20170200, 0 } } },
	{ NULL, "ak37e", 0, { { 0xffffff00, 0x20190200, 0 } } },
	{ NULL, "ak3918av100", 0, { { 0xffffff00, 0x53533500, 0 } } },
	{ NULL, "ak3918ev300l", 0, { { 0xffffff00, 0x53543400, 0 } } },
};

/* The word that begins with "AK3" in the machine's name, in upper case. */
static bool anyka_part(const char *machine, char *part, size_t size)
{
	size_t i;

	for (; *machine; machine++) {
		if (!strncasecmp(machine, "ak3", 3) &&
		    isdigit((unsigned char)machine[3]))
			break;
	}
	for (i = 0; i < size - 1 && isalnum((unsigned char)machine[i]); i++)
		part[i] = (char)toupper((unsigned char)machine[i]);
	part[i] = '\0';
	return i;
}

static void anyka_finish(struct chip_search *s, const struct chip_row *row)
{
	uint32_t id;
	unsigned int i;

	(void)row;
	if (!chip_get(s, 0, &id))
		chip_extra(s->chip, "id", "0x%08x", (unsigned int)id);
	for (i = 0; i < HINT_MACHINES; i++) {
		if (anyka_part(hint_get()->machine[i], s->chip->text,
			       sizeof(s->chip->text))) {
			s->chip->model = s->chip->text;
			return;
		}
	}
}

const struct chip_vendor chip_anyka = {
	.maker = { { "Anyka", "" } },
	.tree = "anyka,\0",
	.cpuinfo = "ak3\0anyka\0",
	.family_first = true,
	.regs = anyka_regs,
	.rows = anyka_rows,
	.nr_rows = ARRAY_SIZE(anyka_rows),
	.probes = anyka_probes,
	.nr_probes = ARRAY_SIZE(anyka_probes),
	.finish = anyka_finish,
};
