// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes method 2 fast: batches, huge pages, prefault. map_fault.c is the
 * textbook; without this file it would insert one page a fault.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/sched/signal.h>
#include <linux/sizes.h>

#include "memphys.h"
#include "trace.h"

/* A mapping up to this size is filled by its first fault. */
#define MEMPHYS_WHOLE_SIZE	SZ_64K

/*
 * vm_private_data remembers where the last batch ended, as a page number, and
 * in the low bits the log2 of its pages. It is a hint: threads may overwrite
 * each other's, and a split or moved VMA starts again with small batches.
 */
#define MEMPHYS_HINT_BITS	4
#define MEMPHYS_HINT_MASK	((1UL << MEMPHYS_HINT_BITS) - 1)
#define MEMPHYS_ORDER_STEP	2
#define MEMPHYS_ORDER_MAX	9

/* Which part of the VMA a fault at addr should fill. */
static void memphys_batch_range(struct vm_area_struct *vma, unsigned long addr,
				unsigned long *from, unsigned long *to)
{
	unsigned long hint, order = 0, table_end;

	if (vma->vm_end - vma->vm_start <= MEMPHYS_WHOLE_SIZE) {
		*from = vma->vm_start;
		*to = vma->vm_end;
		return;
	}
	hint = (unsigned long)READ_ONCE(vma->vm_private_data);
	if (hint >> MEMPHYS_HINT_BITS == addr >> PAGE_SHIFT)
		order = min_t(unsigned long, MEMPHYS_ORDER_MAX,
			      (hint & MEMPHYS_HINT_MASK) + MEMPHYS_ORDER_STEP);
	/*
	 * Stay in this page table: the next slot may hold a huge page, and
	 * neither vmf_insert_pfn() nor apply_to_page_range() may meet one.
	 */
	table_end = ALIGN(addr + 1, PMD_SIZE);
	*from = addr;
	*to = min(vma->vm_end - addr, table_end - addr);
	*to = addr + min(*to, PAGE_SIZE << order);
	hint = (*to >> PAGE_SHIFT) << MEMPHYS_HINT_BITS | order;
	WRITE_ONCE(vma->vm_private_data, (void *)hint);
}

#ifdef MEMPHYS_HAVE_SET_PTE
struct memphys_batch {
	struct mm_struct *mm;
	unsigned long pfn;
	pgprot_t prot;
};

MEMPHYS_PTE_FN(memphys_batch_pte, pte, addr, data)
{
	struct memphys_batch *batch = data;

	/* A page that another thread mapped stays, with its dirty bit. */
	if (pte_none(ptep_get(pte)))
		set_pte_at(batch->mm, addr, pte,
			   pte_mkspecial(pfn_pte(batch->pfn, batch->prot)));
	batch->pfn++;
	return 0;
}

static bool memphys_insert_table(struct vm_area_struct *vma, unsigned long addr,
				 unsigned long size)
{
	struct memphys_batch batch = {
		.mm = vma->vm_mm,
		.pfn = memphys_vma_phys(vma, addr) >> PAGE_SHIFT,
		.prot = vma->vm_page_prot,
	};

	return !apply_to_page_range(vma->vm_mm, addr, size, memphys_batch_pte,
				    &batch);
}
#else
static bool memphys_insert_table(struct vm_area_struct *vma, unsigned long addr,
				 unsigned long size)
{
	return false;
}
#endif

/*
 * Map pages of one run. have is a page of the VMA that is mapped already. The
 * first page goes in by vmf_insert_pfn(), which on x86 asks what type others
 * hold on it; only if that is the listed one, the rest follows in one sweep,
 * which does not ask.
 */
static vm_fault_t memphys_insert_range(struct vm_area_struct *vma,
				       unsigned long from, unsigned long to,
				       unsigned long have,
				       const struct memphys_run *run)
{
	bool read_only = !(run->attributes & MEMPHYS_REGION_F_WRITE);
	unsigned long pfn = memphys_vma_phys(vma, from) >> PAGE_SHIFT;
	vm_fault_t ret = VM_FAULT_NOPAGE;
	unsigned long addr = from;

	if (from != have)
		ret = memphys_insert_pfn(vma, from, pfn, read_only);
	if (ret != VM_FAULT_NOPAGE || to - from == PAGE_SIZE)
		return ret;
	if (memphys_type_seen(vma, from, run->index) &&
	    memphys_insert_table(vma, from + PAGE_SIZE, to - from - PAGE_SIZE))
		return ret;

	while (ret == VM_FAULT_NOPAGE && (addr += PAGE_SIZE) < to)
		ret = memphys_insert_pfn(vma, addr, ++pfn, read_only);
	return ret;
}

/*
 * Map what is listed and not revoked in [from, to), inside one VMA and outside
 * huge pages. Returns the bytes that are mapped now. memphys_lock is
 * held for reading.
 */
static unsigned long memphys_populate(struct vm_area_struct *vma,
				      unsigned long from, unsigned long to,
				      unsigned long have)
{
	bool user_only = !memphys_vma_file(vma)->rawio;
	unsigned long addr, end, mapped = 0;
	struct memphys_run run;
	u64 phys;

	for (addr = from; addr < to; addr = end) {
		phys = memphys_vma_phys(vma, addr);
		memphys_list_run(&memphys_list, phys, user_only, &run);
		end = addr + min_t(u64, run.end - phys, to - addr);
		if (run.index < 0 ||
		    (run.attributes & MEMPHYS_REGION_F_REVOKED))
			continue;
		if (memphys_insert_range(vma, addr, end, have, &run) !=
		    VM_FAULT_NOPAGE)
			break;
		mapped += end - addr;
	}
	return mapped;
}

/**
 * memphys_fault_insert() - map the page of a fault, and perhaps its neighbours
 * @vma: one of our mappings
 * @addr: user address of the page
 * @run: what the whitelist says about the page: it may be mapped
 *
 * Context: a fault handler; memphys_lock is held for reading.
 * Return: VM_FAULT_NOPAGE if the page at @addr is mapped, else an error.
 */
vm_fault_t memphys_fault_insert(struct vm_area_struct *vma, unsigned long addr,
				const struct memphys_run *run)
{
	unsigned long from, to;
	vm_fault_t ret;

	ret = memphys_insert_pfn(vma, addr,
				 memphys_vma_phys(vma, addr) >> PAGE_SHIFT,
				 !(run->attributes & MEMPHYS_REGION_F_WRITE));
	if (ret != VM_FAULT_NOPAGE)
		return ret;
	atomic_long_inc(&memphys_states[run->index].faults);
	memphys_batch_range(vma, addr, &from, &to);
	/* The neighbours are a courtesy: their errors come when touched. */
	if (to - from > PAGE_SIZE)
		memphys_populate(vma, from, to, addr);
	return ret;
}

#ifdef MEMPHYS_HUGE
/* Does the slot of haddr lie wholly in the VMA, and the run cover it? */
static bool memphys_huge_fits(struct vm_area_struct *vma, unsigned long haddr,
			      struct memphys_run *run)
{
	u64 phys = memphys_vma_phys(vma, haddr);

	if (haddr < vma->vm_start || vma->vm_end - haddr < PMD_SIZE ||
	    !IS_ALIGNED(phys, PMD_SIZE))
		return false;
	memphys_list_run(&memphys_list, phys, !memphys_vma_file(vma)->rawio,
			 run);
	return run->index >= 0 && run->end - phys >= PMD_SIZE;
}

vm_fault_t memphys_fault_huge(struct vm_fault *vmf, unsigned int order)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long haddr = vmf->address & PMD_MASK;
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	vm_fault_t ret = VM_FAULT_FALLBACK;
	struct memphys_run run;

	if (order != PMD_ORDER)
		return ret;
	down_read(&memphys_lock);
	if (!memphys_huge_fits(vma, haddr, &run))
		goto out;
	/*
	 * .pfn_mkwrite is not asked for a PMD: this is the only place that
	 * defends a read-only region here. A fallback would answer the same
	 * page by page, but put a page table where others find a huge page.
	 */
	ret = VM_FAULT_SIGBUS;
	if ((run.attributes & MEMPHYS_REGION_F_REVOKED) ||
	    (write && !(run.attributes & MEMPHYS_REGION_F_WRITE)))
		goto out;
	ret = memphys_insert_pmd(vmf, memphys_vma_phys(vma, haddr) >> PAGE_SHIFT,
				 write);
	if (ret == VM_FAULT_NOPAGE)
		atomic_long_inc(&memphys_states[run.index].faults);
out:
	up_read(&memphys_lock);
	trace_memphys_huge_fault(memphys_vma_phys(vma, vmf->address),
				 vmf->flags, ret);
	return ret;
}

/*
 * Fill a slot that may hold a huge page, through the core: only it can put one
 * there. False if the slot has, or can only have, a page table.
 */
static bool memphys_prefault_huge(struct vm_area_struct *vma,
				  unsigned long addr, unsigned long to,
				  unsigned long *done)
{
	struct memphys_run run;
	bool fits;

	down_read(&memphys_lock);
	fits = memphys_huge_fits(vma, addr & PMD_MASK, &run);
	up_read(&memphys_lock);
	if (!fits)
		return false;
	*done = 0;
	if (run.attributes & MEMPHYS_REGION_F_REVOKED ||
	    fixup_user_fault(vma->vm_mm, addr, 0, NULL))
		return true;
	*done = to - addr;
	return memphys_pmd_is_huge(vma->vm_mm, addr);
}
#else
static bool memphys_prefault_huge(struct vm_area_struct *vma,
				  unsigned long addr, unsigned long to,
				  unsigned long *done)
{
	return false;
}
#endif

/* Is all of the range in fault-method mappings of this file? */
static int memphys_prefault_check(struct file *file, unsigned long from,
				  unsigned long to)
{
	struct vm_area_struct *vma;

	for (; from < to; from = vma->vm_end) {
		vma = find_vma(current->mm, from);
		if (!vma || vma->vm_start > from)
			return -ENOMEM;
		if (vma->vm_file != file)
			return -EINVAL;
		if (vma->vm_ops == &memphys_remap_vm_ops)
			return -EOPNOTSUPP;
		/* PTEs of a PROT_NONE mapping would be no use. */
		if (!(vma->vm_flags & (VM_READ | VM_WRITE)))
			return -EACCES;
	}
	return 0;
}

/**
 * memphys_prefault() - MEMPHYS_IOC_PREFAULT
 * @file: the descriptor
 * @arg: the range; mapped is filled in
 *
 * Return: 0 or an error as documented for struct memphys_prefault.
 */
int memphys_prefault(struct file *file, struct memphys_prefault *arg)
{
	struct mm_struct *mm = current->mm;
	unsigned long addr = arg->start, to = arg->start + arg->length, end;
	unsigned long done, mapped = 0;
	struct vm_area_struct *vma;
	int err;

	if (arg->mapped || !arg->length ||
	    !PAGE_ALIGNED(arg->start | arg->length) || arg->start > TASK_SIZE ||
	    arg->length > TASK_SIZE - arg->start)
		return -EINVAL;

	while (addr < to) {
		if (mmap_read_lock_killable(mm))
			return -EINTR;
		/* Checked again each time: others unmap when we let go. */
		err = memphys_prefault_check(file, addr, to);
		if (err) {
			mmap_read_unlock(mm);
			return err;
		}
		vma = find_vma(mm, addr);
		/* One page table at a time, so that others get the lock. */
		end = min3(vma->vm_end, to, ALIGN(addr + 1, PMD_SIZE));
		if (!memphys_prefault_huge(vma, addr, end, &done)) {
			down_read(&memphys_lock);
			done = memphys_populate(vma, addr, end, 0);
			up_read(&memphys_lock);
		}
		mmap_read_unlock(mm);
		mapped += done >> PAGE_SHIFT;
		addr = end;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	arg->mapped = mapped;
	return 0;
}
