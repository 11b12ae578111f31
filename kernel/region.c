// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whitelist: look up. What faults run through.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "region.h"

/* Attributes that adjacent regions must share to serve a page together. */
#define MEMPHYS_SHARED_ATTRIBUTES \
	(MEMPHYS_REGION_F_WRITE | MEMPHYS_REGION_F_EXCLUSIVE | \
	 MEMPHYS_REGION_F_USER | MEMPHYS_REGION_F_SCRATCH)

/* Index of the first region that ends after addr; list->count if none. */
static unsigned int memphys_list_lower(const struct memphys_list *list, u64 addr)
{
	unsigned int low = 0, high = list->count;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (memphys_area_end(&list->area[mid]) <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool __init memphys_list_overlaps(const struct memphys_list *list, u64 start, u64 size)
{
	unsigned int i = memphys_list_lower(list, start);

	return i < list->count && list->area[i].start < start + size;
}

/* May somebody have it who can stop the kernel with a block that does not? */
bool memphys_list_answers(const struct memphys_list *list,
			  const struct memphys_area *area)
{
	return !list->fatal_abort ||
	       (area->attributes & MEMPHYS_REGION_F_ALWAYS_ON);
}

/* The regions that openers without CAP_SYS_RAWIO see. */
u64 memphys_list_users(const struct memphys_list *list)
{
	unsigned int i;
	u64 users = 0;

	for (i = 0; i < list->count; i++)
		if (list->area[i].attributes & MEMPHYS_REGION_F_USER)
			users |= (u64)1 << i;
	return users;
}

/**
 * memphys_list_find() - the region that holds all bytes of an access
 * @list: the whitelist
 * @addr: first physical address
 * @len: bytes
 * @visible: regions that are considered
 *
 * Return: the index, or -1.
 */
int memphys_list_find(const struct memphys_list *list, u64 addr, u64 len, u64 visible)
{
	unsigned int i = memphys_list_lower(list, addr);
	const struct memphys_area *area = &list->area[i];

	if (i == list->count || addr < area->start ||
	    len > memphys_area_end(area) - addr ||
	    !memphys_is_visible(visible, i))
		return -1;
	return i;
}

/* Do the regions from i on cover the page, as one? Adds up what is revoked. */
static bool memphys_page_covered(const struct memphys_list *list,
				 unsigned int i, u64 page, u64 visible,
				 unsigned int *revoked)
{
	const struct memphys_area *first = &list->area[i];
	u64 covered = page, page_end = page + list->page_size;

	for (; i < list->count && covered < page_end; i++) {
		const struct memphys_area *area = &list->area[i];

		if (!memphys_is_visible(visible, i) ||
		    area->start > covered || area->type != first->type ||
		    (area->attributes ^ first->attributes) &
			    MEMPHYS_SHARED_ATTRIBUTES)
			return false;
		covered = memphys_area_end(area);
		/* memphys_enter() looks again. */
		*revoked |= area->attributes & MEMPHYS_REGION_F_REVOKED;
	}
	return covered >= page_end;
}

/**
 * memphys_list_run() - what the whitelist says about a page and its followers
 * @list: the whitelist
 * @addr: physical address of the page, page aligned
 * @visible: regions that are considered
 * @run: the answer
 *
 * A page is listed iff it lies wholly inside one region, or inside adjacent
 * regions of equal attributes and type: otherwise mapping it would show bytes
 * that nobody listed.
 */
void memphys_list_run(const struct memphys_list *list, u64 addr, u64 visible,
		      struct memphys_run *run)
{
	u64 mask = list->page_size - 1;
	unsigned int i = memphys_list_lower(list, addr);
	const struct memphys_area *area = &list->area[i];
	unsigned int revoked = 0;
	u64 end;

	*run = (struct memphys_run){
		.end = addr + list->page_size,
		.index = -1,
	};
	if (i == list->count || area->start >= run->end) {
		run->end = (i == list->count ? ~(u64)0 : area->start) & ~mask;
		return;
	}
	end = max(run->end, memphys_area_end(area) & ~mask);
	if (!memphys_is_visible(visible, i)) {
		run->end = end;
		return;
	}
	if (!memphys_page_covered(list, i, addr, visible, &revoked))
		return;

	run->index = i;
	run->attributes = area->attributes | revoked;
	run->type = area->type;
	run->end = end;
}

/**
 * memphys_list_survey() - count what a window holds
 * @list: the whitelist
 * @visible: regions that are considered
 * @win: start and end are given, the rest is filled in
 */
void memphys_list_survey(const struct memphys_list *list, u64 visible,
			 struct memphys_window *win)
{
	struct memphys_run run;
	u64 addr, end, bytes;
	u64 listed = 0, unlisted = 0, revoked = 0, read_only = 0;
	bool scratch;

	win->type = MEMPHYS_TYPE_DEVICE;
	win->scratch = false;
	win->mixed = false;
	for (addr = win->start; addr < win->end; addr = end) {
		memphys_list_run(list, addr, visible, &run);
		end = min(run.end, win->end);
		bytes = end - addr;
		if (run.index < 0) {
			unlisted += bytes;
			continue;
		}
		scratch = run.attributes & MEMPHYS_REGION_F_SCRATCH;
		if (!listed) {
			win->first = run.index;
			win->type = run.type;
			win->scratch = scratch;
		} else if (win->type != run.type || win->scratch != scratch) {
			win->mixed = true;
		}
		listed += bytes;
		if (run.attributes & MEMPHYS_REGION_F_REVOKED)
			revoked += bytes;
		if (!(run.attributes & MEMPHYS_REGION_F_WRITE))
			read_only += bytes;
	}
	win->listed = listed;
	win->unlisted = unlisted;
	win->revoked = revoked;
	win->read_only = read_only;
}
