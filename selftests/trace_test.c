// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tracepoints: each operation leaves its line, with the right values.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <dirent.h>
#include <stdarg.h>
#include <stdlib.h>

#include "ksft_fixture.h"

MP_FIXTURE(trace,
	   "pattern@0x12400000+4M",
	   "strict@0x12810000+0x10000:uncached",
	   "zeros@0x12c00000+0x100000:rw")

#define VM_FAULT_SIGBUS		0x2
#define VM_FAULT_NOPAGE		0x100
#define HUGE_SIZE		0x200000

static const char *const roots[] = {
	"/sys/kernel/tracing", "/sys/kernel/debug/tracing",
};

/* A file of tracefs, wherever that is mounted. */
static const char *tracefs(const char *file)
{
	static char path[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(roots); i++) {
		snprintf(path, sizeof(path), "%s/%s", roots[i], file);
		if (!access(path, F_OK))
			return path;
	}
	return NULL;
}

#define NEEDS_TRACEFS \
	MP_NEEDS(tracefs("trace"), "this kernel has no tracefs")

static void record(struct __test_metadata *_metadata)
{
	const char *path = tracefs("trace");

	/* Opening it to write empties the buffer. */
	close(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC));
	path = tracefs("events/memphys/enable");
	ASSERT_TRUE(!!path)
		TH_LOG("tracefs has no events/memphys");
	ASSERT_EQ(0, mp_file_write(path, "1"));
}

static void record_end(struct __test_metadata *_metadata)
{
	ASSERT_EQ(0, mp_file_write(tracefs("events/memphys/enable"), "0"));
}

/*
 * What this process left, one event a line from its name on: calls back for
 * each, and adds up what comes.
 */
static unsigned int events(unsigned int (*look)(const char *event,
						const void *arg),
			   const void *arg)
{
	FILE *file = fopen(tracefs("trace"), "re");
	char line[512], pid[32], *event;
	unsigned int count = 0;

	snprintf(pid, sizeof(pid), "-%d ", getpid());
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		event = strstr(line, "memphys_");
		if (*line != '#' && strstr(line, pid) && event)
			count += look(event, arg);
	}
	if (file)
		fclose(file);
	return count;
}

/* The whole event, or the name of one with its colon. */
static unsigned int is_line(const char *event, const void *arg)
{
	const char *want = arg;
	size_t len = strlen(want);

	return want[len - 1] == ':' ? !strncmp(event, want, len) :
				      !strcmp(event, want);
}

static unsigned int lines(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static unsigned int lines(const char *format, ...)
{
	char want[256];
	va_list args;

	va_start(args, format);
	vsnprintf(want, sizeof(want), format, args);
	va_end(args);
	return events(is_line, want);
}

/* These events and no others, and each says what its fields are. */
TEST_F(trace, events)
{
	static const char *const names[] = {
		"memphys_mmap", "memphys_fault", "memphys_revoke",
		"memphys_regio", "memphys_huge_fault",
	};
	size_t there = ARRAY_SIZE(names);
	struct memphys_info info;
	unsigned int dirs = 0;
	struct dirent *entry;
	char file[64];
	size_t i;
	DIR *dir;

	NEEDS_TRACEFS;
	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	/* The last one only where the kernel maps huge pages of devices. */
	if (!(info.features & MEMPHYS_FEATURE_HUGE))
		there--;
	for (i = 0; i < there; i++) {
		snprintf(file, sizeof(file), "events/memphys/%s/format",
			 names[i]);
		EXPECT_TRUE(!!tracefs(file))
			TH_LOG("no %s", file);
	}
	ASSERT_TRUE(!!tracefs("events/memphys"));
	dir = opendir(tracefs("events/memphys"));
	ASSERT_TRUE(!!dir);
	while ((entry = readdir(dir)))
		dirs += entry->d_type == DT_DIR && *entry->d_name != '.';
	closedir(dir);
	EXPECT_EQ(there, dirs);
}

TEST_F(trace, switched_off)
{
	size_t page = self->c.page;
	uint64_t value;

	NEEDS_TRACEFS;
	record(_metadata);
	record_end(_metadata);
	EXPECT_EQ(0, mp_map_error(self->c.fd, MP_PATTERN, page, PROT_READ,
				  MAP_SHARED));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_PATTERN, 4, &value));
	EXPECT_EQ(0, lines("memphys_mmap:"));
	EXPECT_EQ(0, lines("memphys_regio:"));
}

TEST_F(trace, mmap)
{
	unsigned int method = variant->m.method;
	size_t len = 3 * self->c.page;

	NEEDS_TRACEFS;
	record(_metadata);
	EXPECT_EQ(0, mp_map_error(self->c.fd, MP_PATTERN, len, PROT_READ,
				  MAP_SHARED));
	EXPECT_EQ(EPERM, mp_map_error(self->c.fd, MP_ORIGINAL, len, PROT_READ,
				      MAP_SHARED));
	EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, MP_ZEROS, len,
				       PROT_READ | PROT_WRITE, MAP_PRIVATE));
	EXPECT_EQ(MP_BY_PAGE ? 0 : EPERM,
		  mp_map_error(self->c.fd, MP_PATTERN, len,
			       PROT_READ | PROT_WRITE, MAP_SHARED));
	record_end(_metadata);
	EXPECT_EQ(4, lines("memphys_mmap:"));
	EXPECT_EQ(MP_BY_PAGE ? 2 : 1,
		  lines("memphys_mmap: start=0x12400000 size=0x%zx mode=%u err=0",
			len, method));
	EXPECT_EQ(MP_BY_PAGE ? 0 : 1,
		  lines("memphys_mmap: start=0x12400000 size=0x%zx mode=%u err=-1",
			len, method));
	EXPECT_EQ(1, lines("memphys_mmap: start=0x41400000 size=0x%zx mode=%u err=-1",
			   len, method));
	EXPECT_EQ(1, lines("memphys_mmap: start=0x12c00000 size=0x%zx mode=%u err=-22",
			   len, method));
	EXPECT_EQ(0, lines("memphys_fault:"));
}

#define FLAG_WRITE	1U
#define FLAG_VMA_LOCK	(1U << 12)

/* One fault, of whose flags those of the mask are compared. */
struct fault {
	unsigned int mask;
	unsigned long long addr;
	unsigned int flags;
	unsigned int ret;
};

static unsigned int is_fault(const char *event, const void *arg)
{
	const struct fault *want = arg;
	struct fault got;

	return sscanf(event, "memphys_fault: addr=0x%llx flags=0x%x ret=0x%x",
		      &got.addr, &got.flags, &got.ret) == 3 &&
	       got.addr == want->addr && got.ret == want->ret &&
	       (got.flags & want->mask) == want->flags;
}

static unsigned int faults(uint64_t addr, bool write, unsigned int ret)
{
	struct fault want = {
		.addr = addr,
		.mask = FLAG_WRITE,
		.flags = write ? FLAG_WRITE : 0,
		.ret = ret,
	};

	return events(is_fault, &want);
}

TEST_F(trace, page_fault)
{
	/* The last pages of the region, and a hole after them. */
	uint64_t phys = MP_ZEROS + MP_ZEROS_SIZE - 2 * self->c.page;
	size_t page = self->c.page;
	uint32_t word;
	void *map;

	NEEDS_TRACEFS;
	map = mp_case_map(_metadata, self->c.fd, phys, MP_IS_FAULT ? 3 * page :
			  2 * page, PROT_READ | PROT_WRITE, MAP_SHARED);
	record(_metadata);
	EXPECT_EQ(0, mp_poke32(map + page, 0));
	EXPECT_EQ(0, mp_peek32(map, &word));
	if (MP_IS_FAULT) {
		EXPECT_EQ(SIGBUS, mp_peek32(map + 2 * page, &word));
	}
	record_end(_metadata);
	if (!MP_IS_FAULT) {
		EXPECT_EQ(0, lines("memphys_fault:"));
		return;
	}
	/* One fault brought both pages, the other found nothing. */
	EXPECT_EQ(2, lines("memphys_fault:"));
	EXPECT_EQ(1, faults(phys + page, true, VM_FAULT_NOPAGE));
	EXPECT_EQ(1, faults(phys + 2 * page, false, VM_FAULT_SIGBUS));
}

/* Where a VMA has a lock of its own, that is enough to map a page. */
TEST_F(trace, vma_lock)
{
	struct fault want = {
		.addr = MP_PATTERN,
		.mask = FLAG_VMA_LOCK,
		.flags = FLAG_VMA_LOCK,
		.ret = VM_FAULT_NOPAGE,
	};
	size_t page = self->c.page;
	uint32_t word;
	void *map;

	NEEDS_TRACEFS;
	MP_NEEDS(MP_IS_FAULT, "this method has no page faults");
	MP_NEEDS(mp_kernel_since(6, 7),
		 "this kernel maps no device under the lock of a VMA");
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, page, PROT_READ,
			  MAP_SHARED);
	record(_metadata);
	EXPECT_EQ(0, mp_peek32(map, &word));
	record_end(_metadata);
	EXPECT_EQ(1, events(is_fault, &want));
}

TEST_F(trace, huge_fault)
{
	struct memphys_info info;
	uint32_t word;
	void *map;

	NEEDS_TRACEFS;
	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	MP_NEEDS(info.features & MEMPHYS_FEATURE_HUGE,
		 "this kernel maps no huge pages of devices");
	MP_NEEDS(self->c.page <= 0x1000,
		 "a huge page is larger than the regions");
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, HUGE_SIZE,
			  PROT_READ, MAP_SHARED);
	record(_metadata);
	EXPECT_EQ(0, mp_peek32(map + 0x5678, &word));
	record_end(_metadata);
	EXPECT_EQ(MP_IS_FAULT, lines("memphys_huge_fault:"));
	EXPECT_EQ(0, lines("memphys_fault:"));
	munmap(map, HUGE_SIZE);

	/* A slot that is not all ours falls back to pages. */
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, HUGE_SIZE -
			  self->c.page, PROT_READ, MAP_SHARED);
	record(_metadata);
	EXPECT_EQ(0, mp_peek32(map, &word));
	record_end(_metadata);
	EXPECT_EQ(MP_IS_FAULT, lines("memphys_fault:"));
}

TEST_F(trace, revoke)
{
	NEEDS_TRACEFS;
	record(_metadata);
	EXPECT_EQ(0, mp_revoke("zeros", true));
	EXPECT_EQ(0, mp_revoke("zeros", false));
	record_end(_metadata);
	EXPECT_EQ(2, lines("memphys_revoke:"));
	EXPECT_EQ(1, lines("memphys_revoke: start=0x12c00000 size=0x100000 mode=1 err=0"));
	EXPECT_EQ(1, lines("memphys_revoke: start=0x12c00000 size=0x100000 mode=0 err=0"));
}

TEST_F(trace, regio)
{
	uint32_t words[16] = { 0 };
	uint64_t value;

	NEEDS_TRACEFS;
	record(_metadata);
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_PATTERN + 2, 2, &value));
	EXPECT_EQ(0, mp_reg_write(self->c.fd, MP_ZEROS + 3, 1, 0));
	EXPECT_EQ(64, pread(self->c.fd, words, 64, MP_PATTERN + 4));
	EXPECT_EQ(-EPERM, mp_reg_write(self->c.fd, MP_PATTERN, 4, 0));
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, MP_ORIGINAL, 4, &value));
	record_end(_metadata);
	EXPECT_EQ(5, lines("memphys_regio:"));
	EXPECT_EQ(1, lines("memphys_regio: addr=0x12400002 len=2 width=2 write=0 err=0"));
	EXPECT_EQ(1, lines("memphys_regio: addr=0x12c00003 len=1 width=1 write=1 err=0"));
	EXPECT_EQ(1, lines("memphys_regio: addr=0x12400004 len=64 width=4 write=0 err=0"));
	EXPECT_EQ(1, lines("memphys_regio: addr=0x12400000 len=4 width=4 write=1 err=-1"));
	EXPECT_EQ(1, lines("memphys_regio: addr=0x41400000 len=4 width=4 write=0 err=-1"));
}

/* Where ioremap() and pgprot_noncached() differ; the probe's event is ours. */
#if defined(__aarch64__)
#define PROBES "__ioremap_prot prot=%x2:x64", "ioremap_prot prot=%x2:x64", \
	"__ioremap prot=%x2:x64"
#elif defined(__arm__)
#define PROBES "__arm_ioremap_pfn prot=%r3:x32"
#endif

#ifdef PROBES
static unsigned int take_prot(const char *event, const void *arg)
{
	const char *at = strstr(event, "prot=");

	if (at)
		*(uint64_t *)arg = strtoull(at + strlen("prot="), NULL, 0);
	return !!at;
}

/* The register path maps the page for itself: as mmap() maps it for others. */
TEST_F(trace, uncached_is_uncached)
{
	static const char *const probes[] = { PROBES };
	uint64_t value, entry = 0, prot = ~0ULL;
	int owner = mp_owner_open();
	char probe[128];
	size_t i;
	void *map;

	NEEDS_TRACEFS;
	MP_NEEDS(tracefs("kprobe_events"), "this kernel has no kprobes");
	MP_NEEDS(owner >= 0, MP_NO_OWNER);
	map = mp_case_map(_metadata, self->c.fd, 0x12810000, self->c.page,
			  PROT_READ, MAP_SHARED);
	ASSERT_EQ(0, mp_peek(map, 4, &value));
	EXPECT_LE(1, mp_owner_entry(owner, map, &entry));
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		snprintf(probe, sizeof(probe), "p:memphys_probe %s", probes[i]);
		if (!mp_file_write(tracefs("kprobe_events"), probe))
			break;
	}
	ASSERT_GT(ARRAY_SIZE(probes), i)
		TH_LOG("none of the functions can be probed");
	close(open(tracefs("trace"), O_WRONLY | O_TRUNC | O_CLOEXEC));
	mp_file_write(tracefs("events/kprobes/memphys_probe/enable"), "1");
	EXPECT_EQ(0, mp_reg_read(self->c.fd, 0x12810000, 4, &value));
	mp_file_write(tracefs("events/kprobes/memphys_probe/enable"), "0");
	EXPECT_EQ(1, events(take_prot, &prot));
	mp_file_write(tracefs("kprobe_events"), "-:memphys_probe");
	close(owner);
#ifdef __aarch64__
	EXPECT_EQ(entry >> 2 & 7, prot >> 2 & 7);
#else
	EXPECT_EQ(4, prot);	/* MT_UNCACHED, strongly ordered */
	EXPECT_EQ(0, entry >> 2 & 15);
#endif
}
#endif

TEST_HARNESS_MAIN
