/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fuzzer of the driver: what the whitelist is, what may be seen of it, and
 * what an address space made of random operations must look like.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef FUZZ_MODEL_H
#define FUZZ_MODEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ksft_memphys.h"

/*
 * All regions lie in the pattern, where each word holds its own address: what
 * is read tells where from. Windows may begin and end a margin outside of it.
 * Only the last words of a page are ever written, with FUZZ_MARK.
 */
#define FUZZ_MARGIN	0x40000ULL
#define FUZZ_FIRST	(MP_PATTERN - FUZZ_MARGIN)
#define FUZZ_SPAN	(MP_PATTERN_SIZE + 2 * FUZZ_MARGIN)
#define FUZZ_FRAMES	(FUZZ_SPAN / 0x1000)
#define FUZZ_WORDS	4
#define FUZZ_MARK	0xfe000000U

/* The addresses that operations work on: enough for some huge pages. */
#define FUZZ_ARENA	0x1000000UL
#define FUZZ_PAGES	(FUZZ_ARENA / 0x1000)

#define FUZZ_REGIONS	17
#define FUZZ_FILES	6
#define FUZZ_KINDS	27

/* A page of the device: a number from FUZZ_FIRST on. */
#define FUZZ_NOTHING	(-1)

/**
 * struct fuzz_region - one word of regions=
 * @name: its name
 * @start: first physical address
 * @size: bytes
 * @rw: may be written
 * @user: visible without CAP_SYS_RAWIO
 * @type: of memory
 */
struct fuzz_region {
	const char *name;
	uint64_t start;
	uint64_t size;
	bool rw;
	bool user;
	const char *type;
};

/**
 * struct fuzz_shared - what all processes know
 * @revoking: who may revoke or restore a region at present
 * @epoch: of a region: odd from when a revoke returned until the restore begins
 * @word: the last words of each page of the device; for one process at a time
 * @tried: operations of each kind
 * @good: those of them that did what they are for
 * @debugger: the kernel asks .access
 * @huge: the kernel maps huge pages of devices
 * @over: the threads have ended
 * @stalls: how often a process kept its mmap_lock
 * @stalled_maps: what it mapped and read meanwhile
 * @failed: somebody saw a broken promise
 * @why: what the first one saw
 */
struct fuzz_shared {
	atomic_flag revoking[FUZZ_REGIONS];
	atomic_uint epoch[FUZZ_REGIONS];
	uint32_t word[FUZZ_FRAMES][FUZZ_WORDS];
	atomic_ulong tried[FUZZ_KINDS];
	atomic_ulong good[FUZZ_KINDS];
	bool debugger;
	bool huge;
	atomic_bool over;
	atomic_ulong stalls;
	atomic_ulong stalled_maps;
	atomic_bool failed;
	char why[400];
};

/**
 * struct fuzz_file - one of the descriptors that operations use
 * @fd: its number, which stays when it is opened again
 * @id: of the open file description
 * @method: of its node
 * @writable: O_RDWR
 * @rawio: opened with CAP_SYS_RAWIO
 */
struct fuzz_file {
	int fd;
	unsigned int id;
	unsigned int method;
	bool writable;
	bool rawio;
};

/**
 * struct fuzz_page - what the model says about a page of the arena
 * @frame: of the device, or FUZZ_NOTHING where nothing is mapped
 * @file: fuzz_file.id
 * @method: of the mapping
 * @prot: PROT_*
 * @shared: as the kernel sees it: MAP_SHARED of a descriptor that can write
 * @may_write: mprotect() can allow stores
 * @rawio: of the file
 * @dead: revoked once, which the remap method does not forget
 * @copied: a private page with words of its own
 * @word: those words
 */
struct fuzz_page {
	int frame;
	unsigned int file;
	unsigned int method;
	int prot;
	bool shared;
	bool may_write;
	bool rawio;
	bool dead;
	bool copied;
	uint32_t word[FUZZ_WORDS];
};

/**
 * struct fuzz_model - what one process with one thread must see
 * @page: the arena
 * @revoked: regions
 * @debugger: the kernel asks .access
 * @by_page: the kernel asks before a read-only page is written
 * @copies: private mappings of memory may be written
 * @shared: the device
 */
struct fuzz_model {
	struct fuzz_page page[FUZZ_PAGES];
	bool revoked[FUZZ_REGIONS];
	bool debugger;
	bool by_page;
	bool copies;
	struct fuzz_shared *shared;
};

extern const struct fuzz_region fuzz_regions[FUZZ_REGIONS];

/* The whitelist; pages of the device by number, FUZZ_NOTHING elsewhere. */
void fuzz_list_init(void);
void fuzz_list_words(char *text, size_t size);
int fuzz_frames(void);
uint64_t fuzz_frame_phys(int frame);
int fuzz_frame_at(uint64_t phys);
bool fuzz_frame_listed(int frame, bool rawio);
bool fuzz_frame_in(int frame, int region);
size_t fuzz_frame_run(int frame, size_t most);
int fuzz_byte_region(uint64_t phys);

/* The words that may be written: their index, or -1. */
int fuzz_word_index(size_t offset);
size_t fuzz_word_offset(unsigned int index);
bool fuzz_is_mark(uint32_t value, size_t offset);

/*
 * What an operation must return: 0 or a negative errno; 0 or a signal for loads
 * and stores. Where it succeeds, the model changes as the device does.
 */
int fuzz_model_mmap(const struct fuzz_model *m, const struct fuzz_file *file,
		    int frame, size_t pages, int prot, bool map_shared);
void fuzz_model_map(struct fuzz_model *m, const struct fuzz_file *file,
		    int frame, size_t at, size_t pages, int prot,
		    bool map_shared);
void fuzz_model_unmap(struct fuzz_model *m, size_t at, size_t pages);
void fuzz_model_move(struct fuzz_model *m, size_t from, size_t to,
		     size_t pages);
size_t fuzz_model_run(const struct fuzz_model *m, size_t at, size_t most);
int fuzz_model_mprotect(struct fuzz_model *m, size_t at, size_t pages,
			int prot);
void fuzz_model_dontneed(struct fuzz_model *m, size_t at, size_t pages);
int fuzz_model_load(const struct fuzz_model *m, size_t at, size_t offset,
		    uint32_t *value);
int fuzz_model_store(struct fuzz_model *m, size_t at, unsigned int index,
		     uint32_t value);
int fuzz_model_peek(const struct fuzz_model *m, size_t at, size_t offset,
		    uint32_t *value);
bool fuzz_model_may_poke(const struct fuzz_model *m, size_t at,
			 unsigned int index);
int fuzz_model_poke(struct fuzz_model *m, size_t at, unsigned int index,
		    uint32_t value);
int fuzz_model_prefault(const struct fuzz_model *m,
			const struct fuzz_file *file, size_t at, size_t pages,
			uint64_t *mapped);
int fuzz_model_reg(const struct fuzz_model *m, const struct fuzz_file *file,
		   uint64_t phys, uint32_t *value);
int fuzz_model_reg_write(struct fuzz_model *m, const struct fuzz_file *file,
			 uint64_t phys, uint32_t value);
void fuzz_model_revoke(struct fuzz_model *m, int region, bool revoked);

#endif /* FUZZ_MODEL_H */
