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
 * From the mark on, no fault that begins maps a page of the region, no access
 * reaches it and no mmap() is admitted. What is mapped is unmapped at once. What
 * had begun before the mark must end; then one more unmap finds every PTE.
 *
 * A fault or an access counts itself in its region, and looks at the mark again:
 * either it sees the mark, or the proof sees it. Its PTEs are there before it is
 * not counted any more. PTEs are copied and moved under the locks of both tables. A
 * huge page is moved in two steps under spinlocks: RCU waits for such a move.
 *
 * The remap method fills PTEs before its VMA is in the tree that
 * unmap_mapping_pages() walks. So it leaves a record, and looks at the mark again.
 * The caller of .mmap holds mmap_lock for writing until the VMA is in the tree: to
 * get it for reading is the proof that the mmap() is over, and the record goes.
 *
 * Who waits for whom:
 *
 * - The mark waits for nobody: who holds the region's lock for long has marked it.
 * - The proof waits for nobody: it is tried by the writer, and then by a work item,
 *   less and less often. A process can keep its own mmap_lock as long as it likes,
 *   as in mmap() of a file that it serves itself, by FUSE. A fault can wait for
 *   long, where its memory cgroup has no page for a page table.
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
 * Locks: mmap_lock, then a region's lock, then memphys_inflight_lock; in it
 * mmap_lock is tried only, and no memory is allocated.
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
 * @start: first physical address of its window
 * @end: first address after it
 * @pid: who called it, for the log
 * @link: in memphys_inflight
 */
struct memphys_inflight {
	struct mm_struct *mm;
	struct memphys_file *mf;
	u64 start;
	u64 end;
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
static unsigned int memphys_proof_attempts; /* since the last revoke */
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

/*
 * Count users of each region that has a part of the pages from there to end. Is one
 * of them revoked? Atomic functions that return a value are full barriers.
 */
static bool memphys_count_users(unsigned int index, u64 end, int change)
{
	bool revoked = false;

	for (; index < memphys_list.count && memphys_list.area[index].start < end; index++) {
		if (change)
			atomic_add_return(change, &memphys_states[index].users);
		revoked |= READ_ONCE(memphys_list.area[index].attributes) &
			   MEMPHYS_REGION_F_REVOKED;
	}
	return revoked;
}

/**
 * memphys_enter() - begin to map pages or to access them
 * @index: the first region that has a part of them
 * @end: first address after them
 *
 * Like drm_dev_enter(), but for each region; what follows may wait for memory.
 *
 * Return: true, and memphys_leave() must follow; false if they are revoked.
 */
bool memphys_enter(unsigned int index, u64 end)
{
	/* Who comes again and again is not counted, and delays no proof. */
	if (memphys_count_users(index, end, 0))
		return false;
	if (!memphys_count_users(index, end, 1))
		return true;
	memphys_leave(index, end);
	return false;
}

void memphys_leave(unsigned int index, u64 end)
{
	/* What was mapped meanwhile must go, and somebody waits for that. */
	if (memphys_count_users(index, end, -1))
		mod_delayed_work(memphys_proof_wq, &memphys_proof_work, 0);
}

/**
 * memphys_window_recheck() - look again at a window that was admitted
 * @win: the window, every page of which is listed
 *
 * Return: 0; -ENODEV if a region of it has been revoked, -EINTR if a fatal
 * signal has come.
 */
int memphys_window_recheck(const struct memphys_window *win)
{
	cond_resched();
	if (fatal_signal_pending(current))
		return -EINTR;
	return memphys_count_users(win->first, win->end, 0) ? -ENODEV : 0;
}

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
 * @vma: the mapping; mmap_lock is held for writing
 * @win: what will be mapped
 *
 * Return: 0 or -ENOMEM. The window must be looked at again: the proof of a revoke
 * saw either the record, or this look sees the mark.
 */
int memphys_mapping_record(struct vm_area_struct *vma, const struct memphys_window *win)
{
	struct mm_struct *mm = vma->vm_mm;
	struct memphys_inflight *it;

	mutex_lock(&memphys_inflight_lock);
	/* One that is there is of an mmap() that is over. */
	hlist_for_each_entry(it, &memphys_inflight, link)
		if (it->mm == mm)
			break;
	if (!it) {
		/* Nobody else adds one for this mm. */
		mutex_unlock(&memphys_inflight_lock);
		it = kzalloc(sizeof(*it), GFP_KERNEL_ACCOUNT);
		if (!it)
			return -ENOMEM;
		mmgrab(mm);
		it->mm = mm;
		mutex_lock(&memphys_inflight_lock);
		hlist_add_head(&it->link, &memphys_inflight);
	}
	it->mf = memphys_vma_file(vma);
	it->pid = task_tgid_nr(current);
	it->start = win->start;
	it->end = win->end;
	mutex_unlock(&memphys_inflight_lock);
	queue_delayed_work(memphys_proof_wq, &memphys_proof_work, HZ);
	return 0;
}

/*
 * Is every remap mmap() over that was admitted for something between these
 * addresses? 0, or a process that keeps its mmap_lock.
 */
static pid_t memphys_inflight_holder(u64 start, u64 end)
{
	struct memphys_inflight *it;
	struct hlist_node *next;
	pid_t holder = 0;

	mutex_lock(&memphys_inflight_lock);
	hlist_for_each_entry_safe(it, next, &memphys_inflight, link) {
		if (it->start >= end || it->end <= start)
			continue;
		if (mmap_read_trylock(it->mm)) {
			mmap_read_unlock(it->mm);
			memphys_inflight_forget(it);
		} else {
			holder = it->pid;
		}
	}
	mutex_unlock(&memphys_inflight_lock);
	return holder;
}

/* Whole pages, the shared ones too; private copies go as well. */
static void memphys_unmap(const struct memphys_area *area)
{
	pgoff_t first = area->start >> PAGE_SHIFT;
	pgoff_t last = (area->start + area->size - 1) >> PAGE_SHIFT;

	unmap_mapping_pages(memphys_inode->i_mapping, first, last - first + 1, true);
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

	mutex_lock(&state->lock);
	/* Another one's proof may have let the region become live meanwhile. */
	proved = !READ_ONCE(state->unproved);
	if (!proved) {
		memphys_unmap(area);
		proved = !atomic_add_return(0, &state->users) &&
			 !memphys_inflight_holder(area->start, memphys_area_end(area));
		if (proved) {
			memphys_wait_for_moves();
			memphys_unmap(area);
			WRITE_ONCE(state->unproved, false);
		}
	}
	mutex_unlock(&state->lock);
	return proved;
}

/* Say what is in the way of the proof. */
void memphys_revoke_warn(unsigned int index)
{
	const struct memphys_area *area = &memphys_list.area[index];
	pid_t pid = atomic_read(&memphys_states[index].users) ? 0 :
		    memphys_inflight_holder(area->start, memphys_area_end(area));

	if (pid)
		pr_warn("%s is revoked and unmapped, but process %d, which was mapping it, keeps its mmap_lock: it must let go or be killed\n",
			area->name, pid);
	else
		pr_warn("%s is revoked and unmapped, but a fault or access goes on: for want of memory, or since an oops\n",
			area->name);
}

/* Prove what is revoked, and forget each mmap() that is over. */
static void memphys_proof_run(struct work_struct *work)
{
	unsigned int attempts = ++memphys_proof_attempts;
	bool left = memphys_inflight_holder(0, ~0ULL), unproved = false;
	unsigned int i;

	for (i = 0; i < memphys_list.count; i++) {
		if (memphys_purge(i))
			continue;
		unproved = true;
		/* Less and less often. */
		if (attempts >= MEMPHYS_PATIENCE && is_power_of_2(attempts))
			memphys_revoke_warn(i);
	}
	if (left || unproved)
		queue_delayed_work(memphys_proof_wq, &memphys_proof_work,
				   unproved ? MEMPHYS_RETRY * min(attempts, 50U) : HZ);
}

/* Mark and unmap; what is not proved at once is left to the work item. */
static void memphys_take(unsigned int index, bool gone)
{
	struct memphys_area *area = &memphys_list.area[index];

	mutex_lock(&memphys_states[index].lock);
	WRITE_ONCE(area->attributes, area->attributes | MEMPHYS_REGION_F_REVOKED);
	WRITE_ONCE(memphys_states[index].unproved, true);
	smp_wmb(); /* memphys_proof_wait() */
	area->gone |= gone;
	memphys_proof_attempts = 0;
	mutex_unlock(&memphys_states[index].lock);
	if (!memphys_purge(index))
		mod_delayed_work(memphys_proof_wq, &memphys_proof_work, MEMPHYS_RETRY);
	memphys_revoked_notify(index);
}

/* About 50 looks take a second; the work item tries less and less often. */
int memphys_proof_wait(unsigned int index, unsigned int attempts)
{
	smp_rmb(); /* memphys_take(): who asks may have seen "gone" */
	while (READ_ONCE(memphys_states[index].unproved)) {
		if (fatal_signal_pending(current) || !attempts--)
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

	mutex_lock(&memphys_states[index].lock);
	/* Under the lock: what becomes RAM right now is not given again. */
	if (area->gone)
		err = -ENODEV;
	else if (memphys_states[index].unproved)
		err = -EAGAIN;
	else
		WRITE_ONCE(area->attributes, area->attributes & ~MEMPHYS_REGION_F_REVOKED);
	mutex_unlock(&memphys_states[index].lock);
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

	if (revoked)
		memphys_take(index, false);
	do {
		err = revoked ? -EAGAIN : memphys_give(index);
		if (err != -EAGAIN)
			break;
		err = memphys_proof_wait(index, UINT_MAX);
	} while (!err && !revoked);
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
		mutex_init(&memphys_states[i].lock);
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
