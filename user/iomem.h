/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/iomem: what is where in the physical address space.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef IOMEM_H
#define IOMEM_H

#include <stdbool.h>
#include <stdint.h>

/* One line. */
struct iomem_line {
	uint64_t start;
	uint64_t last;
	const char *label;
};

/* Take a line apart; false if it is not one of /proc/iomem. */
bool iomem_parse(const char *text, struct iomem_line *line);

/* What contains an address. */
struct iomem {
	char owner[80];	/* the innermost label; "" if nothing is known */
	bool ram;	/* inside System RAM */
	bool hidden;	/* this user is shown zeroes only */
};

/* Return: 0, or a negative errno value if /proc/iomem cannot be read. */
int iomem_find(uint64_t addr, struct iomem *found);

#endif /* IOMEM_H */
