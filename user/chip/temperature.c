// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The temperature sensors of HiSilicon's and Goke's chips: a control register and
 * one with the last value. Only a sensor that runs already is read; nothing is
 * switched on. Source of all rows: one tool, which writes the top four bits of
 * the control register that are asked for here (OpenIPC/ipctool).
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <string.h>

#include "chip/chip.h"

static const struct {
	const char *family;
	uint32_t control;
	uint8_t running;	/* bits 31:28 of it */
	uint8_t value;		/* offset of the value from it */
	uint16_t mask;
	uint16_t zero;		/* the value at -40 degrees */
	uint16_t span;		/* how many more it is */
	uint16_t degrees;	/* so many above */
} chip_sensors[] = {
	{ "hi3516cv200", 0x20270110, 0x6, 4, 0x0ff, 0, 256, 180 },
	{ "hi3519v100", 0x120a0110, 0x6, 8, 0x3ff, 125, 806, 165 },
	{ "hi3516cv300", 0x1203009c, 0x6, 8, 0x3ff, 125, 806, 165 },
	{ "hi3516cv500", 0x120300b4, 0x6, 8, 0x3ff, 136, 793, 165 },
	{ "hi3516ev200", 0x120280b4, 0xc, 8, 0x3ff, 117, 798, 165 },
	{ "gk7205v200", 0x120280b4, 0xc, 8, 0x3ff, 117, 798, 165 },
	{ "hi3536dv100", 0x120e0110, 0x4, 8, 0x3ff, 0, 256, 180 },
	{ "hi3536cv100", 0x120e0110, 0x4, 8, 0x3ff, 125, 806, 165 },
};

void chip_temperature(struct chip_search *s, const char *family)
{
	uint64_t control, value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(chip_sensors); i++) {
		if (strcmp(family, chip_sensors[i].family))
			continue;
		if (!chip_detail(s, "TSENSOR_CTRL", chip_sensors[i].control,
				 &control) ||
		    control >> 28 != chip_sensors[i].running ||
		    !chip_detail(s, "TSENSOR", chip_sensors[i].control +
				 chip_sensors[i].value, &value))
			return;
		value &= chip_sensors[i].mask;
		/* Zero has not been measured. */
		if (!value)
			return;
		s->chip->millidegrees = ((int)value - chip_sensors[i].zero) *
					1000 * chip_sensors[i].degrees /
					chip_sensors[i].span - 40000;
		s->chip->measured = true;
		return;
	}
}
