// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory type of mappings: one page, one type, by every way to insert it.
 *
 * On x86, some functions that map pages ask which type is held there, some do not:
 * Documentation/driver-api/memory-types.rst. A mapping of the kernel holds a type
 * while it exists. Pages for which nobody would ask, or that are to be wc or wb,
 * are mapped beside such a mapping, which goes at once.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/io.h>

#include "memphys.h"

pgprot_t memphys_type_prot(u8 type, pgprot_t prot)
{
	return type == MEMPHYS_TYPE_DEVICE ? pgprot_device(prot) :
	       type == MEMPHYS_TYPE_UNCACHED ? pgprot_noncached(prot) :
	       type == MEMPHYS_TYPE_WC ? pgprot_writecombine(prot) : prot;
}

#if MEMPHYS_PAT

/* Did a kernel mapping come out with that type? Bit PAT moves with the level. */
static bool memphys_kernel_type_is(const void *addr, u8 type)
{
	pgprot_t prot = memphys_type_prot(type, PAGE_KERNEL);
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)addr, &level);

	return pte && !((pte_flags(*pte) ^ pgprot_val(prot)) & (_PAGE_PWT | _PAGE_PCD));
}

/**
 * memphys_type_hold() - hold a memory type while pages are being mapped
 * @type: MEMPHYS_TYPE_* that all of them are to have
 * @phys: address of the first page
 * @size: bytes, whole pages
 * Return: what memphys_type_drop() takes, or NULL if another type is held
 * somewhere: then the pages must be mapped one by one.
 */
void *memphys_type_hold(u8 type, u64 phys, size_t size)
{
	void *hold;

	if (type == MEMPHYS_TYPE_WB)
		hold = memremap(phys, size, MEMREMAP_WB);
	else if (type == MEMPHYS_TYPE_WC)
		hold = (void __force *)ioremap_wc(phys, size);
	else
		hold = (void __force *)ioremap(phys, size);

	if (hold && memphys_kernel_type_is(hold, type))
		return hold;
	memphys_type_drop(hold);
	pr_notice_ratelimited("not all of 0x%llx+0x%zx can be mapped as %s: another driver or the MTRRs hold another type there\n",
			      phys, size, memphys_type_name(type));
	return NULL;
}

/* Who asks gets UC- for a page that nobody holds: right for registers. */
static bool memphys_type_needs_hold(u8 type)
{
	return type == MEMPHYS_TYPE_WC || type == MEMPHYS_TYPE_WB;
}

/* For one page, to be mapped by a function that asks. */
void *memphys_type_hold_page(u8 type, u64 phys)
{
	return memphys_type_needs_hold(type) ? memphys_type_hold(type, phys, PAGE_SIZE) : NULL;
}

void memphys_type_drop(void *hold)
{
	if (hold)
		memunmap(hold);
}

/* A page, or a part of the VMA: -EINVAL if the types of its pages differ. */
static int memphys_type_remap_part(struct vm_area_struct *vma, unsigned long addr,
				   unsigned long size, u8 type)
{
	bool needs_hold = memphys_type_needs_hold(type);
	u64 phys = memphys_vma_phys(vma, addr);
	void *hold = needs_hold ? memphys_type_hold(type, phys, size) : NULL;
	int err = -EINVAL;

	if (size == PAGE_SIZE)
		err = vmf_insert_pfn(vma, addr, phys >> PAGE_SHIFT) ==
		      VM_FAULT_NOPAGE ? 0 : -ENOMEM;
	else if (hold || !needs_hold)
		err = remap_pfn_range(vma, addr, phys >> PAGE_SHIFT, size, vma->vm_page_prot);
	memphys_type_drop(hold);
	return err;
}

/**
 * memphys_type_remap() - remap_pfn_range(), each page with the type held there
 * @vma: the VMA; its flags and protection are set
 * @addr: first address
 * @end: the address after the last
 * @type: MEMPHYS_TYPE_* that the pages are to have
 *
 * The first page by itself, so that no call covers the VMA; and all pages where
 * their types differ. No VMA may be filled in parts that is copy-on-write: this
 * one is not yet.
 * Return: 0 or an error for .mmap.
 */
int memphys_type_remap(struct vm_area_struct *vma, unsigned long addr,
		       unsigned long end, u8 type)
{
	bool cow = memphys_vma_is_cow(vma);
	unsigned long size;
	int err;

	if (cow)
		memphys_vm_flags_mod(vma, 0, VM_MAYWRITE);
	err = memphys_type_remap_part(vma, addr, PAGE_SIZE, type);
	addr += PAGE_SIZE;
	for (size = end - addr; !err && addr < end; addr += size) {
		err = memphys_type_remap_part(vma, addr, size, type);
		if (err == -EINVAL) {
			size = PAGE_SIZE;
			err = memphys_type_remap_part(vma, addr, size, type);
		}
	}
	if (cow)
		memphys_vm_flags_mod(vma, VM_MAYWRITE, 0);
	return err;
}

#endif /* MEMPHYS_PAT */
