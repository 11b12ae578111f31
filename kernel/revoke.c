// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking a region back from every mapping, and giving it again.
 *
 * Copyright (C) 2026 The memphys authors
 */

/*
 * A region is live, or revoked and unproved, or revoked and proved:
 *
 *   live --mark--> unproved --proof--> proved --restore--> live
 *
 * From the mark on, no fault maps a page of the region, no access reaches it
 * and no mmap() is admitted. What is mapped is unmapped at once. The fault method
 * needs no more: its handler holds memphys_lock from the look at the mark until
 * the entry is there, and PTEs are copied and moved under the locks of both tables.
 * A huge page is moved in two steps under spinlocks: RCU waits for such a move.
 *
 * The remap method fills PTEs before its VMA is in the tree that
 * unmap_mapping_pages() walks. So each mmap() that is admitted leaves a record,
 * under memphys_lock: with the mark, the records of all that did not see it are
 * there. The caller of .mmap holds mmap_lock for writing from before the record
 * until the VMA is in the tree. To get mmap_lock for reading is therefore the
 * proof that the mmap() is over, and the record goes. When no record of the
 * region is left, one more unmap finds every PTE. Until then it is unmapped at
 * intervals: who gets mmap_lock after an mmap() may not let go.
 *
 * Who waits for whom:
 *
 * - The mark waits for memphys_lock, that is, for faults and accesses. A fault can
 *   wait for long, where its memory cgroup has no page for a page table.
 * - The proof waits for nobody. A process can keep its own mmap_lock as long as
 *   it likes, as in mmap() of a file that it serves itself, by FUSE. So the lock
 *   is only tried, by the writer and then by a work item.
 * - The writer of "revoked" waits for the proof, holding no lock. A fatal signal
 *   ends the wait, and the work item goes on.
 * - A restore waits in the same way: a mapping from before the revoke must not
 *   live on after it, nor the proof unmap what was mapped after the restore.
 * - Memory that goes online waits for a second, then onlining is refused.
 * - open() and mmap() that find System RAM in the list mark and unmap, and do not
 *   wait: they may hold mmap_lock.
 * - About a second after mmap(), the proof is sought anyway: a process that
 *   stalls itself later delays nobody, and one that has ended is forgotten. A
 *   record goes with its descriptor, too, as each VMA holds that: there are none
 *   when the module is unloaded.
 *
 * Locks: mmap_lock, then memphys_lock or a region's unmap_lock, then
 * memphys_inflight_lock; in it mmap_lock is tried only.
 */
#include <linux/log2.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "memphys.h"
#include "trace.h"

#define MEMPHYS_FS_MAGIC	0x6d706879 /* "mphy" */

/* Jiffies between two attempts at a proof that somebody waits for. */
#define MEMPHYS_RETRY		DIV_ROUND_UP(HZ, 50)
/* So many attempts before the log says who is in the way. */
#define MEMPHYS_PATIENCE	64

/**
 * struct memphys_inflight - the last remap mmap() in an address space, unless it
 * is known to be over
 * @mm: pinned by mmgrab(): the structure stays, its mappings may go
 * @mf: the descriptor that was mapped
 * @regions: what the window touches, one bit each
 * @pid: who called it, for the log
 * @link: in memphys_inflight
 */
struct memphys_inflight {
	struct mm_struct *mm;
	struct memphys_file *mf;
	u64 regions;
	pid_t pid;
	struct hlist_node link;
};

/*
 * One inode for all openers of both nodes, so that one address_space knows
 * every mapping. It has no owner: the mount would pin the module for ever, and
 * no user can reach code of ours through it, since it is never visible.
 */
MEMPHYS_PSEUDO_FS(memphys_fs_type, MEMPHYS_FS_MAGIC);
static struct vfsmount *memphys_mount;
static struct inode *memphys_inode;

static DEFINE_MUTEX(memphys_inflight_lock);
static HLIST_HEAD(memphys_inflight);

static struct workqueue_struct *memphys_proof_wq;
static void memphys_proof_run(struct work_struct *work);
static DECLARE_DELAYED_WORK(memphys_proof_work, memphys_proof_run);

void memphys_mapping_attach(struct file *file)
{
	file->f_mapping = memphys_inode->i_mapping;
}

#ifdef MEMPHYS_HUGE
/* fork() does not look again under the locks at a PMD: the child gets none, and faults. */
void memphys_mapping_open(struct vm_area_struct *vma)
{
	if (vma->vm_mm != current->mm)
		memphys_vm_flags_mod(vma, VM_WIPEONFORK, 0);
}
#endif

static void memphys_inflight_forget(struct memphys_inflight *it)
{
	hlist_del(&it->link);
	mmdrop(it->mm);
	kfree(it);
}

/* The last reference is gone, so no mmap() of the descriptor is in flight. */
void memphys_mapping_detach(struct memphys_file *mf)
{
	struct memphys_inflight *it;
	struct hlist_node *next;

	mutex_lock(&memphys_inflight_lock);
	hlist_for_each_entry_safe(it, next, &memphys_inflight, link)
		if (it->mf == mf)
			memphys_inflight_forget(it);
	mutex_unlock(&memphys_inflight_lock);
}

/**
 * memphys_mapping_record() - record a remap mmap() that is admitted
 * @mf: the descriptor
 * @mm: the address space; its mmap_lock is held for writing
 * @win: what will be mapped
 *
 * Called with memphys_lock held for reading since the window was admitted.
 *
 * Return: 0 or -ENOMEM.
 */
int memphys_mapping_record(struct memphys_file *mf, struct mm_struct *mm,
			   const struct memphys_window *win)
{
	const struct memphys_area *area;
	struct memphys_inflight *it;
	unsigned int i;

	mutex_lock(&memphys_inflight_lock);
	/* One that is there is of an mmap() that is over. */
	hlist_for_each_entry(it, &memphys_inflight, link)
		if (it->mm == mm)
			break;
	if (!it) {
		it = kzalloc(sizeof(*it), GFP_KERNEL_ACCOUNT);
		if (!it) {
			mutex_unlock(&memphys_inflight_lock);
			return -ENOMEM;
		}
		mmgrab(mm);
		it->mm = mm;
		hlist_add_head(&it->link, &memphys_inflight);
	}
	it->mf = mf;
	it->pid = task_tgid_nr(current);
	it->regions = 0;
	for (i = 0; i < memphys_list.count; i++) {
		area = &memphys_list.area[i];
		if (area->start < win->end && area->start + area->size > win->start)
			it->regions |= BIT_ULL(i);
	}
	mutex_unlock(&memphys_inflight_lock);
	queue_delayed_work(memphys_proof_wq, &memphys_proof_work, HZ);
	return 0;
}

/* Is every remap mmap() over that was admitted for one of these regions? */
static bool memphys_inflight_prove(u64 regions)
{
	struct memphys_inflight *it;
	struct hlist_node *next;
	bool proved = true;

	mutex_lock(&memphys_inflight_lock);
	hlist_for_each_entry_safe(it, next, &memphys_inflight, link) {
		if (!(it->regions & regions))
			continue;
		if (mmap_read_trylock(it->mm)) {
			mmap_read_unlock(it->mm);
			memphys_inflight_forget(it);
		} else {
			proved = false;
		}
	}
	mutex_unlock(&memphys_inflight_lock);
	return proved;
}

/* Whole pages, the shared ones too; private copies go as well. */
static void memphys_unmap(const struct memphys_area *area)
{
	pgoff_t first = area->start >> PAGE_SHIFT;
	pgoff_t last = (area->start + area->size - 1) >> PAGE_SHIFT;

	unmap_mapping_pages(memphys_inode->i_mapping, first, last - first + 1, true);
}

/* From now on nobody maps the region anew; what is mapped does not wait for the lock. */
static void memphys_mark(unsigned int index, bool gone)
{
	struct memphys_area *area = &memphys_list.area[index];

	area->attributes |= MEMPHYS_REGION_F_REVOKED;
	memphys_unmap(area);
	down_write(&memphys_lock);
	area->attributes |= MEMPHYS_REGION_F_REVOKED;
	WRITE_ONCE(memphys_states[index].unproved, true);
	smp_wmb(); /* memphys_proved_soon() */
	area->gone |= gone;
	up_write(&memphys_lock);
}

/*
 * Unmap what is mapped, and try to prove that this was all. Return: whether the
 * region is proved, now or before.
 */
static bool memphys_purge(unsigned int index)
{
	const struct memphys_area *area = &memphys_list.area[index];
	struct memphys_state *state = &memphys_states[index];
	bool proved;

	mutex_lock(&state->unmap_lock);
	/* Another one's proof may have let the region become live meanwhile. */
	proved = !READ_ONCE(state->unproved);
	if (!proved) {
		memphys_unmap(area);
		proved = memphys_inflight_prove(BIT_ULL(index));
		if (proved) {
			memphys_wait_for_moves();
			memphys_unmap(area);
			WRITE_ONCE(state->unproved, false);
		}
	}
	mutex_unlock(&state->unmap_lock);
	return proved;
}

/* A process that was mapping the region and keeps its mmap_lock, or 0. */
pid_t memphys_revoke_holder(unsigned int index)
{
	struct memphys_inflight *it;
	pid_t pid = 0;

	mutex_lock(&memphys_inflight_lock);
	hlist_for_each_entry(it, &memphys_inflight, link)
		if (it->regions & BIT_ULL(index))
			pid = it->pid;
	mutex_unlock(&memphys_inflight_lock);
	return pid;
}

/* Prove what is revoked, and forget each mmap() that is over. */
static void memphys_proof_run(struct work_struct *work)
{
	static unsigned int attempts;
	bool left = !memphys_inflight_prove(~0ULL), unproved = false;
	unsigned int i;

	attempts++;
	for (i = 0; i < memphys_list.count; i++) {
		if (memphys_purge(i))
			continue;
		unproved = true;
		/* Less and less often. */
		if (attempts >= MEMPHYS_PATIENCE && is_power_of_2(attempts))
			pr_warn("%s is revoked and unmapped, but process %d, which had begun to map it, keeps its mmap_lock: the revoke ends when that lets go or is killed\n",
				memphys_list.area[i].name,
				memphys_revoke_holder(i));
	}
	if (!unproved)
		attempts = 0;
	if (left || unproved)
		queue_delayed_work(memphys_proof_wq, &memphys_proof_work,
				   unproved ? MEMPHYS_RETRY * min(attempts, 50U) : HZ);
}

/* Mark and unmap; what is not proved at once is left to the work item. */
static void memphys_take(unsigned int index, bool gone)
{
	memphys_mark(index, gone);
	if (!memphys_purge(index))
		mod_delayed_work(memphys_proof_wq, &memphys_proof_work, MEMPHYS_RETRY);
	memphys_revoked_notify(index);
}

/* Looks as often as the work item tries. */
static int memphys_proof_killable(unsigned int index)
{
	while (READ_ONCE(memphys_states[index].unproved)) {
		if (fatal_signal_pending(current))
			return -EINTR;
		schedule_timeout_killable(MEMPHYS_RETRY);
	}
	return 0;
}

/* -EAGAIN while it is not proved that all old mappings are dead. */
static int memphys_give(unsigned int index)
{
	struct memphys_area *area = &memphys_list.area[index];
	int err = 0;

	down_write(&memphys_lock);
	/* Under the lock: what becomes RAM right now is not given again. */
	if (area->gone)
		err = -ENODEV;
	else if (memphys_states[index].unproved)
		err = -EAGAIN;
	else
		area->attributes &= ~MEMPHYS_REGION_F_REVOKED;
	up_write(&memphys_lock);
	if (!err)
		memphys_revoked_notify(index);
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
 * Return: 0; -EINTR if a fatal signal came: a revoke then goes on by itself, a
 * restore did not happen; -ENODEV for giving back what became System RAM.
 */
int memphys_revoke(unsigned int index, bool revoked)
{
	const struct memphys_area *area = &memphys_list.area[index];
	int err;

	if (revoked) {
		memphys_take(index, false);
		err = memphys_proof_killable(index);
	} else {
		do {
			err = memphys_give(index);
		} while (err == -EAGAIN && !memphys_proof_killable(index));
		if (err == -EAGAIN)
			err = -EINTR;
	}
	trace_memphys_revoke(area->start, area->size, revoked, err);
	return err;
}

/**
 * memphys_revoke_for_good() - a region became System RAM
 * @index: the region
 *
 * Does not wait for the proof: the caller may hold mmap_lock, and an mmap() that
 * is in flight may be its own.
 */
void memphys_revoke_for_good(unsigned int index)
{
	const struct memphys_area *area = &memphys_list.area[index];

	pr_warn("%s at 0x%llx+0x%llx is becoming System RAM: revoked for good\n",
		area->name, area->start, area->size);
	memphys_take(index, true);
}

int __init memphys_mapping_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < memphys_list.count; i++)
		mutex_init(&memphys_states[i].unmap_lock);
	memphys_proof_wq = alloc_workqueue("memphys", WQ_UNBOUND, 0);
	if (!memphys_proof_wq)
		return -ENOMEM;
	memphys_mount = kern_mount(&memphys_fs_type);
	if (IS_ERR(memphys_mount)) {
		err = PTR_ERR(memphys_mount);
		goto err_wq;
	}
	memphys_inode = alloc_anon_inode(memphys_mount->mnt_sb);
	if (IS_ERR(memphys_inode)) {
		err = PTR_ERR(memphys_inode);
		goto err_mount;
	}
	return 0;

err_mount:
	kern_unmount(memphys_mount);
err_wq:
	destroy_workqueue(memphys_proof_wq);
	return err;
}

void memphys_mapping_exit(void)
{
	cancel_delayed_work_sync(&memphys_proof_work);
	destroy_workqueue(memphys_proof_wq);
	iput(memphys_inode);
	kern_unmount(memphys_mount);
}
