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
 * computes them; lab/classic.c runs the handler, and the scenario lab compares.
 * Documentation/teaching/original-bug.rst tells the story.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdint.h>
#include <stdio.h>

#include "../../lab/classic.h"

#define PAGE_SHIFT	12
#define PAGES_TRIED	64

static const char *const fate_names[] = { "mapped", "killed", "hangs" };

static unsigned int tests, failures;

/* Index of the first page that is not mapped, or -1. */
static int first_harmful(uint64_t page_struct_size, uint32_t errors,
			 enum fate *fate)
{
	unsigned int i;

	for (i = 0; i < PAGES_TRIED; i++) {
		*fate = classic_fate(classic_returned(page_struct_size, i), errors);
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
		same += (classic_returned(56, i) & 0xfff) == low_bits[i];
	check(same == 6, "low bits of the first six struct page addresses");

	for (i = 0; i < LAYOUTS; i++)
		check_layout(&layouts[i]);

	check(REPORT_PFN + 5 == REPORT_HUNG_PFN &&
	      classic_fate(classic_returned(56, 5), ERRORS_2009) == FATE_HANGS,
	      "the sixth page is the pfn that the log repeated");

	return failures ? 1 : 0;
}
