// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fault handler of 2009, on pages of its own: it returns the page where the
 * kernel expects an answer. A process that meets it is killed, or faults for
 * ever. It loads in the guest of "make lab" only, and is never installed.
 *
 *	era=2009	the answer has the bits that Linux 2.6.31 looked at
 *	era=today	it has those that today's kernels know
 *	era=insert	the handler was corrected, by vmf_insert_pfn(), and .mmap
 *			was forgotten: a copy-on-write mapping is a BUG
 *	size=N		sizeof(struct page) of the kernel that is played
 *
 * Copyright (C) 2026 The memphys authors
 */
#define pr_fmt(fmt) "classic: " fmt

#include <linux/magic.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/namei.h>

#include "classic.h"

#define CLASSIC_PAGES	16

static char *era = "2009";
module_param(era, charp, 0400);
MODULE_PARM_DESC(era, "2009, today or insert");

static unsigned int size;
module_param(size, uint, 0400);
MODULE_PARM_DESC(size, "sizeof(struct page); 56 for era=2009, 64 for today");

static struct page *classic_pages[CLASSIC_PAGES];
static atomic_t classic_faults[CLASSIC_PAGES];
static u32 classic_known;	/* the bits that its kernel looks at */

/* What "return (int)page" was; the kernel that runs must know only those bits. */
static vm_fault_t classic_answer(unsigned int index)
{
	u32 answer = classic_returned(size, index) & classic_known;

	if (atomic_inc_return(&classic_faults[index]) == 1 && answer)
		pr_info("pfn %llu answers 0x%x\n", REPORT_PFN + index, answer);
	return (__force vm_fault_t)answer;
}

static vm_fault_t classic_fault(struct vm_fault *vmf)
{
	pgoff_t index = vmf->pgoff - REPORT_PFN;
	struct page *page;

	if (index >= CLASSIC_PAGES)
		return VM_FAULT_SIGBUS;
	page = classic_pages[index];
	/* begin-classic */
	get_page(page);
	vmf->page = page;
	return classic_answer(index); /* it was: return page; */
	/* end-classic */
}

/* What the kernel does not map, nobody unmaps: each fault keeps its reference. */
static unsigned int classic_lost(unsigned int index)
{
	u32 answer = classic_returned(size, index) & classic_known;

	return answer ? atomic_read(&classic_faults[index]) : 0;
}

static void classic_close(struct vm_area_struct *vma)
{
	unsigned int i, faults;

	for (i = 0; i < CLASSIC_PAGES; i++) {
		faults = classic_lost(i);
		if (faults > 1)
			pr_info("pfn %llu: %u faults, each took a reference\n",
				REPORT_PFN + i, faults);
	}
}

static const struct vm_operations_struct classic_vm_ops = {
	.fault = classic_fault,
	.close = classic_close,
};

static vm_fault_t classic_insert(struct vm_fault *vmf)
{
	pgoff_t index = vmf->pgoff - REPORT_PFN;

	if (index >= CLASSIC_PAGES)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address,
			      page_to_pfn(classic_pages[index]));
}

static const struct vm_operations_struct classic_insert_vm_ops = {
	.fault = classic_insert,
};

static int classic_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (classic_known) {
		vma->vm_ops = &classic_vm_ops;
		return 0;
	}
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &classic_insert_vm_ops;
	return 0;
}

static const struct file_operations classic_fops = {
	.owner = THIS_MODULE,
	.mmap = classic_mmap,
};

static struct miscdevice classic_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "memphys-classic",
	.mode = 0600,
	.fops = &classic_fops,
};

static bool classic_path_exists(const char *name, unsigned long magic)
{
	struct path path;
	bool found;

	if (kern_path(name, LOOKUP_FOLLOW, &path))
		return false;
	found = !magic || path.mnt->mnt_sb->s_magic == magic;
	path_put(&path);
	return found;
}

/* The guest of the lab has this file, and everything is in memory there. */
static bool classic_in_the_lab(void)
{
	return classic_path_exists("/bench/lab", 0) &&
	       (classic_path_exists("/", RAMFS_MAGIC) ||
		classic_path_exists("/", TMPFS_MAGIC));
}

static int classic_era(void)
{
	if (!strcmp(era, "2009")) {
		classic_known = ERRORS_2009 | ANSWER_NOPAGE;
		size = size ?: PAGE_STRUCT_2009;
	} else if (!strcmp(era, "today")) {
		classic_known = ERRORS_TODAY | ANSWER_NOPAGE;
		size = size ?: PAGE_STRUCT_TODAY;
	} else if (strcmp(era, "insert")) {
		pr_err("no era %s: 2009, today or insert\n", era);
		return -EINVAL;
	}
	return 0;
}

static void classic_free(void)
{
	unsigned int i;

	for (i = 0; i < CLASSIC_PAGES && classic_pages[i]; i++) {
		page_ref_sub(classic_pages[i], classic_lost(i));
		__free_page(classic_pages[i]);
	}
}

/* Each word of a page holds the address that the report's page had. */
static int classic_alloc(void)
{
	unsigned int i, word;
	u32 *words;

	for (i = 0; i < CLASSIC_PAGES; i++) {
		classic_pages[i] = alloc_page(GFP_KERNEL);
		if (!classic_pages[i])
			return -ENOMEM;
		words = page_address(classic_pages[i]);
		for (word = 0; word < PAGE_SIZE / sizeof(*words); word++)
			words[word] = REPORT_PHYS + i * PAGE_SIZE +
				      word * sizeof(*words);
	}
	return 0;
}

static int __init classic_init(void)
{
	int err;

	if (!classic_in_the_lab()) {
		pr_err("this hangs processes on purpose: load it in \"make lab\"\n");
		return -EPERM;
	}
	err = classic_era();
	if (!err)
		err = classic_alloc();
	if (!err)
		err = misc_register(&classic_node);
	if (err)
		classic_free();
	return err;
}

static void __exit classic_exit(void)
{
	misc_deregister(&classic_node);
	classic_free();
}

module_init(classic_init);
module_exit(classic_exit);
MODULE_DESCRIPTION("The fault handler of 2009, for the lab of memphys only");
MODULE_AUTHOR("The memphys authors");
MODULE_LICENSE("GPL");
