// SPDX-License-Identifier: GPL-2.0-only
/*
 * The streams of the fuzzer: random choices, loads and stores, files, revokes,
 * children. Each operation takes its arguments from the random numbers, does
 * one thing, and compares: with the model if there is one, else with what holds
 * whatever other threads do meanwhile.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include "fuzz_stream.h"

#define FIRST_FD	64
#define CHILD_TOUCHES	16

uint32_t fuzz_any(struct fuzz_stream *s, uint32_t below)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return (s->random >> 20) % below;
}

bool fuzz_chance(struct fuzz_stream *s, unsigned int percent)
{
	return fuzz_any(s, 100) < percent;
}

char *fuzz_address(const struct fuzz_stream *s, size_t page)
{
	return s->arena + page * mp_page_size();
}

size_t fuzz_arena_pages(void)
{
	return FUZZ_ARENA / mp_page_size();
}

/* Small ones often, large ones sometimes; where something was mapped lately. */
size_t fuzz_any_range(struct fuzz_stream *s, size_t *pages)
{
	size_t at = fuzz_any(s, fuzz_arena_pages()), i;

	if (fuzz_chance(s, 90)) {
		i = fuzz_any(s, FUZZ_RECENT);
		if (s->recent[i].pages)
			at = s->recent[i].at +
			     fuzz_any(s, s->recent[i].pages);
	}
	*pages = 1 + fuzz_any(s, 1U << fuzz_any(s, fuzz_chance(s, 70) ? 4 : 11));
	if (*pages > fuzz_arena_pages() - at)
		*pages = fuzz_arena_pages() - at;
	return at;
}

size_t fuzz_any_page(struct fuzz_stream *s)
{
	size_t pages;

	return fuzz_any_range(s, &pages);
}

/* A word of a page; often one of those that are written. */
size_t fuzz_any_offset(struct fuzz_stream *s)
{
	if (fuzz_chance(s, 30))
		return fuzz_word_offset(fuzz_any(s, FUZZ_WORDS));
	return fuzz_any(s, mp_page_size() / 4) * 4;
}

struct fuzz_file *fuzz_any_file(struct fuzz_stream *s)
{
	return &s->files[fuzz_any(s, FUZZ_FILES)];
}

/* A page of the device: inside of a region, or near one of its edges. */
int fuzz_any_frame(struct fuzz_stream *s)
{
	const struct fuzz_region *r = &fuzz_regions[fuzz_any(s, FUZZ_REGIONS)];
	int first = fuzz_frame_at(r->start);

	if (fuzz_chance(s, 5))
		return fuzz_any(s, fuzz_frames());
	if (fuzz_chance(s, 50))
		return fuzz_frame_at(r->start + fuzz_any(s, r->size));
	if (fuzz_chance(s, 50))
		first = fuzz_frame_at(r->start + r->size - 1);
	return first + fuzz_any(s, 5) - 2;
}

uint32_t fuzz_any_mark(struct fuzz_stream *s, unsigned int index)
{
	return FUZZ_MARK | fuzz_any(s, 256) << 16 | fuzz_word_offset(index);
}

void fuzz_broken(struct fuzz_shared *shared, const char *fmt, ...)
{
	va_list args;

	if (atomic_exchange(&shared->failed, true))
		return;
	va_start(args, fmt);
	vsnprintf(shared->why, sizeof(shared->why), fmt, args);
	va_end(args);
}

void fuzz_expect(struct fuzz_stream *s, const char *what, uint64_t where,
		 size_t size, long got, long wanted)
{
	fuzz_note(s, "%s 0x%llx+0x%zx: %ld", what, (unsigned long long)where,
		  size, got);
	if (got != wanted)
		fuzz_wrong(s, "%s 0x%llx+0x%zx: %ld instead of %ld", what,
			   (unsigned long long)where, size, got, wanted);
}

struct fuzz_epochs fuzz_epochs_now(struct fuzz_stream *s)
{
	struct fuzz_epochs e;
	int i;

	for (i = 0; i < FUZZ_REGIONS; i++)
		e.of[i] = atomic_load(&s->shared->epoch[i]);
	return e;
}

static void check_epoch(struct fuzz_stream *s, const struct fuzz_epochs *before,
			int region, uint32_t value)
{
	if ((before->of[region] & 1) &&
	    atomic_load(&s->shared->epoch[region]) == before->of[region])
		fuzz_wrong(s, "0x%x was read after %s had been revoked", value,
			   fuzz_regions[region].name);
}

void fuzz_check_page(struct fuzz_stream *s, const struct fuzz_epochs *before,
		     size_t offset, uint32_t value)
{
	int frame = fuzz_frame_at(value), region;

	if (fuzz_is_mark(value, offset))
		return;
	if (value % mp_page_size() != offset || !fuzz_frame_listed(frame, true))
		fuzz_wrong(s, "0x%x was read at offset 0x%zx: not from a listed page",
			   value, offset);
	for (region = 0; region < FUZZ_REGIONS; region++)
		if (fuzz_frame_in(frame, region))
			check_epoch(s, before, region, value);
}

void fuzz_check_byte(struct fuzz_stream *s, const struct fuzz_epochs *before,
		     size_t offset, uint32_t value)
{
	int region = fuzz_byte_region(value);

	if (fuzz_is_mark(value, offset))
		return;
	if (value % mp_page_size() != offset || region < 0)
		fuzz_wrong(s, "0x%x was read at offset 0x%zx: not from a listed byte",
			   value, offset);
	else
		check_epoch(s, before, region, value);
}

static bool peek(struct fuzz_stream *s, size_t at, size_t offset)
{
	struct fuzz_epochs before = fuzz_epochs_now(s);
	uint32_t value, wanted = 0;
	int sig = mp_peek32(fuzz_address(s, at) + offset, &value);

	if (s->model) {
		fuzz_expect(s, "load", at, offset, sig,
			    fuzz_model_load(s->model, at, offset, &wanted));
		if (!sig && value != wanted)
			fuzz_wrong(s, "load 0x%zx+0x%zx: 0x%x instead of 0x%x",
				   at, offset, value, wanted);
	} else if (!sig) {
		fuzz_check_page(s, &before, offset, value);
	}
	return !sig;
}

static bool op_load(struct fuzz_stream *s)
{
	size_t at = fuzz_any_page(s);

	return peek(s, at, fuzz_any_offset(s));
}

static bool op_store(struct fuzz_stream *s)
{
	unsigned int index = fuzz_any(s, FUZZ_WORDS);
	uint32_t value = fuzz_any_mark(s, index);
	size_t at = fuzz_any_page(s);
	int sig = mp_poke32(fuzz_address(s, at) + fuzz_word_offset(index),
			    value);

	if (s->model)
		fuzz_expect(s, "store", at, index, sig,
			    fuzz_model_store(s->model, at, index, value));
	return !sig;
}

/* Page after page, up or down, as batches like it or not. */
static bool op_sweep(struct fuzz_stream *s)
{
	bool up = fuzz_chance(s, 70), good = false;
	size_t pages, at = fuzz_any_range(s, &pages), i;

	if (pages > 128)
		pages = 128;
	for (i = 0; i < pages; i++)
		good |= peek(s, at + (up ? i : pages - 1 - i), 0);
	return good;
}

/* A child sees what its parent saw, and its private stores stay its own. */
static bool op_fork(struct fuzz_stream *s)
{
	pid_t pid = mp_fork();
	int i;

	if (pid < 0)
		return false;
	if (!pid) {
		for (i = 0; i < CHILD_TOUCHES; i++)
			fuzz_chance(s, 60) ? op_load(s) : op_store(s);
		_exit(0);
	}
	/* Not the same choices again. */
	fuzz_any(s, 2);
	if (mp_wait(pid))
		fuzz_wrong(s, "the child %d died", (int)pid);
	return true;
}

/* The model knows one user of the switches; else, one at a time per region. */
static bool op_revoke(struct fuzz_stream *s)
{
	int region = fuzz_any(s, FUZZ_REGIONS), pause = fuzz_any(s, 20), err;
	struct fuzz_shared *shared = s->shared;
	const char *name = fuzz_regions[region].name;
	bool revoke;

	if (s->model) {
		revoke = fuzz_chance(s, 20);
		err = mp_revoke(name, revoke);
		fuzz_expect(s, "revoke", region, revoke, err, 0);
		fuzz_model_revoke(s->model, region, revoke);
		return !err;
	}
	if (atomic_flag_test_and_set(&shared->revoking[region]))
		return false;
	err = mp_revoke(name, true);
	atomic_fetch_add(&shared->epoch[region], 1);
	while (pause--)
		sched_yield();
	atomic_fetch_add(&shared->epoch[region], 1);
	if (!err)
		err = mp_revoke(name, false);
	atomic_flag_clear(&shared->revoking[region]);
	if (err)
		fuzz_wrong(s, "revoke %s: %s", name, strerror(-err));
	return !err;
}

/* Give this thread CAP_SYS_RAWIO, or take it. */
static int set_rawio(bool on)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		return -errno;
	if (on)
		data[0].effective |= 1U << CAP_SYS_RAWIO;
	else
		data[0].effective &= ~(1U << CAP_SYS_RAWIO);
	return syscall(SYS_capset, &head, data) ? -errno : 0;
}

/* Open a node again, under the number that the file has. */
static bool file_open(struct fuzz_stream *s, struct fuzz_file *f)
{
	static unsigned int last_id;
	bool remap = fuzz_chance(s, 50), writable = fuzz_chance(s, 75);
	bool rawio = fuzz_chance(s, 75);
	int fd, err = set_rawio(rawio);

	fd = open(remap ? MP_NODE_REMAP : MP_NODE_FAULT,
		  (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (fd < 0)
		err = -errno;
	if (set_rawio(true) || err || dup3(fd, f->fd, O_CLOEXEC) < 0) {
		fuzz_wrong(s, "open: %s", strerror(err ? -err : errno));
		return false;
	}
	close(fd);
	/* Where other streams use the file, nobody asks what it is. */
	if (s->model)
		*f = (struct fuzz_file){
			.fd = f->fd,
			.id = ++last_id,
			.method = remap ? MEMPHYS_METHOD_REMAP :
					  MEMPHYS_METHOD_FAULT,
			.writable = writable,
			.rawio = rawio,
		};
	return true;
}

bool fuzz_files_open(struct fuzz_stream *s)
{
	int i;

	for (i = 0; i < FUZZ_FILES; i++) {
		s->files[i].fd = FIRST_FD + i;
		if (!file_open(s, &s->files[i]))
			return false;
	}
	return true;
}

static bool op_open(struct fuzz_stream *s)
{
	return file_open(s, fuzz_any_file(s));
}

static bool op_info(struct fuzz_stream *s)
{
	struct fuzz_file *f = fuzz_any_file(s);
	struct memphys_info info;
	int err = mp_get_info(f->fd, &info);

	fuzz_expect(s, "GET_INFO", f->fd, 0, err, 0);
	if (s->model && !err) {
		fuzz_expect(s, "method", f->fd, 0, info.method, f->method);
		fuzz_expect(s, "rawio", f->fd, 0, info.rights,
			    f->rawio ? MEMPHYS_FILE_F_RAWIO : 0);
	}
	return !err;
}

const struct fuzz_op fuzz_ops[FUZZ_KINDS] = {
	{ "load", 200, op_load, false },
	{ "store", 120, op_store, false },
	{ "sweep", 20, op_sweep, false },
	{ "fork", 3, op_fork, false },
	{ "revoke", 10, op_revoke, false },
	{ "open", 10, op_open, false },
	{ "info", 10, op_info, false },
	{ "mmap", 150, fuzz_op_mmap, false },
	{ "munmap", 10, fuzz_op_munmap, false },
	{ "mprotect", 60, fuzz_op_mprotect, false },
	{ "grow", 10, fuzz_op_grow, false },
	{ "shrink", 5, fuzz_op_shrink, false },
	{ "move", 20, fuzz_op_move, false },
	{ "remap", 5, fuzz_op_remap, false },
	{ "advise", 30, fuzz_op_advise, false },
	{ "prefault", 40, fuzz_op_prefault, false },
	{ "personality", 5, fuzz_op_personality, false },
	{ "policy", 10, fuzz_op_policy, false },
	{ "userfaultfd", 5, fuzz_op_uffd, false },
	{ "huge pages", 10, fuzz_op_huge, false },
	{ "read", 20, fuzz_op_reg_read, false },
	{ "write", 20, fuzz_op_reg_write, false },
	{ "pread", 10, fuzz_op_pread, false },
	{ "pwrite", 20, fuzz_op_pwrite, false },
	{ "region", 10, fuzz_op_region, false },
	{ "debugger's read", 20, fuzz_op_mem_read, true },
	{ "debugger's write", 20, fuzz_op_mem_write, true },
};

static unsigned int any_kind(struct fuzz_stream *s, unsigned int weights)
{
	unsigned int at = fuzz_any(s, weights), kind = 0;

	while (at >= fuzz_ops[kind].weight)
		at -= fuzz_ops[kind++].weight;
	return kind;
}

void fuzz_stream_run(struct fuzz_stream *s)
{
	unsigned int weights = 0, kind;

	for (kind = 0; kind < FUZZ_KINDS; kind++)
		weights += fuzz_ops[kind].weight;
	for (; s->done < s->count && !atomic_load(&s->shared->failed);
	     s->done++) {
		kind = any_kind(s, weights);
		atomic_fetch_add(&s->shared->tried[kind], 1);
		if (fuzz_ops[kind].run(s))
			atomic_fetch_add(&s->shared->good[kind], 1);
	}
}
