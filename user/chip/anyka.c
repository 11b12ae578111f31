// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Anyka: the register names the generation only. The part is what the kernel
 * calls the machine, if the generation is the same.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <string.h>
#include <strings.h>

#include "chip/chip.h"

static const struct chip_reg anyka_regs[] = {
	{ "CHIP_ID", 0x0, 4 },
};

static const struct chip_probe anyka_probes[] = {
	{ .base = 0x08000000, .first = 0x0, .width = 4,
	  .names = "ak3918av130\0", .soc = "anyka" },
};

/*
 * Sources: [r] two boot logs from hardware; of all others one description, not
 * tried on hardware by its authors.
 */
static const struct chip_row anyka_rows[] = {
	{ NULL, "ak3918ev200", 0, { { 0xffffffff, 0x20120100, 0 } } },
	{ NULL, "ak3918ev200", 0, { { 0xffffffff, 0x20150200, 0 } } },
	{ NULL, "ak3918ev300", 0, { { 0xffffffff, 0x20160100, 0 } } },
	{ NULL, "ak39ev330", 0, { { 0xffffffff, 0x20160101, 0 } } },
	{ NULL, "ak37d", 0, { { 0xffffffff, 0x20170200, 0 } } },
	{ NULL, "ak37e", 0, { { 0xffffff00, 0x20190200, 0 } } },
	{ NULL, "ak3918av100", 0, { { 0xffffff00, 0x53533500, 0 } } },
	{ NULL, "ak3918av130", 0, { { 0xffffff00, 0x56573500, 0 } } }, /* [r] */
	{ NULL, "ak3918ev300l", 0, { { 0xffffff00, 0x53543400, 0 } } },
};

static void anyka_finish(struct chip_search *s, const struct chip_row *row)
{
	uint32_t id;

	(void)row;
	if (!chip_get(s, 0, &id))
		chip_extra(s->chip, "id", "0x%08x", (unsigned int)id);
}

/* What follows "AK39" or "AK3918": "EV300". */
static const char *anyka_version(const char *name)
{
	return name + 2 + strspn(name + 2, "0123456789");
}

/*
 * "AK3918EV300" is no "ak3918ev200". A part without a version, "AK3918E", is
 * older than versions are: it goes with any of the AK39.
 */
static bool anyka_agrees(const char *family, const char *model)
{
	const char *version = anyka_version(model);

	if (strncasecmp(family, model, 4))
		return false;
	if (!strpbrk(version, "vV") && family[3] == '9')
		return true;
	return !strcasecmp(anyka_version(family), version);
}

const struct chip_vendor chip_anyka = {
	.maker = { { "Anyka", "" } },
	.tree = "anyka,\0",
	.cpuinfo = "ak3\0anyka\0",
	.family_first = true,
	.regs = anyka_regs,
	.nr_regs = ARRAY_SIZE(anyka_regs),
	.rows = anyka_rows,
	.nr_rows = ARRAY_SIZE(anyka_rows),
	.probes = anyka_probes,
	.nr_probes = ARRAY_SIZE(anyka_probes),
	.finish = anyka_finish,
	.agrees = anyka_agrees,
};
