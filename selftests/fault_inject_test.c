// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory runs out: each call of the driver is made again and again, and each
 * time another one of its allocations fails, until it makes no more. It must
 * say so and change nothing. Needs a kernel with failslab and fail_page_alloc.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>
#include <sys/syscall.h>

#include "ksft_inject.h"

#define TIMEOUT		120

#define REGIONS \
	"device@0x12400000+0x400000", \
	"wc@0x12800000+0x100000:wc", \
	"wb@0x12900000+0x100000:rw:wb", \
	"claimed@0x12a00000+0x10000:exclusive", \
	"zeros@0x12c00000+0x100000:rw"

MP_FIXTURE(inject, REGIONS)

#define DEVICE	0x12400000ULL
#define WC	0x12800000ULL
#define WB	0x12900000ULL
#define SMALL	0x6000
#define LARGE	0x400000

/* What the kernel says where a fault has no memory for a page. */
#define LEAKED	"Huh VM_FAULT_OOM leaked"

TEST_F(inject, open)
{
	struct injector in;
	bool again;
	int fd;

	NEEDS_INJECTION(&in);
	do {
		arm(&in);
		fd = open(variant->m.node, O_RDWR | O_CLOEXEC);
		again = failed(_metadata, &in, fd < 0 ? errno : 0, 0);
		close(fd);
	} while (again);
	EXPECT_LE(1, in.refused);
}

static long maps_of(const char *region)
{
	char text[32];

	if (mp_region_read(region, "maps", text, sizeof(text)))
		return -1;
	return atol(text);
}

/*
 * Addresses that share no page table with others, so that each mapping there
 * needs its own.
 */
static void *apart(struct __test_metadata *_metadata)
{
	uintptr_t map = (uintptr_t)mmap(NULL, 3 * LARGE, PROT_NONE,
					MAP_PRIVATE | MAP_ANONYMOUS |
						MAP_NORESERVE, -1, 0);

	ASSERT_NE(MAP_FAILED, (void *)map);
	ASSERT_EQ(0, munmap((void *)map, 3 * LARGE));
	return (void *)((map + LARGE - 1) & -(uintptr_t)LARGE);
}

/*
 * Addresses whose first page table is there already: without memory for that one,
 * remap_pfn_range() of x86 warns before 6.16, since untrack_pfn() finds no entry.
 */
static void *beside_a_page(struct __test_metadata *_metadata, size_t page)
{
	char *at = apart(_metadata);

	ASSERT_EQ(at, mmap(at, page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	*at = 1;
	return at + page;
}

/* A new descriptor each time, which holds no memory type yet. */
static void map_with_failures(struct __test_metadata *_metadata,
			      const char *node, const char *region,
			      uint64_t phys, size_t len, int other)
{
	void *map, *at = beside_a_page(_metadata, mp_page_size());
	struct injector in;
	long before;
	bool again;
	int fd;

	NEEDS_INJECTION(&in);
	do {
		fd = mp_case_open(_metadata, node, O_RDWR);
		before = maps_of(region);
		arm(&in);
		map = mmap(at, len, PROT_READ, MAP_SHARED | MAP_FIXED, fd,
			   phys);
		again = failed(_metadata, &in, map == at ? 0 : errno, other);
		EXPECT_EQ(before + (map == at), maps_of(region));
		if (map == at) {
			EXPECT_EQ(0, mp_pattern_errors(map, phys, len));
			munmap(map, len);
		}
		close(fd);
	} while (again);
	/* The VMA, at least. */
	EXPECT_LE(1, in.refused);
}

TEST_F_TIMEOUT(inject, mmap, TIMEOUT)
{
	map_with_failures(_metadata, variant->m.node, "device", DEVICE, SMALL,
			  0);
}

/* Several page tables: what was mapped before the failure goes again. */
TEST_F_TIMEOUT(inject, mmap_large, TIMEOUT)
{
	map_with_failures(_metadata, variant->m.node, "device", DEVICE, LARGE,
			  0);
}

/* The kernel gives no reason why it made no mapping that fixes the type. */
TEST_F_TIMEOUT(inject, mmap_of_other_types, TIMEOUT)
{
	map_with_failures(_metadata, variant->m.node, "wc", WC, SMALL, EBUSY);
	map_with_failures(_metadata, variant->m.node, "wb", WB, SMALL, EBUSY);
}

/* The touch is repeated by the kernel until there is memory. */
TEST_F_TIMEOUT(inject, touch, TIMEOUT)
{
	void *map, *at = apart(_metadata);
	struct injector in;
	uint32_t word;
	bool again;
	int signal;

	NEEDS_INJECTION(&in);
	do {
		map = mp_case_map_at(_metadata, at, self->c.fd, DEVICE,
				     LARGE, PROT_READ);
		arm(&in);
		signal = mp_peek32(map, &word);
		again = failed(_metadata, &in, 0, 0);
		EXPECT_EQ(0, signal);
		EXPECT_EQ(DEVICE, word);
		EXPECT_EQ(0, mp_pattern_errors(map, DEVICE, LARGE));
		munmap(map, LARGE);
	} while (again);
	if (MP_IS_FAULT)
		EXPECT_LE(2, in.nth);
	mp_log_forgive(&self->c.log, LEAKED);
}

/* A system call that reads the mapping is told. */
TEST_F_TIMEOUT(inject, touch_by_a_system_call, TIMEOUT)
{
	void *map, *at = apart(_metadata);
	struct injector in;
	uint32_t word;
	bool again;
	int pipes[2];
	ssize_t len;

	NEEDS_INJECTION(&in);
	ASSERT_EQ(0, pipe(pipes));
	do {
		map = mp_case_map_at(_metadata, at, self->c.fd, DEVICE,
				     LARGE, PROT_READ);
		arm(&in);
		len = write(pipes[1], map, sizeof(word));
		again = failed(_metadata, &in, len < 0 ? errno : 0, EFAULT);
		if (len >= 0) {
			ASSERT_EQ(sizeof(word), len);
			ASSERT_EQ(len, read(pipes[0], &word, sizeof(word)));
			EXPECT_EQ(DEVICE, word);
		}
		EXPECT_EQ(0, mp_pattern_errors(map, DEVICE, LARGE));
		munmap(map, LARGE);
	} while (again);
	EXPECT_LE(1, in.refused);
}

/* These need no memory. */
TEST_F(inject, ioctls_that_look)
{
	struct memphys_region region;
	struct memphys_info info;
	struct injector in;

	NEEDS_INJECTION(&in);
	arm(&in);
	EXPECT_EQ(0, mp_get_info(self->c.fd, &info));
	EXPECT_FALSE(failed(_metadata, &in, 0, 0));
	arm(&in);
	EXPECT_EQ(0, mp_get_region(self->c.fd, DEVICE, &region));
	EXPECT_FALSE(failed(_metadata, &in, 0, 0));
}

/*
 * An allocation did fail, and was said to have, or made up for if there is another
 * way: on x86 the register path then asks for another memory type (regio.c).
 */
static void expect_refused(struct __test_metadata *_metadata,
			   const struct injector *in, unsigned int refused,
			   bool other_way)
{
	EXPECT_LE(2, in->nth);
	if (!other_way)
		EXPECT_LE(1, refused);
}

#define EXPECT_REFUSED(in, refused)					\
	expect_refused(_metadata, &(in), refused, mp_kernel_is_x86())

TEST_F_TIMEOUT(inject, register_read, TIMEOUT)
{
	static const uint64_t at[] = { DEVICE, WC, WB };
	struct injector in;
	uint64_t value;
	bool again;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(at); i++) {
		NEEDS_INJECTION(&in);
		do {
			arm(&in);
			err = mp_reg_read(self->c.fd, at[i], 4, &value);
			again = failed(_metadata, &in, -err, 0);
			EXPECT_EQ(err ? 0 : at[i], value);
		} while (again);
		EXPECT_REFUSED(in, in.refused);
	}
}

/* What fails does not write. */
TEST_F_TIMEOUT(inject, register_write, TIMEOUT)
{
	uint64_t value, before = 0;
	struct injector in;
	bool again;
	int err;

	NEEDS_INJECTION(&in);
	do {
		arm(&in);
		err = mp_reg_write(self->c.fd, MP_ZEROS, 4, in.nth);
		again = failed(_metadata, &in, -err, 0);
		ASSERT_EQ(0, mp_reg_read(self->c.fd, MP_ZEROS, 4, &value));
		EXPECT_EQ(err ? before : in.nth, value);
		before = value;
	} while (again);
	EXPECT_REFUSED(in, in.refused);
	EXPECT_EQ(0, mp_reg_write(self->c.fd, MP_ZEROS, 4, 0));
}

/* A call of several pages ends after those that worked. */
TEST_F_TIMEOUT(inject, read, TIMEOUT)
{
	size_t len = 2 * self->c.page, good;
	struct injector in;
	unsigned int shorter = 0;
	char *words;
	bool again;
	ssize_t n;

	NEEDS_INJECTION(&in);
	words = malloc(len);
	ASSERT_TRUE(!!words);
	do {
		arm(&in);
		n = pread(self->c.fd, words, len, DEVICE);
		again = failed(_metadata, &in, n < 0 ? errno : 0, 0);
		good = n < 0 ? 0 : n;
		EXPECT_TRUE(again || good == len);
		shorter += good && good < len;
		EXPECT_EQ(0, mp_pattern_errors(words, DEVICE, good));
	} while (again);
	EXPECT_REFUSED(in, in.refused);
	EXPECT_REFUSED(in, shorter);
	free(words);
}

/* The kernel's own part of this says EIO. */
TEST_F_TIMEOUT(inject, debugger, TIMEOUT)
{
	struct memphys_info info;
	struct injector in;
	uint32_t word;
	bool again;
	ssize_t n;
	void *map;
	int mem;

	NEEDS_INJECTION(&in);
	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	MP_NEEDS(info.features & MEMPHYS_FEATURE_PTRACE,
		 "this kernel does not ask .access");
	map = mp_case_map(_metadata, self->c.fd, DEVICE, SMALL, PROT_READ,
			  MAP_SHARED);
	mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, mem);
	do {
		arm(&in);
		n = pread(mem, &word, sizeof(word), (uintptr_t)map);
		again = failed(_metadata, &in, n < 0 ? errno : 0, EIO);
		if (n >= 0)
			EXPECT_EQ(DEVICE, word);
	} while (again);
	EXPECT_LE(1, in.refused);
	close(mem);
}

/* Parent and child see the device, or there is no child. */
TEST_F_TIMEOUT(inject, fork, TIMEOUT)
{
	void *map = mp_case_map(_metadata, self->c.fd, DEVICE, LARGE, PROT_READ,
				MAP_SHARED);
	struct injector in;
	bool again;
	pid_t pid;

	NEEDS_INJECTION(&in);
	EXPECT_EQ(0, mp_pattern_errors(map, DEVICE, LARGE));
	do {
		arm(&in);
		pid = fork();
		if (!pid)
			_exit(mp_pattern_errors(map, DEVICE, SMALL) != 0);
		again = failed(_metadata, &in, pid < 0 ? errno : 0, 0);
		if (pid > 0)
			EXPECT_EQ(0, mp_wait(pid));
		EXPECT_EQ(0, mp_pattern_errors(map, DEVICE, SMALL));
	} while (again);
	EXPECT_LE(1, in.refused);
	/* The first store after it copies a page of this program: another one. */
	mp_log_forgive(&self->c.log, LEAKED);
}

TEST_F_TIMEOUT(inject, mremap, TIMEOUT)
{
	char *to, *at = apart(_metadata);
	struct injector in;
	bool again;
	void *map;

	NEEDS_INJECTION(&in);
	do {
		map = mp_case_map(_metadata, self->c.fd, DEVICE, SMALL,
				  PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_pattern_errors(map, DEVICE, SMALL));
		arm(&in);
		to = mremap(map, SMALL, SMALL, MREMAP_MAYMOVE | MREMAP_FIXED,
			    at);
		again = failed(_metadata, &in, to == MAP_FAILED ? errno : 0, 0);
		if (to == MAP_FAILED)
			to = map;
		EXPECT_EQ(0, mp_pattern_errors(to, DEVICE, SMALL));
		munmap(to, SMALL);
	} while (again);
	EXPECT_LE(1, in.refused);
}

/* It is revoked, or it is not: a mapping and the file say the same. */
TEST_F_TIMEOUT(inject, revoke_and_restore, TIMEOUT)
{
	bool want = true, is, again;
	struct injector in;
	char text[8];
	uint64_t value;
	int err;

	NEEDS_INJECTION(&in);
	do {
		arm(&in);
		err = mp_revoke("device", want);
		again = failed(_metadata, &in, -err, 0);
		ASSERT_EQ(0, mp_region_read("device", "revoked", text,
					    sizeof(text)));
		is = *text == '1';
		EXPECT_EQ(err ? !want : want, is);
		EXPECT_EQ(is ? -ENODEV : 0,
			  mp_reg_read(self->c.fd, DEVICE, 4, &value));
		want = !is;
	} while (again);
	EXPECT_LE(1, in.refused);
	EXPECT_EQ(0, mp_revoke("device", false));
}

TEST_F_TIMEOUT(inject, attributes, TIMEOUT)
{
	static const char *const files[] = {
		"start", "size", "access", "type", "exclusive",
		"user", "source", "maps", "faults", "reads", "writes",
		"revoked",
	};
	char text[64], before[64];
	struct injector in;
	bool again;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		ASSERT_EQ(0, mp_region_read("device", files[i], before,
					    sizeof(before)));
		NEEDS_INJECTION(&in);
		do {
			arm(&in);
			err = mp_region_read("device", files[i], text,
					     sizeof(text));
			again = failed(_metadata, &in, -err, 0);
			if (!err)
				EXPECT_STREQ(before, text);
		} while (again);
		EXPECT_LE(1, in.refused);
	}
}

MP_FIXTURE_AT(batch, MP_NODE_FAULT, REGIONS)

/* What it could not map is not counted, and comes at the touch. */
TEST_F_TIMEOUT(batch, prefault, TIMEOUT)
{
	size_t pages = LARGE / self->c.page;
	void *map, *at = apart(_metadata);
	struct injector in;
	uint64_t mapped;
	unsigned int fewer = 0;
	struct memphys_info info;
	bool again;
	int err;

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	NEEDS_INJECTION(&in);
	do {
		map = mp_case_map_at(_metadata, at, self->c.fd, DEVICE,
				     LARGE, PROT_READ);
		arm(&in);
		err = mp_prefault(self->c.fd, map, LARGE, &mapped);
		again = failed(_metadata, &in, -err, 0);
		EXPECT_TRUE(again || mapped == pages);
		EXPECT_GE(pages, mapped);
		fewer += mapped < pages;
		EXPECT_EQ(0, mp_pattern_errors(map, DEVICE, LARGE));
		munmap(map, LARGE);
	} while (again);
	/* Without a page table it ends early; that is no error. */
	expect_refused(_metadata, &in, fewer,
		       info.features & MEMPHYS_FEATURE_HUGE);
}

/* What loads and unloads: with few regions, each is a hundred allocations. */
MP_FIXTURE_BARE(module)

static int load(const char *first)
{
	char params[512];

	snprintf(params, sizeof(params),
		 "soc=none scratch=64K regions=%s,%s", first,
		 "second@0x12420000+0x10000:rw:exclusive");
	return mp_insert(mp_env("MEMPHYS_KO"), params);
}

#define GOOD "first@0x12400000+0x10000:exclusive"

/*
 * The kernel makes allocations of its own for a module before it asks it: how
 * many, minus some that it makes when the module has refused.
 */
static unsigned int before_init(struct __test_metadata *_metadata,
				struct injector *in)
{
	const unsigned int many = 1000000, behind = 8;
	unsigned int used;

	injector_set(in, many);
	EXPECT_EQ(-EINVAL, load("no region"));
	used = many - injector_stop(in);
	return used > behind ? used - behind : 0;
}

static void nothing_is_there(struct __test_metadata *_metadata)
{
	EXPECT_FALSE(mp_loaded("memphys"));
	EXPECT_EQ(-1, access(MP_NODE_FAULT, F_OK));
	EXPECT_EQ(-1, access(MP_NODE_REMAP, F_OK));
	EXPECT_FALSE(mp_file_has("/proc/iomem", "first"));
	EXPECT_FALSE(mp_file_has("/proc/iomem", "second"));
}

/*
 * Whichever step fails, the load fails and leaves nothing behind. Where a load
 * takes a second, every third.
 */
TEST_F_TIMEOUT(module, load, 5 * TIMEOUT)
{
	struct injector in;
	bool again;
	int err;

	NEEDS_INJECTION(&in);
	ASSERT_EQ(0, mp_unload());
	in.nth = before_init(_metadata, &in);
	do {
		if (!mp_kernel_is_x86())
			in.nth += 2;
		arm(&in);
		err = load(GOOD);
		/* A claim fails without a reason. */
		again = failed(_metadata, &in, -err, EBUSY);
		if (!err)
			EXPECT_EQ(0, mp_unload());
		nothing_is_there(_metadata);
	} while (again);
	EXPECT_LE(20, in.refused);
	/* And then it works. */
	ASSERT_EQ(0, load(GOOD));
	EXPECT_EQ(0, access(MP_NODE_FAULT, F_OK));
	EXPECT_EQ(0, access(MP_NODE_REMAP, F_OK));
	EXPECT_TRUE(mp_file_has("/proc/iomem", "second"));
}

/* Unloading cannot fail. */
TEST_F_TIMEOUT(module, unload, TIMEOUT)
{
	struct injector in;
	bool again;
	int err;

	NEEDS_INJECTION(&in);
	ASSERT_EQ(0, mp_unload());
	do {
		ASSERT_EQ(0, load(GOOD));
		arm(&in);
		err = syscall(SYS_delete_module, "memphys", O_NONBLOCK) ?
			      errno : 0;
		again = failed(_metadata, &in, err, 0);
		EXPECT_EQ(0, err);
		nothing_is_there(_metadata);
	} while (again);
}

TEST_HARNESS_MAIN
