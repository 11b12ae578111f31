// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/iomem: what is where in the physical address space.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/iomem.h"
#include "base/sysfile.h"

/* "  11040000-11040fff : 11040000.serial serial@11040000" */
bool iomem_parse(const char *text, struct iomem_line *line)
{
	static const char digits[] = "0123456789abcdef";
	char *end;

	text += strspn(text, " ");
	if (!strspn(text, digits))
		return false;
	line->start = strtoull(text, &end, 16);
	if (*end != '-' || !strspn(end + 1, digits))
		return false;
	line->last = strtoull(end + 1, &end, 16);
	if (strncmp(end, " : ", 3))
		return false;
	line->label = end + 3;
	return true;
}

/* How much a line says about a block and an address in it. */
enum { IOMEM_NOTHING, IOMEM_AROUND, IOMEM_ELSEWHERE, IOMEM_PART };

static int iomem_weigh(const struct iomem_line *line, uint64_t addr,
		       uint64_t first, uint64_t last)
{
	if (!line->last || line->start > last || line->last < first)
		return IOMEM_NOTHING;
	if (line->start <= first && line->last >= last)
		return IOMEM_AROUND;
	return addr < line->start || addr > line->last ? IOMEM_ELSEWHERE :
							 IOMEM_PART;
}

int iomem_find(uint64_t addr, uint64_t size, struct iomem *found)
{
	uint64_t first = addr & ~(size - 1);
	struct sysfile file;
	struct iomem_line line;
	const char *text;
	int said = IOMEM_NOTHING;
	int err;

	memset(found, 0, sizeof(*found));
	err = sysfile_open(&file, "/proc/iomem");
	if (err)
		return err;
	found->hidden = true;
	while ((text = sysfile_line(&file))) {
		int says;

		if (!iomem_parse(text, &line))
			continue;
		if (line.last)
			found->hidden = false;
		if (addr >= line.start && addr <= line.last &&
		    !strcmp(line.label, "System RAM"))
			found->ram = true;
		says = iomem_weigh(&line, addr, first, first + (size - 1));
		if (says == IOMEM_NOTHING || says < said ||
		    (says == said && says == IOMEM_ELSEWHERE))
			continue;
		/* Lines that lie in others follow them. */
		said = says;
		snprintf(found->owner, sizeof(found->owner), "%s", line.label);
	}
	found->elsewhere = said == IOMEM_ELSEWHERE;
	sysfile_close(&file);
	return 0;
}
