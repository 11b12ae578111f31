// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hang of the original report, as a calculation.
 *
 * In 2009 a driver called memphys mapped physical memory page by page and hung
 * when the sixth page was touched. Its fault handler set vmf->page, and then
 * returned the address of the struct page where the kernel expects VM_FAULT_*
 * bits. The kernel of that time (2.6.24 to 2.6.31) asked of the result:
 *
 *	if (ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE))
 *		return ret;
 *
 * so the low bits of the address decided what became of each page. This test
 * computes them. Documentation/teaching/original-bug.rst tells the story.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdint.h>
#include <stdio.h>

/* The bits of 2.6.24 to 2.6.31; 2.6.32 made HWPOISON an error. */
#define OLD_FAULT_OOM		0x0001
#define OLD_FAULT_SIGBUS	0x0002
#define OLD_FAULT_HWPOISON	0x0010
#define OLD_FAULT_NOPAGE	0x0100

/* The physical address at which the report's mapping began, and its page. */
#define REPORT_PHYS	0x41400000ULL
#define REPORT_PFN	267264ULL
/* The page that its log repeated without end. */
#define REPORT_HUNG_PFN	267269ULL

/*
 * Where x86_64 had its array of struct page (SPARSEMEM_VMEMMAP). Releases
 * differ, but any start that is a multiple of 4 KiB gives the same low bits.
 */
#define VMEMMAP_START	0xffffe20000000000ULL

#define PAGE_SHIFT	12
#define PAGES_TRIED	64

/* What the kernel made of one returned value. */
enum fate {
	FATE_MAPPED,
	FATE_KILLED,	/* an error bit: the process gets a signal */
	FATE_HANGS,	/* "I mapped it myself": no PTE, the fault repeats */
};

static const char *const fate_names[] = { "mapped", "killed", "hangs" };

static unsigned int tests, failures;

static enum fate fate_of(uint32_t ret, uint32_t errors)
{
	if (ret & errors)
		return FATE_KILLED;
	if (ret & OLD_FAULT_NOPAGE)
		return FATE_HANGS;
	return FATE_MAPPED;
}

/* The int that the handler returned for the page with this index. */
static uint32_t returned(uint64_t page_struct_size, unsigned int index)
{
	return (uint32_t)(VMEMMAP_START +
			  (REPORT_PFN + index) * page_struct_size);
}

/* Index of the first page that is not mapped, or -1. */
static int first_harmful(uint64_t page_struct_size, uint32_t errors,
			 enum fate *fate)
{
	unsigned int i;

	for (i = 0; i < PAGES_TRIED; i++) {
		*fate = fate_of(returned(page_struct_size, i), errors);
		if (*fate != FATE_MAPPED)
			return (int)i;
	}
	return -1;
}

static void check(int good, const char *what)
{
	tests++;
	if (!good)
		failures++;
	printf("%sok %u %s\n", good ? "" : "not ", tests, what);
}

/* One struct page size: which page does harm first, and what happens there? */
struct layout {
	unsigned int size;
	uint32_t errors;
	int index;
	enum fate fate;
};

#define ERRORS_2009	(OLD_FAULT_OOM | OLD_FAULT_SIGBUS)
#define ERRORS_2_6_32	(ERRORS_2009 | OLD_FAULT_HWPOISON)

static const struct layout layouts[] = {
	{ 32, ERRORS_2009, 8, FATE_HANGS },
	{ 36, ERRORS_2009, 8, FATE_HANGS },
	{ 40, ERRORS_2009, 7, FATE_HANGS },
	{ 44, ERRORS_2009, 6, FATE_HANGS },
	{ 48, ERRORS_2009, 6, FATE_HANGS },
	{ 56, ERRORS_2009, 5, FATE_HANGS },
	{ 64, ERRORS_2009, 4, FATE_HANGS },
	{ 80, ERRORS_2009, 4, FATE_HANGS },
	/* One kernel release later the second page would have been killed. */
	{ 56, ERRORS_2_6_32, 1, FATE_KILLED },
};

#define LAYOUTS	(sizeof(layouts) / sizeof(layouts[0]))

static void check_layout(const struct layout *l)
{
	enum fate fate = FATE_MAPPED;
	int index = first_harmful(l->size, l->errors, &fate);
	char what[80];

	snprintf(what, sizeof(what),
		 "struct page of %u bytes, errors 0x%02x: page %d %s",
		 l->size, (unsigned int)l->errors, l->index,
		 fate_names[l->fate]);
	check(index == l->index && fate == l->fate, what);
	if (index != l->index || fate != l->fate)
		printf("# got page %d %s\n", index, fate_names[fate]);
}

int main(void)
{
	/* The report's machine: what was returned for its first six pages. */
	static const uint32_t low_bits[] = {
		0x000, 0x038, 0x070, 0x0a8, 0x0e0, 0x118
	};
	unsigned int i, same = 0;

	printf("TAP version 13\n1..%u\n", (unsigned int)LAYOUTS + 3);

	check(REPORT_PHYS >> PAGE_SHIFT == REPORT_PFN,
	      "physical 0x41400000 is pfn 267264");

	for (i = 0; i < 6; i++)
		same += (returned(56, i) & 0xfff) == low_bits[i];
	check(same == 6, "low bits of the first six struct page addresses");

	for (i = 0; i < LAYOUTS; i++)
		check_layout(&layouts[i]);

	check(REPORT_PFN + 5 == REPORT_HUNG_PFN &&
	      fate_of(returned(56, 5), ERRORS_2009) == FATE_HANGS,
	      "the sixth page is the pfn that the log repeated");

	return failures ? 1 : 0;
}
