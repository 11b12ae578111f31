/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests ask of memphys_owner.ko, through /dev/memphys-owner.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MEMPHYS_OWNER_H
#define MEMPHYS_OWNER_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define OWNER_NODE	"/dev/memphys-owner"

/* What a block's driver does with it. */
#define OWNER_CLAIM	0	/* request_mem_region() */
#define OWNER_UNCACHED	1	/* ioremap() */
#define OWNER_WC	2	/* ioremap_wc() */
#define OWNER_WB	3	/* memremap(MEMREMAP_WB) */

/**
 * struct owner_hold - be the owner of a block until the descriptor is closed
 * @start: physical address
 * @length: bytes
 * @kind: OWNER_*; a descriptor holds one of each at most
 * @reserved: not looked at
 */
struct owner_hold {
	__u64 start;
	__u64 length;
	__u32 kind;
	__u32 reserved;
};

/**
 * struct owner_entry - what maps a user address
 * @address: in: user-space address of the caller
 * @entry: out: the page table entry as the kernel sees it
 * @level: out: 0 if there is none, 1 for a page, 2 for a huge page (PMD)
 * @writable: out: whether the entry lets the process write
 */
struct owner_entry {
	__u64 address;
	__u64 entry;
	__u32 level;
	__u32 writable;
};

/**
 * struct owner_node - make a node of the device tree available or not
 * @path: of the node
 * @available: whether its status is "okay", or "disabled"
 */
struct owner_node {
	char path[124];
	__u32 available;
};

/*
 * OWNER_IOC_RAM: a range, whole memory blocks of it, becomes memory that can be
 * put online, and stays that. Of the struct, the two numbers count.
 */
#define OWNER_IOC_HOLD	_IOW('o', 0, struct owner_hold)
#define OWNER_IOC_DROP	_IOW('o', 1, struct owner_hold)
#define OWNER_IOC_ENTRY	_IOWR('o', 2, struct owner_entry)
#define OWNER_IOC_NODE	_IOW('o', 3, struct owner_node)
#define OWNER_IOC_RAM	_IOW('o', 4, struct owner_hold)

#endif /* MEMPHYS_OWNER_H */
