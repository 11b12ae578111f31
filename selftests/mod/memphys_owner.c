// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that owns a block, on command: claims it, maps it into the kernel as
 * one type or another. And a look at page tables, which nothing else shows for
 * such mappings, and a hand at the device tree and at the list of memory, which
 * stock kernels change on nobody's command. For the memphys selftests; not for use.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "owner.h"

#define OWNER_KINDS	(OWNER_WB + 1)

/**
 * struct owner - one open file
 * @lock: guards the rest
 * @held: what it holds, by kind; length 0 where nothing
 * @map: the kernel's mapping of it
 */
struct owner {
	struct mutex lock; /* guards the rest */
	struct owner_hold held[OWNER_KINDS];
	void *map[OWNER_KINDS];
};

static int owner_open(struct inode *inode, struct file *file)
{
	struct owner *owner = kzalloc(sizeof(*owner), GFP_KERNEL);

	if (!owner)
		return -ENOMEM;
	mutex_init(&owner->lock);
	file->private_data = owner;
	return 0;
}

static int owner_take(struct owner *owner, const struct owner_hold *hold)
{
	void *map;

	switch (hold->kind) {
	case OWNER_CLAIM:
		map = request_mem_region(hold->start, hold->length,
					 "memphys_owner");
		break;
	case OWNER_UNCACHED:
		map = (void __force *)ioremap(hold->start, hold->length);
		break;
	case OWNER_WC:
		map = (void __force *)ioremap_wc(hold->start, hold->length);
		break;
	default:
		map = memremap(hold->start, hold->length, MEMREMAP_WB);
		break;
	}
	if (!map)
		return -EBUSY;
	owner->map[hold->kind] = map;
	owner->held[hold->kind] = *hold;
	return 0;
}

static void owner_drop(struct owner *owner, unsigned int kind)
{
	const struct owner_hold *hold = &owner->held[kind];

	if (!hold->length)
		return;
	if (kind == OWNER_CLAIM)
		release_mem_region(hold->start, hold->length);
	else if (kind == OWNER_WB)
		memunmap(owner->map[kind]);
	else
		iounmap((void __force __iomem *)owner->map[kind]);
	owner->held[kind].length = 0;
	owner->map[kind] = NULL;
}

static int owner_release(struct inode *inode, struct file *file)
{
	struct owner *owner = file->private_data;
	unsigned int kind;

	for (kind = 0; kind < OWNER_KINDS; kind++)
		owner_drop(owner, kind);
	kfree(owner);
	return 0;
}

MEMPHYS_PTE_FN(owner_pte, pte, addr, data)
{
	struct owner_entry *entry = data;

	if (!pte_present(*pte))
		return 0;
	entry->level = 1;
	entry->entry = pte_val(*pte);
	entry->writable = !!pte_write(*pte);
	return 0;
}

#ifdef MEMPHYS_HUGE
/* A huge page has its entry one level up, where apply_to_page_range() gives up. */
static bool owner_huge(struct mm_struct *mm, unsigned long addr,
		       struct owner_entry *entry)
{
	pgd_t *pgd = pgd_offset(mm, addr);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;

	if (pgd_none(*pgd))
		return false;
	p4d = p4d_offset(pgd, addr);
	if (p4d_none(*p4d))
		return false;
	pud = pud_offset(p4d, addr);
	if (pud_none(*pud))
		return false;
	pmd = pmd_offset(pud, addr);
	if (!pmd_leaf(*pmd))
		return false;
	entry->level = 2;
	entry->entry = pmd_val(*pmd);
	entry->writable = !!pmd_write(*pmd);
	return true;
}
#else
static bool owner_huge(struct mm_struct *mm, unsigned long addr,
		       struct owner_entry *entry)
{
	return false;
}
#endif

static int owner_walk(struct mm_struct *mm, struct owner_entry *entry)
{
	unsigned long addr = entry->address & PAGE_MASK;
	struct vm_area_struct *vma = find_vma(mm, addr);

	/* A page table where nothing is mapped would never be freed. */
	if (!vma || vma->vm_start > addr)
		return -ENOMEM;
	if (owner_huge(mm, addr, entry))
		return 0;
	return apply_to_page_range(mm, addr, PAGE_SIZE, owner_pte, entry);
}

static int owner_look(struct owner_entry *entry)
{
	int err;

	entry->level = 0;
	entry->entry = 0;
	entry->writable = 0;
	if (entry->address >= TASK_SIZE)
		return -EINVAL;
	if (mmap_read_lock_killable(current->mm))
		return -EINTR;
	err = owner_walk(current->mm, entry);
	mmap_read_unlock(current->mm);
	return err;
}

#ifdef CONFIG_OF
static DEFINE_MUTEX(owner_nodes);

/* Longer than the values that firmware writes: how one of ours is known. */
#define OWNER_STATUS	sizeof("disabled by memphys")

/*
 * Puts a status before the node's own, which then decides. By hand:
 * of_add_property() is exported from 5.13 on, and changesets need OF_DYNAMIC. It
 * stays with the node for ever, so its parts are not this module's; code
 * that walks the list meets it whole.
 */
static struct property *owner_status_add(struct device_node *np)
{
	struct property *status = kzalloc(sizeof(*status), GFP_KERNEL);

	if (!status)
		return NULL;
	status->name = kstrdup("status", GFP_KERNEL);
	status->value = kzalloc(OWNER_STATUS, GFP_KERNEL);
	status->length = OWNER_STATUS;
	if (!status->name || !status->value) {
		kfree(status->name);
		kfree(status->value);
		kfree(status);
		return NULL;
	}
	status->next = np->properties;
	/* After its parts, for readers that hold no lock of ours. */
	smp_wmb();
	WRITE_ONCE(np->properties, status);
	return status;
}

static int owner_node_set(struct owner_node *node)
{
	struct device_node *np;
	struct property *status;

	node->path[sizeof(node->path) - 1] = '\0';
	np = of_find_node_by_path(node->path);
	if (!np)
		return -ENOENT;
	mutex_lock(&owner_nodes);
	status = of_find_property(np, "status", NULL);
	if (!status || status->length != OWNER_STATUS)
		status = owner_status_add(np);
	if (status)
		scnprintf(status->value, OWNER_STATUS, "%s",
			  node->available ? "okay" : "disabled");
	mutex_unlock(&owner_nodes);
	of_node_put(np);
	return status ? 0 : -ENOMEM;
}
#else
static int owner_node_set(struct owner_node *node)
{
	return -EOPNOTSUPP;
}
#endif

/* As long as it takes flags, of which MHP_NONE is one. */
#if defined(CONFIG_MEMORY_HOTPLUG) && defined(MHP_NONE)
static int owner_ram_add(const struct owner_hold *range)
{
	return add_memory(numa_node_id(), range->start, range->length,
			  MHP_NONE);
}
#else
static int owner_ram_add(const struct owner_hold *range)
{
	return -EOPNOTSUPP;
}
#endif

static int owner_hold_call(struct owner *owner, unsigned int cmd,
			   const struct owner_hold *hold)
{
	int err = 0;

	if (hold->kind >= OWNER_KINDS || !hold->length)
		return -EINVAL;
	mutex_lock(&owner->lock);
	if (cmd == OWNER_IOC_DROP)
		owner_drop(owner, hold->kind);
	else if (owner->held[hold->kind].length)
		err = -EEXIST;
	else
		err = owner_take(owner, hold);
	mutex_unlock(&owner->lock);
	return err;
}

static long owner_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	struct owner_hold hold;
	struct owner_entry entry;
	struct owner_node node;
	int err;

	switch (cmd) {
	case OWNER_IOC_HOLD:
	case OWNER_IOC_DROP:
	case OWNER_IOC_RAM:
		if (copy_from_user(&hold, user, sizeof(hold)))
			return -EFAULT;
		if (cmd == OWNER_IOC_RAM)
			return owner_ram_add(&hold);
		return owner_hold_call(file->private_data, cmd, &hold);
	case OWNER_IOC_ENTRY:
		if (copy_from_user(&entry, user, sizeof(entry)))
			return -EFAULT;
		err = owner_look(&entry);
		if (!err && copy_to_user(user, &entry, sizeof(entry)))
			err = -EFAULT;
		return err;
	case OWNER_IOC_NODE:
		if (copy_from_user(&node, user, sizeof(node)))
			return -EFAULT;
		return owner_node_set(&node);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations owner_fops = {
	.owner = THIS_MODULE,
	.open = owner_open,
	.release = owner_release,
	.unlocked_ioctl = owner_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice owner_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "memphys-owner",
	.mode = 0600,
	.fops = &owner_fops,
};

static int __init owner_init(void)
{
	return misc_register(&owner_node);
}

static void __exit owner_exit(void)
{
	misc_deregister(&owner_node);
}

module_init(owner_init);
module_exit(owner_exit);

MODULE_DESCRIPTION("Owns register blocks on command, for the memphys selftests");
MODULE_AUTHOR("The memphys authors");
MODULE_LICENSE("GPL");
