// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers through /dev/mem. It cannot say what may be read: callers go by
 * hints, and the kernel by CONFIG_STRICT_DEVMEM and CONFIG_IO_STRICT_DEVMEM.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>

#include "lib/libmemphys.h"
#include "regs/regs.h"

static int regs_devmem_open(struct regs *r, const char *path)
{
	r->path = path ? path : "/dev/mem";
	r->fd = memphys_open(r->path, O_RDONLY | O_SYNC);
	return r->fd < 0 ? r->fd : 0;
}

static bool regs_devmem_listed(struct regs *r, uint64_t addr,
			       unsigned int width)
{
	(void)r;
	(void)addr;
	(void)width;
	return false;
}

static int regs_devmem_window(struct regs *r, uint64_t addr,
			      unsigned int width, uint64_t *start,
			      size_t *length)
{
	(void)width;
	*length = r->page > REGS_WINDOW ? r->page : REGS_WINDOW;
	*start = addr & ~(uint64_t)(*length - 1);
	return 0;
}

const struct regs_backend regs_devmem = {
	.name = "devmem",
	.open = regs_devmem_open,
	.close = regs_file_close,
	.listed = regs_devmem_listed,
	.window = regs_devmem_window,
	.map = regs_file_map,
	.unmap = regs_file_unmap,
};
