// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes map_fault.c fast: batches, huge pages, prefault.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sizes.h>

#include "memphys.h"
#include "trace.h"

/* Up to this size, the first fault in a page table maps all that it has of the mapping. */
#define MEMPHYS_WHOLE_SIZE	SZ_64K

/* As many pages as a fault costs; on ARM, each also costs a flush of the TLB. */
#define MEMPHYS_BLOCK		(IS_ENABLED(CONFIG_ARM) ? 8UL : 16UL)
#define MEMPHYS_BLOCK_GROWTH	4
#define MEMPHYS_BATCH_IS_CHEAP	IS_ENABLED(CONFIG_ARM64)

/* How many pages to map before and after one that is mapped, in its page table. */
struct memphys_batch {
	struct vm_area_struct *vma;
	const struct memphys_run *run;
	unsigned long before, after;
	bool chosen;
	bool typed; /* they have the type that their entries will say */
};

static unsigned long memphys_count_mapped(pte_t *pte, unsigned long count)
{
	unsigned long mapped = 0;

	for (; count; count--, pte++)
		mapped += !pte_none(ptep_get(pte));
	return mapped;
}

/*
 * The rule, which has no memory but the page table. A page without mapped ones within a block
 * on either side stays alone; on x86, where a batch costs as much as three faults, also with
 * one. Else the smallest aligned block that does not border on mapped pages is filled, or the
 * whole table. Nobody looks beyond the edge of the table. If it is cheap to be wrong, a page
 * there is not alone, and a mapped block from there to the page is a walk: the whole table.
 */
static void memphys_batch_choose(struct memphys_batch *batch, pte_t *pte, unsigned long addr)
{
	unsigned long before = min(batch->before, MEMPHYS_BLOCK);
	unsigned long after = min(batch->after, MEMPHYS_BLOCK);
	unsigned long from = addr - before * PAGE_SIZE;
	unsigned long to = addr + (after + 1) * PAGE_SIZE;
	bool begin = MEMPHYS_BATCH_IS_CHEAP && from > batch->vma->vm_start &&
		     IS_ALIGNED(from, PMD_SIZE);
	bool end = MEMPHYS_BATCH_IS_CHEAP && to < batch->vma->vm_end &&
		   IS_ALIGNED(to, PMD_SIZE);
	unsigned long below = memphys_count_mapped(pte - before, before);
	unsigned long above = memphys_count_mapped(pte + 1, after);
	unsigned long index = addr >> PAGE_SHIFT, size;

	if (below + above <= MEMPHYS_PAT && !(begin && !before) && !(end && !after)) {
		batch->before = 0;
		batch->after = 0;
		return;
	}
	if ((begin && below == MEMPHYS_BLOCK) || (end && above == MEMPHYS_BLOCK))
		return;
	for (size = MEMPHYS_BLOCK; size < PTRS_PER_PTE; size *= MEMPHYS_BLOCK_GROWTH) {
		before = min(batch->before, index & (size - 1));
		after = min(batch->after, ~index & (size - 1));
		if (memphys_count_mapped(pte - before - 1, before < batch->before) ||
		    memphys_count_mapped(pte + after + 1, after < batch->after))
			continue;
		batch->before = before;
		batch->after = after;
		return;
	}
}

/* Bits above are elsewhere in an entry of arm64. */
#define MEMPHYS_PTE_ADDR_BITS	48

/*
 * Fill the entries, under the lock that is held. A page costs 90 instructions from
 * mmap() to munmap(): too few for pfn_pte(), or a callback each, as in i915.
 */
static void memphys_batch_fill(struct memphys_batch *batch, pte_t *pte, unsigned long addr)
{
#ifdef MEMPHYS_HAVE_SET_PTE
	struct vm_area_struct *vma = batch->vma;
	pgprot_t prot = memphys_pte_prot(vma, memphys_run_is_ro(batch->run));
	u64 first = memphys_vma_phys(vma, addr - batch->before * PAGE_SIZE);
	u64 last = memphys_vma_phys(vma, addr + batch->after * PAGE_SIZE);
	pte_t *end = pte + batch->after + 1;
	pteval_t val;

	if ((first ^ last) >> MEMPHYS_PTE_ADDR_BITS)
		return;
	pte -= batch->before;
	addr -= batch->before * PAGE_SIZE;
	val = pte_val(pfn_pte(first >> PAGE_SHIFT, prot));
	for (; pte < end; pte++, addr += PAGE_SIZE, val += PAGE_SIZE) {
		/* A page that another thread mapped stays, with its dirty bit. */
		if (pte_none(ptep_get(pte)))
			memphys_set_special_pte(vma->vm_mm, addr, pte, __pte(val));
	}
	batch->before = 0;
	batch->after = 0;
#endif
}

/* Called for the mapped page; the others are beside it. */
MEMPHYS_PTE_FN(memphys_batch_pte, pte, addr, data)
{
	struct memphys_batch *batch = data;

	if (!batch->chosen)
		memphys_batch_choose(batch, pte, addr);
	batch->chosen = true;
	if (batch->typed && (batch->before || batch->after))
		memphys_batch_fill(batch, pte, addr);
	return 0;
}

/* One page, as memphys_fault() does it. */
static vm_fault_t memphys_insert_page(struct vm_area_struct *vma, unsigned long addr,
				      const struct memphys_run *run)
{
	u64 phys = memphys_vma_phys(vma, addr);
	void *hold = memphys_type_hold_page(run->type, phys);
	vm_fault_t ret;

	ret = vmf_insert_pfn_prot(vma, addr, phys >> PAGE_SHIFT,
				  memphys_pte_prot(vma, memphys_run_is_ro(run)));
	memphys_type_drop(hold);
	return ret;
}

/* Where the run ends, or the page table, or the range that ends at to. */
static unsigned long memphys_run_end(struct vm_area_struct *vma, unsigned long addr,
				     unsigned long to, const struct memphys_run *run)
{
	return addr + min_t(u64, run->end - memphys_vma_phys(vma, addr),
			    min(to - addr, PMD_SIZE - (addr & ~PMD_MASK)));
}

/*
 * Map pages of the run in [from, to), all or those that pay, in the page table of
 * the mapped one at addr: no huge page can take its place. Errors come later, at a touch.
 */
static void memphys_batch(struct vm_area_struct *vma, unsigned long addr, unsigned long from,
			  unsigned long to, const struct memphys_run *run, bool all)
{
	struct memphys_batch batch = {
		.vma = vma,
		.run = run,
		.before = (addr - from) >> PAGE_SHIFT,
		.after = ((to - addr) >> PAGE_SHIFT) - 1,
		.chosen = all,
		.typed = !MEMPHYS_PAT,
	};
	void *hold;

	if (!batch.before && !batch.after)
		return;
	if (!all || !MEMPHYS_PAT)
		apply_to_page_range(vma->vm_mm, addr, PAGE_SIZE, memphys_batch_pte, &batch);
	if (!batch.before && !batch.after)
		return;
	from = addr - batch.before * PAGE_SIZE;
	hold = memphys_type_hold(run->type, memphys_vma_phys(vma, from),
				 (batch.before + batch.after + 1) * PAGE_SIZE);
	batch.typed = hold;
	if (hold)
		apply_to_page_range(vma->vm_mm, addr, PAGE_SIZE, memphys_batch_pte, &batch);
	memphys_type_drop(hold);
	if (!batch.before && !batch.after)
		return;
	/* Page by page: each gets the type that is held there. */
	to = addr + (batch.after + 1) * PAGE_SIZE;
	for (addr -= batch.before * PAGE_SIZE; addr < to; addr += PAGE_SIZE)
		memphys_insert_page(vma, addr, run);
}

/* Map what is listed and not revoked in [from, to), inside one VMA: how many bytes? */
static unsigned long memphys_populate(struct vm_area_struct *vma, unsigned long from,
				      unsigned long to)
{
	unsigned long addr, end, mapped = 0;
	struct memphys_run run;

	for (addr = from; addr < to; addr = end) {
		memphys_vma_run(vma, addr, &run);
		end = memphys_run_end(vma, addr, to, &run);
		if (run.index < 0 || !memphys_enter(run.index, run.end))
			continue;
		if (memphys_insert_page(vma, addr, &run) == VM_FAULT_NOPAGE) {
			memphys_batch(vma, addr, addr, end, &run, true);
			mapped += end - addr;
		} else {
			to = end; /* no memory: enough */
		}
		memphys_leave(run.index, run.end);
	}
	return mapped;
}

/**
 * memphys_fault_neighbours() - count a fault, and map more where it pays
 * @vma: one of our mappings
 * @addr: user address of the page, which is mapped
 * @run: what the whitelist says about the page
 * Context: a fault handler, between memphys_enter() and memphys_leave().
 */
void memphys_fault_neighbours(struct vm_area_struct *vma, unsigned long addr,
			      const struct memphys_run *run)
{
	u64 start = ALIGN(memphys_list.area[run->index].start, PAGE_SIZE);
	/* Another page table can mean to wait for memory, and a revoke waits for us. */
	unsigned long first = max(vma->vm_start, addr & PMD_MASK);
	unsigned long last = min(vma->vm_end, (addr | ~PMD_MASK) + 1);
	unsigned long from = addr - min_t(u64, memphys_vma_phys(vma, addr) - start, addr - first);
	unsigned long to = memphys_run_end(vma, addr, last, run);
	bool all = vma->vm_end - vma->vm_start <= MEMPHYS_WHOLE_SIZE;

	atomic_long_inc(&memphys_states[run->index].faults);
	memphys_batch(vma, addr, from, to, run, all);
	if (all && to - from < last - first)
		memphys_populate(vma, first, last);
}

#ifdef CONFIG_PER_VMA_LOCK
/*
 * Maps nothing: under rcu_read_lock(), it cannot wait for a page table. It is set
 * to have .fault called under the lock of the VMA alone, which is enough.
 */
vm_fault_t memphys_fault_around(struct vm_fault *vmf, pgoff_t from, pgoff_t to)
{
	return 0;
}
#endif

#ifdef MEMPHYS_HUGE
/*
 * mbind(MPOL_MF_STRICT) looks for the struct page of a huge page, and finds an
 * oops, 6.12 to 7.3 at least: not for everybody, who gets the same by pages, nor
 * for who works with the credentials of others, as overlayfs and io_uring do.
 */
static bool memphys_huge_allowed(struct vm_area_struct *vma)
{
	return !IS_ENABLED(CONFIG_NUMA) ||
	       ((memphys_vma_file(vma)->rights & MEMPHYS_FILE_F_RAWIO) &&
		!(current->flags & PF_KTHREAD) && current_cred() == current_real_cred() &&
		ns_capable_noaudit(&init_user_ns, CAP_SYS_RAWIO));
}

/* May the slot of haddr hold a huge page: is it wholly in the VMA and one run? */
static bool memphys_huge_fits(struct vm_area_struct *vma, unsigned long haddr,
			      struct memphys_run *run)
{
	u64 phys = memphys_vma_phys(vma, haddr);

	return memphys_huge_allowed(vma) &&
	       haddr >= vma->vm_start && vma->vm_end - haddr >= PMD_SIZE &&
	       IS_ALIGNED(phys, PMD_SIZE) &&
	       memphys_vma_run(vma, haddr, run) && run->end - phys >= PMD_SIZE;
}

vm_fault_t memphys_fault_huge(struct vm_fault *vmf, unsigned int order)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long haddr = vmf->address & PMD_MASK;
	u64 phys = memphys_vma_phys(vma, haddr);
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	vm_fault_t ret = VM_FAULT_FALLBACK;
	struct memphys_run run;
	void *hold;

	if (order != PMD_ORDER)
		return ret;
	if (!memphys_huge_fits(vma, haddr, &run))
		goto out;
	/* No .pfn_mkwrite for a PMD, and no page table in the way of others. */
	ret = VM_FAULT_SIGBUS;
	if ((write && memphys_run_is_ro(&run)) || !memphys_enter(run.index, run.end))
		goto out;
	/* The core asks for the type of the first page only. */
	ret = VM_FAULT_FALLBACK;
	hold = memphys_type_hold(run.type, phys, PMD_SIZE);
	if (hold || !MEMPHYS_PAT)
		ret = memphys_insert_pmd(vmf, phys >> PAGE_SHIFT, write);
	memphys_type_drop(hold);
	if (ret == VM_FAULT_NOPAGE)
		atomic_long_inc(&memphys_states[run.index].faults);
	memphys_leave(run.index, run.end);
out:
	trace_memphys_huge_fault(memphys_vma_phys(vma, vmf->address), vmf->flags, ret);
	return ret;
}

/* By a fault: only the core can put a huge page there. */
static bool memphys_prefault_huge(struct vm_area_struct *vma, unsigned long addr)
{
	/* What may not be read has no fault by reading. */
	unsigned int flags = vma->vm_flags & VM_READ ? 0 : FAULT_FLAG_WRITE;

	return !fixup_user_fault(vma->vm_mm, addr, flags, NULL) &&
	       memphys_pmd_is_huge(vma->vm_mm, addr);
}
#else
static bool memphys_prefault_huge(struct vm_area_struct *vma, unsigned long addr) { return false; }
#endif

/* May the page at addr, in or before vma, be prefaulted by this descriptor? */
static int memphys_prefault_check(const struct file *file, const struct vm_area_struct *vma,
				  unsigned long addr)
{
	if (!vma || vma->vm_start > addr)
		return -ENOMEM;
	if (vma->vm_file != file)
		return -EINVAL;
	if (vma->vm_ops == &memphys_remap_vm_ops || memphys_vma_is_cow(vma))
		return -EOPNOTSUPP;
	/* PTEs of a PROT_NONE mapping would be no use. */
	return vma->vm_flags & (VM_READ | VM_WRITE) ? 0 : -EACCES;
}

/**
 * memphys_prefault() - MEMPHYS_IOC_PREFAULT
 * @file: the descriptor
 * @arg: the range; mapped is filled in
 * Return: 0 or an error as documented for struct memphys_prefault.
 */
int memphys_prefault(struct file *file, struct memphys_prefault *arg)
{
	struct mm_struct *mm = current->mm;
	u64 start = untagged_addr(arg->start);
	unsigned long addr, to = start + arg->length, end, mapped = 0;
	struct vm_area_struct *vma;
	int err;

	if (arg->flags || !arg->length ||
	    !IS_ALIGNED(start | arg->length, PAGE_SIZE) ||
	    start > TASK_SIZE || arg->length > TASK_SIZE - start)
		return -EINVAL;

	/* One page table at a time: then others get mmap_lock, and a signal is seen. */
	for (addr = start; addr < to; addr = end) {
		if (mmap_read_lock_killable(mm))
			return -EINTR;
		vma = find_vma(mm, addr);
		err = memphys_prefault_check(file, vma, addr);
		if (err) {
			mmap_read_unlock(mm);
			return err;
		}
		end = min3(vma->vm_end, to, ALIGN(addr + 1, PMD_SIZE));
		mapped += memphys_prefault_huge(vma, addr) ?
			  end - addr : memphys_populate(vma, addr, end);
		mmap_read_unlock(mm);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	arg->mapped = mapped >> PAGE_SHIFT;
	return 0;
}
