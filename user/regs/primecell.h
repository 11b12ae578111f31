/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks by ARM and others that identify themselves at the end of their page.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef PRIMECELL_H
#define PRIMECELL_H

#include "regs/regs.h"

struct primecell {
	const char *name;	/* NULL: not in the table */
	unsigned int part;
	unsigned int designer;	/* JEP106; 0x41 is ARM */
	unsigned int revision;
};

/**
 * primecell_read() - read the identification of a block
 * @regs: where to read
 * @base: of the block, a multiple of 4 KiB
 * @cell: filled in
 *
 * Return: 0; -ENOENT if the block is none of this kind; or as regs_read().
 */
int primecell_read(struct regs *regs, uint64_t base, struct primecell *cell);

#endif /* PRIMECELL_H */
