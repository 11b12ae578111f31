/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel says about the machine. A hint decides where it is worth
 * looking, never what the chip is called.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef HINT_H
#define HINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define HINT_UARTS	8
#define HINT_MACHINES	3

struct hint {
	/* Strings of the device tree's root, each with its NUL. */
	char compatible[4096];
	size_t compatible_len;

	/* The device tree's name of the board, or "". */
	char model[128];

	/* /proc/cpuinfo: "Hardware", "machine" and "system type". */
	char machine[HINT_MACHINES][512];

	/* /proc/cpuinfo: how many processors run; 0: it does not say. */
	unsigned int processors;

	/* /proc/cpuinfo of a Raspberry Pi. */
	char revision[20];
	char serial[20];

	/* /proc/iomem: where serial ports are. */
	uint64_t uart[HINT_UARTS];
	unsigned int uarts;

	/* /proc/iomem showed zeroes only: this user may not see addresses. */
	bool iomem_hidden;
};

/* Read all hints, once; later calls return the same. */
const struct hint *hint_get(void);

/* Read them again the next time: for tests, which look at several machines. */
void hint_forget(void);

/* The next string of a list after @string; NULL to begin; NULL at the end. */
const char *hint_next_compatible(const struct hint *hint, const char *string);

/*
 * An attribute of the SoC device, as drivers in drivers/soc show it. Return: its
 * length, or <= 0 if there is none.
 */
ssize_t hint_soc(const char *name, char *buf, size_t size);

/* Does the device tree's root, or /proc/cpuinfo, have exactly this string? */
bool hint_says(const char *string);

#endif /* HINT_H */
