/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading physical registers, whichever way the kernel allows.
 *
 * This layer cannot write: descriptors are opened O_RDONLY, windows are mapped
 * PROT_READ, and it holds no store.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef REGS_H
#define REGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REGS_WINDOWS	8	/* mappings kept */
#define REGS_REFUSALS	32	/* ranges known to be refused */
#define REGS_WINDOW	0x10000	/* bytes to ask for at once */

struct regs;

/* A way to registers. */
struct regs_backend {
	const char *name;

	/* Set r->fd, r->path and whatever else it needs. */
	int (*open)(struct regs *r, const char *path);
	void (*close)(struct regs *r);

	/* Is there anything to read here, as far as is known untouched? */
	bool (*listed)(struct regs *r, uint64_t addr, unsigned int width);

	/*
	 * The largest window worth asking for around @addr; -ENOTTY if the
	 * register is reached by .read only; NULL if all are.
	 */
	int (*window)(struct regs *r, uint64_t addr, unsigned int width,
		      uint64_t *start, size_t *length);

	/* One access without a mapping. */
	int (*read)(struct regs *r, uint64_t addr, unsigned int width,
		    uint64_t *value);

	/* mmap() and munmap(), or what stands for them in a test. */
	int (*map)(struct regs *r, uint64_t start, size_t length, void **map);
	void (*unmap)(struct regs *r, void *map, size_t length);
};

/* A mapping that exists: judged by what was really mapped. */
struct regs_window {
	uint64_t start;
	size_t length;		/* 0: unused */
	void *map;
	bool dead;		/* its last access failed, though it was new */
};

/* A range that the kernel would not map; asking again is pointless. */
struct regs_refusal {
	uint64_t start;
	size_t length;		/* 0: unused */
	int err;
};

/* A region of memphys. */
struct regs_range {
	uint64_t start;
	uint64_t length;
	bool revoked;
};

#define REGS_RANGES	64	/* regions kept; others are asked for */

/* A line of a record. They are sorted by address and width. */
struct regs_record {
	uint64_t addr;
	uint64_t value;
	size_t number;		/* the first of several is meant */
	unsigned int width;
	int err;
};

/* What was done so far. */
struct regs_stats {
	unsigned int reads;
	unsigned int maps;
	unsigned int refusals;
	unsigned int faults;
};

struct regs {
	const struct regs_backend *backend;
	const char *path;
	int fd;
	size_t page;
	unsigned int next_window;
	unsigned int next_refusal;
	struct regs_window window[REGS_WINDOWS];
	struct regs_refusal refusal[REGS_REFUSALS];
	struct regs_stats stats;
	union {			/* what the backend knows */
		struct {
			struct regs_range range[REGS_RANGES];
			unsigned int count;
			bool more;	/* of them than are kept */
		} list;
		struct {
			struct regs_record *record;
			size_t count;
			size_t space;
		} replay;
	};
};

extern const struct regs_backend regs_memphys;
extern int regs_memphys_held;	/* descriptors of the driver that are open here */
extern const struct regs_backend regs_devmem;
extern const struct regs_backend regs_replay;

/**
 * regs_open() - prepare to read through a backend
 * @r: filled in; to be closed with regs_close() if this succeeds, else
 *     .backend is NULL
 * @backend: which one
 * @path: the node or file, or NULL for the backend's own
 *
 * Return: 0 or a negative errno value.
 */
int regs_open(struct regs *r, const struct regs_backend *backend,
	      const char *path);

void regs_close(struct regs *r);

/* Could @addr be read, as far as is known without touching anything? */
bool regs_listed(struct regs *r, uint64_t addr, unsigned int width);

/**
 * regs_read() - read one register
 * @r: from regs_open()
 * @addr: physical address, a multiple of @width
 * @width: bytes: 1, 2, 4 or 8
 * @value: filled in; registers are little-endian, the value is the CPU's
 *
 * Return: 0, or, for memphys_strerror(),
 * -EINVAL @addr or @width is malformed, or @addr beyond what the kernel maps;
 * -EPERM, -EACCES the kernel refuses to map it; -ENODEV its region was revoked;
 * -ENXIO not listed or not in the record; -EFAULT the access raised a bus error;
 * -EOPNOTSUPP this width cannot be read here.
 */
int regs_read(struct regs *r, uint64_t addr, unsigned int width,
	      uint64_t *value);

/* The word that a record holds where a read failed with @err. */
const char *regs_replay_word(int err);

/* For backends on a file: mmap() of r->fd at offset = physical address. */
int regs_file_map(struct regs *r, uint64_t start, size_t length, void **map);
void regs_file_unmap(struct regs *r, void *map, size_t length);
void regs_file_close(struct regs *r);

#endif /* REGS_H */
