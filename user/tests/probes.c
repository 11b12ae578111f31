// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print where the client looks for IDs: "FAMILY PAGE" per line, the family being
 * the driver's that lists the page, or "-". With the folder of a recording: the
 * one family that its hints speak for.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>

#include "base/sysfile.h"
#include "chip/chip.h"

int main(int argc, char **argv)
{
	const struct chip_vendor *vendor;
	const char *soc;
	size_t v, i;

	if (argc > 1) {
		if (sysfile_root(argv[1]))
			return 1;
		soc = chip_soc();
		puts(soc ? soc : "-");
		return 0;
	}
	for (v = 0; (vendor = chip_vendor(v)); v++) {
		for (i = 0; i < vendor->nr_probes; i++) {
			const struct chip_probe *probe = &vendor->probes[i];

			printf("%s 0x%llx\n", probe->soc ? probe->soc : "-",
			       (unsigned long long)(probe->base + probe->first) &
			       ~0xfffULL);
		}
	}
	return 0;
}
