// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host unit test of kernel/region_parse.c and region.c: parse, validate, sort, look up.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "../../kernel/region.h"

#define PAGE	0x1000ULL

static unsigned int tests, failures;

static void check(bool ok, const char *name)
{
	printf("%sok %u %s\n", ok ? "" : "not ", ++tests, name);
	failures += !ok;
}

static char reason[MEMPHYS_REASON_SIZE];

static struct memphys_list list_of(u64 page_size)
{
	struct memphys_list list = {
		.limit = 1ULL << 40,
		.page_size = page_size,
	};

	return list;
}

/* The list that a good parameter gives. */
static struct memphys_list parsed(const char *words, u64 page_size)
{
	struct memphys_list list = list_of(page_size);

	reason[0] = 0;
	if (memphys_list_parse(&list, words, reason)) {
		printf("# \"%s\" was refused: %s\n", words, reason);
		list.count = 0;
	}
	return list;
}

static void check_refused(const char *words, const char *why)
{
	struct memphys_list list = list_of(PAGE);
	char name[300];
	int err;

	reason[0] = 0;
	err = memphys_list_parse(&list, words, reason);
	snprintf(name, sizeof(name), "refused \"%.80s\": %s", words, why);
	check(err == -EINVAL && strstr(reason, why), name);
	if (err != -EINVAL || !strstr(reason, why))
		printf("# err %d, reason \"%s\"\n", err, reason);
}

static void test_parse(void)
{
	struct memphys_list list;

	list = parsed("sysctl@0x11020000+0x1000,mmz@0x44000000+16M:rw:wb", PAGE);
	check(list.count == 2 && list.area[0].start == 0x11020000 &&
	      list.area[0].size == 0x1000 && !list.area[0].attributes &&
	      list.area[0].type == MEMPHYS_TYPE_DEVICE &&
	      !strcmp(list.area[0].name, "sysctl"), "defaults are ro device");
	check(list.count == 2 && list.area[1].size == 16 << 20 &&
	      list.area[1].attributes == MEMPHYS_REGION_F_WRITE &&
	      list.area[1].type == MEMPHYS_TYPE_WB, "flags and suffix");

	list = parsed("a@4096+4k:exclusive:user:wc", PAGE);
	check(list.count == 1 && list.area[0].start == 4096 &&
	      list.area[0].attributes == (MEMPHYS_REGION_F_EXCLUSIVE |
					  MEMPHYS_REGION_F_USER) &&
	      list.area[0].type == MEMPHYS_TYPE_WC, "decimal and lower case");

	list = parsed("top@0x2F00100F0+4", PAGE);
	check(list.count == 1 && list.area[0].start == 0x2f00100f0ULL,
	      "address above 4 GiB, region of four bytes");

	list = parsed("c@0x3000+0x1000,a@0x1000+0x1000,b@0x2000+0x1000", PAGE);
	check(list.count == 3 && list.area[0].name[0] == 'a' &&
	      list.area[1].name[0] == 'b' && list.area[2].name[0] == 'c',
	      "sorted by address");

	list = parsed("upper@0xABCDEF000+0x1000", PAGE);
	check(list.count == 1 && list.area[0].start == 0xabcdef000,
	      "digits of either case");

	list = parsed("end@0xfffffff000+0x1000", PAGE);
	check(list.count == 1, "the last page that the CPU can address");
}

static void test_refuse(void)
{
	static char many[MEMPHYS_MAX_REGIONS * 24 + 24];
	struct memphys_list list = list_of(PAGE);
	int i, len = 0;

	check_refused("", "expected name@start+size");
	check_refused("a", "expected name@start+size");
	check_refused("a@0x1000", "expected name@start+size");
	check_refused("a+0x1000@0x1000", "expected name@start+size");
	check_refused("a@0x1000+0x1000,", "expected name@start+size");
	check_refused(",a@0x1000+0x1000", "expected name@start+size");
	check_refused("@0x1000+0x1000", "name is empty");
	check_refused("abcdefghijklmnopqrstuvwxyz123456@0x1000+0x1000",
		      "longer than 31");
	check_refused("A@0x1000+0x1000", "a name is");
	check_refused("../x@0x1000+0x1000", "a name is");
	check_refused("1a@0x1000+0x1000", "a name is");
	check_refused("a@x+0x1000", "bad start");
	check_refused("a@0x+0x1000", "bad start");
	check_refused("a@-1+0x1000", "bad start");
	check_refused("a@ 0x1000+0x1000", "bad start");
	check_refused("a@0x10000000000000000+0x1000", "bad start");
	check_refused("a@0x1000+", "bad size");
	check_refused("a@0x1000+1Q", "bad size");
	check_refused("a@0x1000+1KK", "bad size");
	check_refused("a@0x1000+0x40000000000000G", "bad size");
	check_refused("a@0x1000+18446744073709551616", "bad size");
	check_refused("a@0x1000+0x1000:", "flags are");
	check_refused("a@0x1000+0x1000:RW", "flags are");
	check_refused("a@0x1000+0x1000:r", "flags are");
	check_refused("a@0x1000+0x1000:rw:ro", "contradict");
	check_refused("a@0x1000+0x1000:wb:device", "contradict");
	check_refused("a@0x1000+0", "size is 0");
	check_refused("a@0xfffffff000+0x1001", "wraps or exceeds");
	check_refused("a@0x10000000000+1", "wraps or exceeds");
	check_refused("a@0x1000+0xffffffffffffffff", "wraps or exceeds");
	check_refused("a@0x1000+0x1000,a@0x8000+0x1000", "second region");
	check_refused("a@0x1000+0x1000,b@0x1fff+1", "overlaps a");
	check_refused("a@0x1000+0x1000,b@0x800+0x801", "overlaps a");
	check_refused("b@0x1400+4,a@0x1000+0x1000", "overlaps b");

	for (i = 0; i <= MEMPHYS_MAX_REGIONS; i++)
		len += snprintf(many + len, sizeof(many) - len,
				"%sr%d@0x%x000+4", i ? "," : "", i, i + 1);
	check(memphys_list_parse(&list, many, reason) == -ENOSPC &&
	      list.count == MEMPHYS_MAX_REGIONS, "one region too many");
}

static void check_run(const struct memphys_list *list, u64 addr, int index,
		      u64 end, const char *name)
{
	struct memphys_run run;

	memphys_list_run(list, addr, MEMPHYS_ALL_REGIONS, &run);
	check(run.index == index && run.end == end, name);
	if (run.index != index || run.end != end)
		printf("# index %d, end 0x%llx\n", run.index, run.end);
}

static void test_runs(void)
{
	struct memphys_list list;
	struct memphys_run run;

	list = parsed("a@0x11020000+0x3000,sub@0x11028800+0x100", PAGE);
	check_run(&list, 0x11020000, 0, 0x11023000, "run of a whole region");
	check_run(&list, 0x11022000, 0, 0x11023000, "its last page");
	check_run(&list, 0x11023000, -1, 0x11028000, "hole up to the next page");
	check_run(&list, 0x11028000, -1, 0x11029000, "page of a small region");
	check_run(&list, 0x11029000, -1, ~(u64)0 & ~(PAGE - 1),
		  "behind the last region");
	check_run(&list, 0x1101f000, -1, 0x11020000, "before the first region");

	list = parsed("a@0x1800+0x1000", PAGE);
	check_run(&list, 0x1000, -1, 0x2000, "unaligned: first page not listed");
	check_run(&list, 0x2000, -1, 0x3000, "unaligned: last page not listed");

	list = parsed("a@0x1000+0x800,b@0x1800+0x1800", PAGE);
	check_run(&list, 0x1000, 0, 0x2000, "page of two adjacent regions");
	check_run(&list, 0x2000, 1, 0x3000, "page of the second alone");
	list.area[1].attributes |= MEMPHYS_REGION_F_REVOKED;
	memphys_list_run(&list, 0x1000, MEMPHYS_ALL_REGIONS, &run);
	check(run.index == 0 && (run.attributes & MEMPHYS_REGION_F_REVOKED),
	      "a page is revoked with any of its regions");

	list = parsed("a@0x1000+0x800,b@0x1800+0x800:rw", PAGE);
	check_run(&list, 0x1000, -1, 0x2000, "adjacent, but one is rw");
	list = parsed("a@0x1000+0x800,b@0x1800+0x800:wc", PAGE);
	check_run(&list, 0x1000, -1, 0x2000, "adjacent, but one is wc");
	list = parsed("a@0x1000+0x800,b@0x1800+0x800:user", PAGE);
	check_run(&list, 0x1000, -1, 0x2000, "adjacent, but one is user");
	list = parsed("a@0x1000+0x7ff,b@0x1800+0x800", PAGE);
	check_run(&list, 0x1000, -1, 0x2000, "one byte short of adjacent");

	list = parsed("a@0x11020000+0x1000", 0x4000);
	check_run(&list, 0x11020000, -1, 0x11024000,
		  "4 KiB region on 16 KiB pages");

	list = parsed("a@0x1000+0x1000,b@0x2000+0x1000:user", PAGE);
	memphys_list_run(&list, 0x1000, memphys_list_users(&list), &run);
	check(run.index == -1 && run.end == 0x2000, "not for everybody");
	memphys_list_run(&list, 0x2000, memphys_list_users(&list), &run);
	check(run.index == 1, "for everybody");
	check(memphys_list_users(&list) == 2, "a user region is there");
	list = parsed("a@0x1800+0x7000,b@0x9000+0x1000:user", PAGE);
	memphys_list_run(&list, 0x1000, memphys_list_users(&list), &run);
	check(run.index == -1 && run.end == 0x8000,
	      "what is not for everybody is passed over as one");
	memphys_list_run(&list, 0x8000, memphys_list_users(&list), &run);
	check(run.index == -1 && run.end == 0x9000, "and its last page apart");
	list = parsed("a@0x1000+0x1000", PAGE);
	check(!memphys_list_users(&list), "no user region is there");
}

/* Where the kernel survives no access that nothing answers. */
static void test_always_on(void)
{
	struct memphys_area area = {
		.size = 4, .name = "a", .attributes = MEMPHYS_REGION_F_USER,
	};
	char reason[MEMPHYS_REASON_SIZE] = "";
	struct memphys_list list = list_of(PAGE);

	list.fatal_abort = true;
	check(memphys_list_add(&list, &area, reason) == -EINVAL &&
	      strstr(reason, "if it always does"), "user alone");
	area.attributes |= MEMPHYS_REGION_F_ALWAYS_ON;
	check(!memphys_list_add(&list, &area, reason), "user and always-on");
	list = parsed("a@0x1000+4:always-on", PAGE);
	check(list.count == 1 &&
	      list.area[0].attributes == MEMPHYS_REGION_F_ALWAYS_ON,
	      "always-on alone");
}

static void test_find(void)
{
	struct memphys_list list = parsed("a@0x1000+6,b@0x1006+2", PAGE);

	check(memphys_list_find(&list, 0x1000, 4, MEMPHYS_ALL_REGIONS) == 0, "bytes inside");
	check(memphys_list_find(&list, 0x1002, 4, MEMPHYS_ALL_REGIONS) == 0, "up to the end");
	check(memphys_list_find(&list, 0x1004, 4, MEMPHYS_ALL_REGIONS) == -1,
	      "bytes of two regions");
	check(memphys_list_find(&list, 0x1006, 2, MEMPHYS_ALL_REGIONS) == 1, "second region");
	check(memphys_list_find(&list, 0x1008, 1, MEMPHYS_ALL_REGIONS) == -1, "behind");
	check(memphys_list_find(&list, 0xfff, 2, MEMPHYS_ALL_REGIONS) == -1, "before");
	check(memphys_list_find(&list, ~(u64)0, 1, MEMPHYS_ALL_REGIONS) == -1,
	      "the last address of all");
	check(memphys_list_find(&list, 0x1000, 1, 0) == -1, "not a user's");
	check(memphys_list_overlaps(&list, 0, 0x1001) &&
	      memphys_list_overlaps(&list, 0x1007, 1) &&
	      !memphys_list_overlaps(&list, 0, 0x1000) &&
	      !memphys_list_overlaps(&list, 0x1008, 0x1000), "overlaps");
}

static void test_survey(void)
{
	static const char two[] = "a@0x11020000+0x1000,b@0x11029000+0x2000:rw";
	struct memphys_list list = parsed(two, PAGE);
	struct memphys_window win = { .start = 0x11020000, .end = 0x11030000 };

	memphys_list_survey(&list, MEMPHYS_ALL_REGIONS, &win);
	check(win.listed == 0x3000 && win.unlisted == 0xd000 &&
	      win.read_only == 0x1000 && !win.revoked && !win.mixed,
	      "64 KiB window with two regions");
	list.area[1].attributes |= MEMPHYS_REGION_F_REVOKED;
	memphys_list_survey(&list, MEMPHYS_ALL_REGIONS, &win);
	check(win.listed == 0x3000 && win.revoked == 0x2000, "one revoked");
	win.end = 0x11020000 + 0x1000;
	memphys_list_survey(&list, MEMPHYS_ALL_REGIONS, &win);
	check(win.listed == 0x1000 && !win.unlisted, "one page");
	win.start = 0x12000000;
	win.end = 0x12010000;
	memphys_list_survey(&list, MEMPHYS_ALL_REGIONS, &win);
	check(!win.listed && win.unlisted == 0x10000, "nothing listed");
	list = parsed("a@0x1000+0x1000,b@0x5000+0x1000:wc", PAGE);
	win.start = 0;
	win.end = 0x10000;
	memphys_list_survey(&list, MEMPHYS_ALL_REGIONS, &win);
	check(win.mixed, "two memory types");
}

int main(void)
{
	test_parse();
	test_refuse();
	test_runs();
	test_find();
	test_always_on();
	test_survey();
	printf("1..%u\n", tests);
	return failures != 0;
}
