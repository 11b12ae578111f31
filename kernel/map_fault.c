// SPDX-License-Identifier: GPL-2.0-only
/*
 * Method 2, .fault: each page is decided and mapped when it is touched.
 *
 * The twin of map_remap.c. What only makes it faster is in map_fault_batch.c.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "memphys.h"
#include "trace.h"

/*
 * Map the page that was touched, or say why not. A revoke either comes before
 * memphys_enter(), and the page gets SIGBUS, or waits for memphys_leave(), when
 * unmap_mapping_pages() finds the PTE.
 */
static vm_fault_t memphys_fault(struct vm_fault *vmf)
{
	u64 phys = memphys_vma_phys(vmf->vma, vmf->address);
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	vm_fault_t ret = VM_FAULT_SIGBUS;
	struct memphys_run run;
	void *hold;

	if (!memphys_vma_run(vmf->vma, vmf->address, &run))
		goto out; /* not listed: unlike remap, only this page fails */
	if (write && memphys_run_is_ro(&run))
		goto out;
	if (!memphys_enter(run.index, run.end))
		goto out; /* revoked: comes back at a touch after a restore */
	hold = memphys_type_hold_page(run.type, phys); /* x86 */
	/* vmf_insert_pfn() with the protection of this page, not of all. */
	ret = vmf_insert_pfn_prot(vmf->vma, vmf->address, phys >> PAGE_SHIFT,
				  memphys_pte_prot(vmf->vma,
						   memphys_run_is_ro(&run)));
	memphys_type_drop(hold);
	if (ret == VM_FAULT_NOPAGE)
		memphys_fault_neighbours(vmf->vma, vmf->address, &run);
	else if (memphys_pmd_is_huge(vmf->vma->vm_mm, vmf->address))
		ret = VM_FAULT_NOPAGE; /* another thread was faster */
	memphys_leave(run.index, run.end);
out:
	trace_memphys_fault(phys, vmf->flags, ret);
	return ret;
}

static const struct vm_operations_struct memphys_fault_vm_ops = {
	.fault = memphys_fault,
	.access = memphys_vma_access,
	MEMPHYS_MAP_PAGES MEMPHYS_HUGE_FAULT
};

/* .pfn_mkwrite costs a second fault for every page that is written. */
static const struct vm_operations_struct memphys_fault_mkwrite_vm_ops = {
	.fault = memphys_fault,
	.pfn_mkwrite = memphys_mkwrite,
	.access = memphys_vma_access,
	MEMPHYS_MAP_PAGES MEMPHYS_HUGE_FAULT
};

/* What this method promises about a window. The rows are map_remap.c's. */
static int memphys_fault_admit(struct vm_area_struct *vma,
			       const struct memphys_window *win)
{
	bool shared = vma->vm_flags & VM_SHARED;
	bool write = vma->vm_flags & VM_WRITE;

	/* win->unlisted, win->revoked: memphys_fault() decides, page by page. */
	/* Where it is allowed, map_cow.c decides; elsewhere it never will be. */
	if (!shared && write && !memphys_cow_allowed(vma, win))
		return -EINVAL;
	/* Decided by memphys_mkwrite(), which kernels before 4.5 do not ask. */
	if (shared && write && win->read_only && !MEMPHYS_HAVE_PFN_MKWRITE)
		return -EPERM;
	/* No later mprotect() turns the mapping into one of those. */
	if (shared ? win->read_only && !MEMPHYS_HAVE_PFN_MKWRITE : !write)
		memphys_vm_flags_mod(vma, 0, VM_MAYWRITE);
	return 0;
}

/**
 * memphys_fault_mmap() - leave the window to the fault handler
 * @vma: the new mapping, already VM_PFNMAP and with its memory type
 * @win: what the window holds; at least one listed page that is not revoked
 *
 * Return: 0, or -EINVAL or -EPERM as memphys_fault_admit() says.
 */
int memphys_fault_mmap(struct vm_area_struct *vma,
		       const struct memphys_window *win)
{
	int err = memphys_fault_admit(vma, win);

	vma->vm_ops = &memphys_fault_vm_ops;
	if (!err && memphys_vma_is_cow(vma))
		memphys_cow_mmap(vma);
	else if (win->read_only)
		vma->vm_ops = &memphys_fault_mkwrite_vm_ops;
	return err;
}
