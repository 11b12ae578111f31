/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the memphys selftests share, without the harness: the module, the nodes,
 * guarded accesses, the kernel log. Functions return 0 or a negative errno
 * where nothing else is said.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef KSFT_MEMPHYS_H
#define KSFT_MEMPHYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <linux/memphys.h>

#include "mod/owner.h"

#define MP_NODE_FAULT	"/dev/memphys"
#define MP_NODE_REMAP	"/dev/memphys-remap"
#define MP_NODE_EACH	"/dev/memphys.d"	/* a folder: for mp_open() */
#define MP_SYSFS	"/sys/class/memphys"

/*
 * The physical addresses of the bench, the same on every architecture: see
 * selftests/README.rst.
 */
#define MP_SYSCTL	0x11020000ULL	/* holds the chip ID */
#define MP_CHIP_ID	0x11020ee0ULL
#define MP_CHIP_VALUE	0x3516c608U
#define MP_CLAIMED	0x11029000ULL	/* a page that a driver has claimed */
#define MP_PATTERN	0x12400000ULL	/* each word holds its own address */
#define MP_PATTERN_SIZE	0x800000ULL
#define MP_ZEROS	0x12c00000ULL	/* zeros that tests may write */
#define MP_ZEROS_SIZE	0x100000ULL
#define MP_ORIGINAL	0x41400000ULL	/* as MP_PATTERN, amd64 only */
#define MP_ORIGINAL_SIZE 0x1000000ULL

/* The facts of the boot: from the environment, or from /etc/bench.env. */
const char *mp_env(const char *name);
uint64_t mp_env_number(const char *name);
size_t mp_page_size(void);

/* Is the kernel of this release, as in 6.12, or of a later one? */
bool mp_kernel_since(unsigned long version, unsigned long level);
/* Does it run on a PC, where what nobody answers is all ones? */
bool mp_kernel_is_x86(void);
/* Bytes of a long in the kernel, which may have more than this program. */
size_t mp_kernel_word(void);

/*
 * The module. mp_load() takes module parameters, unloads a module that is
 * there, and loads; it gives finit_module()'s error. mp_base() gives the words
 * of regions= for MP_SYSCTL and MP_CLAIMED, or "" where the device tree lists
 * them already, with a comma at the end.
 */
int mp_load(const char *params, ...) __attribute__((format(printf, 1, 2)));
int mp_unload(void);
int mp_insert(const char *path, const char *params);
int mp_remove(const char *name);
bool mp_loaded(const char *name);
/* Is it there with these regions, soc=none, no scratch, nothing revoked? */
bool mp_loaded_with(const char *regions);
const char *mp_base(void);
bool mp_has_policy_node(void);

/* Let go of every mapping and descriptor of the nodes in this process. */
void mp_drop_all(void);

/* Files of one short text, such as those in sysfs; the newline is cut. */
int mp_file_read(const char *path, char *text, size_t size);
int mp_file_write(const char *path, const char *text);
int mp_region_read(const char *region, const char *file, char *text,
		   size_t size);
int mp_region_write(const char *region, const char *file, const char *text);
int mp_revoke(const char *region, bool revoked);
/* Does a line of a file, such as /proc/iomem, hold the word? */
bool mp_file_has(const char *path, const char *word);

/*
 * Accesses of exactly 1, 2, 4 or 8 bytes that survive a signal: 0, or SIGBUS
 * or SIGSEGV. mp_signal_code() is the si_code of this thread's last one.
 */
int mp_peek(const volatile void *from, unsigned int width, uint64_t *value);
int mp_poke(volatile void *to, unsigned int width, uint64_t value);
int mp_peek32(const volatile void *from, uint32_t *value);
int mp_poke32(volatile void *to, uint32_t value);
int mp_signal_code(void);

/* Words in [map, map + len) that differ from the addresses from phys on. */
size_t mp_pattern_errors(const void *map, uint64_t phys, size_t len);

/* The ioctls, with the size filled in. */
int mp_get_info(int fd, struct memphys_info *info);
int mp_get_region(int fd, uint64_t addr, struct memphys_region *region);
int mp_reg_read(int fd, uint64_t addr, unsigned int width, uint64_t *value);
int mp_reg_write(int fd, uint64_t addr, unsigned int width, uint64_t value);
int mp_prefault(int fd, void *start, size_t length, uint64_t *mapped);

/*
 * Open a node, or each one of MP_NODE_EACH: then the descriptor is that of the
 * lowest region, and stands for all of them.
 */
int mp_open(const char *node, int flags);

/* By which descriptor, and at which offset, such a one shows an address. */
struct mp_place {
	int fd;
	uint64_t offset;
};

struct mp_place mp_place(int fd, uint64_t phys);

/* mmap() of physical addresses, which returns NULL and sets errno. */
void *mp_map(int fd, uint64_t phys, size_t len, int prot, int flags);
ssize_t mp_pread(int fd, void *buf, size_t len, uint64_t phys);
ssize_t mp_pwrite(int fd, const void *buf, size_t len, uint64_t phys);

/*
 * The test module selftests/mod: loaded if need be; a descriptor of its node,
 * or a negative errno. And what it does: see owner.h.
 */
int mp_owner_open(void);
int mp_owner_hold(int fd, unsigned int kind, uint64_t start, uint64_t length);
int mp_owner_drop(int fd, unsigned int kind);
int mp_owner_node(int fd, const char *path, bool available);
int mp_owner_ram(int fd, uint64_t start, uint64_t length);
/* The level of the page table entry of an address; 0 if there is none. */
int mp_owner_entry(int fd, const void *addr, uint64_t *entry);
#define MP_NO_OWNER "memphys_owner.ko is not beside memphys.ko"

/* A child that dies with its parent; exit code of one, -1 if it was killed. */
pid_t mp_fork(void);
int mp_wait(pid_t pid);

/**
 * struct mp_log - the kernel log from a mark on
 * @fd: /dev/kmsg
 * @line: what was read so far: the level as one digit, then the message
 * @count: of @line
 * @lost: the kernel overwrote lines before they were read
 */
struct mp_log {
	int fd;
	char **line;
	size_t count;
	bool lost;
};

int mp_log_mark(struct mp_log *log);
void mp_log_close(struct mp_log *log);
/* The first line that no test may leave behind, or NULL. */
const char *mp_log_complaint(struct mp_log *log);
/* Leave out the lines that hold the words: they are expected. */
void mp_log_forgive(struct mp_log *log, const char *words);
/* How many lines of memphys are errors, and the first of them. */
unsigned int mp_log_errors(struct mp_log *log, const char **first);
/* Does a line of memphys hold the words? */
bool mp_log_says(struct mp_log *log, const char *words);

#endif /* KSFT_MEMPHYS_H */
