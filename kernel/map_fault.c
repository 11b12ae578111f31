// SPDX-License-Identifier: GPL-2.0-only
/*
 * Method 2, .fault: nothing is mapped at mmap() time; each page is decided and
 * mapped when it is touched.
 *
 * The twin of map_remap.c: a diff of the two is the lesson. Batches and huge
 * pages, which only make it faster, are in map_fault_batch.c.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "memphys.h"
#include "trace.h"

/*
 * Map the page at addr, or say why not. memphys_lock is held from the look at
 * the whitelist until the PTE is there, so a revoke either comes before, and
 * the page gets SIGBUS, or after, and unmap_mapping_range() finds the PTE.
 */
static vm_fault_t memphys_fault_page(struct vm_area_struct *vma,
				     unsigned long addr, unsigned int flags)
{
	struct memphys_file *mf = memphys_vma_file(vma);
	vm_fault_t ret = VM_FAULT_SIGBUS;
	struct memphys_run run;

	down_read(&memphys_lock);
	memphys_list_run(&memphys_list, memphys_vma_phys(vma, addr), !mf->rawio,
			 &run);
	if (run.index < 0)
		goto out; /* not listed: unlike remap, only this page fails */
	if (run.attributes & MEMPHYS_REGION_F_REVOKED)
		goto out; /* comes back at the next touch after a restore */
	if ((flags & FAULT_FLAG_WRITE) &&
	    !(run.attributes & MEMPHYS_REGION_F_WRITE))
		goto out;
	ret = memphys_fault_insert(vma, addr, &run);
out:
	up_read(&memphys_lock);
	trace_memphys_fault(memphys_vma_phys(vma, addr), flags, ret);
	return ret;
}

MEMPHYS_VM_HANDLER(memphys_fault_fault, memphys_fault_page)

/*
 * First write to a page that is mapped read-only inside a writable VMA: this is
 * where a read-only page of a writable window is defended.
 */
static vm_fault_t memphys_fault_write(struct vm_area_struct *vma,
				      unsigned long addr, unsigned int flags)
{
	struct memphys_file *mf = memphys_vma_file(vma);
	struct memphys_run run;

	down_read(&memphys_lock);
	memphys_list_run(&memphys_list, memphys_vma_phys(vma, addr), !mf->rawio,
			 &run);
	up_read(&memphys_lock);
	return run.index >= 0 && (run.attributes & MEMPHYS_REGION_F_WRITE) ?
		       0 : VM_FAULT_SIGBUS;
}

MEMPHYS_VM_HANDLER(memphys_fault_mkwrite, memphys_fault_write)

static const struct vm_operations_struct memphys_fault_vm_ops = {
	.fault = memphys_fault_fault,
	MEMPHYS_MAP_PAGES
	MEMPHYS_HUGE_FAULT
	.access = memphys_vma_access,
};

/* .pfn_mkwrite costs a second fault for every page that is written. */
static const struct vm_operations_struct memphys_fault_mkwrite_vm_ops = {
	.fault = memphys_fault_fault,
	MEMPHYS_MAP_PAGES
	MEMPHYS_HUGE_FAULT
	MEMPHYS_PFN_MKWRITE(memphys_fault_mkwrite)
	.access = memphys_vma_access,
};

/* What this method promises about a window. */
static int memphys_fault_admit(struct vm_area_struct *vma,
			       const struct memphys_window *win)
{
	bool shared = vma->vm_flags & VM_SHARED;
	bool write = vma->vm_flags & VM_WRITE;

	/* vmf_insert_pfn() has a BUG_ON() for copy-on-write mappings. */
	if (!shared && write)
		return -EINVAL;
	/* Kernels before 4.5 ask nobody before a read-only page is written. */
	if (shared && write && win->read_only && !MEMPHYS_HAVE_PFN_MKWRITE)
		return -EPERM;
	/* No later mprotect() turns the mapping into one of those. */
	if (!shared || (win->read_only && !MEMPHYS_HAVE_PFN_MKWRITE))
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

	if (err)
		return err;
	if ((vma->vm_flags & VM_SHARED) && (vma->vm_flags & VM_MAYWRITE) &&
	    win->read_only)
		vma->vm_ops = &memphys_fault_mkwrite_vm_ops;
	else
		vma->vm_ops = &memphys_fault_vm_ops;
	/* The batch that a sequential walk has earned; map_fault_batch.c. */
	vma->vm_private_data = NULL;
	return 0;
}
