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

/* What is in a block of addresses. */
struct iomem {
	char owner[80];	/* the label that says most; "" if nothing is known */
	bool elsewhere;	/* it has a part of the block, without the address */
	bool ram;	/* the address is inside System RAM */
	bool hidden;	/* this user is shown zeroes only */
};

/*
 * Look at the aligned block of @size bytes (a power of two) around an address.
 * The kernel refuses whole mappings: so who has a part of the block says more
 * than who has all of it and more, as the bus that it is on.
 *
 * Return: 0, or a negative errno value if /proc/iomem cannot be read.
 */
int iomem_find(uint64_t addr, uint64_t size, struct iomem *found);

#endif /* IOMEM_H */
