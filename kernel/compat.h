/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only place that knows kernel versions: what others lack, or have under
 * another name. First what a version brought, newest first; then what an
 * architecture brings. A probe by feature is better than a version where
 * distributions backport, and a macro does not mind a declaration of the same
 * name. Every shim goes when the floor rises above the version that it names.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MEMPHYS_COMPAT_H
#define MEMPHYS_COMPAT_H

#include <linux/fs.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#ifdef CONFIG_ARM
#include <asm/mach/map.h>
#endif

/* arm64 and x86 lack more than one thing below. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(3, 10, 0)
#error "memphys supports Linux 3.10 and later"
#elif LINUX_VERSION_CODE < KERNEL_VERSION(4, 9, 0) && \
	!defined(CONFIG_ARM) && !defined(CONFIG_MIPS)
#error "memphys supports Linux 4.9 and later; 3.10 on 32-bit ARM and MIPS"
#endif

/* 6.12: unsigned file offsets are a property of the file_operations */
#ifdef FOP_UNSIGNED_OFFSET
#define MEMPHYS_FOP_FLAGS .fop_flags = FOP_UNSIGNED_OFFSET,
static inline void memphys_unsigned_offset(struct file *file) { }
#else
#define MEMPHYS_FOP_FLAGS
static inline void memphys_unsigned_offset(struct file *file)
{
	file->f_mode |= FMODE_UNSIGNED_OFFSET;
}
#endif

/* 6.12: .huge_fault is called for VM_PFNMAP; 6.17: without pfn_t */
#if defined(CONFIG_ARCH_SUPPORTS_PMD_PFNMAP) && defined(CONFIG_TRANSPARENT_HUGEPAGE)
#define MEMPHYS_HUGE
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#include <linux/pfn_t.h>
#define memphys_insert_pmd(vmf, pfn, write) \
	vmf_insert_pfn_pmd(vmf, __pfn_to_pfn_t(pfn, PFN_DEV), write)
#else
#define memphys_insert_pmd(vmf, pfn, write) vmf_insert_pfn_pmd(vmf, pfn, write)
#endif
#define MEMPHYS_HUGE_FAULT .huge_fault = memphys_fault_huge, .open = memphys_mapping_open,
#define memphys_wait_for_moves() synchronize_rcu()

/* Is there a huge page at addr? mmap_lock is held, so tables stay. */
static inline bool memphys_pmd_is_huge(struct mm_struct *mm, unsigned long addr)
{
	pgd_t *pgd = pgd_offset(mm, addr);
	p4d_t *p4d;
	pud_t *pud;

	if (pgd_none(*pgd))
		return false;
	p4d = p4d_offset(pgd, addr);
	if (p4d_none(*p4d))
		return false;
	pud = pud_offset(p4d, addr);
	if (pud_none(*pud))
		return false;
	return pmd_leaf(*pmd_offset(pud, addr));
}
#else
#define MEMPHYS_HUGE_FAULT
#define memphys_wait_for_moves() do { } while (0)
static inline bool memphys_pmd_is_huge(struct mm_struct *mm, unsigned long addr) { return false; }
#endif

/*
 * 6.4: a lock for each VMA. From 6.7 on, .fault is asked under it, but only of a
 * VMA that has .map_pages, too: else the kernel gives the lock up, takes
 * mmap_lock, and begins the fault again.
 */
#ifdef CONFIG_PER_VMA_LOCK
#define MEMPHYS_MAP_PAGES .map_pages = memphys_fault_around,
#else
#define MEMPHYS_MAP_PAGES
#endif

/* 6.4: a class has no owner; before, this is a macro */
#ifdef class_create
#define memphys_class_create(name) class_create(THIS_MODULE, name)
#else
#define memphys_class_create(name) class_create(name)
#endif

/* 6.3: vm_flags is changed through helpers, and const; that alone is backported, too */
static inline void memphys_vm_flags_mod(struct vm_area_struct *vma,
					unsigned long set, unsigned long clear)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	*(vm_flags_t *)&vma->vm_flags = (vma->vm_flags | set) & ~clear;
#else
	vm_flags_mod(vma, set, clear);
#endif
}

/* 6.2: who is asked for the name of a node must not change the device */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define MEMPHYS_DEVNODE_CONST
#else
#define MEMPHYS_DEVNODE_CONST const
#endif

/* 5.15: unmap_mapping_pages(). The other one can cut an offset to 32 bits. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 15, 0)
#define unmap_mapping_pages(map, start, nr, cows) \
	unmap_mapping_range(map, (loff_t)(start) << PAGE_SHIFT, (loff_t)(nr) << PAGE_SHIFT, cows)
/* 5.15 at the latest: the tree of resources of MIPS has RAM from here on, too */
#if defined(CONFIG_MIPS) && defined(CONFIG_HIGHMEM)
#define MEMPHYS_PHYS_LIMIT ((u64)HIGHMEM_START)
#elif !defined(CONFIG_64BIT)
#define MEMPHYS_PHYS_LIMIT BIT_ULL(32)
#endif
#endif

/* 5.10: sysfs_emit() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#define sysfs_emit(buf, ...) scnprintf(buf, PAGE_SIZE, __VA_ARGS__)
#endif

/* 5.8: mmap_lock was called mmap_sem; 4.15: a reader that can be killed */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 8, 0)
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)
#define mmap_read_lock_killable(mm) ({ down_read(&(mm)->mmap_sem); 0; })
#else
#define mmap_read_lock_killable(mm) down_read_killable(&(mm)->mmap_sem)
#endif
#define mmap_read_trylock(mm) down_read_trylock(&(mm)->mmap_sem)
#define mmap_read_unlock(mm) up_read(&(mm)->mmap_sem)

/* 5.8: ptep_get(); always under the lock of the page table here */
#define ptep_get(ptep) (*(ptep))
#endif

/* 5.5: compat_ptr_ioctl() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 5, 0)
#ifdef CONFIG_COMPAT
#include <linux/compat.h>
static inline long memphys_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return file->f_op->unlocked_ioctl(file, cmd, (unsigned long)compat_ptr(arg));
}

#define compat_ptr_ioctl memphys_compat_ioctl
#else
#define compat_ptr_ioctl NULL
#endif
#endif

/*
 * 5.5: a page that is copied on write is marked young before it is read. Before,
 * where the processor does not set that mark by itself, the read fails, and the
 * copy is a page of zeros. That is all but x86; one answer for all is simpler.
 * 6.17: vmf_insert_mixed() without pfn_t.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 5, 0)
#define MEMPHYS_HAVE_COW false
#define memphys_insert_mixed(vma, addr, pfn) VM_FAULT_SIGBUS
#else
#define MEMPHYS_HAVE_COW true
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#include <linux/pfn_t.h>
#define memphys_insert_mixed(vma, addr, pfn) \
	vmf_insert_mixed(vma, addr, __pfn_to_pfn_t(pfn, PFN_DEV))
#else
#define memphys_insert_mixed(vma, addr, pfn) vmf_insert_mixed(vma, addr, pfn)
#endif
#endif

/* 5.4: lockdown, and structures that grow */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 4, 0)
#define LOCKDOWN_DEV_MEM 0
static inline int security_locked_down(int what) { return 0; }

static inline int memphys_copy_struct(void *dst, size_t ksize,
				      const void __user *src, size_t usize)
{
	size_t size = min(ksize, usize), at;
	u8 byte;

	for (at = ksize; at < usize; at++) {
		if (get_user(byte, (const u8 __user *)src + at))
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	memset(dst + size, 0, ksize - size);
	return copy_from_user(dst, src, size) ? -EFAULT : 0;
}

#define copy_struct_from_user memphys_copy_struct
#endif

/* 5.3: pseudo file systems are made through a struct fs_context */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 3, 0)
#define MEMPHYS_PSEUDO_FS(fs, magic)					\
static struct dentry *fs##_mount(struct file_system_type *type, int flags, \
				 const char *dev, void *data)		\
{									\
	return mount_pseudo(type, "memphys:", NULL, NULL, magic);	\
}									\
static struct file_system_type fs = {					\
	.name = "memphys",						\
	.mount = fs##_mount,						\
	.kill_sb = kill_anon_super,					\
}
#else
#include <linux/pseudo_fs.h>
#define MEMPHYS_PSEUDO_FS(fs, magic)					\
static int fs##_context(struct fs_context *fc)				\
{									\
	return init_pseudo(fc, magic) ? 0 : -ENOMEM;			\
}									\
static struct file_system_type fs = {					\
	.name = "memphys",						\
	.init_fs_context = fs##_context,				\
	.kill_sb = kill_anon_super,					\
}
#endif

/* 5.3: every architecture has it */
#ifndef untagged_addr
#define untagged_addr(addr) (addr)
#endif

/* 5.3: the callback of apply_to_page_range() lost its token */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 3, 0)
#define MEMPHYS_PTE_FN(name, pte, addr, data) \
	static int name(pte_t *pte, pgtable_t token, unsigned long addr, \
			void *data)
#else
#define MEMPHYS_PTE_FN(name, pte, addr, data) \
	static int name(pte_t *pte, unsigned long addr, void *data)
#endif

/* 5.1: module_init() gives its alias what gcc 9 asks for, the function's "cold" */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 1, 0) && defined(__GNUC__) && __GNUC__ >= 9
#pragma GCC diagnostic ignored "-Wmissing-attributes"
#endif

/* 4.19 at the latest: what shows a parameter minds the size of a page */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 19, 0)
#define MEMPHYS_LONG_PARAM(ops) (0 ? (ops) : &param_ops_charp)
#else
#define MEMPHYS_LONG_PARAM(ops) (ops)
#endif

/* 4.20: vmf_insert_pfn_prot(); 4.5: vm_insert_pfn_prot(); 4.17: vm_fault_t */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 17, 0)
#define vm_fault_t int
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 5, 0)
#define vm_insert_pfn_prot(vma, addr, pfn, prot) vm_insert_pfn(vma, addr, pfn)
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 20, 0)
static inline vm_fault_t memphys_vmf_insert(struct vm_area_struct *vma, unsigned long addr,
					    unsigned long pfn, pgprot_t prot)
{
	int err = vm_insert_pfn_prot(vma, addr, pfn, prot);

	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	/* -EBUSY: another thread was faster. */
	return err && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

#define vmf_insert_pfn_prot memphys_vmf_insert
#define vmf_insert_pfn(vma, addr, pfn) \
	memphys_vmf_insert(vma, addr, pfn, (vma)->vm_page_prot)
#endif

/* 4.14: %pOF. How a message names a node of the device tree */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 14, 0)
#define MEMPHYS_NODE "%s"
#define memphys_node(np) of_node_full_name(np)
#else
#define MEMPHYS_NODE "%pOF"
#define memphys_node(np) (np)
#endif

/* 4.14: pgprot_decrypted() */
#ifndef pgprot_decrypted
#define pgprot_decrypted(prot) (prot)
#endif

/* 4.11: sched.h was split; mmgrab() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 11, 0)
#define mmgrab(mm) atomic_inc(&(mm)->mm_count)
#else
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#endif

/*
 * 4.11: handlers take one argument; 4.10: it has ->vma and ->address. Before,
 * each handler that is named here becomes two functions: the kernel's, with two
 * arguments, under that name, and the one that is written in the driver, which
 * gets a struct vm_fault of ours. A macro with an argument leaves a name alone
 * where no parenthesis follows, as in ".fault = memphys_fault".
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 11, 0)
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 10, 0)
#define memphys_old_address(old) ((unsigned long)(old)->virtual_address)
#else
#define memphys_old_address(old) ((old)->address)
#endif
typedef struct vm_fault memphys_old_fault;
typedef int memphys_vm_handler(struct vm_area_struct *vma,
			       memphys_old_fault *old);
struct memphys_vm_fault {
	struct vm_area_struct *vma;
	unsigned long address;
	unsigned int flags;
};

#define vm_fault memphys_vm_fault
#define MEMPHYS_HANDLER(scope, name, arg)				\
	name##_new(struct vm_fault *);					\
scope int name(struct vm_area_struct *vma, memphys_old_fault *old)	\
{									\
	struct vm_fault vmf = {						\
		vma, memphys_old_address(old), old->flags,		\
	};								\
	return name##_new(&vmf);					\
}									\
scope vm_fault_t name##_new(arg)
#define memphys_remap_fault(vmf) MEMPHYS_HANDLER(static, memphys_remap_fault, vmf)
#define memphys_fault(vmf) MEMPHYS_HANDLER(static, memphys_fault, vmf)
#define memphys_cow_fault(vmf) MEMPHYS_HANDLER(static, memphys_cow_fault, vmf)
#define memphys_mkwrite(vmf) MEMPHYS_HANDLER(, memphys_mkwrite, vmf)
#else
typedef vm_fault_t memphys_vm_handler(struct vm_fault *vmf);
#endif

/* 4.9: addresses that suit huge pages; a batch fills a table from its begin */
#if defined(CONFIG_TRANSPARENT_HUGEPAGE) && LINUX_VERSION_CODE >= KERNEL_VERSION(4, 9, 0)
#include <linux/huge_mm.h>
#define MEMPHYS_GET_UNMAPPED_AREA .get_unmapped_area = thp_get_unmapped_area,
#else
#define MEMPHYS_GET_UNMAPPED_AREA
#endif

/* 4.8: a look at a capability that leaves no trace in the audit log */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 8, 0)
#define ns_capable_noaudit(ns, cap) ns_capable(ns, cap)
#endif

/* 4.6: memory has a flag of its own in the tree of resources; kstrtobool() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 6, 0)
#define IORESOURCE_SYSTEM_RAM 0
#define IORES_DESC_NONE 0
#define REGION_DISJOINT false
#define region_intersects(start, size, flags, desc) \
	memphys_overlaps_ram(start, size)
/* The lock of the tree is not exported; memory is not taken out of it. */
static inline bool memphys_overlaps_ram(u64 start, u64 size)
{
	const struct resource *res;

	for (res = iomem_resource.child; res; res = res->sibling)
		if (res->start < start + size && res->end >= start &&
		    res->name && !strcmp(res->name, "System RAM"))
			return true;
	return false;
}

#define kstrtobool strtobool
#endif

/*
 * 4.5: vm_insert_pfn_prot(). Without it a read-only page of a writable window
 * is dirty on ARM, which mprotect() takes for leave to make it writable. 4.1:
 * .pfn_mkwrite, asked before the first write to a page that is mapped. Before,
 * .page_mkwrite is there, and never called for a page without struct page.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 5, 0)
#define MEMPHYS_HAVE_PFN_MKWRITE 0
#define pfn_mkwrite page_mkwrite
#else
#define MEMPHYS_HAVE_PFN_MKWRITE 1
#endif

/* 4.5: memory that is charged to a control group */
#ifndef GFP_KERNEL_ACCOUNT
#define GFP_KERNEL_ACCOUNT GFP_KERNEL
#endif

/* 4.3: userfaultfd() */
#ifndef VM_UFFD_WP
#define VM_UFFD_WP 0
#endif

/* 4.3: memremap(), which finds RAM in the linear mapping; 3.18: a name on ARM */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 3, 0)
#ifdef CONFIG_ARM
#ifdef ioremap_cache
#define memphys_ioremap_wb ioremap_cache
#else
#define memphys_ioremap_wb ioremap_cached
#endif
#define memphys_is_mapped(start) pfn_valid((start) >> PAGE_SHIFT)
#else
/* All of the first 512 MiB is, RAM or not. */
#define memphys_ioremap_wb ioremap_cachable
#define memphys_is_mapped(start) true
#endif
#define MEMREMAP_WB 0
static inline void *memphys_memremap(phys_addr_t start, size_t size)
{
	if (start < virt_to_phys(high_memory) && memphys_is_mapped(start))
		return phys_to_virt(start);
	return (void __force *)memphys_ioremap_wb(start, size);
}

static inline void memphys_memunmap(void *addr)
{
	if (is_vmalloc_addr(addr))
		iounmap((void __iomem __force *)addr);
}

#define memremap(start, size, flags) memphys_memremap(start, size)
#define memunmap memphys_memunmap
#endif

/* 3.19: READ_ONCE(), WRITE_ONCE(), pgprot_device() */
#ifndef READ_ONCE
#define READ_ONCE(x) ACCESS_ONCE(x)
#endif
#ifndef WRITE_ONCE
#define WRITE_ONCE(x, val) (ACCESS_ONCE(x) = (val))
#endif
#ifndef pgprot_device
#define pgprot_device(prot) pgprot_noncached(prot)
#endif

/* Not in 3.10 */
#ifndef BIT_ULL
#define BIT_ULL(nr) (1ULL << (nr))
#endif

/* 3.18: pgprot_modify(), by which mprotect() keeps the memory type */
#ifdef pgprot_modify
#define MEMPHYS_MPROTECT_FORGETS 0
#else
#define MEMPHYS_MPROTECT_FORGETS 1
#endif

/* 3.14: struct kernfs_node; 3.13: no namespace; alloc_anon_inode() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(3, 14, 0)
#define kernfs_node sysfs_dirent
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(3, 13, 0)
#define sysfs_get_dirent(parent, name) sysfs_get_dirent(parent, NULL, name)
#define alloc_anon_inode(sb) (new_inode(sb) ?: ERR_PTR(-ENOMEM))
#endif

/* 3.11: PAGE_ALIGNED() */
#ifndef PAGE_ALIGNED
#define PAGE_ALIGNED(addr) IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#endif

/* 3.11: a device is born with its attributes */
#if LINUX_VERSION_CODE < KERNEL_VERSION(3, 11, 0)
#define device_create_with_groups(class, parent, devt, data, groups, ...) ({ \
	struct device *dev_ = device_create(class, parent, devt, data,	\
					    __VA_ARGS__);		\
	const struct attribute_group **groups_ = groups;		\
	int err_ = 0;							\
									\
	if (!IS_ERR(dev_) && groups_)					\
		err_ = sysfs_create_group(&dev_->kobj, *groups_);	\
	if (err_) {							\
		device_unregister(dev_);				\
		dev_ = ERR_PTR(err_);					\
	}								\
	dev_;								\
})
#endif

/*
 * The protection of a page's entry. Never dirty where the region is read-only:
 * mprotect() makes dirty shared PTEs writable without asking .pfn_mkwrite, and
 * 32-bit ARM's pgprot_device() is dirty from the start. Dirty where it may be
 * written: else the first write to each page is a fault of its own on ARM, 32
 * and 64 bit. vm_page_prot itself must stay what pgprot_device() returns, or
 * pgprot_modify() takes it for cached memory.
 */
static inline pgprot_t memphys_pte_prot(const struct vm_area_struct *vma, bool read_only)
{
#ifdef CONFIG_ARM
	if (read_only)
		return __pgprot(pgprot_val(vma->vm_page_prot) & ~L_PTE_DIRTY);
#endif
#if defined(CONFIG_ARM) || defined(CONFIG_ARM64)
	if (!read_only && (vma->vm_flags & VM_SHARED) && (vma->vm_flags & VM_WRITE)) {
		pte_t pte = __pte(pgprot_val(vma->vm_page_prot));

		return __pgprot(pte_val(pte_mkdirty(pte)));
	}
#endif
	return vma->vm_page_prot;
}

/* Later ones also ask for a young entry, which ours are */
#if defined(CONFIG_ARM) && !defined(pte_valid_user)
#define pte_valid_user(pte) pte_present_user(pte)
#endif

/*
 * Entries of a page table from a module. set_pte_at() links on x86 and arm64.
 * 32-bit ARM does not export it, but what it consists of for a special entry of
 * user space: the bit that ties it to the process, and the processor's own way
 * to write it. Without: BIG_LITTLE, which finds that way in a table that is not
 * exported, and ARMv5, which has more to do for its caches. There, and on other
 * architectures, batches go in page by page.
 */
#if defined(CONFIG_X86) || defined(CONFIG_ARM64)
#define MEMPHYS_HAVE_SET_PTE
/* Special where the compiler sees it: for others, arm64 calls what no module can */
#define memphys_set_special_pte(mm, addr, ptep, pte) \
	set_pte_at(mm, addr, ptep, pte_mkspecial(pte))
#elif defined(CONFIG_ARM) && __LINUX_ARM_ARCH__ >= 6 && \
	!(defined(CONFIG_BIG_LITTLE) && defined(CONFIG_HARDEN_BRANCH_PREDICTOR))
#define MEMPHYS_HAVE_SET_PTE
static inline void memphys_set_special_pte(struct mm_struct *mm, unsigned long addr,
					   pte_t *ptep, pte_t pte)
{
	pte = pte_mkspecial(pte);
	set_pte_ext(ptep, pte, pte_valid_user(pte) ? PTE_EXT_NG : 0);
}
#endif

/* A page for the kernel of the type that pgprot_noncached() gives to others. */
static inline void __iomem *memphys_ioremap_uncached(u64 page)
{
#if defined(CONFIG_ARM)
	return __arm_ioremap_pfn(page >> PAGE_SHIFT, 0, PAGE_SIZE, MT_UNCACHED);
#elif defined(CONFIG_ARM64) && defined(ioremap_np)
	return ioremap_np(page, PAGE_SIZE);
#elif defined(CONFIG_ARM64)
	return __ioremap(page, PAGE_SIZE, pgprot_noncached(PAGE_KERNEL));
#else
	return ioremap(page, PAGE_SIZE);
#endif
}

/* First physical address that the CPU cannot form; mem.c asks the same. */
static inline u64 memphys_phys_limit(void)
{
	u64 limit = sizeof(phys_addr_t) == 4 ? 1ULL << 32 : 1ULL << 63;

#if defined(MEMPHYS_PHYS_LIMIT)
	return min(limit, MEMPHYS_PHYS_LIMIT);
#elif defined(CONFIG_X86)
	return min(limit, 1ULL << boot_cpu_data.x86_phys_bits);
#elif defined(PHYS_MASK)
	return min(limit, (u64)PHYS_MASK + 1);
#elif defined(CONFIG_RISCV)
	return min(limit, 1ULL << 56); /* an entry has no more bits */
#else
	return limit;
#endif
}

#endif /* MEMPHYS_COMPAT_H */
