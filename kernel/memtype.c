// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory type of mappings: one page, one type, by either method and every
 * way to insert it.
 *
 * On arm, arm64 and most others the PTE says it all and nobody keeps books. On
 * x86 the kernel does (arch/x86/mm/pat): vmf_insert_pfn() and
 * remap_pfn_range() ask the books and ignore what we want, while
 * apply_to_page_range() does not ask. So
 *
 * - for registers nothing is reserved: without a holder the books answer UC-,
 *   which is what pgprot_device() means there, and with one its type is
 *   adopted page by page. A reservation of ours would change the type of the
 *   owner's next ioremap_wc().
 * - wc and wb have no such default, so the type of the whole region is held
 *   while a descriptor that mapped it is open (a mapping keeps it open).
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/io.h>

#include "memphys.h"

pgprot_t memphys_type_prot(u8 type, pgprot_t prot)
{
	switch (type) {
	case MEMPHYS_TYPE_DEVICE:
		return pgprot_device(prot);
	case MEMPHYS_TYPE_UNCACHED:
		return pgprot_noncached(prot);
	case MEMPHYS_TYPE_WC:
		return pgprot_writecombine(prot);
	default:
		return prot;
	}
}

#ifdef CONFIG_X86

/* Enough to tell WB, WC and UC-; bit PAT moves with the level. */
#define MEMPHYS_CACHE_BITS	(_PAGE_PWT | _PAGE_PCD)

static DEFINE_MUTEX(memphys_type_lock);

static bool memphys_type_needs_hold(const struct memphys_area *area)
{
	return !(area->attributes & MEMPHYS_REGION_F_SCRATCH) &&
	       (area->type == MEMPHYS_TYPE_WC || area->type == MEMPHYS_TYPE_WB);
}

/* Whole pages: the books know nothing smaller. PAGE_MASK may have 32 bits. */
static u64 memphys_area_base(const struct memphys_area *area)
{
	return area->start & ~((u64)PAGE_SIZE - 1);
}

static u64 memphys_area_span(const struct memphys_area *area)
{
	return PAGE_ALIGN(area->start + area->size) - memphys_area_base(area);
}

/* Did a kernel mapping come out with the type of prot? */
static bool memphys_kernel_type_is(const void *addr, pgprot_t prot)
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)addr, &level);

	return pte && !((pte_flags(*pte) ^ pgprot_val(prot)) &
			MEMPHYS_CACHE_BITS);
}

/* A kernel mapping fixes wb: but only if it came out as wb. */
static void *memphys_wb_reserve(const struct memphys_area *area)
{
	void *hold = memremap(memphys_area_base(area), memphys_area_span(area),
			      MEMREMAP_WB);

	if (hold && !memphys_kernel_type_is(hold, PAGE_KERNEL)) {
		memunmap(hold);
		hold = NULL;
	}
	return hold;
}

/* The reservation succeeds with UC-, too, where somebody holds that. */
static bool memphys_wc_reserve(const struct memphys_area *area)
{
	u64 base = memphys_area_base(area);
	void __iomem *page;
	bool held;

	if (arch_io_reserve_memtype_wc(base, memphys_area_span(area)))
		return false;
	page = ioremap_wc(base, PAGE_SIZE);
	held = page && memphys_kernel_type_is((const void __force *)page,
					      pgprot_writecombine(PAGE_KERNEL));
	if (page)
		iounmap(page);
	if (!held)
		arch_io_free_memtype_wc(base, memphys_area_span(area));
	return held;
}

static int memphys_type_reserve(unsigned int index)
{
	const struct memphys_area *area = &memphys_list.area[index];
	struct memphys_state *state = &memphys_states[index];
	bool held;

	if (area->type == MEMPHYS_TYPE_WC) {
		held = memphys_wc_reserve(area);
	} else {
		state->type_hold = memphys_wb_reserve(area);
		held = state->type_hold;
	}
	if (held)
		return 0;
	pr_warn_ratelimited("%s cannot be mapped as %s: another driver or the MTRRs hold another type there\n",
			    area->name, memphys_type_name(area->type));
	return -EBUSY;
}

static void memphys_type_free(unsigned int index)
{
	const struct memphys_area *area = &memphys_list.area[index];
	struct memphys_state *state = &memphys_states[index];

	if (area->type == MEMPHYS_TYPE_WC)
		arch_io_free_memtype_wc(memphys_area_base(area),
					memphys_area_span(area));
	else
		memunmap(state->type_hold);
	state->type_hold = NULL;
}

/**
 * memphys_type_hold() - hold the memory types that a window needs
 * @mf: the descriptor that holds them until it is released
 * @win: the window; only its addresses are used
 *
 * Return: 0, or -EBUSY if somebody else holds another type.
 */
int memphys_type_hold(struct memphys_file *mf, const struct memphys_window *win)
{
	const struct memphys_area *area;
	unsigned int i;
	int err = 0;

	mutex_lock(&memphys_type_lock);
	for (i = 0; i < memphys_list.count && !err; i++) {
		area = &memphys_list.area[i];
		if (area->start >= win->end ||
		    area->start + area->size <= win->start ||
		    !memphys_type_needs_hold(area) ||
		    (mf->type_held & BIT_ULL(i)) ||
		    (!mf->rawio && !(area->attributes & MEMPHYS_REGION_F_USER)))
			continue;
		if (!memphys_states[i].type_users)
			err = memphys_type_reserve(i);
		if (!err) {
			memphys_states[i].type_users++;
			mf->type_held |= BIT_ULL(i);
		}
	}
	mutex_unlock(&memphys_type_lock);
	return err;
}

void memphys_type_drop(struct memphys_file *mf)
{
	unsigned int i;

	mutex_lock(&memphys_type_lock);
	for (i = 0; i < memphys_list.count; i++)
		if ((mf->type_held & BIT_ULL(i)) &&
		    !--memphys_states[i].type_users)
			memphys_type_free(i);
	mutex_unlock(&memphys_type_lock);
}

static u8 memphys_type_of_bits(unsigned long bits)
{
	switch (bits) {
	case 0:
		return MEMPHYS_TYPE_WB;
	case _PAGE_PWT:
		return MEMPHYS_TYPE_WC;
	default:
		return MEMPHYS_TYPE_UNCACHED;
	}
}

/**
 * memphys_type_seen() - did a page get the type that its region lists?
 * @vma: one of our mappings
 * @pte: the entry of a page that the kernel just mapped
 * @index: the page's region
 *
 * Notes the type for sysfs, and says in the log when it is another one.
 */
bool memphys_type_seen(const struct vm_area_struct *vma, pte_t pte, int index)
{
	const struct memphys_area *area = &memphys_list.area[index];
	struct memphys_state *state = &memphys_states[index];
	unsigned long bits = pte_flags(pte) & MEMPHYS_CACHE_BITS;
	unsigned long want;
	u8 used;

	if (pte_none(pte))
		return false;
	want = pgprot_val(vma->vm_page_prot) & MEMPHYS_CACHE_BITS;
	used = bits == want ? area->type : memphys_type_of_bits(bits);
	if (used != READ_ONCE(state->type_used)) {
		WRITE_ONCE(state->type_used, used);
		/* Each touch of another part of the region can change it. */
		pr_notice_ratelimited("%s is mapped as %s%s\n", area->name,
				      memphys_type_name(used),
				      used == area->type ? " again" :
				      ", because another driver holds that type");
	}
	return bits == want;
}

MEMPHYS_PTE_FN(memphys_pte_copy, pte, addr, data)
{
	*(pte_t *)data = ptep_get(pte);
	return 0;
}

/* The same for the first page of a VMA. */
static bool memphys_type_seen_first(struct vm_area_struct *vma, int index)
{
	pte_t pte = __pte(0);

	return !apply_to_page_range(vma->vm_mm, vma->vm_start, PAGE_SIZE,
				    memphys_pte_copy, &pte) &&
	       memphys_type_seen(vma, pte, index);
}

/**
 * memphys_type_settle() - finish what remap_pfn_range() did to a new VMA
 * @vma: the VMA
 * @win: what it holds
 * @err: what remap_pfn_range() returned
 *
 * It chose one type for the whole VMA, or refused because it found another one
 * somewhere. Then the pages go in one by one, each with its own.
 *
 * Return: 0 or an error for .mmap.
 */
int memphys_type_settle(struct vm_area_struct *vma,
			const struct memphys_window *win, int err)
{
	unsigned long addr, pfn = vma->vm_pgoff;
	struct memphys_run run;

	memphys_list_run(&memphys_list, win->start, false, &run);
	if (!err) {
		memphys_pat_untrack(vma, win->scratch);
		if (memphys_type_seen_first(vma, run.index))
			return 0;
		memphys_zap_vma(vma);
	} else if (err != -EINVAL) {
		return err;
	}
	if (memphys_vma_is_cow(vma))
		return -EBUSY;
	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE) {
		if (vmf_insert_pfn(vma, addr, pfn++) != VM_FAULT_NOPAGE)
			return -ENOMEM;
		err = addr & ~PMD_MASK ? 0 : memphys_window_recheck(win);
		if (err)
			return err;
	}
	memphys_type_seen_first(vma, run.index);
	return 0;
}

#else /* !CONFIG_X86 */

int memphys_type_hold(struct memphys_file *mf, const struct memphys_window *win)
{
	return 0;
}

void memphys_type_drop(struct memphys_file *mf)
{
}

int memphys_type_settle(struct vm_area_struct *vma,
			const struct memphys_window *win, int err)
{
	return err;
}

#endif /* CONFIG_X86 */
