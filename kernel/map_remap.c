// SPDX-License-Identifier: GPL-2.0-only
/*
 * Method 1, remap_pfn_range(): everything is decided and mapped at mmap() time,
 * all or nothing.
 *
 * The twin of map_fault.c: a diff of the two is the lesson. Part of its price is
 * elsewhere. An mmap() in flight has PTEs, but its VMA is not yet in the tree that
 * unmap_mapping_pages() walks: revoke.c waits for it. And x86 would hold the
 * memory type of a VMA that one call fills: memtype.c fills it in parts.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "memphys.h"

/*
 * Only reached where a PTE was taken away by a revoke, and nothing brings it
 * back: the VMA must be mapped again. Without this handler, kernels before 4.2
 * would put an anonymous page there.
 */
static vm_fault_t memphys_remap_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

const struct vm_operations_struct memphys_remap_vm_ops = {
	.fault = memphys_remap_fault,
	.access = memphys_vma_access,
};

/* What this method promises about a window. The rows are map_fault.c's. */
static int memphys_remap_admit(struct vm_area_struct *vma,
			       const struct memphys_window *win)
{
	bool shared = vma->vm_flags & VM_SHARED;
	bool write = vma->vm_flags & VM_WRITE;

	/* A window with a hole would need PTEs that nobody can fill later. */
	if (win->unlisted)
		return -EPERM;
	if (win->revoked)
		return -ENODEV;
	/* remap_pfn_range() can do it: a copy must only be right. */
	if (!shared && write && !memphys_cow_allowed(vma, win))
		return -EINVAL;
	if (shared && write && win->read_only)
		return -EPERM;
	/* No later mprotect() lifts what was refused or not asked here. */
	if (shared ? win->read_only : !write)
		memphys_vm_flags_mod(vma, 0, VM_MAYWRITE);
	return 0;
}

/**
 * memphys_remap_mmap() - map the whole window now
 * @vma: the new mapping, already VM_PFNMAP and with its memory type
 * @win: what the window holds
 *
 * In pieces of a page table: a revoke waits for this mmap(), as the VMA is not
 * yet in the tree that unmap_mapping_pages() walks, and must not wait for long.
 * Copy-on-write needs one call. On an error, the caller of .mmap unmaps.
 *
 * Return: 0; as memphys_remap_admit() says; -ENOMEM; -ENODEV after a revoke,
 * -EINTR after a fatal signal, or the error of remap_pfn_range().
 */
int memphys_remap_mmap(struct vm_area_struct *vma,
		       const struct memphys_window *win)
{
	unsigned long addr, end, pfn = vma->vm_pgoff;
	int err = memphys_remap_admit(vma, win);

	if (!err)
		err = memphys_mapping_record(vma, win);
	vma->vm_ops = &memphys_remap_vm_ops;
	for (addr = vma->vm_start; !err && addr < vma->vm_end; addr = end) {
		end = vma->vm_end;
		if (!memphys_vma_is_cow(vma))
			end = min(end, (addr | ~PMD_MASK) + 1);
		/* A revoke that did not find the record is seen here. */
		err = memphys_window_recheck(win);
		if (err)
			break;
		if (MEMPHYS_PAT)
			err = memphys_type_remap(vma, addr, end, win->type);
		else
			err = remap_pfn_range(vma, addr, pfn, end - addr,
					      memphys_pte_prot(vma, win->read_only));
		pfn += (end - addr) >> PAGE_SHIFT;
	}
	return err;
}
