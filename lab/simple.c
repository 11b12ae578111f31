// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both ways to map physical memory, and nothing else: a process that opens the
 * nodes may map everything. The first chapter of the course; memphys is what has to be
 * added.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

/* begin-remap */
static int simple_remap_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

/* end-remap */
/* begin-fault */
static vm_fault_t simple_fault(struct vm_fault *vmf)
{
	return vmf_insert_pfn(vmf->vma, vmf->address, vmf->pgoff);
}

static const struct vm_operations_struct simple_vm_ops = {
	.fault = simple_fault,
};

static int simple_fault_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (is_cow_mapping(vma->vm_flags))
		return -EINVAL;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &simple_vm_ops;
	return 0;
}

/* end-fault */
/* begin-nodes */
static const struct file_operations simple_remap_fops = {
	.owner = THIS_MODULE,
	.mmap = simple_remap_mmap,
};

static const struct file_operations simple_fault_fops = {
	.owner = THIS_MODULE,
	.mmap = simple_fault_mmap,
};

static struct miscdevice simple_remap_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "simple-remap",
	.mode = 0600,
	.fops = &simple_remap_fops,
};

static struct miscdevice simple_fault_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "simple-fault",
	.mode = 0600,
	.fops = &simple_fault_fops,
};

static int __init simple_init(void)
{
	int err = misc_register(&simple_remap_node);

	if (err)
		return err;
	err = misc_register(&simple_fault_node);
	if (err)
		misc_deregister(&simple_remap_node);
	return err;
}

static void __exit simple_exit(void)
{
	misc_deregister(&simple_fault_node);
	misc_deregister(&simple_remap_node);
}

/* end-nodes */
module_init(simple_init);
module_exit(simple_exit);
MODULE_DESCRIPTION("Both ways to map physical memory, for the lab of memphys");
MODULE_AUTHOR("The memphys authors");
MODULE_LICENSE("GPL");
