// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/iomem: what is where in the physical address space.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iomem.h"
#include "sysfile.h"

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

int iomem_find(uint64_t addr, struct iomem *found)
{
	struct sysfile file;
	struct iomem_line line;
	const char *text;
	int err;

	memset(found, 0, sizeof(*found));
	err = sysfile_open(&file, "/proc/iomem");
	if (err)
		return err;
	found->hidden = true;
	while ((text = sysfile_line(&file))) {
		if (!iomem_parse(text, &line))
			continue;
		if (line.last)
			found->hidden = false;
		if (!line.last || addr < line.start || addr > line.last)
			continue;
		/* Lines that lie in others follow them. */
		snprintf(found->owner, sizeof(found->owner), "%s", line.label);
		if (!strcmp(line.label, "System RAM"))
			found->ram = true;
	}
	sysfile_close(&file);
	return 0;
}
