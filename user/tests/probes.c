// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print where the client looks for IDs: "FAMILY PAGE" a line, the family being
 * the driver's that lists the page, or "-".
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>

#include "chip/chip.h"

int main(void)
{
	static const struct chip_vendor *const vendors[] = {
		&chip_anyka, &chip_arm, &chip_aspeed, &chip_exynos,
		&chip_fullhan, &chip_hisilicon, &chip_imx, &chip_ingenic,
		&chip_mstar, &chip_novatek, &chip_sigmastar, &chip_xilinx,
	};
	size_t v, i;

	for (v = 0; v < ARRAY_SIZE(vendors); v++) {
		for (i = 0; i < vendors[v]->nr_probes; i++) {
			const struct chip_probe *probe = &vendors[v]->probes[i];

			printf("%s 0x%llx\n", probe->soc ? probe->soc : "-",
			       (unsigned long long)(probe->base + probe->first) &
			       ~0xfffULL);
		}
	}
	return 0;
}
