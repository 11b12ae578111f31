// SPDX-License-Identifier: GPL-2.0-only
/*
 * In the place of map_fault_batch.c, in a driver that only the bench loads: one
 * page per fault, to compare with.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "memphys.h"

void memphys_fault_neighbours(struct vm_area_struct *vma, unsigned long addr,
			      const struct memphys_run *run)
{
	atomic_long_inc(&memphys_states[run->index].faults);
}

#ifdef CONFIG_PER_VMA_LOCK
vm_fault_t memphys_fault_around(struct vm_fault *vmf, pgoff_t from, pgoff_t to)
{
	return 0;
}
#endif

#ifdef MEMPHYS_HUGE
vm_fault_t memphys_fault_huge(struct vm_fault *vmf, unsigned int order)
{
	return VM_FAULT_FALLBACK;
}
#endif

int memphys_prefault(struct file *file, struct memphys_prefault *arg)
{
	return -EOPNOTSUPP;
}
