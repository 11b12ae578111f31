/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver of 2009 returned from its fault handler, as a calculation:
 * shared by classic.c, which returns it, and by the programs that predict what
 * comes of it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef CLASSIC_H
#define CLASSIC_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdint.h>
typedef uint32_t u32;
typedef uint64_t u64;
#endif

/* The physical address at which the report's mapping began, and its page. */
#define REPORT_PHYS	0x41400000ULL
#define REPORT_PFN	267264ULL
/* The page that its log repeated without end. */
#define REPORT_HUNG_PFN	267269ULL

/*
 * Where x86_64 had its array of struct page (SPARSEMEM_VMEMMAP). Releases
 * differ, but any start that is a multiple of 4 KiB gives the same low bits.
 */
#define REPORT_VMEMMAP	0xffffe20000000000ULL

/*
 * Bits of the answer. The names are today's; SIGSEGV, HWPOISON_LARGE and their
 * like came after 2.6.31, and 2.6.32 made HWPOISON an error.
 */
#define ANSWER_OOM		0x0001
#define ANSWER_SIGBUS		0x0002
#define ANSWER_HWPOISON		0x0010
#define ANSWER_HWPOISON_LARGE	0x0020
#define ANSWER_SIGSEGV		0x0040
#define ANSWER_NOPAGE		0x0100

#define ERRORS_2009	(ANSWER_OOM | ANSWER_SIGBUS)
#define ERRORS_2_6_32	(ERRORS_2009 | ANSWER_HWPOISON)
#define ERRORS_TODAY	(ERRORS_2_6_32 | ANSWER_HWPOISON_LARGE | ANSWER_SIGSEGV)

/* sizeof(struct page) of the report's kernel, and of today's for x86_64. */
#define PAGE_STRUCT_2009	56
#define PAGE_STRUCT_TODAY	64

/* The int that the handler returned for the page with this index. */
static inline u32 classic_returned(u64 page_struct_size, unsigned int index)
{
	return (u32)(REPORT_VMEMMAP + (REPORT_PFN + index) * page_struct_size);
}

/* What the kernel made of it. */
enum fate {
	FATE_MAPPED,
	FATE_KILLED,	/* an error bit: the process gets a signal */
	FATE_HANGS,	/* "I mapped it myself": no PTE, the fault repeats */
};

static inline enum fate classic_fate(u32 ret, u32 errors)
{
	if (ret & errors)
		return FATE_KILLED;
	if (ret & ANSWER_NOPAGE)
		return FATE_HANGS;
	return FATE_MAPPED;
}

#endif /* CLASSIC_H */
