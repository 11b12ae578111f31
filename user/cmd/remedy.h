/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What would let a register be read, in the state that the machine is in: a
 * command that works where it is printed, or why there is none.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef REMEDY_H
#define REMEDY_H

#include <stdbool.h>
#include <stddef.h>

#define REMEDY_MODULE	"memphys"

enum remedy_state {
	REMEDY_ABSENT,		/* the driver is not loaded */
	REMEDY_EMPTY,		/* it is, and lists nothing */
	REMEDY_LISTED,		/* it lists something, or who knows */
};

enum remedy_state remedy_state(const char *node);

/*
 * The places beside /lib/modules where the module may be, by number. An empty
 * @path: not there, or others could have put it there. False: after the last.
 */
bool remedy_near(unsigned int number, char *path, size_t size);

/* Say where the module has been looked for. */
void remedy_no_module(void);

/**
 * remedy_load() - how to have something listed
 * @regions: for regions=; NULL: what the hints ask for
 * @buf: for the command, or the reason why there is none
 * @size: of @buf
 *
 * Return: is it a command?
 */
bool remedy_load(const char *regions, char *buf, size_t size);

/* The same as a hint. */
void remedy_hint(const char *regions);

#endif /* REMEDY_H */
