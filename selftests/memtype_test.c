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
	   "wb@0x12700000+0x100000:wb",
	   "large@0x12800000+0x400000")

#define SIZE 0x100000
#define LARGE 0x12800000ULL

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

#if defined(__x86_64__) || defined(__i386__)
#define X86
#endif

static const char *type_of(uint64_t entry)
{
#ifdef X86
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

/* Whether devices have a type of their own. */
static bool has_device_type(void)
{
#if defined(X86)
	return false;
#elif defined(__arm__)
	return mp_kernel_since(5, 4);
#else
	return true;
#endif
}

static bool same_type(const char *type, const char *wanted)
{
	if (!strcmp(wanted, "device") && !has_device_type())
		wanted = "uncached";
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

/* The kernel holds no type of our addresses for anybody. */
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

/* Whether somebody holds that type from that address on. */
static bool held(uint64_t start, const char *type)
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

/* A part unmapped: kernels before 6.16 lost what a whole VMA held there. */
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

#ifdef X86
/* What the owner may hold, and what it asks for later. */
static const struct {
	unsigned int owner;
	const char *type;
	const char *name;
} asked[] = {
	{ OWNER_UNCACHED, "uncached", "uncached-minus" },
	{ OWNER_WC, "wc", "write-combining" },
	{ OWNER_WB, "wb", "write-back" },
};

/* Every page is wanted, but those of the owner have its type. */
static void all_but(struct __test_metadata *_metadata, int owner,
		    const void *map, size_t len, const char *wanted, size_t at,
		    size_t held_len, const char *type)
{
	const char *is, *should;
	uint64_t entry;
	size_t i;

	for (i = 0; i < len; i += 0x1000) {
		should = i >= at && i < at + held_len ? type : wanted;
		EXPECT_LE(1, mp_owner_entry(owner, map + i, &entry));
		is = type_of(entry);
		EXPECT_TRUE(same_type(is, should))
			TH_LOG("page %zu of %zu is %s, not %s", i / 0x1000,
			       len / 0x1000, is, should);
	}
}

/* The owner gets whatever it asks for, beside our mapping. */
static void owner_gets_all(struct __test_metadata *_metadata, int owner,
			   uint64_t start, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		EXPECT_EQ(0, mp_owner_hold(owner, asked[i].owner, start, len));
		EXPECT_TRUE(held(start, asked[i].name))
			TH_LOG("0x%llx as %s", (unsigned long long)start,
			       asked[i].name);
		EXPECT_EQ(0, mp_owner_drop(owner, asked[i].owner));
	}
}

/* Another driver holds one page of a window with another type. */
static void one_page_held(struct __test_metadata *_metadata, struct mp_case *c,
			  const struct mp_method *m, int owner, size_t len,
			  size_t at, size_t kind)
{
	uint64_t mapped;
	void *map;
	int way;

	for (way = 0; way < 2; way++) {
		ASSERT_EQ(0, mp_owner_hold(owner, asked[kind].owner,
					   LARGE + at, 0x1000));
		map = mp_case_map(_metadata, c->fd, LARGE, len, PROT_READ,
				  MAP_SHARED);
		if (way && m->method == MEMPHYS_METHOD_FAULT) {
			EXPECT_EQ(0, mp_prefault(c->fd, map, len, &mapped));
			EXPECT_EQ(len / 0x1000, mapped);
		} else {
			walk(_metadata, map, LARGE, len, 0x1000);
		}
		all_but(_metadata, owner, map, len, "device", at, 0x1000,
			asked[kind].type);
		walk(_metadata, map, LARGE, len, 0x1000);
		ASSERT_EQ(0, mp_owner_drop(owner, asked[kind].owner));
		owner_gets_all(_metadata, owner, LARGE + at, 0x1000);
		EXPECT_EQ(0, munmap(map + len / 4, 0x1000));
		EXPECT_EQ(0, munmap(map, len / 4));
		EXPECT_EQ(0, munmap(map + len / 4 + 0x1000,
				    len - len / 4 - 0x1000));
		owner_gets_all(_metadata, owner, LARGE, len);
	}
}

static void owner_of_one_page(struct __test_metadata *_metadata,
			      struct mp_case *c, const struct mp_method *m,
			      size_t len)
{
	int owner = mp_owner_open();
	size_t kind;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	for (kind = 1; kind < ARRAY_SIZE(asked); kind++) {
		one_page_held(_metadata, c, m, owner, len, 0, kind);
		one_page_held(_metadata, c, m, owner, len, len / 2 + 0x1000,
			      kind);
		one_page_held(_metadata, c, m, owner, len, len - 0x1000, kind);
	}
	close(owner);
	no_leak(_metadata);
	/* So that the next case may write into the log. */
	EXPECT_EQ(0, mp_unload());
}

#define OWNER_OF_ONE_PAGE(len) \
	owner_of_one_page(_metadata, &self->c, &variant->m, len)

/* Another driver holds another type: each page of it is mapped so. */
static void owner_of_another_type(struct __test_metadata *_metadata,
				  struct mp_case *c, const struct kind *k,
				  size_t kind)
{
	int owner = mp_owner_open();
	uint64_t value;
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	ASSERT_EQ(0, mp_owner_hold(owner, asked[kind].owner, k->start, SIZE));
	map = mp_case_map(_metadata, c->fd, k->start, SIZE, PROT_READ,
			  MAP_SHARED);
	walk(_metadata, map, k->start, SIZE, 0x1000);
	all_are(_metadata, map, SIZE, 0x1000, asked[kind].type);
	EXPECT_EQ(0, mp_reg_read(c->fd, k->start + 0x5000, 4, &value));
	EXPECT_EQ(k->start + 0x5000, value);
	ASSERT_EQ(0, mp_owner_drop(owner, asked[kind].owner));
	/* And what is mapped after it has gone, as it is listed. */
	map = mp_case_map(_metadata, c->fd, k->start, SIZE, PROT_READ,
			  MAP_SHARED);
	walk(_metadata, map, k->start, SIZE, 0x1000);
	all_are(_metadata, map, SIZE, 0x1000, k->name);
	owner_gets_all(_metadata, owner, k->start, SIZE);
	close(owner);
	no_leak(_metadata);
	EXPECT_EQ(0, mp_unload());
}

#define OWNER_OF_ANOTHER_TYPE(k, kind) \
	owner_of_another_type(_metadata, &self->c, &kinds[k], kind)
#else
#define NOT_X86 MP_NEEDS(false, "only x86 knows who holds which type")
#define OWNER_OF_ONE_PAGE(len) NOT_X86
#define OWNER_OF_ANOTHER_TYPE(k, kind) NOT_X86
#endif

TEST_F(memtype, owner_of_one_page_of_64k)
{
	OWNER_OF_ONE_PAGE(0x10000);
}

TEST_F(memtype, owner_of_one_page_of_1m)
{
	OWNER_OF_ONE_PAGE(0x100000);
}

/* With huge pages, where the kernel has them. */
TEST_F(memtype, owner_of_one_page_of_4m)
{
	OWNER_OF_ONE_PAGE(0x400000);
}

TEST_F(memtype, registers_held_as_wc)
{
	OWNER_OF_ANOTHER_TYPE(0, 1);
}

TEST_F(memtype, registers_held_as_wb)
{
	OWNER_OF_ANOTHER_TYPE(0, 2);
}

TEST_F(memtype, wc_held_as_registers)
{
	OWNER_OF_ANOTHER_TYPE(2, 0);
}

TEST_F(memtype, wb_held_as_registers)
{
	OWNER_OF_ANOTHER_TYPE(3, 0);
}

/* Elsewhere the page table entry says it all, whatever others hold. */
TEST_F(memtype, owner_of_another_type_before)
{
	int owner = mp_owner_open();
	size_t page = self->c.page;
	const struct kind *k = &kinds[0];
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	ASSERT_EQ(0, mp_owner_hold(owner, OWNER_WC, k->start, SIZE));
	map = mp_case_map(_metadata, self->c.fd, k->start, SIZE, PROT_READ,
			  MAP_SHARED);
	walk(_metadata, map, k->start, SIZE, page);
#ifdef X86
	if (MP_IS_FAULT)
		EXPECT_TRUE(mp_log_says(&self->c.log,
					"can be mapped as device: another"));
#else
	all_are(_metadata, map, SIZE, page, k->name);
#endif
	close(owner);
	no_leak(_metadata);
}

/* However often that is tried, it fills no log. */
TEST_F(memtype, conflicts_fill_no_log)
{
	int owner = mp_owner_open();
	size_t i, lines = 0;
	uint32_t word;
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	ASSERT_EQ(0, mp_owner_hold(owner, OWNER_WC, kinds[0].start, SIZE));
	for (i = 0; i < 100; i++) {
		map = mp_case_map(_metadata, self->c.fd, kinds[0].start,
				  0x10000, PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_peek32(map, &word));
		munmap(map, 0x10000);
	}
	mp_log_says(&self->c.log, "nothing, but it reads all");
	for (i = 0; i < self->c.log.count; i++)
		lines += !!strstr(self->c.log.line[i], "can be mapped as");
	EXPECT_GE(50, lines);
	close(owner);
	no_leak(_metadata);
	EXPECT_EQ(0, mp_unload());
}

/* A mapping is in nobody's way: any later type is granted. */
TEST_F(memtype, owner_after_us)
{
	static const unsigned int later[] = {
		OWNER_UNCACHED, OWNER_WC, OWNER_WB,
	};
	int owner = mp_owner_open();
	size_t i, j, page = self->c.page;
	void *map;

	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		map = mp_case_map(_metadata, self->c.fd, kinds[i].start, SIZE,
				  PROT_READ, MAP_SHARED);
		walk(_metadata, map, kinds[i].start, SIZE, page);
		for (j = 0; j < ARRAY_SIZE(later); j++) {
			EXPECT_EQ(0, mp_owner_hold(owner, later[j],
						   kinds[i].start, SIZE));
			EXPECT_EQ(0, mp_owner_drop(owner, later[j]));
		}
#ifdef X86
		owner_gets_all(_metadata, owner, kinds[i].start, SIZE);
#endif
		walk(_metadata, map, kinds[i].start, SIZE, page);
	}
	close(owner);
	no_leak(_metadata);
}

/* An access by the kernel holds a type while it lasts. */
TEST_F(memtype, nothing_held_without_a_mapping)
{
	uint64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		EXPECT_EQ(0, mp_reg_read(self->c.fd, kinds[i].start, 4,
					 &value));
		EXPECT_EQ(kinds[i].start, value);
		EXPECT_FALSE(held(kinds[i].start, "mem"));
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
