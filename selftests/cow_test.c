// SPDX-License-Identifier: GPL-2.0-only
/*
 * Private mappings that may be written: each process has its own copies, nobody
 * else sees them, and the device never changes.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/io_uring.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "ksft_fixture.h"

/* Unlisted pages on either side; memory and what may only be read. */
#define REGIONS \
	"memory@0x12440000+0x10000:rw:wb:node", \
	"rom@0x12460000+0x10000:wb:node"

MP_FIXTURE(cow, REGIONS)
MP_ALSO_EACH(cow);
MP_FIXTURE(wide, REGIONS)

#define MEMORY	0x12440000ULL
#define ROM	0x12460000ULL
#define LEN	0x10000
#define MINE	0xc0b1edU

#define RW (PROT_READ | PROT_WRITE)

/* Before, such mappings are refused: compat.h says why. */
#define NEEDS_COPIES \
	MP_NEEDS(mp_kernel_since(5, 5), "this kernel can copy zeros instead")

/* As the test program of 2009 asked for it. */
static void *private_map(struct __test_metadata *_metadata, const char *node,
			 uint64_t phys)
{
	int fd = mp_case_open(_metadata, node, O_RDONLY);

	return mp_case_map(_metadata, fd, phys, LEN, RW, MAP_PRIVATE);
}

#define MAP(phys) private_map(_metadata, variant->m.node, phys)

/* Through another mapping, the device is what it was. */
static void device_unchanged(struct __test_metadata *_metadata,
			     struct mp_case *c, uint64_t phys)
{
	void *map = mp_case_map(_metadata, c->fd, phys, LEN, PROT_READ,
				MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, phys, LEN));
	EXPECT_EQ(0, munmap(map, LEN));
}

/* A page with one word of ours, and the rest of the device. */
static void is_copy(struct __test_metadata *_metadata, const void *at,
		    uint64_t phys, size_t page, uint32_t mine)
{
	uint32_t word = 0;

	EXPECT_EQ(0, mp_peek32(at, &word));
	EXPECT_EQ(mine, word);
	EXPECT_EQ(0, mp_pattern_errors(at + 4, phys + 4, page - 4));
}

static void is_device(struct __test_metadata *_metadata, const void *at,
		      uint64_t phys, size_t len)
{
	EXPECT_EQ(0, mp_pattern_errors(at, phys, len));
}

TEST_F(cow, read_then_write)
{
	static const uint64_t where[] = { MEMORY, ROM };
	size_t page = self->c.page, at, i;
	void *map;

	NEEDS_COPIES;
	for (i = 0; i < ARRAY_SIZE(where); i++) {
		map = MAP(where[i]);
		is_device(_metadata, map, where[i], LEN);
		for (at = 0; at < LEN; at += 2 * page) {
			EXPECT_EQ(0, mp_poke32(map + at, MINE));
			is_copy(_metadata, map + at, where[i] + at, page, MINE);
			is_device(_metadata, map + at + page,
				  where[i] + at + page, page);
		}
		device_unchanged(_metadata, &self->c, where[i]);
	}
}

TEST_F(cow, write_first)
{
	static const uint64_t where[] = { MEMORY, ROM };
	size_t page = self->c.page, at, i;
	void *map;

	NEEDS_COPIES;
	for (i = 0; i < ARRAY_SIZE(where); i++) {
		map = MAP(where[i]);
		for (at = LEN; at; at -= page)
			EXPECT_EQ(0, mp_poke32(map + at - page, MINE + at));
		for (at = LEN; at; at -= page)
			is_copy(_metadata, map + at - page,
				where[i] + at - page, page, MINE + at);
		device_unchanged(_metadata, &self->c, where[i]);
	}
}

/* Pages that were written, only read, and not touched before the fork. */
TEST_F(cow, fork)
{
	size_t page = self->c.page, at;
	uint32_t word;
	void *map;
	pid_t pid;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	EXPECT_EQ(0, mp_peek32(map + page, &word));
	pid = mp_fork();
	if (!pid) {
		is_copy(_metadata, map, MEMORY, page, MINE);
		for (at = 0; at < 3 * page; at += page) {
			EXPECT_EQ(0, mp_poke32(map + at, ~MINE));
			is_copy(_metadata, map + at, MEMORY + at, page, ~MINE);
		}
		_exit(!_metadata->passed);
	}
	EXPECT_EQ(0, mp_wait(pid));
	is_copy(_metadata, map, MEMORY, page, MINE);
	is_device(_metadata, map + page, MEMORY + page, 2 * page);
	for (at = 0; at < 3 * page; at += page) {
		EXPECT_EQ(0, mp_poke32(map + at, MINE));
		is_copy(_metadata, map + at, MEMORY + at, page, MINE);
	}
	device_unchanged(_metadata, &self->c, MEMORY);
}

TEST_F(cow, mprotect)
{
	size_t page = self->c.page;
	uint32_t word;
	void *map;
	int i;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_peek32(map + page, &word));
	EXPECT_EQ(0, mp_poke32(map, MINE));
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(0, mprotect(map, LEN, i ? PROT_NONE : PROT_READ));
		EXPECT_EQ(SIGSEGV, mp_poke32(map, 1));
		EXPECT_EQ(SIGSEGV, mp_poke32(map + page, 1));
		EXPECT_EQ(0, mprotect(map, LEN, RW));
		is_copy(_metadata, map, MEMORY, page, MINE);
		is_device(_metadata, map + page, MEMORY + page, LEN - page);
	}
	EXPECT_EQ(0, mp_poke32(map + page, MINE));
	is_copy(_metadata, map + page, MEMORY + page, page, MINE);
	device_unchanged(_metadata, &self->c, MEMORY);
}

TEST_F(cow, mremap)
{
	size_t page = self->c.page;
	void *map, *to;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	to = mmap(NULL, LEN, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, to);
	ASSERT_EQ(to, mremap(map, LEN, LEN, MREMAP_MAYMOVE | MREMAP_FIXED, to));
	is_copy(_metadata, to, MEMORY, page, MINE);
	is_device(_metadata, to + page, MEMORY + page, LEN - page);
	EXPECT_EQ(0, mp_poke32(to + page, MINE));
	is_copy(_metadata, to + page, MEMORY + page, page, MINE);
	EXPECT_EQ(MAP_FAILED, mremap(to, LEN, 2 * LEN, MREMAP_MAYMOVE));
	device_unchanged(_metadata, &self->c, MEMORY);
}

TEST_F(cow, partial_munmap)
{
	size_t page = self->c.page;
	uint32_t word;
	void *map;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	EXPECT_EQ(0, mp_poke32(map + 2 * page, MINE));
	ASSERT_EQ(0, munmap(map + page, page));
	EXPECT_EQ(SIGSEGV, mp_peek32(map + page, &word));
	is_copy(_metadata, map, MEMORY, page, MINE);
	is_copy(_metadata, map + 2 * page, MEMORY + 2 * page, page, MINE);
	is_device(_metadata, map + 3 * page, MEMORY + 3 * page, LEN - 3 * page);
	EXPECT_EQ(0, mp_poke32(map + 3 * page, MINE));
	device_unchanged(_metadata, &self->c, MEMORY);
}

/* Copies can be given up where the handler can bring the device's page back. */
TEST_F(cow, madvise_dontneed)
{
	size_t page = self->c.page;
	void *map;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	if (!MP_IS_FAULT) {
		EXPECT_EQ(-1, madvise(map, LEN, MADV_DONTNEED));
		is_copy(_metadata, map, MEMORY, page, MINE);
		return;
	}
	EXPECT_EQ(0, madvise(map, LEN, MADV_DONTNEED));
	is_device(_metadata, map, MEMORY, LEN);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	is_copy(_metadata, map, MEMORY, page, MINE);
	device_unchanged(_metadata, &self->c, MEMORY);
}

/* Nothing of a revoked region is left to read, copies neither. */
TEST_F(cow, revoke)
{
	size_t page = self->c.page, at;
	uint32_t word;
	void *map;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	EXPECT_EQ(0, mp_peek32(map + page, &word));
	ASSERT_EQ(0, mp_revoke("memory", true));
	for (at = 0; at < 3 * page; at += page) {
		EXPECT_EQ(SIGBUS, mp_peek32(map + at, &word));
		EXPECT_EQ(SIGBUS, mp_poke32(map + at, 1));
	}
	EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, MEMORY, LEN, RW,
				       MAP_PRIVATE));
	ASSERT_EQ(0, mp_revoke("memory", false));
	if (MP_IS_FAULT) {
		is_device(_metadata, map, MEMORY, LEN);
		EXPECT_EQ(0, mp_poke32(map, MINE));
		is_copy(_metadata, map, MEMORY, page, MINE);
	} else {
		EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
		EXPECT_EQ(SIGBUS, mp_poke32(map + page, 1));
	}
	device_unchanged(_metadata, &self->c, MEMORY);
}

/* What is unlisted stays so, whatever is copied beside it. */
TEST_F(cow, unlisted_pages)
{
	size_t page = self->c.page;
	uint32_t word;
	void *map;

	NEEDS_COPIES;
	if (!MP_IS_FAULT) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, MEMORY, 2 * LEN, RW,
					      MAP_PRIVATE));
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, MEMORY, 2 * LEN, RW,
			  MAP_PRIVATE);
	EXPECT_EQ(0, mp_poke32(map + LEN - page, MINE));
	EXPECT_EQ(SIGBUS, mp_poke32(map + LEN, MINE));
	EXPECT_EQ(SIGBUS, mp_peek32(map + LEN, &word));
	is_copy(_metadata, map + LEN - page, MEMORY + LEN - page, page, MINE);
}

TEST_F(cow, prefault)
{
	uint64_t mapped;
	void *map;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, munmap(map, LEN));
	map = mp_case_map(_metadata, self->c.fd, MEMORY, LEN, RW, MAP_PRIVATE);
	EXPECT_EQ(-EOPNOTSUPP, mp_prefault(self->c.fd, map, LEN, &mapped));
	is_device(_metadata, map, MEMORY, LEN);
}

/* Debuggers can neither read nor write them: EIO, and no way to the device. */
TEST_F(cow, debuggers)
{
	size_t page = self->c.page, at;
	uint32_t word = 0xbad;
	struct iovec local = { &word, sizeof(word) }, remote = local;
	int mem, status;
	void *map;
	pid_t pid;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	EXPECT_EQ(0, mp_peek32(map + page, &word));
	word = 0xbad;
	mem = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, mem);
	for (at = 0; at < 3 * page; at += page) {
		EXPECT_EQ(-1, pwrite(mem, &word, 4, (uintptr_t)map + at));
		EXPECT_EQ(-1, pread(mem, &word, 4, (uintptr_t)map + at));
		remote.iov_base = map + at;
		EXPECT_EQ(-1, process_vm_writev(getpid(), &local, 1, &remote, 1,
						0));
	}
	close(mem);
	pid = mp_fork();
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	for (at = 0; at < 3 * page; at += page)
		EXPECT_EQ(-1, ptrace(PTRACE_POKEDATA, pid, map + at,
				     (void *)0xbadL));
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	EXPECT_EQ(0, mp_wait(pid));
	is_copy(_metadata, map, MEMORY, page, MINE);
	is_device(_metadata, map + page, MEMORY + page, LEN - page);
	device_unchanged(_metadata, &self->c, MEMORY);
}

/* Code that takes pages for longer gets a copy, or nothing. */
TEST_F(cow, pinned_pages)
{
	static const char path[] = "/tmp/ksft-cow";
	struct io_uring_params params = { 0 };
	size_t page = self->c.page, at;
	struct iovec buffer = { .iov_len = page };
	int fds[2], ring, file;
	uint32_t word;
	void *map;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	EXPECT_EQ(0, mp_poke32(map, MINE));
	EXPECT_EQ(0, mp_peek32(map + page, &word));
	ASSERT_EQ(0, pipe(fds));
	ring = syscall(SYS_io_uring_setup, 1, &params);
	for (at = 0; at < 3 * page; at += page) {
		buffer.iov_base = map + at;
		vmsplice(fds[1], &buffer, 1, SPLICE_F_NONBLOCK);
		vmsplice(fds[1], &buffer, 1, SPLICE_F_NONBLOCK | SPLICE_F_GIFT);
		if (ring >= 0 &&
		    !syscall(SYS_io_uring_register, ring,
			     IORING_REGISTER_BUFFERS, &buffer, 1))
			syscall(SYS_io_uring_register, ring,
				IORING_UNREGISTER_BUFFERS, NULL, 0);
	}
	/* tmpfs knows O_DIRECT from 6.6 on. */
	file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_DIRECT, 0600);
	if (file >= 0) {
		(void)!pwrite(file, map, 3 * page, 0);
		(void)!pread(file, map + page, page, page);
		close(file);
	}
	unlink(path);
	is_copy(_metadata, map, MEMORY, page, MINE);
	is_device(_metadata, map + page, MEMORY + page, LEN - page);
	EXPECT_EQ(0, munmap(map, LEN));
	close(fds[0]);
	close(fds[1]);
	close(ring);
	device_unchanged(_metadata, &self->c, MEMORY);
}

/* A plain buffer of a system call is read and written like memory. */
TEST_F(cow, system_call_buffer)
{
	size_t page = self->c.page;
	int fds[2];
	void *map;

	NEEDS_COPIES;
	map = MAP(MEMORY);
	ASSERT_EQ(0, pipe(fds));
	EXPECT_EQ(64, write(fds[1], map + page, 64));
	EXPECT_EQ(64, read(fds[0], map, 64));
	is_device(_metadata, map, MEMORY + page, 64);
	is_device(_metadata, map + 64, MEMORY + 64, LEN - 64);
	close(fds[0]);
	close(fds[1]);
	device_unchanged(_metadata, &self->c, MEMORY);
}

/* Pages of the driver's own, which the kernel may count. */
TEST_F(wide, scratch)
{
	size_t page = self->c.page, at;
	char text[32];
	uint32_t word;
	uint64_t phys;
	void *map;
	pid_t pid;
	int i;

	NEEDS_COPIES;
	mp_drop_all();
	ASSERT_EQ(0, mp_load("soc=none scratch=64K"));
	ASSERT_EQ(0, mp_region_read("scratch", "start", text, sizeof(text)));
	phys = strtoull(text, NULL, 0);
	for (i = 0; i < 2; i++) {
		map = MAP(phys);
		for (at = 0; at < LEN; at += page) {
			if (i)
				EXPECT_EQ(0, mp_peek32(map + at, &word));
			EXPECT_EQ(0, mp_poke32(map + at, MINE));
		}
		pid = mp_fork();
		if (!pid)
			_exit(mp_poke32(map, 1) || mp_poke32(map + page, 1));
		EXPECT_EQ(0, mp_wait(pid));
		EXPECT_EQ(0, mp_peek32(map, &word));
		EXPECT_EQ(MINE, word);
		if (MP_IS_FAULT)
			EXPECT_EQ(0, madvise(map, LEN, MADV_DONTNEED));
		EXPECT_EQ(0, munmap(map, LEN));
		map = MAP(phys);
		for (at = 0; at < LEN; at += 4)
			if (mp_peek32(map + at, &word) || word)
				break;
		EXPECT_EQ(LEN, at);
		EXPECT_EQ(0, munmap(map, LEN));
	}
	mp_drop_all();
	EXPECT_EQ(0, mp_unload());
}

/* Where a copy could be zeros, there is none. */
TEST_F(cow, old_kernel)
{
	if (!mp_kernel_since(5, 5))
		EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, MEMORY, LEN, RW,
					       MAP_PRIVATE));
}

TEST_HARNESS_MAIN
