/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whitelist: parse, validate, sort, look up.
 *
 * Pure C without kernel services: region.c and region_parse.c are compiled into
 * the module and into a host unit test (selftests/host/region_test.c).
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MEMPHYS_REGION_H
#define MEMPHYS_REGION_H

#ifdef __KERNEL__
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#define __init
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned long long u64;
#endif

#include "include/uapi/linux/memphys.h"

#define MEMPHYS_MAX_REGIONS	64
#define MEMPHYS_REASON_SIZE	200

/* Where a region comes from. */
enum memphys_source {
	MEMPHYS_SOURCE_PARAM,
	MEMPHYS_SOURCE_OF,
	MEMPHYS_SOURCE_SOC,
	MEMPHYS_SOURCE_SCRATCH,
};

/**
 * struct memphys_area - one region of the whitelist
 * @start: first physical address
 * @size: bytes, not 0; start + size does not exceed the list's limit
 * @attributes: MEMPHYS_REGION_F_*; REVOKED is the only bit that changes after
 *              load, and is read by those who hold no lock
 * @type: MEMPHYS_TYPE_*
 * @source: where it comes from
 * @gone: revoked for good, because the kernel uses the range as System RAM
 * @name: unique, [a-z][a-z0-9_-]*
 */
struct memphys_area {
	u64 start;
	u64 size;
	unsigned int attributes;
	u8 type;
	u8 source;
	bool gone;
	char name[MEMPHYS_NAME_SIZE];
};

static inline u64 memphys_area_end(const struct memphys_area *area)
{
	return area->start + area->size;
}

/**
 * struct memphys_list - the whitelist, sorted by address, without overlaps
 * @limit: first physical address that the CPU cannot form
 * @page_size: bytes of a page, the unit of mapping
 * @fatal_abort: where nothing answers, an access by the kernel is an oops
 * @count: regions in @area
 * @area: the regions
 */
struct memphys_list {
	u64 limit;
	u64 page_size;
	bool fatal_abort;
	unsigned int count;
	struct memphys_area area[MEMPHYS_MAX_REGIONS];
};

/**
 * struct memphys_run - pages about which the whitelist says the same
 * @end: first address after the run
 * @index: first region of the run, or -1 if its pages are not listed
 * @attributes: of that region; REVOKED if any region of the page is revoked
 * @type: MEMPHYS_TYPE_*
 */
struct memphys_run {
	u64 end;
	int index;
	unsigned int attributes;
	u8 type;
};

/**
 * struct memphys_window - what a window of pages holds
 * @start: first physical address, page aligned
 * @end: first address after it
 * @listed: bytes in pages that may be mapped; includes the revoked ones
 * @unlisted: bytes in pages that may not
 * @revoked: listed bytes that are revoked
 * @read_only: listed bytes that are read-only
 * @first: index of the first region of a listed page
 * @type: MEMPHYS_TYPE_* of the listed pages
 * @scratch: the listed pages are the driver's own
 * @mixed: the listed pages differ in @type or @scratch
 */
struct memphys_window {
	u64 start;
	u64 end;
	u64 listed;
	u64 unlisted;
	u64 revoked;
	u64 read_only;
	unsigned int first;
	u8 type;
	bool scratch;
	bool mixed;
};

/* Regions that somebody sees: a bit for each, by its index. */
#define MEMPHYS_ALL_REGIONS	(~(u64)0)

static inline bool memphys_is_visible(u64 visible, unsigned int index)
{
	return visible >> index & 1;
}

/* reason: MEMPHYS_REASON_SIZE bytes, filled when a function fails. */
int memphys_list_add(struct memphys_list *list, const struct memphys_area *area,
		     char *reason);
int memphys_list_parse(struct memphys_list *list, const char *words, char *reason);
bool memphys_list_overlaps(const struct memphys_list *list, u64 start, u64 size);
bool memphys_list_answers(const struct memphys_list *list,
			  const struct memphys_area *area);
u64 memphys_list_users(const struct memphys_list *list);
int memphys_list_find(const struct memphys_list *list, u64 addr, u64 len, u64 visible);
void memphys_list_run(const struct memphys_list *list, u64 addr, u64 visible,
		      struct memphys_run *run);
void memphys_list_survey(const struct memphys_list *list, u64 visible,
			 struct memphys_window *win);
const char *memphys_type_name(u8 type);
int memphys_type_parse(const char *name, size_t len);
int memphys_size_parse(const char *text, u64 *value);

#endif /* MEMPHYS_REGION_H */
