/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A stream of random operations of the fuzzer.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef FUZZ_STREAM_H
#define FUZZ_STREAM_H

#include "fuzz_model.h"

#define FUZZ_RECENT	8

/**
 * struct fuzz_stream - one thread's operations
 * @random: what comes next
 * @count: operations to do
 * @done: operations done
 * @arena: FUZZ_ARENA bytes of addresses, which the threads of a process share
 * @files: FUZZ_FILES of them, shared as well
 * @mem: /proc/self/mem
 * @model: what must come out, or NULL where other streams interfere
 * @trace: print each operation
 * @shared: what all processes know
 * @recent: ranges of the arena that were mapped lately, in pages
 */
struct fuzz_stream {
	uint64_t random;
	unsigned long count;
	unsigned long done;
	char *arena;
	struct fuzz_file *files;
	int mem;
	struct fuzz_model *model;
	bool trace;
	struct fuzz_shared *shared;
	struct {
		size_t at;
		size_t pages;
	} recent[FUZZ_RECENT];
};

/**
 * struct fuzz_op - a kind of operation
 * @name: for messages
 * @weight: how often
 * @run: does one; true if it did what it is for
 * @debugger: needs a kernel that asks .access
 */
struct fuzz_op {
	const char *name;
	unsigned int weight;
	bool (*run)(struct fuzz_stream *s);
	bool debugger;
};

extern const struct fuzz_op fuzz_ops[FUZZ_KINDS];

bool fuzz_files_open(struct fuzz_stream *s);
void fuzz_stream_run(struct fuzz_stream *s);

/* The first broken promise is kept, and ends all streams. */
void fuzz_broken(struct fuzz_shared *shared, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define fuzz_wrong(s, fmt, ...) \
	fuzz_broken((s)->shared, "operation %lu: " fmt, (s)->done, __VA_ARGS__)
#define fuzz_note(s, fmt, ...)						\
	do {								\
		if ((s)->trace)						\
			printf("# %lu " fmt "\n", (s)->done, __VA_ARGS__); \
	} while (0)

/* An answer that the model knows. */
void fuzz_expect(struct fuzz_stream *s, const char *what, uint64_t where,
		 size_t size, long got, long wanted);

/* Random choices. */
uint32_t fuzz_any(struct fuzz_stream *s, uint32_t below);
bool fuzz_chance(struct fuzz_stream *s, unsigned int percent);
size_t fuzz_any_range(struct fuzz_stream *s, size_t *pages);
size_t fuzz_any_page(struct fuzz_stream *s);
size_t fuzz_any_offset(struct fuzz_stream *s);
struct fuzz_file *fuzz_any_file(struct fuzz_stream *s);
int fuzz_any_frame(struct fuzz_stream *s);
uint32_t fuzz_any_mark(struct fuzz_stream *s, unsigned int index);

size_t fuzz_arena_pages(void);
char *fuzz_address(const struct fuzz_stream *s, size_t page);

/**
 * struct fuzz_epochs - which regions were revoked before a word was read
 * @of: fuzz_shared.epoch
 */
struct fuzz_epochs {
	unsigned int of[FUZZ_REGIONS];
};

/*
 * Without a model: a word tells where it comes from. That must be a listed
 * page, or for the register path and debuggers a listed byte; and no region
 * that was revoked before the word was read and still is.
 */
struct fuzz_epochs fuzz_epochs_now(struct fuzz_stream *s);
void fuzz_check_page(struct fuzz_stream *s, const struct fuzz_epochs *before,
		     size_t offset, uint32_t value);
void fuzz_check_byte(struct fuzz_stream *s, const struct fuzz_epochs *before,
		     size_t offset, uint32_t value);

/* fuzz_map.c: what is done to address spaces */
bool fuzz_op_mmap(struct fuzz_stream *s);
bool fuzz_op_munmap(struct fuzz_stream *s);
bool fuzz_op_mprotect(struct fuzz_stream *s);
bool fuzz_op_grow(struct fuzz_stream *s);
bool fuzz_op_shrink(struct fuzz_stream *s);
bool fuzz_op_move(struct fuzz_stream *s);
bool fuzz_op_remap(struct fuzz_stream *s);
bool fuzz_op_advise(struct fuzz_stream *s);
bool fuzz_op_prefault(struct fuzz_stream *s);

/* fuzz_mm.c: what the kernel does with a process's mappings */
bool fuzz_op_personality(struct fuzz_stream *s);
bool fuzz_op_policy(struct fuzz_stream *s);
bool fuzz_op_uffd(struct fuzz_stream *s);
bool fuzz_op_huge(struct fuzz_stream *s);

/* fuzz_stall.c: maps and stalls, until the threads of all processes have ended */
void fuzz_stall_run(struct fuzz_shared *shared, uint64_t seed);

/* fuzz_reg.c: what is done without a mapping, or by a debugger */
bool fuzz_op_reg_read(struct fuzz_stream *s);
bool fuzz_op_reg_write(struct fuzz_stream *s);
bool fuzz_op_pread(struct fuzz_stream *s);
bool fuzz_op_pwrite(struct fuzz_stream *s);
bool fuzz_op_mem_read(struct fuzz_stream *s);
bool fuzz_op_mem_write(struct fuzz_stream *s);
bool fuzz_op_region(struct fuzz_stream *s);

#endif /* FUZZ_STREAM_H */
