// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the fuzzer that reach registers without a mapping, or in the
 * manner of a debugger: see fuzz_stream.c.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fuzz_stream.h"

/* Words of a pread(). */
#define STREAM_WORDS	320

static uint64_t any_register(struct fuzz_stream *s)
{
	uint64_t page = fuzz_frame_phys(fuzz_any_frame(s));

	return page + fuzz_any_offset(s);
}

bool fuzz_op_reg_read(struct fuzz_stream *s)
{
	struct fuzz_epochs before = fuzz_epochs_now(s);
	uint64_t phys = any_register(s), value;
	struct fuzz_file *f = fuzz_any_file(s);
	int err = mp_reg_read(f->fd, phys, 4, &value);
	uint32_t wanted;

	if (s->model) {
		fuzz_expect(s, "READ", phys, 4, err,
			    fuzz_model_reg(s->model, f, phys, &wanted));
		if (!err && value != wanted)
			fuzz_wrong(s, "READ 0x%llx: 0x%llx instead of 0x%x",
				   (unsigned long long)phys,
				   (unsigned long long)value, wanted);
	} else if (!err) {
		fuzz_check_byte(s, &before, phys % mp_page_size(), value);
	}
	return !err;
}

static uint64_t any_word(struct fuzz_stream *s, uint32_t *value)
{
	unsigned int index = fuzz_any(s, FUZZ_WORDS);

	*value = fuzz_any_mark(s, index);
	return fuzz_frame_phys(fuzz_any_frame(s)) + fuzz_word_offset(index);
}

bool fuzz_op_reg_write(struct fuzz_stream *s)
{
	struct fuzz_file *f = fuzz_any_file(s);
	uint32_t value;
	uint64_t phys = any_word(s, &value);
	int err = mp_reg_write(f->fd, phys, 4, value);

	if (s->model)
		fuzz_expect(s, "WRITE", phys, 4, err,
			    fuzz_model_reg_write(s->model, f, phys, value));
	return !err;
}

bool fuzz_op_pread(struct fuzz_stream *s)
{
	static __thread uint32_t word[STREAM_WORDS];
	size_t count = 1 + fuzz_any(s, 1U << fuzz_any(s, 9)), i, good;
	uint64_t phys = any_register(s);
	struct fuzz_file *f = fuzz_any_file(s);
	uint32_t wanted = 0;
	ssize_t len;
	int err = 0;

	if (count > STREAM_WORDS)
		count = STREAM_WORDS;
	len = pread(f->fd, word, 4 * count, (off_t)phys);
	if (!s->model)
		return len > 0;

	for (good = 0; good < count && !err; good += !err)
		err = fuzz_model_reg(s->model, f, phys + 4 * good, &wanted);
	fuzz_expect(s, "pread", phys, 4 * count, len < 0 ? -errno : len,
		    good ? 4 * (long)good : err);
	for (i = 0; i < good; i++) {
		fuzz_model_reg(s->model, f, phys + 4 * i, &wanted);
		if (word[i] != wanted)
			fuzz_wrong(s, "pread 0x%llx: 0x%x instead of 0x%x",
				   (unsigned long long)phys + 4 * i, word[i],
				   wanted);
	}
	return good;
}

bool fuzz_op_pwrite(struct fuzz_stream *s)
{
	struct fuzz_file *f = fuzz_any_file(s);
	uint32_t value;
	uint64_t phys = any_word(s, &value);
	ssize_t len = pwrite(f->fd, &value, sizeof(value), (off_t)phys);
	int err;

	if (s->model) {
		err = fuzz_model_reg_write(s->model, f, phys, value);
		fuzz_expect(s, "pwrite", phys, 4, len < 0 ? -errno : len,
			    err ? err : 4);
	}
	return len > 0;
}

/* A debugger looks: here, this process at itself. */
bool fuzz_op_mem_read(struct fuzz_stream *s)
{
	size_t at = fuzz_any_page(s), offset = fuzz_any_offset(s);
	struct fuzz_epochs before = fuzz_epochs_now(s);
	uint32_t value, wanted;
	ssize_t len = pread(s->mem, &value, sizeof(value),
			    (uintptr_t)fuzz_address(s, at) + offset);
	int err;

	if (s->model) {
		err = fuzz_model_peek(s->model, at, offset, &wanted);
		fuzz_expect(s, "mem read", at, offset, len < 0 ? -errno : len,
			    err ? err : 4);
		if (len == 4 && value != wanted)
			fuzz_wrong(s, "mem read 0x%zx+0x%zx: 0x%x instead of 0x%x",
				   at, offset, value, wanted);
	} else if (len == 4) {
		fuzz_check_byte(s, &before, offset, value);
	}
	return len > 0;
}

/* Few pages let a debugger write; at random, a short run may meet none. */
static size_t any_target(struct fuzz_stream *s, unsigned int index)
{
	size_t pages = fuzz_arena_pages(), at = fuzz_any_page(s), next, i;

	if (!s->model || fuzz_chance(s, 50))
		return at;
	for (i = 0; i < pages; i++) {
		next = (at + i) % pages;
		if (fuzz_model_may_poke(s->model, next, index))
			return next;
	}
	return at;
}

bool fuzz_op_mem_write(struct fuzz_stream *s)
{
	unsigned int index = fuzz_any(s, FUZZ_WORDS);
	uint32_t value = fuzz_any_mark(s, index);
	size_t at = any_target(s, index);
	ssize_t len = pwrite(s->mem, &value, sizeof(value),
			     (uintptr_t)fuzz_address(s, at) +
				     fuzz_word_offset(index));
	int err;

	if (s->model) {
		err = fuzz_model_poke(s->model, at, index, value);
		fuzz_expect(s, "mem write", at, index, len < 0 ? -errno : len,
			    err ? err : 4);
	}
	return len > 0;
}

/* What GET_REGION says about an address. */
bool fuzz_op_region(struct fuzz_stream *s)
{
	struct fuzz_file *f = fuzz_any_file(s);
	uint64_t phys = any_register(s);
	const struct fuzz_region *r;
	struct memphys_region info;
	int err = mp_get_region(f->fd, phys, &info), region;
	bool same;

	if (!s->model)
		return !err;
	region = fuzz_byte_region(phys);
	r = &fuzz_regions[region];
	if (region >= 0 && !f->rawio && !r->user)
		region = -1;
	fuzz_expect(s, "GET_REGION", phys, 1, err, region < 0 ? -ENOENT : 0);
	if (err)
		return false;
	same = !strcmp(info.name, r->name) && info.start == r->start &&
	       info.length == r->size &&
	       !(info.attributes & MEMPHYS_REGION_F_WRITE) == !r->rw &&
	       !(info.attributes & MEMPHYS_REGION_F_USER) == !r->user &&
	       !(info.attributes & MEMPHYS_REGION_F_REVOKED) ==
		       !s->model->revoked[region];
	fuzz_expect(s, r->name, phys, 1, same, true);
	return true;
}
