// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading physical registers: windows, what is remembered about them, and the
 * retry with a single page where a larger window is refused.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/msg.h"
#include "lib/libmemphys.h"
#include "regs/regs.h"

int regs_open(struct regs *r, const struct regs_backend *backend,
	      const char *path)
{
	int err;

	memset(r, 0, sizeof(*r));
	r->backend = backend;
	r->fd = -1;
	r->page = (size_t)sysconf(_SC_PAGESIZE);
	err = backend->open(r, path);
	if (!err) {
		msg_trace("open %s", r->path);
		return 0;
	}
	msg_trace("open %s: %s", r->path, strerror(-err));
	r->backend = NULL;
	return err;
}

static void regs_drop(struct regs *r, struct regs_window *w)
{
	msg_trace("munmap 0x%llx+0x%zx", (unsigned long long)w->start,
		  w->length);
	r->backend->unmap(r, w->map, w->length);
	w->length = 0;
}

void regs_close(struct regs *r)
{
	unsigned int i;

	for (i = 0; i < REGS_WINDOWS; i++) {
		if (r->window[i].length)
			regs_drop(r, &r->window[i]);
	}
	r->backend->close(r);
}

bool regs_listed(struct regs *r, uint64_t addr, unsigned int width)
{
	return r->backend->listed(r, addr, width);
}

static struct regs_window *regs_cached(struct regs *r, uint64_t addr,
				       unsigned int width)
{
	unsigned int i;

	for (i = 0; i < REGS_WINDOWS; i++) {
		struct regs_window *w = &r->window[i];

		if (addr >= w->start && w->length >= width &&
		    addr - w->start <= w->length - width)
			return w;
	}
	return NULL;
}

/* Has exactly this range been refused before? */
static int regs_refused(struct regs *r, uint64_t start, size_t length)
{
	unsigned int i;

	for (i = 0; i < REGS_REFUSALS; i++) {
		if (r->refusal[i].start == start &&
		    r->refusal[i].length == length)
			return r->refusal[i].err;
	}
	return 0;
}

/* Map a range into the next slot of the cache, or remember the refusal. */
static int regs_map(struct regs *r, uint64_t start, size_t length,
		    struct regs_window **window)
{
	struct regs_window *w = &r->window[r->next_window];
	struct regs_refusal *refusal = &r->refusal[r->next_refusal];
	int err = regs_refused(r, start, length);
	void *map;

	if (err)
		return err;
	err = r->backend->map(r, start, length, &map);
	if (err) {
		msg_trace("mmap %s 0x%llx+0x%zx: %s", r->path,
			  (unsigned long long)start, length, strerror(-err));
		r->stats.refusals++;
		refusal->start = start;
		refusal->length = length;
		refusal->err = err;
		r->next_refusal = (r->next_refusal + 1) % REGS_REFUSALS;
		return err;
	}
	msg_trace("mmap %s 0x%llx+0x%zx", r->path, (unsigned long long)start,
		  length);
	r->stats.maps++;
	if (w->length)
		regs_drop(r, w);
	w->start = start;
	w->length = length;
	w->map = map;
	w->dead = false;
	r->next_window = (r->next_window + 1) % REGS_WINDOWS;
	*window = w;
	return 0;
}

/*
 * A window that reaches over a page of some driver is refused with EPERM as a
 * whole (CONFIG_IO_STRICT_DEVMEM, and memphys by its list); the one page that
 * is wanted may still be allowed.
 */
static int regs_window(struct regs *r, uint64_t addr, unsigned int width,
		       struct regs_window **window)
{
	uint64_t start;
	size_t length;
	int err;

	err = r->backend->window(r, addr, width, &start, &length);
	if (err)
		return err;
	err = regs_map(r, start, length, window);
	if (err == -EPERM && length > r->page)
		err = regs_map(r, addr & ~(uint64_t)(r->page - 1), r->page,
			       window);
	return err;
}

static int regs_load(struct regs *r, uint64_t addr, unsigned int width,
		     uint64_t *value)
{
	struct regs_window *w = regs_cached(r, addr, width);
	bool last_try;
	int err;

	for (;;) {
		/*
		 * Since 5.8 the kernel takes a /dev/mem mapping away when a
		 * driver claims a part of it. A new one tells that case from
		 * a register that does not answer, once.
		 */
		last_try = !w || w->dead;
		if (!w) {
			err = regs_window(r, addr, width, &w);
			if (err)
				return err;
		}
		err = memphys_guard_load((char *)w->map + (addr - w->start),
					 width, value);
		w->dead = err == -EFAULT;
		if (!err)
			*value = memphys_le(*value, width);
		if (!w->dead || last_try)
			return err;
		regs_drop(r, w);
		w = NULL;
	}
}

int regs_read(struct regs *r, uint64_t addr, unsigned int width,
	      uint64_t *value)
{
	int err = -ENOTTY;

	if (!width || width > 8 || (width & (width - 1)) ||
	    (addr & (width - 1)))
		return -EINVAL;
	if (r->backend->window)
		err = regs_load(r, addr, width, value);
	/* No whole page, no mapping, or a 64-bit register for a 32-bit CPU. */
	if (r->backend->read && (err == -ENOTTY || err == -EPERM ||
				 err == -EINVAL || err == -EOPNOTSUPP))
		err = r->backend->read(r, addr, width, value);
	if (err) {
		r->stats.faults += err == -EFAULT;
		msg_trace("read%u 0x%llx: %s", width * 8,
			  (unsigned long long)addr, memphys_strerror(err));
		return err;
	}
	r->stats.reads++;
	msg_trace("read%u 0x%llx = 0x%0*llx", width * 8,
		  (unsigned long long)addr, (int)width * 2,
		  (unsigned long long)*value);
	return 0;
}

int regs_file_map(struct regs *r, uint64_t start, size_t length, void **map)
{
	return memphys_map(r->fd, start, length, PROT_READ, map);
}

void regs_file_unmap(struct regs *r, void *map, size_t length)
{
	(void)r;
	munmap(map, length);
}

void regs_file_close(struct regs *r)
{
	close(r->fd);
}
