// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes method 2 fast: batches, huge pages, prefault. map_fault.c is the
 * textbook; without this file it would insert one page a fault.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/sizes.h>

#include "memphys.h"
#include "trace.h"

/* A mapping up to this size is filled by its first fault. */
#define MEMPHYS_WHOLE_SIZE	SZ_64K

/*
 * vm_private_data remembers the last page of the last batch, in the direction
 * of its walk: its address and, in the bits that an address of a page has to
 * spare, the log2 of the batch's pages. It is a hint: threads may overwrite each
 * other's, and a moved VMA starts again with small batches.
 */
#define MEMPHYS_HINT_ORDER	15UL
/* A walk goes on within so many pages, and earns 8 times the batch. */
#define MEMPHYS_WALK_STEP	(8 * PAGE_SIZE)
#define MEMPHYS_ORDER_STEP	3
#define MEMPHYS_ORDER_MAX	9

/* No address of a page: nothing is mapped yet. */
#define MEMPHYS_NOWHERE		(~0UL)

/*
 * Is this fault far from the last one, in a VMA that one fault should not fill?
 * It is asked first, and costs as little as can be: with nothing to gain by its
 * neighbours, a page should cost what it costs a handler that knows no batches.
 */
static bool memphys_fault_is_lonely(struct vm_area_struct *vma,
				    unsigned long addr)
{
	unsigned long hint = (unsigned long)READ_ONCE(vma->vm_private_data);

#ifdef MEMPHYS_FIXED_ORDER
	/* Never in a driver that is used: "make bench" compares with it. */
	return !MEMPHYS_FIXED_ORDER;
#endif
	return addr - hint + MEMPHYS_WALK_STEP > 2 * MEMPHYS_WALK_STEP &&
	       vma->vm_end - vma->vm_start > MEMPHYS_WHOLE_SIZE;
}

/*
 * Which part of the VMA a fault at addr that is not lonely should fill. Large
 * VMAs stay in one page table: the next slot may hold a huge page, and neither
 * vmf_insert_pfn() nor apply_to_page_range() may meet one.
 */
static void memphys_batch_range(struct vm_area_struct *vma, unsigned long addr,
				unsigned long *from, unsigned long *to)
{
	unsigned long hint = (unsigned long)READ_ONCE(vma->vm_private_data);
	unsigned long table = addr & PMD_MASK, size, order;

#ifdef MEMPHYS_FIXED_ORDER
	size = PAGE_SIZE << MEMPHYS_FIXED_ORDER;
	*from = addr;
	*to = addr + min3(size, vma->vm_end - addr, table + PMD_SIZE - addr);
	return;
#endif
	if (vma->vm_end - vma->vm_start <= MEMPHYS_WHOLE_SIZE) {
		*from = vma->vm_start;
		*to = vma->vm_end;
		return;
	}
	order = min_t(unsigned long, MEMPHYS_ORDER_MAX,
		      (hint & MEMPHYS_HINT_ORDER) + MEMPHYS_ORDER_STEP);
	size = PAGE_SIZE << order;
	if (addr >= (hint & PAGE_MASK)) {
		*from = addr;
		*to = addr + min3(size, vma->vm_end - addr,
				  table + PMD_SIZE - addr);
		hint = (*to - PAGE_SIZE) | order;
	} else {
		*to = addr + PAGE_SIZE;
		*from = addr - min(size - PAGE_SIZE,
				   addr - max(vma->vm_start, table));
		hint = *from | order;
	}
	WRITE_ONCE(vma->vm_private_data, (void *)hint);
}

#ifdef MEMPHYS_HAVE_SET_PTE
/* Pages of one run in one page table; have is one of them that the books know. */
struct memphys_batch {
	struct vm_area_struct *vma;
	unsigned long pages;
	unsigned long have;
	unsigned long pfn;
	pgprot_t prot;
	int index;
	bool done;
};

/*
 * Called for the first page only, it fills the entries of all: they follow each
 * other, under the lock that is held.
 */
MEMPHYS_PTE_FN(memphys_batch_fill, pte, addr, data)
{
	struct memphys_batch *batch = data;
	struct mm_struct *mm = batch->vma->vm_mm;
	pteval_t val = pte_val(pfn_pte(batch->pfn, batch->prot));
	pte_t *end = pte + batch->pages;

	if (MEMPHYS_TYPE_BOOKS &&
	    !memphys_type_seen(batch->vma, ptep_get(pte + batch->have),
			       batch->index))
		return 0;
	for (; pte < end; pte++, addr += PAGE_SIZE) {
		/* A page that another thread mapped stays, with its dirty bit. */
		if (pte_none(ptep_get(pte)))
			memphys_set_special_pte(mm, addr, pte, __pte(val));
		val = memphys_pteval_next(val, batch->prot);
	}
	batch->done = true;
	return 0;
}

static bool memphys_insert_table(struct vm_area_struct *vma, unsigned long from,
				 unsigned long to, unsigned long have,
				 const struct memphys_run *run)
{
	struct memphys_batch batch = {
		.vma = vma,
		.pages = (to - from) >> PAGE_SHIFT,
		.have = (have - from) >> PAGE_SHIFT,
		.pfn = memphys_vma_phys(vma, from) >> PAGE_SHIFT,
		.prot = memphys_pte_prot(vma, memphys_run_is_ro(run)),
		.index = run->index,
	};

	return !apply_to_page_range(vma->vm_mm, from, PAGE_SIZE,
				    memphys_batch_fill, &batch) && batch.done;
}
#else
static bool memphys_insert_table(struct vm_area_struct *vma, unsigned long from,
				 unsigned long to, unsigned long have,
				 const struct memphys_run *run)
{
	return false;
}
#endif

/*
 * Map pages of one run in one page table. have is a page of the VMA that is
 * mapped already. Where there are books, and it is not one of these, the first
 * goes in by vmf_insert_pfn(), which asks what type others hold on it; only if
 * that is the listed one, the rest follows in one sweep, which does not ask.
 */
static vm_fault_t memphys_insert_range(struct vm_area_struct *vma,
				       unsigned long from, unsigned long to,
				       unsigned long have,
				       const struct memphys_run *run)
{
	pgprot_t prot = memphys_pte_prot(vma, memphys_run_is_ro(run));
	unsigned long pfn = memphys_vma_phys(vma, from) >> PAGE_SHIFT;
	vm_fault_t ret = VM_FAULT_NOPAGE;
	unsigned long addr;

	if (MEMPHYS_TYPE_BOOKS && (have < from || have >= to)) {
		have = from;
		ret = vmf_insert_pfn_prot(vma, from, pfn, prot);
	}
	if (ret != VM_FAULT_NOPAGE ||
	    (MEMPHYS_TYPE_BOOKS && to - from == PAGE_SIZE) ||
	    memphys_insert_table(vma, from, to, have, run))
		return ret;

	for (addr = from; addr < to; addr += PAGE_SIZE, pfn++) {
		if (addr == have)
			continue;
		ret = vmf_insert_pfn_prot(vma, addr, pfn, prot);
		if (ret != VM_FAULT_NOPAGE)
			break;
	}
	return ret;
}

/* Where the run ends, or the page table, or the range that ends at to. */
static unsigned long memphys_run_end(struct vm_area_struct *vma,
				     unsigned long addr, unsigned long to,
				     const struct memphys_run *run)
{
	unsigned long table_end = ALIGN(addr + 1, PMD_SIZE);

	return addr + min_t(u64, run->end - memphys_vma_phys(vma, addr),
			    min(to - addr, table_end - addr));
}

/*
 * Map what is listed and not revoked in [from, to), inside one VMA and outside
 * huge pages. have is a page that is mapped already, about which known speaks,
 * or MEMPHYS_NOWHERE. Returns the bytes that are mapped now. memphys_lock is held
 * for reading.
 */
static unsigned long memphys_populate(struct vm_area_struct *vma,
				      unsigned long from, unsigned long to,
				      unsigned long have,
				      const struct memphys_run *known)
{
	unsigned long addr, end, mapped = 0;
	struct memphys_run run;

	for (addr = from; addr < to; addr = end) {
		if (addr == have)
			run = *known;
		else
			memphys_vma_run(vma, addr, &run);
		end = memphys_run_end(vma, addr, to, &run);
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
 * memphys_fault_neighbours() - map more than the page of a fault, where it pays
 * @vma: one of our mappings
 * @addr: user address of the page, which is mapped
 * @run: what the whitelist says about the page
 *
 * Counts the fault, too. Errors of the neighbours come when they are touched.
 *
 * Context: a fault handler; memphys_lock is held for reading.
 */
void memphys_fault_neighbours(struct vm_area_struct *vma, unsigned long addr,
			      const struct memphys_run *run)
{
	unsigned long from, to;

	atomic_long_inc(&memphys_states[run->index].faults);
	if (memphys_fault_is_lonely(vma, addr)) {
		WRITE_ONCE(vma->vm_private_data, (void *)addr);
		return;
	}
	memphys_batch_range(vma, addr, &from, &to);
	if (to - from > PAGE_SIZE)
		memphys_populate(vma, from, to, addr, run);
}

#ifdef CONFIG_PER_VMA_LOCK
/*
 * Maps nothing: it would run under rcu_read_lock() and could not wait for
 * memphys_lock. It is here to have .fault called without mmap_lock; the VMA's own
 * lock keeps it as it is, and its page tables.
 */
vm_fault_t memphys_fault_around(struct vm_fault *vmf, pgoff_t from, pgoff_t to)
{
	return 0;
}
#endif

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
	/* What may not be read has no fault by reading. */
	unsigned int flags = vma->vm_flags & VM_READ ? 0 : FAULT_FLAG_WRITE;
	struct memphys_run run;
	bool fits;

	down_read(&memphys_lock);
	fits = memphys_huge_fits(vma, addr & PMD_MASK, &run);
	up_read(&memphys_lock);
	if (!fits)
		return false;
	*done = 0;
	if (run.attributes & MEMPHYS_REGION_F_REVOKED ||
	    fixup_user_fault(vma->vm_mm, addr, flags, NULL))
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
		if (vma->vm_ops == &memphys_remap_vm_ops ||
		    memphys_vma_is_cow(vma))
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
	u64 start = untagged_addr(arg->start);
	unsigned long addr = start, to = start + arg->length, end;
	unsigned long done, mapped = 0;
	struct vm_area_struct *vma;
	int err;

	if (!arg->length ||
	    !IS_ALIGNED(start | arg->length, PAGE_SIZE) ||
	    start > TASK_SIZE || arg->length > TASK_SIZE - start)
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
			done = memphys_populate(vma, addr, end, MEMPHYS_NOWHERE,
						NULL);
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
