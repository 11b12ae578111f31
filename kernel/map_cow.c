// SPDX-License-Identifier: GPL-2.0-only
/*
 * Private mappings that may be written: the process gets a copy of each page
 * that it writes, and the device never changes.
 *
 * The kernel makes the copy, whatever the method. But it has to know which pages
 * of such a mapping are copies. In a VM_PFNMAP it goes by the address: a page
 * that is where the first remap_pfn_range() put it is none. That is no promise
 * that a fault handler could keep, and vmf_insert_pfn() has a BUG_ON(). In a
 * VM_MIXEDMAP the entry itself says it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "memphys.h"
#include "trace.h"

/**
 * memphys_cow_allowed() - is a copy of this window right?
 * @vma: the new mapping
 * @win: what it holds
 *
 * The copy is made by reading the page as memory. Every register of a block would
 * be read. It gets the entry's protection: where that says "not encrypted",
 * nothing of it could be read. And see MEMPHYS_HAVE_COW.
 */
bool memphys_cow_allowed(const struct vm_area_struct *vma,
			 const struct memphys_window *win)
{
	pgprot_t ram = vm_get_page_prot(vma->vm_flags);
	pgprot_t device = pgprot_decrypted(ram);

	return MEMPHYS_HAVE_COW && win->type == MEMPHYS_TYPE_WB &&
	       (win->scratch || pgprot_val(device) == pgprot_val(ram));
}

/*
 * The twin of memphys_fault(). A store comes here like a load: the page goes in
 * read-only, and the fault that follows at once is the kernel's, which makes the
 * copy. So a read-only region is no obstacle.
 */
static vm_fault_t memphys_cow_fault(struct vm_fault *vmf)
{
	u64 phys = memphys_vma_phys(vmf->vma, vmf->address);
	vm_fault_t ret = VM_FAULT_SIGBUS;
	struct memphys_run run;
	void *hold;

	if (memphys_vma_run(vmf->vma, vmf->address, &run) && memphys_enter(run.index, run.end)) {
		hold = memphys_type_hold_page(run.type, phys);
		ret = memphys_insert_mixed(vmf->vma, vmf->address, phys >> PAGE_SHIFT);
		memphys_type_drop(hold);
		if (ret == VM_FAULT_NOPAGE)
			atomic_long_inc(&memphys_states[run.index].faults);
		memphys_leave(run.index, run.end);
	}
	trace_memphys_fault(phys, vmf->flags, ret);
	return ret;
}

/* No neighbours and no huge pages: they are made for a VM_PFNMAP. */
static const struct vm_operations_struct memphys_cow_vm_ops = {
	.fault = memphys_cow_fault,
	.access = memphys_vma_access,
};

/**
 * memphys_cow_mmap() - leave an allowed window to that handler
 * @vma: the new mapping
 *
 * VM_IO stays: nobody takes a reference to a page.
 */
void memphys_cow_mmap(struct vm_area_struct *vma)
{
	memphys_vm_flags_mod(vma, VM_MIXEDMAP, VM_PFNMAP);
	vma->vm_ops = &memphys_cow_vm_ops;
}
