// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory type of mappings: the same page has the same type by both methods
 * and every way to insert it, and the block's owner gets the type that it asks
 * for, before us and after us.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>

#include "ksft_fixture.h"

MP_FIXTURE(memtype,
	   "device@0x12400000+0x100000",
	   "uncached@0x12500000+0x100000:uncached",
	   "wc@0x12600000+0x100000:wc",
	   "wb@0x12700000+0x100000:wb")

#define SIZE 0x100000

#define MEMTYPES "/sys/kernel/debug/x86/pat_memtype_list"

static const struct kind {
	const char *name;
	uint64_t start;
	unsigned int owner;	/* who asks for that type */
} kinds[] = {
	{ "device", 0x12400000, OWNER_UNCACHED },
	{ "uncached", 0x12500000, OWNER_UNCACHED },
	{ "wc", 0x12600000, OWNER_WC },
	{ "wb", 0x12700000, OWNER_WB },
};

static const char *type_of(uint64_t entry)
{
#if defined(__x86_64__)
	switch (entry >> 3 & 3) {	/* PWT, PCD */
	case 0:
		return "wb";
	case 1:
		return "wc";
	default:
		return "uncached";
	}
#elif defined(__aarch64__)
	static const char *const types[8] = {
		"wb", "wb", "wc", "uncached", "device",
	};

	return types[entry >> 2 & 7] ? : "?";
#else
	static const char *const types[16] = {
		[0] = "uncached", [1] = "wc", [2] = "wt", [3] = "wb",
		[4] = "device", [7] = "wb", [9] = "wc", [12] = "device",
	};

	return types[entry >> 2 & 15] ? : "?";
#endif
}

/* x86 has no type of its own for devices. */
static bool same_type(const char *type, const char *wanted)
{
#ifdef __x86_64__
	if (!strcmp(wanted, "device"))
		wanted = "uncached";
#endif
	return !strcmp(type, wanted);
}

/* Every page of the mapping has that type. */
static void all_are(struct __test_metadata *_metadata, const void *map,
		    size_t len, size_t page, const char *wanted)
{
	int owner = mp_owner_open();
	uint64_t entry;
	size_t at;

	ASSERT_LE(0, owner)
		TH_LOG(MP_NO_OWNER);
	for (at = 0; at < len; at += page) {
		EXPECT_LE(1, mp_owner_entry(owner, map + at, &entry));
		EXPECT_TRUE(same_type(type_of(entry), wanted))
			TH_LOG("page %zu is %s, not %s", at / page,
			       type_of(entry), wanted);
	}
	close(owner);
}

/* No entry of the kernel's books is left behind for our addresses. */
static void no_leak(struct __test_metadata *_metadata)
{
	char line[256];
	FILE *list;

	mp_drop_all();
	list = fopen(MEMTYPES, "re");
	if (!list)
		return;
	while (fgets(line, sizeof(line), list)) {
		EXPECT_TRUE(!strstr(line, "0x0000000012") &&
			    !strstr(line, "0x12")) TH_LOG("%s", line);
	}
	fclose(list);
}

/* Whether the kernel's books have that address with that type. */
static bool booked(uint64_t start, const char *type)
{
	char line[256], address[32];
	FILE *list = fopen(MEMTYPES, "re");
	bool found = false;

	snprintf(address, sizeof(address), "%llx-", (unsigned long long)start);
	while (list && !found && fgets(line, sizeof(line), list))
		found = strstr(line, address) && strstr(line, type);
	if (list)
		fclose(list);
	return found;
}

/* Read a word of every page: the walk that makes batches. */
static void walk(struct __test_metadata *_metadata, const void *map,
		 uint64_t phys, size_t len, size_t page)
{
	uint32_t word;
	size_t at;

	for (at = 0; at < len; at += page) {
		EXPECT_EQ(0, mp_peek32(map + at, &word));
		EXPECT_EQ(phys + at, word);
	}
}

/* A small mapping is filled at once, a large one in growing batches. */
TEST_F(memtype, by_every_batch)
{
	size_t i, page = self->c.page;
	void *map;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start,
				  0x10000, PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, 0x10000, page);
		all_are(_metadata, map, 0x10000, page, kinds[i].name);
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, SIZE, page);
		all_are(_metadata, map, SIZE, page, kinds[i].name);
	}
	no_leak(_metadata);
}

TEST_F(memtype, by_prefault)
{
	size_t i, page = self->c.page;
	uint64_t mapped;
	void *map;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		if (MP_IS_FAULT) {
			EXPECT_EQ(0, mp_prefault(self->c.fd, map, SIZE,
						 &mapped));
			EXPECT_EQ(SIZE / page, mapped);
		}
		all_are(_metadata, map, SIZE, page, kinds[i].name);
	}
	no_leak(_metadata);
}

/* mprotect(), mremap() and fork() keep it. */
TEST_F(memtype, is_kept)
{
	size_t i, page = self->c.page, len = 8 * page;
	void *map, *moved;
	pid_t pid;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start,
				  2 * len, PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, len, page);
		ASSERT_EQ(0, mprotect(map, 2 * len, PROT_NONE));
		ASSERT_EQ(0, mprotect(map, 2 * len, PROT_READ));
		walk(_metadata, map, kinds[i].start, 2 * len, page);
		all_are(_metadata, map, 2 * len, page, kinds[i].name);
		moved = mmap(NULL, len, PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		ASSERT_EQ(moved, mremap(map, len, len,
					MREMAP_MAYMOVE | MREMAP_FIXED, moved));
		all_are(_metadata, moved, len, page, kinds[i].name);
		pid = mp_fork();
		if (!pid) {
			walk(_metadata, moved, kinds[i].start, len, page);
			all_are(_metadata, moved, len, page, kinds[i].name);
			_exit(!_metadata->passed);
		}
		EXPECT_EQ(0, mp_wait(pid));
		munmap(moved, len);
		munmap(map + len, len);
	}
	no_leak(_metadata);
}

/* A part unmapped: kernels of old lost an entry of their books there. */
TEST_F(memtype, partial_munmap)
{
	size_t i, page = self->c.page;
	void *map;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, 4 * page, page);
		EXPECT_EQ(0, munmap(map + page, page));
		EXPECT_EQ(0, munmap(map + 8 * page, SIZE / 2));
		walk(_metadata, map, kinds[i].start, page, page);
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, SIZE, page);
		all_are(_metadata, map, SIZE, page, kinds[i].name);
	}
	no_leak(_metadata);
}

/* The owner holds the type that the region lists: nothing else happens. */
TEST_F(memtype, owner_of_the_same_type_before)
{
	int owner = mp_owner_open();
	size_t i, page = self->c.page;
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		ASSERT_EQ(0, mp_owner_hold(owner, kinds[i].owner,
					   kinds[i].start, SIZE));
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, SIZE, page);
		all_are(_metadata, map, SIZE, page, kinds[i].name);
		ASSERT_EQ(0, mp_owner_drop(owner, kinds[i].owner));
	}
	close(owner);
	no_leak(_metadata);
}

/* The owner holds it for a part of the region only. */
TEST_F(memtype, owner_of_a_part_before)
{
	int owner = mp_owner_open();
	size_t i, page = self->c.page;
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		ASSERT_EQ(0, mp_owner_hold(owner, kinds[i].owner,
					   kinds[i].start + 0x8000, 0x8000));
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, SIZE, page);
		all_are(_metadata, map, SIZE, page, kinds[i].name);
		ASSERT_EQ(0, mp_owner_drop(owner, kinds[i].owner));
	}
	close(owner);
	no_leak(_metadata);
}

/* A register block that its driver has write-combined: we follow, and say so. */
TEST_F(memtype, owner_of_another_type_before)
{
	int owner = mp_owner_open();
	size_t page = self->c.page;
	const struct kind *k = &kinds[0];
	char text[16];
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	ASSERT_EQ(0, mp_owner_hold(owner, OWNER_WC, k->start, SIZE));
	map = mp_case_map(_metadata, self->c.fd, k->start, SIZE, PROT_READ,
			  MAP_SHARED);
	walk(_metadata, map, k->start, SIZE, page);
	EXPECT_EQ(0, mp_region_read(k->name, "type_used", text, sizeof(text)));
#ifdef __x86_64__
	all_are(_metadata, map, SIZE, page, "wc");
	EXPECT_EQ(0, strcmp(text, "wc")) TH_LOG("type_used is %s", text);
	EXPECT_TRUE(mp_log_says(&self->c.log, "device is mapped as wc"));
#else
	/* Nobody keeps books: the page table entry says it all. */
	all_are(_metadata, map, SIZE, page, k->name);
	EXPECT_EQ(0, strcmp(text, k->name));
#endif
	close(owner);
	no_leak(_metadata);
	/* type_used has changed: not for the cases behind. */
	EXPECT_EQ(0, mp_unload());
}

#ifdef __x86_64__
/* Whose parts have two types changes with every touch, and fills no log. */
TEST_F(memtype, owner_of_another_type_in_a_part)
{
	uint64_t half = kinds[0].start + SIZE / 2;
	int owner = mp_owner_open();
	size_t i, lines = 0;
	uint32_t word;
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	ASSERT_EQ(0, mp_owner_hold(owner, OWNER_WC, half, SIZE / 2));
	for (i = 0; i < 100; i++) {
		map = mp_case_map(_metadata, self->c.fd,
				  i % 2 ? kinds[0].start : half, 0x10000,
				  PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_peek32(map, &word));
		munmap(map, 0x10000);
	}
	EXPECT_TRUE(mp_log_says(&self->c.log, "device is mapped as wc"));
	EXPECT_TRUE(mp_log_says(&self->c.log, "as device again"));
	for (i = 0; i < self->c.log.count; i++)
		lines += !!strstr(self->c.log.line[i], "is mapped as");
	EXPECT_GE(50, lines);
	close(owner);
	no_leak(_metadata);
	/* type_used has changed: not for the cases behind. */
	EXPECT_EQ(0, mp_unload());
}

/* A memory type that cannot be had is refused, and not changed in silence. */
static void conflict_is_busy(struct __test_metadata *_metadata,
			     struct mp_case *c, const struct kind *k,
			     unsigned int held)
{
	int owner = mp_owner_open();

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	ASSERT_EQ(0, mp_owner_hold(owner, held, k->start, SIZE));
	EXPECT_EQ(EBUSY, mp_map_error(c->fd, k->start, SIZE, PROT_READ,
				      MAP_SHARED));
	EXPECT_TRUE(mp_log_says(&c->log, k->name));
	ASSERT_EQ(0, mp_owner_drop(owner, held));
	EXPECT_EQ(0, mp_map_error(c->fd, k->start, SIZE, PROT_READ,
				  MAP_SHARED));
	close(owner);
	no_leak(_metadata);
}

#define CONFLICT_IS_BUSY(k, held) \
	conflict_is_busy(_metadata, &self->c, k, held)
#else
#define CONFLICT_IS_BUSY(k, held) \
	MP_NEEDS(false, "only x86 keeps books about memory types")
#endif

TEST_F(memtype, wb_conflict_is_busy)
{
	CONFLICT_IS_BUSY(&kinds[3], OWNER_UNCACHED);
}

TEST_F(memtype, wc_conflict_is_busy)
{
	CONFLICT_IS_BUSY(&kinds[2], OWNER_UNCACHED);
}

/* A mapping of registers is in nobody's way: any later type is granted. */
TEST_F(memtype, owner_after_registers)
{
	static const struct {
		unsigned int owner;
		const char *type;
	} later[] = {
		{ OWNER_UNCACHED, "uncached-minus" },
		{ OWNER_WC, "write-combining" },
		{ OWNER_WB, "write-back" },
	};
	int owner = mp_owner_open();
	size_t i, j, page = self->c.page;
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	for (i = 0; i < 2; i++) {
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, SIZE, page);
		for (j = 0; j < ARRAY_SIZE(later); j++) {
			EXPECT_EQ(0, mp_owner_hold(owner, later[j].owner,
						   kinds[i].start, SIZE));
#ifdef __x86_64__
			EXPECT_TRUE(booked(kinds[i].start, later[j].type))
				TH_LOG("%s later as %s", kinds[i].name,
				       later[j].type);
#endif
			EXPECT_EQ(0, mp_owner_drop(owner, later[j].owner));
		}
		walk(_metadata, map, kinds[i].start, SIZE, page);
	}
	close(owner);
	no_leak(_metadata);
}

/* Loaded and open but not mapped: nothing is held at all. */
TEST_F(memtype, nothing_held_without_a_mapping)
{
	uint64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		EXPECT_EQ(0, mp_reg_read(self->c.fd, kinds[i].start, 4,
					 &value));
		EXPECT_EQ(kinds[i].start, value);
		EXPECT_FALSE(booked(kinds[i].start, "mem"));
	}
	no_leak(_metadata);
}

/* The register path adds no second type beside the owner's. */
TEST_F(memtype, register_path_beside_the_owner)
{
	int owner = mp_owner_open();
	uint64_t value;
	size_t i;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		ASSERT_EQ(0, mp_owner_hold(owner, kinds[i].owner,
					   kinds[i].start, SIZE));
		EXPECT_EQ(0, mp_reg_read(self->c.fd, kinds[i].start, 4,
					 &value));
		EXPECT_EQ(kinds[i].start, value);
		ASSERT_EQ(0, mp_owner_drop(owner, kinds[i].owner));
	}
	close(owner);
	no_leak(_metadata);
}

/* Scratch is RAM, and cached. */
TEST_F(memtype, scratch)
{
	size_t page = self->c.page;
	char text[32];
	uint64_t start;
	uint32_t word;
	void *map;
	int fd;

	mp_drop_all();
	ASSERT_EQ(0, mp_load("soc=none scratch=256K"));
	ASSERT_EQ(0, mp_region_read("scratch", "start", text, sizeof(text)));
	start = strtoull(text, NULL, 0);
	fd = mp_case_open(_metadata, variant->m.node, O_RDWR);
	map = mp_case_map(_metadata, fd, start, 0x40000,
			  PROT_READ | PROT_WRITE, MAP_SHARED);
	for (size_t at = 0; at < 0x40000; at += page) {
		EXPECT_EQ(0, mp_poke32(map + at, at));
		EXPECT_EQ(0, mp_peek32(map + at, &word));
		EXPECT_EQ(at, word);
	}
	all_are(_metadata, map, 0x40000, page, "wb");
	no_leak(_metadata);
}

TEST_HARNESS_MAIN
