/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * memphys: map whitelisted physical register blocks into user space.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef _UAPI_LINUX_MEMPHYS_H
#define _UAPI_LINUX_MEMPHYS_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * DOC: memphys nodes and ioctls
 *
 * ``/dev/memphys`` maps page by page from its fault handler,
 * ``/dev/memphys-remap`` maps the whole window at mmap() time with
 * remap_pfn_range(). On both the offset given to mmap(), pread() and pwrite()
 * **is the physical address**, as with ``/dev/mem``. A region with
 * ``MEMPHYS_REGION_F_NODE`` has a node of its own, ``/dev/memphys.d/NAME``, which
 * shows that region only, from offset 0 on, as ``/dev/memphys`` does. All ioctls
 * work on all of them, and their addresses are physical ones on all.
 *
 * Every structure begins with @size, the sizeof() that the caller was compiled
 * with. A shorter structure is an older caller: the kernel takes the fields
 * that it does not send as zero. A longer one is a newer caller, accepted while
 * everything this kernel does not know is zero. Fields called @flags or
 * @reserved must be zero unless bits are defined for them, and come back as
 * they were. What a field marked "out" holds before the call does not matter,
 * so a structure can be used again as it came back. A failed call changes
 * nothing, neither in the driver nor in the caller's structure.
 *
 * Errors that every ioctl can return:
 *
 * - ``ENOTTY``: no such ioctl.
 * - ``EFAULT``: the structure is not readable or not writable.
 * - ``EINVAL``: @size below the first published size, or a field out of range.
 * - ``E2BIG``: @size beyond what this kernel knows, with a non-zero rest, or
 *   more than a page.
 * - ``EPERM``: the kernel is locked down (``LOCKDOWN_DEV_MEM``), or the policy
 *   says no: not listed, not visible to this opener, or read-only.
 * - ``ENODEV``: the region was revoked.
 */

#define MEMPHYS_IOC_MAGIC	0xBE

/* Bytes of a region's name, with the terminating NUL. */
#define MEMPHYS_NAME_SIZE	32

/* How mmap() fills a mapping: the node decides. */
#define MEMPHYS_METHOD_FAULT	0
#define MEMPHYS_METHOD_REMAP	1

/* The memory type that every mapping of a region has. */
#define MEMPHYS_TYPE_DEVICE	0	/* registers: pgprot_device() */
#define MEMPHYS_TYPE_UNCACHED	1	/* pgprot_noncached() */
#define MEMPHYS_TYPE_WC		2	/* pgprot_writecombine() */
#define MEMPHYS_TYPE_WB		3	/* cached, as ordinary memory */

/* Attributes of a region. */
#define MEMPHYS_REGION_F_WRITE		(1U << 0) /* not read-only */
#define MEMPHYS_REGION_F_EXCLUSIVE	(1U << 1) /* claimed by memphys */
#define MEMPHYS_REGION_F_USER		(1U << 2) /* no CAP_SYS_RAWIO needed */
#define MEMPHYS_REGION_F_SCRATCH	(1U << 3) /* the driver's own pages */
#define MEMPHYS_REGION_F_REVOKED	(1U << 4) /* taken back at present */
#define MEMPHYS_REGION_F_ALWAYS_ON	(1U << 5) /* answers every access */
#define MEMPHYS_REGION_F_NODE		(1U << 6) /* has a node of its own */

/* What this kernel and module can do. */
#define MEMPHYS_FEATURE_PFN_MKWRITE	(1U << 0) /* writable windows over ro */
#define MEMPHYS_FEATURE_HUGE		(1U << 1) /* PMD-sized fault mappings */
#define MEMPHYS_FEATURE_ACCESS64	(1U << 2) /* 8-byte READ and WRITE */
#define MEMPHYS_FEATURE_PTRACE		(1U << 3) /* debuggers see mappings */

/* What the descriptor may do. */
#define MEMPHYS_FILE_F_RAWIO	(1U << 0) /* opened with CAP_SYS_RAWIO */

/**
 * struct memphys_info - what the driver offers to this descriptor
 * @size: in: sizeof(struct memphys_info)
 * @flags: must be 0
 * @features: out: ``MEMPHYS_FEATURE_*`` of this kernel and module
 * @regions: out: number of regions that GET_REGION shows to this descriptor
 * @method: out: ``MEMPHYS_METHOD_*`` of the node
 * @page_size: out: bytes of a page; the unit of mmap()
 * @rights: out: ``MEMPHYS_FILE_F_*`` of this descriptor
 * @reserved: must be 0
 * @base: out: physical address at offset 0: 0, or the start of the region whose
 *        own node it is
 */
struct memphys_info {
	__u32 size;
	__u32 flags;
	__u32 features;
	__u32 regions;
	__u32 method;
	__u32 page_size;
	__u32 rights;
	__u32 reserved;
	__aligned_u64 base;
};

/* Values of memphys_region.flags. */
#define MEMPHYS_GET_REGION_BY_ADDR	(1U << 0)

/**
 * struct memphys_region - one whitelisted region
 * @size: in: sizeof(struct memphys_region)
 * @flags: in: 0 to ask by @index, ``MEMPHYS_GET_REGION_BY_ADDR`` for the
 *         region that contains @start
 * @index: in without ``MEMPHYS_GET_REGION_BY_ADDR``: 0 to memphys_info.regions
 *         - 1, by ascending address; out: the region's index
 * @attributes: out: ``MEMPHYS_REGION_F_*``
 * @type: out: ``MEMPHYS_TYPE_*``
 * @reserved: must be 0
 * @start: in with ``MEMPHYS_GET_REGION_BY_ADDR``: any physical address; out: the
 *         first physical address
 * @length: out: bytes; need not be a multiple of the page size: the part of a
 *          region that does not fill a page is reached by READ, WRITE, pread()
 *          and pwrite() only
 * @name: out: NUL-terminated name
 *
 * Errors: ``ENOENT`` if there is no such region, or none that this descriptor
 * may see.
 */
struct memphys_region {
	__u32 size;
	__u32 flags;
	__u32 index;
	__u32 attributes;
	__u32 type;
	__u32 reserved;
	__aligned_u64 start;
	__aligned_u64 length;
	char name[MEMPHYS_NAME_SIZE];
};

/**
 * struct memphys_access - one register access of exactly @width bytes
 * @size: in: sizeof(struct memphys_access)
 * @flags: must be 0
 * @addr: in: physical address, a multiple of @width
 * @value: READ: out; WRITE: in, must fit into @width
 * @width: in: 1, 2, 4, or 8 bytes
 * @reserved: must be 0
 *
 * Needs a descriptor that was opened with CAP_SYS_RAWIO, also for regions with
 * ``MEMPHYS_REGION_F_USER``: the access is made by the kernel. Most Arm kernels
 * oops when nothing answers, where a mapped load gets SIGBUS. So they do when a
 * system call reads or writes a mapping: hence ``MEMPHYS_REGION_F_ALWAYS_ON``.
 *
 * Errors: ``EBADF`` if the descriptor was not opened for the direction,
 * ``EOPNOTSUPP`` for a width of 8 without ``MEMPHYS_FEATURE_ACCESS64``,
 * ``ENOMEM`` if the page cannot be mapped into the kernel.
 */
struct memphys_access {
	__u32 size;
	__u32 flags;
	__aligned_u64 addr;
	__aligned_u64 value;
	__u32 width;
	__u32 reserved;
};

/**
 * struct memphys_prefault - map a part of a fault-method mapping now
 * @size: in: sizeof(struct memphys_prefault)
 * @flags: must be 0
 * @start: in: user-space address, a multiple of the page size; may be tagged
 * @length: in: bytes, a multiple of the page size, not 0
 * @mapped: out: pages of the range that are mapped when the call returns
 *
 * The whole range must lie in mappings of this descriptor made with
 * ``MEMPHYS_METHOD_FAULT``; after an error, as after one of madvise(), what comes
 * before the part that is none may be mapped. Pages that are not listed or revoked are skipped, and
 * so are those for which memory for page tables runs out.
 * MAP_POPULATE, mlock() and MADV_POPULATE_READ do nothing for such mappings.
 *
 * Errors: ``ENOMEM`` if a part of the range is not mapped, ``EOPNOTSUPP`` for a
 * mapping made with ``MEMPHYS_METHOD_REMAP`` or one that copies on write,
 * ``EACCES`` for one that may be neither read nor written, ``EINTR`` on a fatal
 * signal.
 */
struct memphys_prefault {
	__u32 size;
	__u32 flags;
	__aligned_u64 start;
	__aligned_u64 length;
	__aligned_u64 mapped;
};

#define MEMPHYS_IOC_GET_INFO	_IOWR(MEMPHYS_IOC_MAGIC, 0, struct memphys_info)
#define MEMPHYS_IOC_GET_REGION	_IOWR(MEMPHYS_IOC_MAGIC, 1, struct memphys_region)
#define MEMPHYS_IOC_READ	_IOWR(MEMPHYS_IOC_MAGIC, 2, struct memphys_access)
#define MEMPHYS_IOC_WRITE	_IOW(MEMPHYS_IOC_MAGIC, 3, struct memphys_access)
#define MEMPHYS_IOC_PREFAULT	_IOWR(MEMPHYS_IOC_MAGIC, 4, struct memphys_prefault)

#endif /* _UAPI_LINUX_MEMPHYS_H */
