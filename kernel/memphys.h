/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the driver share.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MEMPHYS_H
#define MEMPHYS_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>

#include "compat.h"
#include "region.h"

/* printk.h came with the above; a log line says who speaks. */
#undef pr_fmt
#define pr_fmt(fmt) "memphys: " fmt

/**
 * struct memphys_state - what changes about a region after load
 * @claim: the claimed resource of an exclusive region, or NULL
 * @users: faults and accesses that go on, see memphys_enter()
 * @unproved: revoked, and a mapping may have survived; revoke.c
 * @lock: for changes of @unproved and MEMPHYS_REGION_F_REVOKED
 * @dev: its device, or NULL
 * @revoked: the file of that name, or NULL
 * @maps: mmap() calls that covered it
 * @faults: faults that mapped a page of it
 * @reads: accesses by the register path
 * @writes: accesses by the register path
 */
struct memphys_state {
	struct resource *claim;
	atomic_t users;
	bool unproved;
	struct mutex lock; /* not held while waiting for a process */
	struct device *dev;
	struct kernfs_node *revoked;
	atomic_long_t maps;
	atomic_long_t faults;
	atomic_long_t reads;
	atomic_long_t writes;
};

/**
 * struct memphys_file - one open file description
 * @method: MEMPHYS_METHOD_* of its node
 * @rights: MEMPHYS_FILE_F_*; later checks ask this, never current
 * @visible: regions that exist for it, one bit each
 * @area: the region whose own node it is, or NULL
 */
struct memphys_file {
	unsigned int method;
	unsigned int rights;
	u64 visible;
	const struct memphys_area *area;
};

extern struct memphys_list memphys_list;
extern struct memphys_state memphys_states[MEMPHYS_MAX_REGIONS];

/* The physical address of the file's first byte. */
static inline u64 memphys_file_base(const struct memphys_file *mf)
{
	return mf->area ? mf->area->start : 0;
}

static inline struct memphys_file *memphys_vma_file(struct vm_area_struct *vma)
{
	return vma->vm_file->private_data;
}

/* The physical address that a user address of one of our mappings shows. */
static inline u64 memphys_vma_phys(struct vm_area_struct *vma,
				   unsigned long addr)
{
	return ((u64)vma->vm_pgoff << PAGE_SHIFT) + (addr - vma->vm_start);
}

pgprot_t memphys_type_prot(u8 type, pgprot_t prot);

/* What the whitelist says about the page at a user address; false if it is not listed. */
static inline bool memphys_vma_run(struct vm_area_struct *vma,
				   unsigned long addr, struct memphys_run *run)
{
	memphys_list_run(&memphys_list, memphys_vma_phys(vma, addr),
			 memphys_vma_file(vma)->visible, run);
	/*
	 * userfaultfd's asynchronous write protection (6.7 to 7.1) takes any VMA,
	 * and leaves markers in empty entries. vmf_insert_pfn() takes one for a
	 * page that is there: the fault would begin again for ever, in a system
	 * call even for SIGKILL.
	 */
	if (vma->vm_flags & VM_UFFD_WP)
		run->index = -1;
	/* mprotect() took the type away. Always the same store: allowed here. */
	if (MEMPHYS_MPROTECT_FORGETS && run->index >= 0)
		vma->vm_page_prot = memphys_type_prot(run->type,
						      vma->vm_page_prot);
	return run->index >= 0;
}

static inline bool memphys_run_is_ro(const struct memphys_run *run)
{
	return !(run->attributes & MEMPHYS_REGION_F_WRITE);
}

/* A store makes a copy, now or after an mprotect(). Not just !VM_SHARED. */
static inline bool memphys_vma_is_cow(const struct vm_area_struct *vma)
{
	return (vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

/* source_*.c: each adds what it knows, and says in the log what is wrong */
int memphys_source_param(struct memphys_list *list, const char *words);
int memphys_source_of(struct memphys_list *list);
int memphys_source_soc(struct memphys_list *list, const char *name);
int memphys_scratch_alloc(struct memphys_list *list, const char *size);
void memphys_scratch_free(void);

/* guard.c */
int memphys_ram_check_all(void);
void memphys_ram_recheck(u64 start, u64 end, bool all);
int memphys_claim_all(void);
void memphys_release_all(void);
#ifdef CONFIG_MEMORY_HOTPLUG
int memphys_hotplug_init(void);
void memphys_hotplug_exit(void);
#else
static inline int memphys_hotplug_init(void) { return 0; }

static inline void memphys_hotplug_exit(void) { }
#endif

/* chardev.c */
extern const struct file_operations memphys_fops;
int memphys_chardev_init(void);
void memphys_chardev_exit(void);
int memphys_locked_down(void);

/* ioctl.c */
long memphys_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* map_remap.c, map_fault.c */
int memphys_remap_mmap(struct vm_area_struct *vma,
		       const struct memphys_window *win);
int memphys_fault_mmap(struct vm_area_struct *vma,
		       const struct memphys_window *win);

extern const struct vm_operations_struct memphys_remap_vm_ops;

/* map_mkwrite.c */
memphys_vm_handler memphys_mkwrite;

/* map_cow.c */
bool memphys_cow_allowed(const struct vm_area_struct *vma,
			 const struct memphys_window *win);
void memphys_cow_mmap(struct vm_area_struct *vma);

/* map_fault_batch.c */
vm_fault_t memphys_fault_around(struct vm_fault *vmf, pgoff_t from, pgoff_t to);
#ifdef MEMPHYS_HUGE
vm_fault_t memphys_fault_huge(struct vm_fault *vmf, unsigned int order);
#endif
void memphys_fault_neighbours(struct vm_area_struct *vma, unsigned long addr,
			      const struct memphys_run *run);
int memphys_prefault(struct file *file, struct memphys_prefault *arg);

/* memtype.c */
/* x86 knows who holds which page with which type, and asks for some of them. */
#define MEMPHYS_PAT	IS_ENABLED(CONFIG_X86)
#if MEMPHYS_PAT
void *memphys_type_hold(u8 type, u64 phys, size_t size);
void *memphys_type_hold_page(u8 type, u64 phys);
void memphys_type_drop(void *hold);
#else
static inline void *memphys_type_hold(u8 type, u64 phys, size_t size) { return NULL; }

static inline void *memphys_type_hold_page(u8 type, u64 phys) { return NULL; }

static inline void memphys_type_drop(void *hold) { }
#endif
/* Never called without. */
int memphys_type_remap(struct vm_area_struct *vma, unsigned long addr,
		       unsigned long end, u8 type);

/* regio.c */
ssize_t memphys_read(struct file *file, char __user *buf, size_t count,
		     loff_t *ppos);
ssize_t memphys_write(struct file *file, const char __user *buf, size_t count,
		      loff_t *ppos);
int memphys_regio(struct memphys_file *mf, u64 addr, void *buf, size_t len,
		  unsigned int width, bool write);
int memphys_vma_access(struct vm_area_struct *vma, unsigned long addr,
		       void *buf, int len, int write);

/* revoke.c */
int memphys_mapping_init(void);
void memphys_mapping_exit(void);
void memphys_mapping_attach(struct file *file);
void memphys_mapping_open(struct vm_area_struct *vma);
void memphys_mapping_detach(struct memphys_file *mf);
int memphys_mapping_record(struct vm_area_struct *vma, const struct memphys_window *win);
bool memphys_enter(unsigned int index, u64 end);
void memphys_leave(unsigned int index, u64 end);
int memphys_window_recheck(const struct memphys_window *win);
int memphys_revoke(unsigned int index, bool revoked);
void memphys_revoke_for_good(unsigned int index);
void memphys_revoke_warn(unsigned int index);
int memphys_proof_wait(unsigned int index, unsigned int attempts);

/* device.c */
int memphys_devices_init(void);
void memphys_devices_exit(void);

/* sysfs.c */
#ifdef CONFIG_MEMPHYS_SYSFS
extern const struct attribute_group *memphys_groups[];
void memphys_sysfs_init(void);
void memphys_revoked_notify(unsigned int index);
#else
#define memphys_groups NULL
static inline void memphys_sysfs_init(void) { }

static inline void memphys_revoked_notify(unsigned int index) { }
#endif

#endif /* MEMPHYS_H */
