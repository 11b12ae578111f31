// SPDX-License-Identifier: GPL-2.0-only
/*
 * simple.c as kernels from 7.x on want it: .mmap_prepare gets a description of the
 * mapping that is to be, and says what the kernel shall do when it is there.
 * Built only where the kernel's headers have it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

/* begin-remap */
static int prepare_remap_mmap(struct vm_area_desc *desc)
{
	desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_remap_full(desc, desc->pgoff);
	return 0;
}

/* end-remap */
/* begin-fault */
static vm_fault_t prepare_fault(struct vm_fault *vmf)
{
	return vmf_insert_pfn(vmf->vma, vmf->address, vmf->pgoff);
}

static const struct vm_operations_struct prepare_vm_ops = {
	.fault = prepare_fault,
};

static int prepare_fault_mmap(struct vm_area_desc *desc)
{
	if (vma_desc_is_cow_mapping(desc))
		return -EINVAL;
	desc->page_prot = pgprot_noncached(desc->page_prot);
	vma_desc_set_flags(desc, VMA_IO_BIT, VMA_PFNMAP_BIT,
			   VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);
	desc->vm_ops = &prepare_vm_ops;
	return 0;
}

/* end-fault */
static const struct file_operations prepare_remap_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = prepare_remap_mmap,
};

static const struct file_operations prepare_fault_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = prepare_fault_mmap,
};

static struct miscdevice prepare_remap_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "prepare-remap",
	.mode = 0600,
	.fops = &prepare_remap_fops,
};

static struct miscdevice prepare_fault_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "prepare-fault",
	.mode = 0600,
	.fops = &prepare_fault_fops,
};

static int __init prepare_init(void)
{
	int err = misc_register(&prepare_remap_node);

	if (err)
		return err;
	err = misc_register(&prepare_fault_node);
	if (err)
		misc_deregister(&prepare_remap_node);
	return err;
}

static void __exit prepare_exit(void)
{
	misc_deregister(&prepare_fault_node);
	misc_deregister(&prepare_remap_node);
}

module_init(prepare_init);
module_exit(prepare_exit);
MODULE_DESCRIPTION("Both ways to map physical memory, by .mmap_prepare");
MODULE_AUTHOR("The memphys authors");
MODULE_LICENSE("GPL");
