// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions from module parameters: regions= and scratch=.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/sizes.h>

#include "memphys.h"

static void *memphys_scratch_pages;
static size_t memphys_scratch_size;

int __init memphys_source_param(struct memphys_list *list, const char *words)
{
	char reason[MEMPHYS_REASON_SIZE];
	int err;

	if (!words || !*words)
		return 0;
	err = memphys_list_parse(list, words, reason);
	if (err)
		pr_err("regions=: %s\n", reason);
	return err;
}

/**
 * memphys_scratch_alloc() - a zeroed block of the driver's own pages
 * @list: gets it as region "scratch", rw, wb
 * @size: of the parameter; may be NULL or empty
 *
 * The only exception to the rule that no RAM is listed. The pages live until
 * the module goes, and no mapping outlives that.
 *
 * Return: 0, -EINVAL for a bad size, -ENOMEM.
 */
int __init memphys_scratch_alloc(struct memphys_list *list, const char *size)
{
	struct memphys_area area = {
		.type = MEMPHYS_TYPE_WB,
		.source = MEMPHYS_SOURCE_SCRATCH,
		.attributes = MEMPHYS_REGION_F_WRITE | MEMPHYS_REGION_F_SCRATCH,
		.name = "scratch",
	};
	char reason[MEMPHYS_REASON_SIZE];
	int err;

	if (!size || !*size)
		return 0;
	if (memphys_size_parse(size, &area.size) || area.size < PAGE_SIZE ||
	    area.size > SZ_4M || !is_power_of_2(area.size)) {
		pr_err("scratch=\"%s\": expected a power of two from %luK to 4M\n",
		       size, PAGE_SIZE / SZ_1K);
		return -EINVAL;
	}
	/*
	 * One by one, each with a reference count of its own: where an entry has
	 * no bit for what is special, copy-on-write mappings use it.
	 */
	memphys_scratch_size = area.size;
	memphys_scratch_pages = alloc_pages_exact(area.size,
						  GFP_KERNEL | __GFP_ZERO |
						  __GFP_NOWARN);
	if (!memphys_scratch_pages) {
		pr_err("scratch=%s: no free block of that size\n", size);
		return -ENOMEM;
	}
	area.start = virt_to_phys(memphys_scratch_pages);
	err = memphys_list_add(list, &area, reason);
	if (err)
		pr_err("scratch=: %s\n", reason);
	return err;
}

void memphys_scratch_free(void)
{
	if (memphys_scratch_pages)
		free_pages_exact(memphys_scratch_pages, memphys_scratch_size);
}
