// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the fuzzer that work on address spaces: see fuzz_stream.c.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fuzz_stream.h"
#include "kselftest.h"

#define HUGE 0x200000

bool fuzz_op_mmap(struct fuzz_stream *s)
{
	static const int prots[] = {
		PROT_READ, PROT_READ, PROT_READ, PROT_READ | PROT_WRITE,
		PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE, PROT_NONE,
		PROT_READ | PROT_EXEC,
	};
	int prot = prots[fuzz_any(s, ARRAY_SIZE(prots))];
	int frame = fuzz_any_frame(s), err = 0;
	size_t huge = HUGE / mp_page_size();
	size_t pages, at = fuzz_any_range(s, &pages);
	struct fuzz_file *f = fuzz_any_file(s);
	bool map_shared = fuzz_chance(s, 75);
	int flags = map_shared ? MAP_SHARED : MAP_PRIVATE;
	void *map;

	/* Where a huge page fits, and sometimes just not. */
	if (fuzz_chance(s, 10)) {
		at = huge * fuzz_any(s, fuzz_arena_pages() / huge - 1);
		pages = huge + fuzz_any(s, 3) - 1;
		frame = fuzz_frame_at(MP_PATTERN +
				      (fuzz_chance(s, 50) ? 2 * HUGE : 0));
	}
	/* Often what both methods agree to: nothing unlisted. */
	if (fuzz_chance(s, 60))
		pages = fuzz_frame_run(frame, pages);
	if (fuzz_chance(s, 10))
		flags |= MAP_POPULATE;
	if (fuzz_chance(s, 5))
		flags |= MAP_LOCKED;
	map = mmap(fuzz_address(s, at), pages * mp_page_size(), prot,
		   flags | MAP_FIXED, f->fd, (off_t)fuzz_frame_phys(frame));
	if (map == MAP_FAILED)
		err = errno;
	if (err && err != EPERM && err != ENODEV && err != EINVAL &&
	    err != EACCES)
		fuzz_wrong(s, "mmap 0x%zx+0x%zx: %s", at, pages, strerror(err));
	if (!err) {
		s->recent[s->done % FUZZ_RECENT].at = at;
		s->recent[s->done % FUZZ_RECENT].pages = pages;
	}
	if (!s->model)
		return !err;

	fuzz_note(s, "prot %d, %s, frame 0x%x, file %ld", prot,
		  map_shared ? "shared" : "private", frame,
		  (long)(f - s->files));
	fuzz_expect(s, "mmap", at, pages, -err,
		    fuzz_model_mmap(s->model, f, frame, pages, prot, map_shared));
	if (!err) {
		fuzz_model_map(s->model, f, frame, at, pages, prot,
			       map_shared);
	} else {
		/* What was there may be gone: kernels differ. */
		munmap(fuzz_address(s, at), pages * mp_page_size());
		fuzz_model_unmap(s->model, at, pages);
	}
	return !err;
}

bool fuzz_op_munmap(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages);
	int err = munmap(fuzz_address(s, at), pages * mp_page_size()) ? errno : 0;

	fuzz_expect(s, "munmap", at, pages, err, 0);
	if (s->model)
		fuzz_model_unmap(s->model, at, pages);
	return true;
}

bool fuzz_op_mprotect(struct fuzz_stream *s)
{
	static const int prots[] = {
		PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE,
		PROT_NONE, PROT_READ | PROT_EXEC,
	};
	size_t pages, at = fuzz_any_range(s, &pages);
	int prot = prots[fuzz_any(s, ARRAY_SIZE(prots))], err = 0;

	if (s->model && fuzz_chance(s, 80))
		pages = fuzz_model_run(s->model, at, pages);
	if (mprotect(fuzz_address(s, at), pages * mp_page_size(), prot))
		err = errno;

	if (s->model)
		fuzz_expect(s, "mprotect", at, pages, -err,
			    fuzz_model_mprotect(s->model, at, pages, prot));
	if (!err && (prot & PROT_EXEC))
		fuzz_wrong(s, "mprotect 0x%zx+0x%zx made code", at, pages);
	return !err;
}

/* None of these may succeed for such mappings. */
bool fuzz_op_grow(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages), more = pages + fuzz_any(s, 8);
	int flags = MREMAP_MAYMOVE;
	void *map;

	switch (fuzz_any(s, 3)) {
	case 0:
		pages = 0;
		break;
	case 1:
		more = pages;
		flags |= MREMAP_DONTUNMAP;
		break;
	default:
		more = pages + 1;
	}
	map = mremap(fuzz_address(s, at), pages * mp_page_size(),
		     more * mp_page_size(), flags);
	if (map != MAP_FAILED)
		fuzz_wrong(s, "mremap 0x%zx+0x%zx to 0x%zx pages succeeded", at,
			   pages, more);
	return true;
}

bool fuzz_op_shrink(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages), less = 1 + fuzz_any(s, pages);
	void *map = mremap(fuzz_address(s, at), pages * mp_page_size(),
			   less * mp_page_size(), 0);
	bool good = map != MAP_FAILED;

	fuzz_note(s, "mremap 0x%zx+0x%zx to 0x%zx: %d", at, pages, less, good);
	if (s->model && good) {
		fuzz_model_unmap(s->model, at + less, pages - less);
	} else if (s->model) {
		munmap(fuzz_address(s, at), pages * mp_page_size());
		fuzz_model_unmap(s->model, at, pages);
	}
	return good;
}

bool fuzz_op_move(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages), to;
	void *map;

	if (s->model)
		pages = fuzz_model_run(s->model, at, pages);
	to = fuzz_any(s, fuzz_arena_pages() - pages + 1);
	if (to < at + pages && at < to + pages)
		return false;
	map = mremap(fuzz_address(s, at), pages * mp_page_size(),
		     pages * mp_page_size(), MREMAP_MAYMOVE | MREMAP_FIXED,
		     fuzz_address(s, to));
	fuzz_note(s, "mremap 0x%zx+0x%zx to 0x%zx: %s", at, pages, to,
		  map == MAP_FAILED ? strerror(errno) : "moved");
	if (s->model && map != MAP_FAILED) {
		fuzz_model_move(s->model, at, to, pages);
	} else if (s->model) {
		munmap(fuzz_address(s, at), pages * mp_page_size());
		munmap(fuzz_address(s, to), pages * mp_page_size());
		fuzz_model_unmap(s->model, at, pages);
		fuzz_model_unmap(s->model, to, pages);
	}
	return map != MAP_FAILED;
}

/*
 * Maps other offsets of the same file: by .mmap, with all its checks. What it
 * leaves when it fails is not for the model.
 */
bool fuzz_op_remap(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages);
	int frame = fuzz_any_frame(s);
	size_t offset = fuzz_frame_phys(frame) / mp_page_size();

	if (s->model)
		return false;
	pages = fuzz_frame_run(frame, pages);
	return !remap_file_pages(fuzz_address(s, at), pages * mp_page_size(),
				 0, offset, 0);
}

/* Advice and the like changes nothing that one can see, but for copies. */
bool fuzz_op_advise(struct fuzz_stream *s)
{
	static const int advices[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_WILLNEED, MADV_DONTNEED,
		MADV_FREE, MADV_REMOVE, MADV_DOFORK, MADV_MERGEABLE,
		MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_DONTDUMP, MADV_DODUMP,
		MADV_WIPEONFORK, MADV_COLD, MADV_PAGEOUT,
		/* POPULATE_READ, POPULATE_WRITE, DONTNEED_LOCKED, COLLAPSE */
		22, 23, 24, 25,
		/* GUARD_INSTALL */
		102,
	};
	size_t pages, at = fuzz_any_range(s, &pages);
	size_t size = pages * mp_page_size();
	unsigned char core[FUZZ_PAGES];
	char *where = fuzz_address(s, at);
	struct iovec here = { where, size }, there = { where, size };
	int advice;

	switch (fuzz_any(s, 10)) {
	case 0:
		return !mlock(where, size) && !munlock(where, size);
	case 1:
		return !msync(where, size, MS_SYNC);
	case 2:
		return !mincore(where, size, core);
	case 3:
		if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) > 0)
			fuzz_wrong(s, "process_vm_readv 0x%zx+0x%zx got through",
				   at, pages);
		return false;
	default:
		advice = advices[fuzz_any(s, ARRAY_SIZE(advices))];
		fuzz_note(s, "madvise 0x%zx+0x%zx: %d", at, pages, advice);
		if (s->model && (advice == MADV_DONTNEED || advice == 24))
			fuzz_model_dontneed(s->model, at, pages);
		return !madvise(where, size, advice);
	}
}

bool fuzz_op_prefault(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages);
	struct fuzz_file *f = fuzz_any_file(s);
	uint64_t mapped, wanted;
	int err, i;

	/* Often what one of the files has mapped. */
	if (s->model && fuzz_chance(s, 80)) {
		pages = fuzz_model_run(s->model, at, pages);
		for (i = 0; i < FUZZ_FILES; i++)
			if (s->files[i].id == s->model->page[at].file)
				f = &s->files[i];
	}
	err = mp_prefault(f->fd, fuzz_address(s, at), pages * mp_page_size(),
			  &mapped);
	if (s->model) {
		fuzz_expect(s, "prefault", at, pages, err,
			    fuzz_model_prefault(s->model, f, at, pages, &wanted));
		if (!err && mapped != wanted)
			fuzz_wrong(s, "prefault 0x%zx+0x%zx: %llu instead of %llu pages",
				   at, pages, (unsigned long long)mapped,
				   (unsigned long long)wanted);
	}
	return !err && mapped;
}
