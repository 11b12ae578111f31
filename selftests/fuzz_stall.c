// SPDX-License-Identifier: GPL-2.0-only
/*
 * One process more beside the threads of the fuzzer: it maps region after region
 * by the remap method, as nobody, while it is made to keep its mmap_lock again and
 * again. Revokes by the others meet its mappings in flight.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz_stream.h"
#include "ksft_stall.h"

#define LONGEST_US	20000

/* A window of one region, or of a part, and its first word. */
static bool map_one(struct fuzz_stream *s, int fd)
{
	const struct fuzz_region *r = &fuzz_regions[fuzz_any(s, FUZZ_REGIONS)];
	int frame = fuzz_frame_at(r->start);
	size_t pages = 1 + fuzz_any(s, 1 + r->size / mp_page_size());
	size_t len = fuzz_frame_run(frame, pages) * mp_page_size();
	struct fuzz_epochs before;
	uint32_t value;
	void *map;
	bool good;

	map = mmap(NULL, len, PROT_READ, MAP_SHARED, fd,
		   (off_t)fuzz_frame_phys(frame));
	if (map == MAP_FAILED)
		return false;
	before = fuzz_epochs_now(s);
	good = !mp_peek32(map, &value);
	if (good)
		fuzz_check_page(s, &before, 0, value);
	munmap(map, len);
	return good;
}

static void map_for_ever(struct mp_stall *stall, void *arg)
{
	struct fuzz_stream *s = arg;

	(void)stall;
	for (;; s->done++)
		if (map_one(s, s->files->fd))
			atomic_fetch_add(&s->shared->stalled_maps, 1);
}

void fuzz_stall_run(struct fuzz_shared *shared, uint64_t seed)
{
	struct fuzz_file file = { .fd = open(MP_NODE_REMAP, O_RDONLY) };
	struct fuzz_stream s = { .random = seed * 2 + 1, .files = &file,
				 .shared = shared, };
	struct mp_stall *stall = mp_stall_start(map_for_ever, &s);

	if (!stall)
		fuzz_broken(shared, "no process that stalls");
	while (!atomic_load(&shared->over) && !atomic_load(&shared->failed)) {
		if (!mp_stall_arm(stall) || !mp_stall_hold(stall))
			fuzz_broken(shared, "a process does not stall");
		usleep(fuzz_any(&s, LONGEST_US));
		if (!mp_stall_let_go(stall))
			fuzz_broken(shared, "a process stalls for ever");
		atomic_fetch_add(&shared->stalls, 1);
	}
	if (stall)
		mp_stall_stop(stall);
}
