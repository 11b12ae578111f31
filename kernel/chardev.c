// SPDX-License-Identifier: GPL-2.0-only
/*
 * The nodes: open, release, and the mmap dispatcher with every check that
 * both methods share.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/capability.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

#include "memphys.h"
#include "trace.h"

static struct miscdevice memphys_fault_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "memphys",
	.mode = 0600,
	.fops = &memphys_fops,
};

static struct miscdevice memphys_remap_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "memphys-remap",
	.mode = 0600,
	.fops = &memphys_fops,
};

/* Set when nothing can fail any more: a failed init waits for no opener. */
static bool memphys_live;

/* As /dev/mem: existing mappings stay when the kernel is locked down. */
int memphys_locked_down(void)
{
	return security_locked_down(LOCKDOWN_DEV_MEM) ? -EPERM : 0;
}

/* The region whose own node has that number, if there is one. */
static const struct memphys_area *memphys_node_area(unsigned int minor)
{
	const struct memphys_area *area = &memphys_list.area[minor];

	return minor < memphys_list.count &&
	       (area->attributes & MEMPHYS_REGION_F_NODE) ? area : NULL;
}

static int memphys_open(struct inode *inode, struct file *file)
{
	/* misc_open() leaves the node here; a region's own leaves nothing. */
	const struct miscdevice *node = file->private_data;
	u64 all = MEMPHYS_ALL_REGIONS, anybody;
	const struct memphys_area *area = NULL;
	struct memphys_file *mf;
	bool rawio;

	if (!READ_ONCE(memphys_live))
		return -ENODEV;
	if (memphys_locked_down())
		return -EPERM;
	if (node) {
		anybody = memphys_list_users(&memphys_list);
	} else {
		area = memphys_node_area(iminor(inode));
		if (!area)
			return -ENXIO;
		all = BIT_ULL(area - memphys_list.area);
		/* The permissions of the node are the policy. */
		anybody = memphys_list_answers(&memphys_list, area) ? all : 0;
	}
	/* To be without it is no offence where there is something to see. */
	rawio = anybody ? ns_capable_noaudit(&init_user_ns, CAP_SYS_RAWIO) :
			  capable(CAP_SYS_RAWIO);
	if (!rawio && !anybody)
		return -EPERM;

	mf = kzalloc(sizeof(*mf), GFP_KERNEL_ACCOUNT);
	if (!mf)
		return -ENOMEM;
	mf->rights = rawio ? MEMPHYS_FILE_F_RAWIO : 0;
	mf->visible = rawio ? all : anybody;
	mf->area = area;
	mf->method = node == &memphys_remap_node ? MEMPHYS_METHOD_REMAP :
						   MEMPHYS_METHOD_FAULT;
	memphys_ram_recheck(0, memphys_list.limit, false);
	file->private_data = mf;
	/* 32-bit clients reach beyond 2 GiB, as with /dev/mem. */
	memphys_unsigned_offset(file);
	memphys_mapping_attach(file);
	return 0;
}

static int memphys_release(struct inode *inode, struct file *file)
{
	struct memphys_file *mf = file->private_data;

	memphys_mapping_detach(mf);
	kfree(mf);
	return 0;
}

/* The window's physical addresses; false if they do not fit. */
static bool memphys_window_init(struct memphys_window *win, struct vm_area_struct *vma)
{
	u64 len = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff > (memphys_list.limit - 1) >> PAGE_SHIFT)
		return false;
	win->start = (u64)vma->vm_pgoff << PAGE_SHIFT;
	win->end = win->start + len;
	return len <= memphys_list.limit - win->start;
}

/* What both methods refuse. */
static int memphys_window_admit(struct vm_area_struct *vma,
				const struct memphys_window *win)
{
	if (!win->listed)
		return -EPERM;
	if (win->revoked == win->listed)
		return -ENODEV;
	/*
	 * One mapping, one memory type: mprotect() on arm64 gives every PTE
	 * the type of vm_page_prot.
	 */
	if (win->mixed)
		return -EINVAL;
	return 0;
}

static void memphys_count_maps(const struct memphys_file *mf,
			       const struct memphys_window *win)
{
	struct memphys_run run;
	u64 addr;

	for (addr = win->start; addr < win->end; addr = run.end) {
		memphys_list_run(&memphys_list, addr, mf->visible, &run);
		if (run.index >= 0)
			atomic_long_inc(&memphys_states[run.index].maps);
	}
}

static int memphys_mmap_window(struct memphys_file *mf, unsigned int method,
			       struct vm_area_struct *vma,
			       struct memphys_window *win)
{
	pgprot_t prot;
	int err;

	memphys_list_survey(&memphys_list, mf->visible, win);
	err = memphys_window_admit(vma, win);
	if (err)
		return err;

	/*
	 * All flags are set here and never in a handler, which holds mmap_lock
	 * for reading, or since 6.7 perhaps only the lock of its VMA. A private
	 * mapping that is not copy-on-write is read-only and stays so.
	 *
	 * Nothing is executed from a mapping, and nobody is refused for asking:
	 * READ_IMPLIES_EXEC, which every process below ARMv6 has, asks on
	 * behalf of all that is readable. vm_page_prot was made before VM_EXEC
	 * went.
	 */
	memphys_vm_flags_mod(vma,
			     VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP,
			     VM_EXEC | VM_MAYEXEC);
	prot = memphys_type_prot(win->type, vm_get_page_prot(vma->vm_flags));
	/* Memory of the driver's own is encrypted where RAM is; devices not. */
	if (!win->scratch)
		prot = pgprot_decrypted(prot);
	vma->vm_page_prot = prot;

	if (method == MEMPHYS_METHOD_REMAP)
		return memphys_remap_mmap(vma, win);
	return memphys_fault_mmap(vma, win);
}

static int memphys_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct memphys_file *mf = file->private_data;
	unsigned int method = mf->method;
	struct memphys_window win;
	int err;

	if (memphys_locked_down())
		return -EPERM;
	/*
	 * From here on, the offset of every mapping is its physical address, by
	 * which a revoke finds it.
	 */
	if (!PAGE_ALIGNED(memphys_file_base(mf)))
		return -EINVAL;
	vma->vm_pgoff += memphys_file_base(mf) >> PAGE_SHIFT;
	if (!memphys_window_init(&win, vma))
		return -EINVAL;
	memphys_ram_recheck(win.start, win.end, false);

	err = memphys_mmap_window(mf, method, vma, &win);
	if (!err)
		memphys_count_maps(mf, &win);
	trace_memphys_mmap(win.start, win.end - win.start, method, err);
	return err;
}

static loff_t memphys_llseek(struct file *file, loff_t offset, int whence)
{
	const struct memphys_file *mf = file->private_data;

	if (whence > (mf->area ? SEEK_END : SEEK_CUR))
		return -EINVAL;
	return generic_file_llseek_size(file, offset, whence, OFFSET_MAX,
					mf->area ? mf->area->size : 0);
}

const struct file_operations memphys_fops = {
	.owner = THIS_MODULE,
	MEMPHYS_FOP_FLAGS
	.open = memphys_open,
	.release = memphys_release,
	.llseek = memphys_llseek,
	.read = memphys_read,
	.write = memphys_write,
	.unlocked_ioctl = memphys_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.mmap = memphys_mmap,
	/* A PMD can only be mapped where both addresses are aligned. */
	MEMPHYS_GET_UNMAPPED_AREA
};

int __init memphys_chardev_init(void)
{
	int err = misc_register(&memphys_fault_node);

	if (err)
		return err;
	err = misc_register(&memphys_remap_node);
	if (err)
		misc_deregister(&memphys_fault_node);
	else
		WRITE_ONCE(memphys_live, true);
	return err;
}

void memphys_chardev_exit(void)
{
	misc_deregister(&memphys_remap_node);
	misc_deregister(&memphys_fault_node);
}
