/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fixture that most memphys selftests build on: the module is loaded with
 * the case's regions, its node is open, and afterwards the kernel log must be
 * clean. When the program ends, the module must go.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef KSFT_FIXTURE_H
#define KSFT_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ksft_memphys.h"

/* The harness gives a case so many seconds; SLOW kernels get more. */
static inline unsigned int mp_alarm(unsigned int seconds)
{
	uint64_t slow = mp_env_number("SLOW");

	return alarm(seconds * (slow ? slow : 1));
}

#define alarm mp_alarm
#include "kselftest_harness.h"
#undef alarm

/* A variant of a fixture: the node, how it maps, and the variant's number. */
struct mp_method {
	const char *node;
	unsigned int method;
	unsigned int number;
};

#define MP_IS_FAULT (variant->m.method == MEMPHYS_METHOD_FAULT)

#define MP_METHODS(fixture)						\
FIXTURE_VARIANT(fixture) {						\
	struct mp_method m;						\
};									\
									\
FIXTURE_VARIANT_ADD(fixture, fault) {					\
	.m = { MP_NODE_FAULT, MEMPHYS_METHOD_FAULT, 0 },		\
};									\
									\
FIXTURE_VARIANT_ADD(fixture, remap) {					\
	.m = { MP_NODE_REMAP, MEMPHYS_METHOD_REMAP, 1 },		\
}

/*
 * A third variant: the regions' own nodes, each address through that of its
 * region. The words of the fixture then say "node". What takes a node of all
 * addresses is in a fixture without it, called "wide".
 */
#define MP_ALSO_EACH(fixture)						\
FIXTURE_VARIANT_ADD(fixture, node) {					\
	.m = { MP_NODE_EACH, MEMPHYS_METHOD_FAULT, 2 },			\
}

/* A fixture of that kind. Then words for regions=, beside mp_base(). */
#define MP_FIXTURE(fixture, ...)					\
FIXTURE(fixture) {							\
	struct mp_case c;						\
};									\
									\
MP_METHODS(fixture);							\
									\
FIXTURE_SETUP(fixture)							\
{									\
	const char *const words[] = { __VA_ARGS__, NULL };		\
									\
	mp_case_setup(_metadata, &self->c, variant->m.node, words);	\
}									\
									\
FIXTURE_TEARDOWN(fixture)						\
{									\
	mp_case_teardown(_metadata, &self->c);				\
}

/* The same with one node only. */
#define MP_FIXTURE_AT(fixture, node, ...)				\
FIXTURE(fixture) {							\
	struct mp_case c;						\
};									\
									\
FIXTURE_SETUP(fixture)							\
{									\
	const char *const words[] = { __VA_ARGS__, NULL };		\
									\
	mp_case_setup(_metadata, &self->c, node, words);		\
}									\
									\
FIXTURE_TEARDOWN(fixture)						\
{									\
	mp_case_teardown(_metadata, &self->c);				\
}

/*
 * A fixture for what nothing but a boot undoes: the program did it before its
 * cases. given[] is what each variant has from before, by its number.
 */
#define MP_FIXTURE_GIVEN(fixture, given)				\
FIXTURE(fixture) {							\
	struct mp_case c;						\
	__typeof__(&(given)[0]) g;					\
};									\
									\
MP_METHODS(fixture);							\
									\
FIXTURE_SETUP(fixture)							\
{									\
	mp_case_begin(_metadata, &self->c);				\
	self->g = &(given)[variant->m.number];			\
}									\
									\
FIXTURE_TEARDOWN(fixture)						\
{									\
	mp_case_end(_metadata, &self->c);				\
}

/* A fixture whose cases load the module themselves, if at all. */
#define MP_FIXTURE_BARE(fixture)					\
FIXTURE(fixture) {							\
	struct mp_case c;						\
};									\
									\
FIXTURE_SETUP(fixture)							\
{									\
	mp_case_begin(_metadata, &self->c);				\
}									\
									\
FIXTURE_TEARDOWN(fixture)						\
{									\
	mp_drop_all();							\
	EXPECT_EQ(0, mp_unload());					\
	mp_case_end(_metadata, &self->c);				\
}

/* Skip the case, with the reason, where something is missing. */
#define MP_NEEDS(condition, reason)					\
	do {								\
		if (!(condition))					\
			SKIP(return, "%s: %s", _metadata->name, reason); \
	} while (0)

/* Is a window decided page by page, also about writes? Not before 4.5. */
static inline bool mp_writes_by_page(int fd)
{
	struct memphys_info info;

	return !mp_get_info(fd, &info) &&
	       (info.features & MEMPHYS_FEATURE_PFN_MKWRITE);
}

#define MP_BY_PAGE (MP_IS_FAULT && mp_writes_by_page(self->c.fd))
#define MP_NEEDS_BY_PAGE						\
	MP_NEEDS(mp_writes_by_page(self->c.fd),				\
		 "this kernel asks nobody before a write")

/**
 * struct mp_case - what a test case has open
 * @log: the kernel log since the case began
 * @fd: the variant's node, O_RDWR
 * @page: bytes of a page
 */
struct mp_case {
	struct mp_log log;
	int fd;
	size_t page;
};

/*
 * Load with the regions that the bench always lists, and the case's own. A load
 * takes longer than most cases, so a module that is there with these regions
 * is kept: a case leaves no traces in it, or reloads it.
 */
static inline void mp_case_load(struct __test_metadata *_metadata,
				struct mp_case *c, const char *const *words)
{
	const char *reason = "nothing";
	char all[1024];
	size_t len;
	int err;

	len = snprintf(all, sizeof(all), "%s%s", mp_base(), *words);
	while (*++words)
		len += snprintf(all + len, sizeof(all) - len, ",%s", *words);
	if (mp_loaded_with(all))
		return;
	err = mp_load("soc=none regions=%s", all);
	mp_log_errors(&c->log, &reason);
	ASSERT_EQ(0, err)
		TH_LOG("insmod memphys.ko regions=%s: %s; its log says: %s",
		       all, strerror(-err), reason);
}

/* How many bytes of addresses one page table maps. */
#define MP_TABLE(c)	((c)->page * (c)->page / sizeof(uint64_t))

static inline void mp_case_begin(struct __test_metadata *_metadata,
				 struct mp_case *c)
{
	c->fd = -1;
	c->page = mp_page_size();
	ASSERT_EQ(0, mp_log_mark(&c->log));
}

static inline void mp_case_setup(struct __test_metadata *_metadata,
				 struct mp_case *c, const char *node,
				 const char *const *words)
{
	mp_case_begin(_metadata, c);
	mp_case_load(_metadata, c, words);
	c->fd = mp_open(node, O_RDWR);
	ASSERT_LE(0, c->fd)
		TH_LOG("%s: %s", node, strerror(errno));
}

/* The kernel log must be clean. */
static inline void mp_case_end(struct __test_metadata *_metadata,
			       struct mp_case *c)
{
	const char *complaint = mp_log_complaint(&c->log);

	EXPECT_TRUE(!complaint)
		TH_LOG("the kernel log says: %s", complaint);
	mp_log_close(&c->log);
}

static inline void mp_case_teardown(struct __test_metadata *_metadata,
				    struct mp_case *c)
{
	mp_drop_all();
	/* Nothing holds the module any more; a failure may have left traces. */
	if (!_metadata->passed)
		mp_unload();
	mp_case_end(_metadata, c);
}

/* A descriptor of the variant's node, beside the one of the case. */
static inline int mp_case_open(struct __test_metadata *_metadata,
			       const char *node, int flags)
{
	int fd = mp_open(node, flags);

	ASSERT_LE(0, fd)
		TH_LOG("%s: %s", node, strerror(errno));
	return fd;
}

/* A mapping that must succeed. */
static inline void *mp_case_map(struct __test_metadata *_metadata, int fd,
				uint64_t phys, size_t len, int prot, int flags)
{
	void *map = mp_map(fd, phys, len, prot, flags);

	ASSERT_TRUE(!!map)
		TH_LOG("mmap of 0x%zx at 0x%llx: %s", len,
		       (unsigned long long)phys, strerror(errno));
	return map;
}

/* One in the place of what is there. */
static inline void *mp_case_map_at(struct __test_metadata *_metadata, void *at,
				   int fd, uint64_t phys, size_t len, int prot)
{
	void *map = mmap(at, len, prot, MAP_SHARED | MAP_FIXED, fd,
			 (off_t)phys);

	ASSERT_EQ(at, map)
		TH_LOG("mmap of 0x%zx at 0x%llx: %s", len,
		       (unsigned long long)phys, strerror(errno));
	return map;
}

/* Free addresses for len bytes, so far after a multiple of align. */
static inline void *mp_case_reserve(struct __test_metadata *_metadata,
				    size_t len, size_t align, size_t skew)
{
	uintptr_t at = (uintptr_t)mmap(NULL, len + 2 * align, PROT_NONE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE((uintptr_t)MAP_FAILED, at);
	return (void *)(((at + align - 1) & -align) + skew);
}

/* The errno of a mapping that must fail; 0 if it did not. */
static inline int mp_map_error(int fd, uint64_t phys, size_t len, int prot,
			       int flags)
{
	void *map = mp_map(fd, phys, len, prot, flags);

	if (!map)
		return errno;
	munmap(map, len);
	return 0;
}

/* At the end of the program, of which each case is a child. */
static void mp_program_end(void)
{
	int err = mp_unload();

	if (!err)
		err = mp_remove("memphys_owner");
	if (!err)
		return;
	printf("# unloading the modules at the end: %s\n", strerror(-err));
	fflush(stdout);
	_exit(KSFT_FAIL);
}

static void __attribute__((constructor)) mp_program_begin(void)
{
	atexit(mp_program_end);
}

#endif /* KSFT_FIXTURE_H */
