// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking a region back from every mapping, and giving it again.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "memphys.h"
#include "trace.h"

#define MEMPHYS_FS_MAGIC	0x6d706879 /* "mphy" */

/**
 * struct memphys_mm - an address space that the remap method mapped into
 * @mm: pinned by mmgrab(): the structure stays, its mappings may go
 * @barrier: the last memphys_mm_barrier() that waited for it
 * @link: in memphys_file.mms
 */
struct memphys_mm {
	struct mm_struct *mm;
	u64 barrier;
	struct list_head link;
};

/*
 * One inode for all openers of both nodes, so that one address_space knows
 * every mapping. It has no owner: the mount would pin the module for ever, and
 * no user can reach code of ours through it, since it is never visible.
 */
MEMPHYS_PSEUDO_FS(memphys_fs_type, MEMPHYS_FS_MAGIC);
static struct vfsmount *memphys_mount;
static struct inode *memphys_inode;

/* Guards the lists of files and of their address spaces. */
static DEFINE_MUTEX(memphys_files_lock);
static LIST_HEAD(memphys_files);
static u64 memphys_barrier;

/* One revoke or restore at a time. */
static DEFINE_MUTEX(memphys_revoke_lock);

void memphys_mapping_attach(struct file *file)
{
	struct memphys_file *mf = file->private_data;

	file->f_mapping = memphys_inode->i_mapping;
	INIT_LIST_HEAD(&mf->mms);
	mutex_lock(&memphys_files_lock);
	list_add(&mf->link, &memphys_files);
	mutex_unlock(&memphys_files_lock);
}

static void memphys_mm_forget(struct memphys_mm *noted)
{
	list_del(&noted->link);
	mmdrop(noted->mm);
	kfree(noted);
}

void memphys_mapping_detach(struct memphys_file *mf)
{
	struct memphys_mm *noted, *next;

	mutex_lock(&memphys_files_lock);
	list_del(&mf->link);
	list_for_each_entry_safe(noted, next, &mf->mms, link)
		memphys_mm_forget(noted);
	mutex_unlock(&memphys_files_lock);
}

/**
 * memphys_mapping_note() - remember where the remap method is about to map
 * @mf: the descriptor
 * @mm: the address space; its mmap_lock is held for writing
 *
 * Return: 0 or -ENOMEM.
 */
int memphys_mapping_note(struct memphys_file *mf, struct mm_struct *mm)
{
	struct memphys_mm *noted, *next;
	int err = 0;

	mutex_lock(&memphys_files_lock);
	list_for_each_entry_safe(noted, next, &mf->mms, link) {
		if (noted->mm == mm)
			goto out;
		/* Whose last user is gone maps nothing any more. */
		if (!atomic_read(&noted->mm->mm_users))
			memphys_mm_forget(noted);
	}
	noted = kmalloc(sizeof(*noted), GFP_KERNEL);
	if (!noted) {
		err = -ENOMEM;
		goto out;
	}
	mmgrab(mm);
	noted->mm = mm;
	/* A barrier that runs now began with the region marked revoked. */
	noted->barrier = memphys_barrier;
	list_add(&noted->link, &mf->mms);
out:
	mutex_unlock(&memphys_files_lock);
	return err;
}

/* An address space that this barrier has not waited for, pinned; or NULL. */
static struct mm_struct *memphys_mm_next(void)
{
	struct memphys_file *mf;
	struct memphys_mm *noted;
	struct mm_struct *mm = NULL;

	mutex_lock(&memphys_files_lock);
	list_for_each_entry(mf, &memphys_files, link) {
		list_for_each_entry(noted, &mf->mms, link) {
			if (noted->barrier == memphys_barrier)
				continue;
			noted->barrier = memphys_barrier;
			mm = noted->mm;
			mmgrab(mm);
			goto out;
		}
	}
out:
	mutex_unlock(&memphys_files_lock);
	return mm;
}

/*
 * Wait until every mmap() that was in flight has put its VMA where
 * unmap_mapping_range() finds it: it holds mmap_lock for writing until then.
 */
static int memphys_mm_barrier(void)
{
	struct mm_struct *mm;
	int err = 0;

	mutex_lock(&memphys_files_lock);
	memphys_barrier++;
	mutex_unlock(&memphys_files_lock);

	while (!err && (mm = memphys_mm_next())) {
		err = mmap_read_lock_killable(mm);
		if (!err)
			mmap_read_unlock(mm);
		mmdrop(mm);
	}
	return err;
}

/* Whole pages, the shared ones too; private copies go as well. */
static void memphys_unmap(const struct memphys_area *area)
{
	u64 first = area->start & ~((u64)PAGE_SIZE - 1);
	u64 end = (area->start + area->size + PAGE_SIZE - 1) & ~((u64)PAGE_SIZE - 1);

	unmap_mapping_range(memphys_inode->i_mapping, first, end - first, 1);
}

/* After this, no mapping of the region can be read. */
static int memphys_purge(const struct memphys_area *area)
{
	int err;

	/*
	 * Enough for the fault method, whose handler looks at the region before
	 * each PTE. The remap method fills PTEs before its VMA can be found: so
	 * wait for those in flight, and unmap again.
	 */
	memphys_unmap(area);
	err = memphys_mm_barrier();
	memphys_unmap(area);
	return err;
}

static int memphys_mark(struct memphys_area *area, bool revoked, bool gone)
{
	int err = 0;

	down_write(&memphys_lock);
	/* Under the lock: what becomes RAM right now is not given again. */
	area->gone |= gone;
	if (revoked)
		area->attributes |= MEMPHYS_REGION_F_REVOKED;
	else if (area->gone)
		err = -ENODEV;
	else
		area->attributes &= ~MEMPHYS_REGION_F_REVOKED;
	up_write(&memphys_lock);
	return err;
}

/**
 * memphys_revoke() - take a region back, or give it again
 * @index: the region
 * @revoked: which of the two
 *
 * When it returns 0 after a revoke, every mapping through either node answers
 * SIGBUS in the region, and the register path ENODEV.
 *
 * Return: 0; -EINTR if a fatal signal came: the region is revoked, but a
 * mapping that was being made may have survived; -ENODEV for giving back what
 * became System RAM.
 */
int memphys_revoke(unsigned int index, bool revoked)
{
	struct memphys_area *area = &memphys_list.area[index];
	int err;

	mutex_lock(&memphys_revoke_lock);
	err = memphys_mark(area, revoked, false);
	if (revoked)
		err = memphys_purge(area);
	mutex_unlock(&memphys_revoke_lock);
	trace_memphys_revoke(area->start, area->size, revoked, err);
	return err;
}

static void memphys_purge_gone(struct work_struct *work)
{
	unsigned int i;

	mutex_lock(&memphys_revoke_lock);
	for (i = 0; i < memphys_list.count; i++)
		if (memphys_list.area[i].gone)
			memphys_purge(&memphys_list.area[i]);
	mutex_unlock(&memphys_revoke_lock);
}

static DECLARE_WORK(memphys_purge_work, memphys_purge_gone);

/**
 * memphys_revoke_for_good() - a region became System RAM
 * @index: the region
 *
 * What is mapped goes at once, before anybody gets the memory. Waiting for the
 * mappings that are being made is left to a work item: the caller may hold
 * mmap_lock, and one of them may be its own.
 */
void memphys_revoke_for_good(unsigned int index)
{
	struct memphys_area *area = &memphys_list.area[index];

	pr_warn("%s at 0x%llx+0x%llx is becoming System RAM: revoked for good\n",
		area->name, area->start, area->size);
	memphys_mark(area, true, true);
	memphys_unmap(area);
	schedule_work(&memphys_purge_work);
}

int __init memphys_mapping_init(void)
{
	memphys_mount = kern_mount(&memphys_fs_type);
	if (IS_ERR(memphys_mount))
		return PTR_ERR(memphys_mount);
	memphys_inode = alloc_anon_inode(memphys_mount->mnt_sb);
	if (IS_ERR(memphys_inode)) {
		kern_unmount(memphys_mount);
		return PTR_ERR(memphys_inode);
	}
	return 0;
}

void memphys_mapping_exit(void)
{
	flush_work(&memphys_purge_work);
	iput(memphys_inode);
	kern_unmount(memphys_mount);
}
