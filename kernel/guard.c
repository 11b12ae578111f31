// SPDX-License-Identifier: GPL-2.0-only
/*
 * What keeps the whitelist away from System RAM and, for exclusive regions,
 * other drivers away from the whitelist.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/memory.h>
#include <linux/notifier.h>

#include "memphys.h"

/*
 * Not pfn_valid(), which says "has a struct page": true for reserved ranges
 * that are no RAM, false for RAM beyond a mem= limit.
 */
static bool memphys_is_ram(const struct memphys_area *area)
{
	u64 at = area->start, left = area->size;
	size_t piece;

	if (area->attributes & MEMPHYS_REGION_F_SCRATCH)
		return false;
	/* A size_t is 32 bits wide where addresses can be 40. */
	for (; left; at += piece, left -= piece) {
		piece = min_t(u64, left, SIZE_MAX & PAGE_MASK);
		if (region_intersects(at, piece, IORESOURCE_SYSTEM_RAM,
				      IORES_DESC_NONE) != REGION_DISJOINT)
			return true;
	}
	return false;
}

int __init memphys_ram_check_all(void)
{
	const struct memphys_area *area;
	unsigned int i;

	for (i = 0; i < memphys_list.count; i++) {
		area = &memphys_list.area[i];
		if (!memphys_is_ram(area))
			continue;
		pr_err("%s at 0x%llx+0x%llx is System RAM: only addresses outside RAM can be listed (reserve memory with no-map, or use scratch=)\n",
		       area->name, area->start, area->size);
		return -EINVAL;
	}
	return 0;
}

/* Take back what became RAM: all, or what is found, which old kernels do only at the top level. */
void memphys_ram_recheck(u64 start, u64 end, bool all)
{
	const struct memphys_area *area;
	unsigned int i;

	for (i = 0; i < memphys_list.count; i++) {
		area = &memphys_list.area[i];
		if (area->start < end && area->start + area->size > start &&
		    !area->gone && (all || memphys_is_ram(area)))
			memphys_revoke_for_good(i);
	}
}

void memphys_release_all(void)
{
	struct resource *claim;
	unsigned int i;

	for (i = 0; i < memphys_list.count; i++) {
		claim = memphys_states[i].claim;
		if (claim)
			release_mem_region(claim->start, resource_size(claim));
	}
}

/*
 * Claim the exclusive regions. The others are not claimed: their drivers go on
 * working, and one that probes after us still gets its block. The names of the
 * owners are under a lock that is not exported, but /proc/iomem has them.
 */
int __init memphys_claim_all(void)
{
	const struct memphys_area *area;
	unsigned int i;

	for (i = 0; i < memphys_list.count; i++) {
		area = &memphys_list.area[i];
		if (!(area->attributes & MEMPHYS_REGION_F_EXCLUSIVE))
			continue;
		memphys_states[i].claim = request_mem_region(area->start, area->size, area->name);
		if (memphys_states[i].claim)
			continue;
		pr_err("%s at 0x%llx+0x%llx cannot be claimed: see in /proc/iomem who owns a part of it; unbind that driver, or leave out \"exclusive\"\n",
		       area->name, area->start, area->size);
		return -EBUSY;
	}
	return 0;
}

#ifdef CONFIG_MEMORY_HOTPLUG
/*
 * Its next user shares the memory with nobody: as long as a mapping may be
 * left, it does not go online. It can be tried again.
 */
static int memphys_memory_going_online(u64 start, u64 end)
{
	const struct memphys_area *area;
	unsigned int i;

	memphys_ram_recheck(start, end, true);
	for (i = 0; i < memphys_list.count; i++) {
		area = &memphys_list.area[i];
		if (area->start >= end || area->start + area->size <= start ||
		    !memphys_proof_wait(i, 50))
			continue;
		memphys_revoke_warn(i);
		pr_err("memory at 0x%llx cannot go online yet: try again when the revoke of %s has ended\n",
		       start, area->name);
		return -EBUSY;
	}
	return 0;
}

static int memphys_memory_notify(struct notifier_block *nb,
				 unsigned long action, void *data)
{
	const struct memory_notify *arg = data;
	int err = 0;

	if (action == MEM_GOING_ONLINE)
		err = memphys_memory_going_online(PFN_PHYS(arg->start_pfn),
						  PFN_PHYS(arg->start_pfn + arg->nr_pages));
	return notifier_from_errno(err);
}

/*
 * Before all others: they prepare the pages for their new owner. With
 * CONFIG_PAGE_TABLE_CHECK, mappings are counted from then on, and the end of
 * one that was made before would be a BUG.
 */
static struct notifier_block memphys_memory_nb = {
	.notifier_call = memphys_memory_notify,
	.priority = INT_MAX,
};

int __init memphys_hotplug_init(void)
{
	return register_memory_notifier(&memphys_memory_nb);
}

void memphys_hotplug_exit(void)
{
	unregister_memory_notifier(&memphys_memory_nb);
}
#endif
