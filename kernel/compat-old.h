/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kernels from 3.10 to 5.9 lack, or have under another name; compat.h
 * includes it there, and defines what is left out here. Newest first, by the
 * version that brought the thing. Names that vendors backport are covered by a
 * macro, which does not mind a declaration of the same name.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MEMPHYS_COMPAT_OLD_H
#define MEMPHYS_COMPAT_OLD_H

/* arm64 and x86 lack more than one thing below. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(3, 10, 0)
#error "memphys supports Linux 3.10 and later"
#elif LINUX_VERSION_CODE < KERNEL_VERSION(4, 9, 0) && \
	!defined(CONFIG_ARM) && !defined(CONFIG_MIPS)
#error "memphys supports Linux 4.9 and later; 3.10 on 32-bit ARM and MIPS"
#endif

/* 5.10: sysfs_emit() */
#define sysfs_emit(buf, ...) scnprintf(buf, PAGE_SIZE, __VA_ARGS__)

/* 5.8: mmap_lock was called mmap_sem; 4.15: a reader that can be killed */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 8, 0)
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)
#define mmap_read_lock_killable(mm) ({ down_read(&(mm)->mmap_sem); 0; })
#else
#define mmap_read_lock_killable(mm) down_read_killable(&(mm)->mmap_sem)
#endif
#define mmap_read_unlock(mm) up_read(&(mm)->mmap_sem)

/* 5.8: ptep_get(); always under the lock of the page table here */
#define ptep_get(ptep) (*(ptep))
#endif

/* 5.5: compat_ptr_ioctl() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 5, 0)
#ifdef CONFIG_COMPAT
#include <linux/compat.h>
static inline long memphys_compat_ioctl(struct file *file, unsigned int cmd,
					unsigned long arg)
{
	return file->f_op->unlocked_ioctl(file, cmd,
					  (unsigned long)compat_ptr(arg));
}

#define compat_ptr_ioctl memphys_compat_ioctl
#else
#define compat_ptr_ioctl NULL
#endif
#endif

/* 5.4: lockdown, and structures that grow */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 4, 0)
#define LOCKDOWN_DEV_MEM 0
static inline int security_locked_down(int what)
{
	return 0;
}

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

/*
 * 5.3: pseudo file systems are made through a struct fs_context, and the
 * callback of apply_to_page_range() lost its token
 */
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

#define MEMPHYS_PTE_FN(name, pte, addr, data) \
	static int name(pte_t *pte, pgtable_t token, unsigned long addr, \
			void *data)
#endif

/* 4.20: vmf_insert_pfn_prot(); 4.5: vm_insert_pfn_prot(); 4.17: vm_fault_t */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 17, 0)
#define vm_fault_t int
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 5, 0)
#define vm_insert_pfn_prot(vma, addr, pfn, prot) vm_insert_pfn(vma, addr, pfn)
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 20, 0)
static inline vm_fault_t memphys_vmf_insert(struct vm_area_struct *vma,
					    unsigned long addr,
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

/* 4.14: %pOF */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 14, 0)
#define MEMPHYS_NODE "%s"
#define memphys_node(np) of_node_full_name(np)
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

/* 4.11: the VMA comes inside struct vm_fault; 4.10: vmf->address */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 10, 0)
#define memphys_vmf_address(vmf) ((unsigned long)(vmf)->virtual_address)
#else
#define memphys_vmf_address(vmf) ((vmf)->address)
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 11, 0)
#define MEMPHYS_VM_HANDLER(name, page)					\
static int __maybe_unused name(struct vm_area_struct *vma,		\
			       struct vm_fault *vmf)			\
{									\
	return page(vma, memphys_vmf_address(vmf), vmf->flags);		\
}
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
 * .pfn_mkwrite.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 5, 0)
#define MEMPHYS_HAVE_PFN_MKWRITE 0
#define MEMPHYS_PFN_MKWRITE(handler)
#endif

/* 4.5: no_seek_end_llseek() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 5, 0)
static inline loff_t memphys_llseek(struct file *file, loff_t offset,
				    int whence)
{
	if (whence != SEEK_SET && whence != SEEK_CUR)
		return -EINVAL;
	return generic_file_llseek_size(file, offset, whence, OFFSET_MAX, 0);
}

#define no_seek_end_llseek memphys_llseek
#endif

/* 4.3: memremap(), which finds RAM in the linear mapping */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 3, 0)
#ifdef CONFIG_ARM
#define memphys_ioremap_wb ioremap_cached
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

/* 4.0 at the latest: ioremap() of ARM takes more than 32 bits of address */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 0, 0) && defined(CONFIG_ARM)
#define MEMPHYS_PHYS_LIMIT ((u64)0xffffffff + 1)
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

/* 3.18: pgprot_modify(), by which mprotect() keeps the memory type */
#ifndef pgprot_modify
#define MEMPHYS_MPROTECT_FORGETS 1
#endif

/* 32-bit ARM; later ones also ask for a young entry, which ours are */
#if defined(CONFIG_ARM) && !defined(pte_valid_user)
#define pte_valid_user(pte) pte_present_user(pte)
#endif

/* 3.13: alloc_anon_inode() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(3, 13, 0)
#define alloc_anon_inode(sb) (new_inode(sb) ?: ERR_PTR(-ENOMEM))
#endif

#endif /* MEMPHYS_COMPAT_OLD_H */
