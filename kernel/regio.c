// SPDX-License-Identifier: GPL-2.0-only
/*
 * The register path: accesses of an exact width made by the kernel, for
 * ioctl(), read(), write(), and debuggers.
 *
 * An address whose block is dead or unclocked oopses here, where a mapped load
 * only gets SIGBUS: hence CAP_SYS_RAWIO, always. The driver cannot ask for it
 * where any other system call touches a mapping: hence "always-on" with "user".
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/bitops.h>
#include <linux/io.h>

#include "memphys.h"
#include "trace.h"

/* Bytes that go through one bounce buffer, and are one access to a revoke. */
#define MEMPHYS_CHUNK	256

/*
 * Native endianness, as a mapped load or store has it: so the __raw accessors,
 * which are one access of exactly that width, with the barriers that readl()
 * and writel() would bring.
 */
static void memphys_read_one(const void __iomem *from, void *to, unsigned int width)
{
	switch (width) {
	case 1:
		*(u8 *)to = __raw_readb(from);
		break;
	case 2:
		*(u16 *)to = __raw_readw(from);
		break;
	case 4:
		*(u32 *)to = __raw_readl(from);
		break;
#ifdef CONFIG_64BIT
	case 8:
		*(u64 *)to = __raw_readq(from);
		break;
#endif
	}
	/* What the caller does next must not overtake the read. */
	rmb();
}

static void memphys_write_one(void __iomem *to, const void *from, unsigned int width)
{
	/* What the caller wrote to memory must be visible to the device. */
	wmb();
	switch (width) {
	case 1:
		__raw_writeb(*(const u8 *)from, to);
		break;
	case 2:
		__raw_writew(*(const u16 *)from, to);
		break;
	case 4:
		__raw_writel(*(const u32 *)from, to);
		break;
#ifdef CONFIG_64BIT
	case 8:
		__raw_writeq(*(const u64 *)from, to);
		break;
#endif
	}
}

/* One page, for one access: a whole large region would eat 32-bit vmalloc. */
static void __iomem *memphys_page_map(u64 page, u8 type)
{
	switch (type) {
	case MEMPHYS_TYPE_UNCACHED:
		return memphys_ioremap_uncached(page);
	case MEMPHYS_TYPE_WC:
		return ioremap_wc(page, PAGE_SIZE);
	case MEMPHYS_TYPE_WB:
		/* Works for scratch too, where it is the linear mapping. */
		return (void __iomem __force *)memremap(page, PAGE_SIZE, MEMREMAP_WB);
	default:
		return ioremap(page, PAGE_SIZE);
	}
}

static void memphys_page_unmap(void __iomem *base, u8 type)
{
	if (type == MEMPHYS_TYPE_WB)
		memunmap((void __force *)base);
	else
		iounmap(base);
}

static int memphys_area_access(u64 visible, u64 addr, u8 *buf, size_t len,
			       unsigned int width, bool write)
{
	int index = memphys_list_find(&memphys_list, addr, len, visible);
	const struct memphys_area *area;
	void __iomem *base, *at;
	int err = -EPERM;
	size_t done;
	u8 type;

	if (index < 0)
		return err;
	area = &memphys_list.area[index];
	if (!memphys_enter(index, addr + len))
		return -ENODEV;
	if (write && !(area->attributes & MEMPHYS_REGION_F_WRITE))
		goto out;

	/* x86 gives the type that is held; where it is wb, only who asks for that. */
	type = area->type;
	base = memphys_page_map(addr & ~((u64)PAGE_SIZE - 1), type);
	if (!base && MEMPHYS_PAT) {
		type = MEMPHYS_TYPE_WB;
		base = memphys_page_map(addr & ~((u64)PAGE_SIZE - 1), type);
	}
	err = base ? 0 : -ENOMEM;
	if (err)
		goto out;
	at = base + (addr & (PAGE_SIZE - 1));
	for (done = 0; done < len; done += width) {
		if (write)
			memphys_write_one(at + done, buf + done, width);
		else
			memphys_read_one(at + done, buf + done, width);
	}
	memphys_page_unmap(base, type);
	atomic_long_add(len >> __ffs(width), write ? &memphys_states[index].writes :
					     &memphys_states[index].reads);
out:
	memphys_leave(index, addr + len);
	return err;
}

/**
 * memphys_regio() - read or write registers of one page
 * @mf: the descriptor on whose behalf; CAP_SYS_RAWIO is checked here
 * @addr: physical address, a multiple of @width
 * @buf: aligned to @width
 * @len: bytes, a multiple of @width, within one page
 * @width: bytes of an access: 1, 2, 4, and 8 on 64-bit kernels
 * @write: direction
 *
 * Return: 0; -EPERM if not allowed, not listed, or read-only; -ENODEV if
 * revoked; -ENOMEM if the page cannot be mapped.
 */
int memphys_regio(struct memphys_file *mf, u64 addr, void *buf, size_t len,
		  unsigned int width, bool write)
{
	int err = -EPERM;

	if ((mf->rights & MEMPHYS_FILE_F_RAWIO) && !memphys_locked_down())
		err = memphys_area_access(mf->visible, addr, buf, len, width, write);
	trace_memphys_regio(addr, len, width, write, err);
	return err;
}

/*
 * The bytes that go next, of one page and one region, and by which width: the
 * widest from @width down that is naturally aligned and takes no byte beyond.
 */
static size_t memphys_step(u64 addr, size_t len, unsigned int *width)
{
	int index = memphys_list_find(&memphys_list, addr, 1, MEMPHYS_ALL_REGIONS);
	const struct memphys_area *area;

	len = min_t(size_t, len, MEMPHYS_CHUNK);
	len = min_t(size_t, len, PAGE_SIZE - (addr & (PAGE_SIZE - 1)));
	if (index >= 0) {
		area = &memphys_list.area[index];
		len = min_t(u64, len, area->start + area->size - addr);
	}
	while ((addr & (*width - 1)) || *width > len)
		*width >>= 1;
	return *width < 4 ? *width : len & ~((size_t)*width - 1);
}

static ssize_t memphys_stream(struct file *file, char __user *in,
			      const char __user *out, size_t count,
			      loff_t *ppos)
{
	struct memphys_file *mf = file->private_data;
	u64 buf[MEMPHYS_CHUNK / sizeof(u64)];
	u64 addr = *ppos + memphys_file_base(mf);
	size_t done, len, left;
	int err = 0;

	if (!count || (in && mf->area && *ppos >= mf->area->size))
		return 0;

	for (done = 0; done < count && !err; done += len) {
		/* Registers are 32 bits wide, unless 8 bytes are all. */
		unsigned int width =
			count == 8 && IS_ENABLED(CONFIG_64BIT) ? 8 : 4;

		len = memphys_step(addr + done, count - done, &width);
		/* It is not more; now the compiler knows, too. */
		len = min(len, sizeof(buf));
		err = out && copy_from_user(buf, out + done, len) ? -EFAULT :
		      memphys_regio(mf, addr + done, buf, len, width, out);
		if (err)
			break;
		left = in ? copy_to_user(in + done, buf, len) : 0;
		len -= left;
		if (left)
			err = -EFAULT;
		else if (signal_pending(current))
			err = -EINTR;
		cond_resched();
	}
	/* Short at the first byte that is not listed. */
	if (!done)
		return err;
	*ppos += done;
	return done;
}

ssize_t memphys_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	return memphys_stream(file, buf, NULL, count, ppos);
}

ssize_t memphys_write(struct file *file, const char __user *buf, size_t count,
		      loff_t *ppos)
{
	return memphys_stream(file, NULL, buf, count, ppos);
}

static bool memphys_vma_may_write(struct vm_area_struct *vma)
{
	/*
	 * FOLL_FORCE brings writes here for any private mapping, also of a
	 * descriptor that is read-only: VM_WRITE alone proves nothing.
	 */
	return (vma->vm_flags & VM_SHARED) && (vma->vm_flags & VM_WRITE) &&
	       (vma->vm_file->f_mode & FMODE_WRITE);
}

/**
 * memphys_vma_access() - .access: ptrace(), /proc/PID/mem
 * @vma: one of our mappings
 * @addr: user address
 * @buf: the debugger's bytes
 * @len: how many
 * @write: direction
 *
 * Not generic_access_phys(), which oopses arm64 kernels before the fix of 2026
 * and needs a PTE that the fault method may not have made yet. A copy-on-write
 * mapping is refused: its pages may be copies, and the device is not them.
 *
 * Return: bytes transferred, or -EACCES, -EINVAL, or what memphys_regio() says.
 */
int memphys_vma_access(struct vm_area_struct *vma, unsigned long addr,
		       void *buf, int len, int write)
{
	struct memphys_file *mf = memphys_vma_file(vma);
	u64 buf64[MEMPHYS_CHUNK / sizeof(u64)];
	u64 phys = memphys_vma_phys(vma, addr);
	int err = 0, done;
	size_t bytes;

	if (write ? !memphys_vma_may_write(vma) : memphys_vma_is_cow(vma))
		return -EACCES;
	/* The core may ask for more than this VMA has. */
	len = min_t(unsigned long, len, vma->vm_end - addr);

	for (done = 0; done < len; done += bytes) {
		/* Registers are 32 bits wide, also under a 64-bit PEEKDATA. */
		unsigned int width = 4;

		bytes = memphys_step(phys + done, len - done, &width);
		/* It is not more; now the compiler knows, too. */
		bytes = min(bytes, sizeof(buf64));
		if (write)
			memcpy(buf64, buf + done, bytes);
		err = memphys_regio(mf, phys + done, buf64, bytes, width, write);
		if (err)
			break;
		if (!write)
			memcpy(buf + done, buf64, bytes);
	}
	return done ? done : err;
}
