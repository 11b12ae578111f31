// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the driver promises, said a second time and as simply as possible: page
 * by page, with loops instead of searches, in the order of design: the fuzzer
 * compares each answer of the kernel with the one from here.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "fuzz_model.h"

/*
 * A huge page and a tail of either kind; neighbours that share a page and such
 * that must not; pages that stand alone; every type; 2 MiB of nothing at the
 * end. Multiples of 16 KiB, where it is not about parts of a page.
 */
const struct fuzz_region fuzz_regions[FUZZ_REGIONS] = {
	{ "rom", 0x12400000, 0x210000, false, false, "device" },
	{ "pub", 0x12620000, 0x10000, false, true, "device" },
	{ "pubw", 0x12630000, 0x8000, true, true, "device" },
	{ "left", 0x12640000, 0x10800, false, false, "device" },
	{ "right", 0x12650800, 0xf800, false, false, "device" },
	{ "plain", 0x12660000, 0x10800, false, false, "device" },
	{ "other", 0x12670800, 0xf800, true, false, "device" },
	{ "part", 0x12680000, 0x800, true, false, "device" },
	{ "wb", 0x12690000, 0x20000, true, false, "wb" },
	{ "wbro", 0x126b0000, 0x10000, false, false, "wb" },
	{ "wc", 0x126c0000, 0x10000, true, false, "wc" },
	{ "uncached", 0x126d0000, 0x10000, false, false, "uncached" },
	{ "one", 0x126e4000, 0x4000, false, false, "device" },
	{ "two", 0x126ec000, 0x4000, true, false, "device" },
	{ "three", 0x126f4000, 0x4000, false, false, "device" },
	{ "four", 0x126fc000, 0x4000, true, true, "device" },
	{ "ram", 0x12800000, 0x208000, true, false, "device" },
};

/* The region that a page may be mapped for, or -1. */
static int listed_for[FUZZ_FRAMES];
static size_t page_size;

int fuzz_byte_region(uint64_t phys)
{
	int i;

	for (i = 0; i < FUZZ_REGIONS; i++)
		if (phys >= fuzz_regions[i].start &&
		    phys - fuzz_regions[i].start < fuzz_regions[i].size)
			return i;
	return -1;
}

static bool same_kind(int a, int b)
{
	return fuzz_regions[a].rw == fuzz_regions[b].rw &&
	       fuzz_regions[a].user == fuzz_regions[b].user &&
	       !strcmp(fuzz_regions[a].type, fuzz_regions[b].type);
}

/* Each byte of the page is listed, and all of them alike. */
static int page_region(uint64_t phys)
{
	int region = fuzz_byte_region(phys), other;
	size_t byte;

	for (byte = 0; region >= 0 && byte < page_size; byte += 4) {
		other = fuzz_byte_region(phys + byte);
		if (other < 0 || !same_kind(region, other))
			region = -1;
	}
	return region;
}

void fuzz_list_init(void)
{
	int frame;

	page_size = mp_page_size();
	for (frame = 0; frame < fuzz_frames(); frame++)
		listed_for[frame] = page_region(fuzz_frame_phys(frame));
}

void fuzz_list_words(char *text, size_t size)
{
	const struct fuzz_region *r;
	size_t len = 0;

	for (r = fuzz_regions; r < fuzz_regions + FUZZ_REGIONS; r++)
		len += snprintf(text + len, size - len,
				"%s%s@0x%llx+0x%llx:%s:%s%s", len ? "," : "",
				r->name, (unsigned long long)r->start,
				(unsigned long long)r->size,
				r->rw ? "rw" : "ro", r->type,
				r->user ? ":user:always-on" : "");
}

int fuzz_frames(void)
{
	return FUZZ_SPAN / page_size;
}

uint64_t fuzz_frame_phys(int frame)
{
	return FUZZ_FIRST + (uint64_t)frame * page_size;
}

int fuzz_frame_at(uint64_t phys)
{
	if (phys < FUZZ_FIRST || phys >= FUZZ_FIRST + FUZZ_SPAN)
		return FUZZ_NOTHING;
	return (phys - FUZZ_FIRST) / page_size;
}

bool fuzz_frame_listed(int frame, bool rawio)
{
	return frame >= 0 && frame < fuzz_frames() && listed_for[frame] >= 0 &&
	       (rawio || fuzz_regions[listed_for[frame]].user);
}

/* How many pages from here on are listed for one region; at least 1. */
size_t fuzz_frame_run(int frame, size_t most)
{
	size_t pages = 1;

	while (pages < most && fuzz_frame_listed(frame + pages, true) &&
	       listed_for[frame + pages] == listed_for[frame])
		pages++;
	return pages;
}

/* Does any byte of the page belong to the region? */
bool fuzz_frame_in(int frame, int region)
{
	const struct fuzz_region *r = &fuzz_regions[region];
	uint64_t phys = fuzz_frame_phys(frame);

	return phys < r->start + r->size && phys + page_size > r->start;
}

static bool frame_rw(int frame)
{
	return fuzz_regions[listed_for[frame]].rw;
}

static bool frame_revoked(const struct fuzz_model *m, int frame)
{
	int region;

	for (region = 0; region < FUZZ_REGIONS; region++)
		if (m->revoked[region] && fuzz_frame_in(frame, region))
			return true;
	return false;
}

int fuzz_word_index(size_t offset)
{
	size_t first = page_size - 4 * FUZZ_WORDS;

	return offset < first ? -1 : (int)(offset - first) / 4;
}

size_t fuzz_word_offset(unsigned int index)
{
	return page_size - 4 * FUZZ_WORDS + 4 * index;
}

bool fuzz_is_mark(uint32_t value, size_t offset)
{
	return fuzz_word_index(offset) >= 0 &&
	       (value & 0xff000000) == FUZZ_MARK && (value & 0xffff) == offset;
}

static uint32_t device_word(const struct fuzz_model *m, int frame,
			    size_t offset)
{
	int index = fuzz_word_index(offset);

	if (index >= 0)
		return m->shared->word[frame][index];
	return fuzz_frame_phys(frame) + offset;
}

/* What the core of the kernel calls shared. */
static bool vma_shared(const struct fuzz_file *file, bool map_shared)
{
	return map_shared && file->writable;
}

int fuzz_model_mmap(const struct fuzz_model *m, const struct fuzz_file *file,
		    int frame, size_t pages, int prot, bool map_shared)
{
	size_t listed = 0, revoked = 0, read_only = 0, i;
	bool shared = vma_shared(file, map_shared);
	const char *type = NULL;
	bool mixed = false;
	int region;

	if (map_shared && (prot & PROT_WRITE) && !file->writable)
		return -EACCES;
	for (i = 0; i < pages; i++) {
		if (!fuzz_frame_listed(frame + i, file->rawio))
			continue;
		region = listed_for[frame + i];
		listed++;
		revoked += frame_revoked(m, frame + i);
		read_only += !fuzz_regions[region].rw;
		mixed |= type && strcmp(type, fuzz_regions[region].type);
		type = fuzz_regions[region].type;
	}
	if (!listed)
		return -EPERM;
	if (revoked == listed)
		return -ENODEV;
	if (mixed)
		return -EINVAL;
	if (file->method == MEMPHYS_METHOD_FAULT) {
		if (!shared && (prot & PROT_WRITE) &&
		    (strcmp(type, "wb") || !m->copies))
			return -EINVAL;
		if (shared && (prot & PROT_WRITE) && read_only && !m->by_page)
			return -EPERM;
		return 0;
	}
	if (listed < pages)
		return -EPERM;
	if (revoked)
		return -ENODEV;
	if (!shared && (prot & PROT_WRITE) && (strcmp(type, "wb") || !m->copies))
		return -EINVAL;
	if (shared && (prot & PROT_WRITE) && read_only)
		return -EPERM;
	return 0;
}

void fuzz_model_map(struct fuzz_model *m, const struct fuzz_file *file,
		    int frame, size_t at, size_t pages, int prot,
		    bool map_shared)
{
	bool shared = vma_shared(file, map_shared);
	bool may_write = shared || (prot & PROT_WRITE);
	bool by_page = file->method == MEMPHYS_METHOD_FAULT && m->by_page;
	size_t i;

	/* One read-only page makes a window read-only if it has one answer. */
	for (i = 0; i < pages; i++)
		if (shared && !by_page &&
		    fuzz_frame_listed(frame + i, file->rawio) &&
		    !frame_rw(frame + i))
			may_write = false;
	for (i = 0; i < pages; i++)
		m->page[at + i] = (struct fuzz_page){
			.frame = frame + i,
			.file = file->id,
			.method = file->method,
			.prot = prot,
			.shared = shared,
			.may_write = may_write,
			.rawio = file->rawio,
		};
}

void fuzz_model_unmap(struct fuzz_model *m, size_t at, size_t pages)
{
	while (pages--)
		m->page[at++].frame = FUZZ_NOTHING;
}

void fuzz_model_move(struct fuzz_model *m, size_t from, size_t to, size_t pages)
{
	memcpy(&m->page[to], &m->page[from], pages * sizeof(m->page[0]));
	fuzz_model_unmap(m, from, pages);
}

/* How many pages from here on could be one mapping; at least 1. */
size_t fuzz_model_run(const struct fuzz_model *m, size_t at, size_t most)
{
	const struct fuzz_page *first = &m->page[at], *p = first + 1;

	while (p < first + most && first->frame != FUZZ_NOTHING &&
	       p->file == first->file && p->method == first->method &&
	       p->frame - first->frame == p - first && p->prot == first->prot)
		p++;
	return p - first;
}

/* In order, up to the first page that cannot: as the kernel does it. */
int fuzz_model_mprotect(struct fuzz_model *m, size_t at, size_t pages, int prot)
{
	struct fuzz_page *p;

	for (p = &m->page[at]; p < &m->page[at + pages]; p++) {
		if (p->frame == FUZZ_NOTHING)
			return -ENOMEM;
		if ((prot & PROT_EXEC) || (!p->may_write && (prot & PROT_WRITE)))
			return -EACCES;
		p->prot = prot;
	}
	return 0;
}

static bool is_cow(const struct fuzz_page *p)
{
	return !p->shared && p->may_write;
}

/*
 * Copies are given up, in order, up to the first mapping that brings no page
 * back by itself; holes do not matter.
 */
void fuzz_model_dontneed(struct fuzz_model *m, size_t at, size_t pages)
{
	struct fuzz_page *p;

	for (p = &m->page[at]; p < &m->page[at + pages]; p++) {
		if (p->frame == FUZZ_NOTHING)
			continue;
		if (p->method == MEMPHYS_METHOD_REMAP || !is_cow(p))
			return;
		p->copied = false;
	}
}

/* Is there something at the page that a load or store would reach? */
static int reach(const struct fuzz_model *m, const struct fuzz_page *p)
{
	if (p->frame == FUZZ_NOTHING || p->prot == PROT_NONE)
		return SIGSEGV;
	if (p->method == MEMPHYS_METHOD_REMAP)
		return p->dead ? SIGBUS : 0;
	if (!fuzz_frame_listed(p->frame, p->rawio) ||
	    frame_revoked(m, p->frame))
		return SIGBUS;
	return 0;
}

int fuzz_model_load(const struct fuzz_model *m, size_t at, size_t offset,
		    uint32_t *value)
{
	const struct fuzz_page *p = &m->page[at];
	int index = fuzz_word_index(offset), sig = reach(m, p);

	if (!sig)
		*value = p->copied && index >= 0 ?
				 p->word[index] :
				 device_word(m, p->frame, offset);
	return sig;
}

int fuzz_model_store(struct fuzz_model *m, size_t at, unsigned int index,
		     uint32_t value)
{
	struct fuzz_page *p = &m->page[at];
	int sig = reach(m, p);

	if (p->frame != FUZZ_NOTHING && !(p->prot & PROT_WRITE))
		return SIGSEGV;
	if (sig)
		return sig;
	if (!p->shared) {
		if (!p->copied)
			memcpy(p->word, m->shared->word[p->frame],
			       sizeof(p->word));
		p->copied = true;
		p->word[index] = value;
		return 0;
	}
	if (!frame_rw(p->frame))
		return SIGBUS;
	m->shared->word[p->frame][index] = value;
	return 0;
}

/* What a debugger reads: the device, whatever is mapped; errors are EIO. */
int fuzz_model_peek(const struct fuzz_model *m, size_t at, size_t offset,
		    uint32_t *value)
{
	const struct fuzz_page *p = &m->page[at];
	int region;

	if (p->frame == FUZZ_NOTHING || !m->debugger || !p->rawio ||
	    is_cow(p))
		return -EIO;
	region = fuzz_byte_region(fuzz_frame_phys(p->frame) + offset);
	if (region < 0 || m->revoked[region])
		return -EIO;
	*value = device_word(m, p->frame, offset);
	return 0;
}

bool fuzz_model_may_poke(const struct fuzz_model *m, size_t at,
			 unsigned int index)
{
	const struct fuzz_page *p = &m->page[at];
	size_t offset = fuzz_word_offset(index);
	uint32_t now;

	return !fuzz_model_peek(m, at, offset, &now) && p->shared &&
	       (p->prot & PROT_WRITE) &&
	       fuzz_regions[fuzz_byte_region(fuzz_frame_phys(p->frame) +
					     offset)].rw;
}

int fuzz_model_poke(struct fuzz_model *m, size_t at, unsigned int index,
		    uint32_t value)
{
	if (!fuzz_model_may_poke(m, at, index))
		return -EIO;
	m->shared->word[m->page[at].frame][index] = value;
	return 0;
}

int fuzz_model_prefault(const struct fuzz_model *m,
			const struct fuzz_file *file, size_t at, size_t pages,
			uint64_t *mapped)
{
	const struct fuzz_page *p;

	*mapped = 0;
	for (p = &m->page[at]; p < &m->page[at + pages]; p++) {
		if (p->frame == FUZZ_NOTHING)
			return -ENOMEM;
		if (p->file != file->id)
			return -EINVAL;
		if (p->method == MEMPHYS_METHOD_REMAP || is_cow(p))
			return -EOPNOTSUPP;
		if (p->prot == PROT_NONE)
			return -EACCES;
		*mapped += !reach(m, p);
	}
	return 0;
}

int fuzz_model_reg(const struct fuzz_model *m, const struct fuzz_file *file,
		   uint64_t phys, uint32_t *value)
{
	int region = fuzz_byte_region(phys);

	if (!file->rawio || region < 0)
		return -EPERM;
	if (m->revoked[region])
		return -ENODEV;
	*value = device_word(m, (phys - FUZZ_FIRST) / page_size,
			     phys % page_size);
	return 0;
}

int fuzz_model_reg_write(struct fuzz_model *m, const struct fuzz_file *file,
			 uint64_t phys, uint32_t value)
{
	uint32_t now;
	int err = fuzz_model_reg(m, file, phys, &now);

	if (!file->writable)
		return -EBADF;
	if (err)
		return err;
	if (!fuzz_regions[fuzz_byte_region(phys)].rw)
		return -EPERM;
	m->shared->word[(phys - FUZZ_FIRST) / page_size]
		       [fuzz_word_index(phys % page_size)] = value;
	return 0;
}

void fuzz_model_revoke(struct fuzz_model *m, int region, bool revoked)
{
	struct fuzz_page *p;

	m->revoked[region] = revoked;
	for (p = m->page; revoked && p < m->page + FUZZ_PAGES; p++)
		if (p->frame != FUZZ_NOTHING &&
		    fuzz_frame_in(p->frame, region)) {
			p->dead = true;
			p->copied = false;
		}
}
