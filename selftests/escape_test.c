// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attempts to get past the driver: to write what is read-only, to reach what is
 * not listed, to keep what was taken. Each must fail, and the device must not
 * have changed.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/io_uring.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "ksft_fixture.h"

#define REGIONS \
	"pattern@0x12400000+0x10000:node", \
	"memory@0x12440000+0x10000:rw:wb:node", \
	"rom@0x12450000+0x10000:wb:node", \
	"zeros@0x12c00000+0x100000:rw:node"

MP_FIXTURE(escape, REGIONS)
MP_ALSO_EACH(escape);
MP_FIXTURE(wide, REGIONS)

#define MEMORY	0x12440000ULL
#define ROM	0x12450000ULL

#define RW (PROT_READ | PROT_WRITE)

/* The register path, which no mapping can fool, finds what was there. */
static void untouched(struct __test_metadata *_metadata, struct mp_case *c,
		      uint64_t phys, uint32_t expected)
{
	uint64_t value = 0;

	EXPECT_EQ(0, mp_reg_read(c->fd, phys, 4, &value));
	EXPECT_EQ(expected, value);
	if (value != expected)
		mp_reg_write(c->fd, phys, 4, expected);
}

/* Write a word through /proc/PID/mem: bytes, or -errno. */
static ssize_t write_mem(pid_t pid, const void *at, uint32_t word)
{
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	len = pwrite(fd, &word, sizeof(word), (uintptr_t)at);
	if (len < 0)
		len = -errno;
	close(fd);
	return len;
}

/* FOLL_FORCE makes a copy in private mappings: but of registers there is none. */
TEST_F(escape, proc_mem_into_a_private_read_only_mapping)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	size_t page = self->c.page;
	void *map;

	map = mp_case_map(_metadata, fd, MP_PATTERN, page, PROT_READ,
			  MAP_PRIVATE);
	EXPECT_GT(0, write_mem(getpid(), map, 0xbad));
	map = mp_case_map(_metadata, fd, MP_ZEROS, page, PROT_READ,
			  MAP_PRIVATE);
	EXPECT_GT(0, write_mem(getpid(), map, 0xbad));
	untouched(_metadata, &self->c, MP_PATTERN, MP_PATTERN);
	untouched(_metadata, &self->c, MP_ZEROS, 0);
}

/* The way past drivers whose .access looks at VM_WRITE alone. */
TEST_F(escape, proc_mem_into_a_private_writable_mapping)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	size_t page = self->c.page;
	void *map;

	MP_NEEDS(mp_kernel_since(5, 5), "this kernel can copy zeros instead");
	map = mp_case_map(_metadata, fd, MEMORY, page, RW, MAP_PRIVATE);
	write_mem(getpid(), map, 0xbad);
	untouched(_metadata, &self->c, MEMORY, MEMORY);
	/* Also after a page that is a copy already. */
	EXPECT_EQ(0, mp_poke32(map, 0xc0b1ed));
	write_mem(getpid(), map, 0xbad);
	untouched(_metadata, &self->c, MEMORY, MEMORY);
	map = mp_case_map(_metadata, fd, ROM, page, RW, MAP_PRIVATE);
	write_mem(getpid(), map, 0xbad);
	untouched(_metadata, &self->c, ROM, ROM);
}

TEST_F(escape, proc_mem_into_a_shared_mapping)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	size_t page = self->c.page;
	void *map;

	map = mp_case_map(_metadata, fd, MP_ZEROS, page, PROT_READ,
			  MAP_SHARED);
	EXPECT_GT(0, write_mem(getpid(), map, 0xbad));
	map = mp_case_map(_metadata, self->c.fd, MP_ZEROS, page, PROT_READ,
			  MAP_SHARED);
	EXPECT_GT(0, write_mem(getpid(), map, 0xbad));
	untouched(_metadata, &self->c, MP_ZEROS, 0);
	/* Over a ro region also where the mapping may be written. */
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, page,
			  MP_IS_FAULT ? RW : PROT_READ, MAP_SHARED);
	EXPECT_GT(0, write_mem(getpid(), map, 0xbad));
	untouched(_metadata, &self->c, MP_PATTERN, MP_PATTERN);
}

/* A debugger, on a child that holds the mappings. */
TEST_F(escape, ptrace)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	size_t page = self->c.page;
	void *shared, *private, *memory = NULL;
	int status;
	pid_t pid;

	shared = mp_case_map(_metadata, self->c.fd, MP_PATTERN, page,
			     PROT_READ, MAP_SHARED);
	private = mp_case_map(_metadata, fd, MP_ZEROS, page, PROT_READ,
			      MAP_PRIVATE);
	if (mp_kernel_since(5, 5))
		memory = mp_case_map(_metadata, fd, MEMORY, page, RW,
				     MAP_PRIVATE);
	pid = mp_fork();
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(WIFSTOPPED(status));
	EXPECT_EQ(-1, ptrace(PTRACE_POKEDATA, pid, shared, (void *)0xbadL));
	EXPECT_EQ(-1, ptrace(PTRACE_POKEDATA, pid, private, (void *)0xbadL));
	/* The same from outside, by file. */
	EXPECT_GT(0, write_mem(pid, shared, 0xbad));
	EXPECT_GT(0, write_mem(pid, private, 0xbad));
	if (memory) {
		ptrace(PTRACE_POKEDATA, pid, memory, (void *)0xbadL);
		write_mem(pid, memory, 0xbad);
	}
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	EXPECT_EQ(0, mp_wait(pid));
	untouched(_metadata, &self->c, MP_PATTERN, MP_PATTERN);
	untouched(_metadata, &self->c, MP_ZEROS, 0);
	untouched(_metadata, &self->c, MEMORY, MEMORY);
}

/* These take pages by struct page, and there is none. */
TEST_F(escape, pinned_pages)
{
	size_t page = self->c.page;
	uint32_t words[4] = { 0xbad, 0xbad, 0xbad, 0xbad };
	struct iovec local = { words, sizeof(words) };
	struct iovec remote = { NULL, sizeof(words) };
	int fds[2];
	void *map;

	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, page, PROT_READ,
			  MAP_SHARED);
	remote.iov_base = map;
	EXPECT_EQ(-1, process_vm_readv(getpid(), &local, 1, &remote, 1, 0));
	EXPECT_EQ(-1, process_vm_writev(getpid(), &local, 1, &remote, 1, 0));
	ASSERT_EQ(0, pipe(fds));
	EXPECT_EQ(-1, vmsplice(fds[1], &remote, 1, SPLICE_F_GIFT));
	close(fds[0]);
	close(fds[1]);
	map = mp_case_map(_metadata, self->c.fd, MP_ZEROS, page, RW,
			  MAP_SHARED);
	remote.iov_base = map;
	EXPECT_EQ(-1, process_vm_writev(getpid(), &local, 1, &remote, 1, 0));
	untouched(_metadata, &self->c, MP_PATTERN, MP_PATTERN);
	untouched(_metadata, &self->c, MP_ZEROS, 0);
}

/* As for O_DIRECT, pages are pinned, and for good. */
TEST_F(escape, io_uring_buffers)
{
	struct io_uring_params params = { 0 };
	size_t page = self->c.page;
	struct iovec buffer = { .iov_len = page };
	int ring;

	ring = syscall(SYS_io_uring_setup, 1, &params);
	MP_NEEDS(ring >= 0, "this kernel has no io_uring, or not for us");
	buffer.iov_base = mmap(NULL, page, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			       0);
	ASSERT_EQ(0, syscall(SYS_io_uring_register, ring,
			     IORING_REGISTER_BUFFERS, &buffer, 1));
	ASSERT_EQ(0, syscall(SYS_io_uring_register, ring,
			     IORING_UNREGISTER_BUFFERS, NULL, 0));
	buffer.iov_base = mp_case_map(_metadata, self->c.fd, MP_ZEROS, page, RW,
				      MAP_SHARED);
	EXPECT_EQ(-1, syscall(SYS_io_uring_register, ring,
			      IORING_REGISTER_BUFFERS, &buffer, 1));
	EXPECT_EQ(EFAULT, errno);
	close(ring);
}

/* splice() and sendfile() between the node and a pipe or a file. */
TEST_F(escape, splice)
{
	uint32_t bad[16];
	struct mp_place at = mp_place(self->c.fd, MP_PATTERN);
	loff_t offset = at.offset;
	off_t from = 0;
	int fds[2], file;

	memset(bad, 0xbd, sizeof(bad));
	ASSERT_EQ(0, pipe(fds));
	ASSERT_EQ(sizeof(bad), write(fds[1], bad, sizeof(bad)));
	EXPECT_EQ(-1, splice(fds[0], NULL, at.fd, &offset, sizeof(bad), 0));
	offset = 0;
	splice(at.fd, &offset, fds[1], NULL, 64, SPLICE_F_NONBLOCK);
	file = open("/tmp/ksft-sendfile", O_RDWR | O_CREAT | O_TRUNC, 0600);
	ASSERT_LE(0, file);
	ASSERT_EQ(sizeof(bad), write(file, bad, sizeof(bad)));
	ASSERT_EQ(at.offset, lseek(at.fd, at.offset, SEEK_SET));
	EXPECT_GE(0, sendfile(at.fd, file, &from, sizeof(bad)));
	unlink("/tmp/ksft-sendfile");
	close(file);
	close(fds[0]);
	close(fds[1]);
	untouched(_metadata, &self->c, MP_PATTERN, MP_PATTERN);
}

/* Page offsets rearranged under the driver's feet. */
TEST_F(escape, remap_file_pages)
{
	size_t page = self->c.page;
	unsigned long far = MP_ZEROS / page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, 4 * page,
				PROT_READ, MAP_SHARED);
	uint32_t word;

	/* Outside of what is listed. */
	syscall(SYS_remap_file_pages, map, page, 0, 0x12420000 / page, 0);
	/* Listed: where it succeeds, it is a new mmap() with all its checks. */
	syscall(SYS_remap_file_pages, map + page, page, 0, far, 0);
	if (!mp_peek32(map, &word))
		EXPECT_EQ(MP_PATTERN, word);
	if (!mp_peek32(map + page, &word))
		EXPECT_TRUE(word == MP_PATTERN + page || word == 0);
	EXPECT_NE(0, mp_poke32(map + page, 0xbad));
	untouched(_metadata, &self->c, MP_ZEROS, 0);
}

/* Growth beyond the region, by any size. */
TEST_F(escape, mremap_beyond_the_region)
{
	size_t page = self->c.page, len = 4 * page;
	uint64_t last = MP_PATTERN + 0x10000 - len;
	void *map = mp_case_map(_metadata, self->c.fd, last, len, PROT_READ,
				MAP_SHARED);
	uint32_t word;

	EXPECT_EQ(MAP_FAILED, mremap(map, len, len + page, MREMAP_MAYMOVE));
	EXPECT_EQ(MAP_FAILED, mremap(map, len, 1 << 24, MREMAP_MAYMOVE));
	EXPECT_EQ(MAP_FAILED, mremap(map + len - page, page, 2 * page,
				     MREMAP_MAYMOVE));
	EXPECT_EQ(MAP_FAILED, mremap(map, 0, 8 * page, MREMAP_MAYMOVE));
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(last, word);
}

/* Offsets and lengths whose sum wraps, or that no CPU can address. */
TEST_F(wide, overflowed_offsets)
{
	static const uint64_t offsets[] = {
		0xfffffffffffff000, 0xffffffffffff0000, 0x8000000000000000,
		0x7ffffffffffff000, 0x0010000000000000, 0x0000800000000000,
		0x0001000012400000, 0x8000000012400000, 0xffffffff12400000,
		0x00000fff12400000, 0x0000001012400000, 0x0000000112400000,
		0x00000000fffff000, 0x00000000ffff0000, 0,
	};
	size_t page = self->c.page, i;
	uint64_t value;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		EXPECT_NE(0, mp_map_error(self->c.fd, offsets[i], page,
					  PROT_READ, MAP_SHARED))
			TH_LOG("0x%llx", (unsigned long long)offsets[i]);
		EXPECT_NE(0, mp_map_error(self->c.fd, offsets[i], 16 * page,
					  PROT_READ, MAP_SHARED))
			TH_LOG("0x%llx", (unsigned long long)offsets[i]);
		EXPECT_EQ(-1, pread(self->c.fd, &value, 4, offsets[i]));
		EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, offsets[i], 4,
					      &value));
		EXPECT_EQ(-1, pwrite(self->c.fd, &value, 4, offsets[i]));
	}
}

/* A window that ends where the address space does, and one that is all of it. */
TEST_F(escape, huge_lengths)
{
	static const size_t lengths[] = {
		~(size_t)0, ~(size_t)0 & ~(size_t)0xffff,
		(size_t)1 << (sizeof(size_t) * 8 - 1),
	};
	uint32_t word;
	size_t i;
	void *map;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		map = mp_map(self->c.fd, MP_PATTERN, lengths[i], PROT_READ,
			     MAP_SHARED);
		if (!map)
			continue;
		/* Half of 32 bits has room: there is no more to see. */
		EXPECT_TRUE(MP_IS_FAULT);
		EXPECT_EQ(SIGBUS, mp_peek32(map + 0x10000, &word));
		EXPECT_EQ(SIGBUS, mp_peek32(map + lengths[i] - 4, &word));
		munmap(map, lengths[i]);
	}
	EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, MP_PATTERN, 0, PROT_READ,
				       MAP_SHARED));
}

/* A descriptor for reading only writes nothing, whatever the region allows. */
TEST_F(escape, read_only_descriptor)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);

	EXPECT_EQ(EACCES, mp_map_error(fd, MP_ZEROS, self->c.page, RW,
				       MAP_SHARED));
	EXPECT_EQ(EINVAL, mp_map_error(fd, MP_ZEROS, self->c.page, RW,
				       MAP_PRIVATE));
	EXPECT_EQ(-EBADF, mp_reg_write(fd, MP_ZEROS, 4, 1));
	untouched(_metadata, &self->c, MP_ZEROS, 0);
}

/* Flags of open() and mmap() that another driver might believe. */
TEST_F(escape, odd_flags)
{
	static const int flags[] = {
		O_APPEND, O_SYNC, O_TRUNC, O_CREAT, O_NOATIME, O_NONBLOCK,
	};
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		fd = mp_open(variant->m.node, O_RDONLY | flags[i]);
		if (fd < 0)
			continue;
		EXPECT_EQ(EACCES, mp_map_error(fd, MP_ZEROS, self->c.page, RW,
					       MAP_SHARED));
		EXPECT_EQ(-1, ftruncate(fd, 0));
		EXPECT_EQ(-1, fallocate(fd, 0, 0, 4096));
		close(fd);
	}
	/* MIPS has another flag there. */
#ifdef MAP_SYNC
	EXPECT_NE(0, mp_map_error(self->c.fd, MP_PATTERN, self->c.page,
				  PROT_READ, MAP_SHARED_VALIDATE | MAP_SYNC));
#endif
	EXPECT_EQ(0, fcntl(self->c.fd, F_SETFL, O_APPEND));
	untouched(_metadata, &self->c, MP_ZEROS, 0);
}

/* O_PATH and /proc/self/fd give no more than the file had. */
TEST_F(escape, reopened_descriptors)
{
	int ro = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	int path = mp_case_open(_metadata, variant->m.node, O_PATH);
	uint64_t value;

	EXPECT_EQ(EBADF, mp_map_error(path, MP_PATTERN, self->c.page,
				      PROT_READ, MAP_SHARED));
	EXPECT_EQ(-EBADF, mp_reg_read(path, MP_PATTERN, 4, &value));
	/* The access mode is none of the flags that F_SETFL sets. */
	fcntl(ro, F_SETFL, O_RDWR | O_NONBLOCK);
	EXPECT_EQ(EACCES, mp_map_error(ro, MP_ZEROS, self->c.page, RW,
				       MAP_SHARED));
	EXPECT_EQ(-EBADF, mp_reg_write(ro, MP_ZEROS, 4, 1));
}

/* Atomic writes by the kernel to a user address: futexes. */
TEST_F(escape, futex)
{
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN,
				self->c.page, PROT_READ, MAP_SHARED);

	/* FUTEX_WAKE_OP: set the word at the second address. */
	syscall(SYS_futex, map + 64, 5, 1, 1, map, 0x00bad000);
	syscall(SYS_futex, map + 64, 5 | 128, 1, 1, map, 0x00bad000);
	/* FUTEX_LOCK_PI writes the thread's ID. */
	EXPECT_EQ(-1, syscall(SYS_futex, map, 6 | 128, 0, NULL, NULL, 0));
	untouched(_metadata, &self->c, MP_PATTERN, MP_PATTERN);
}

/* Every advice there is, also on a mapping that may be written. */
TEST_F(escape, madvise)
{
	size_t len = 4 * self->c.page;
	int advice;
	void *map = mp_case_map(_metadata, self->c.fd, MP_ZEROS, len, RW,
				MAP_SHARED);
	void *pattern = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				    PROT_READ, MAP_PRIVATE);

	/* 10 and 18 have effects on fork() that the next lines do not expect. */
	for (advice = 0; advice < 110; advice++) {
		if (advice == 10 || advice == 18)
			continue;
		madvise(map, len, advice);
		madvise(pattern, len, advice);
	}
	EXPECT_EQ(0, mp_poke32(map, 0x5eed));
	untouched(_metadata, &self->c, MP_ZEROS, 0x5eed);
	EXPECT_EQ(0, mp_poke32(map, 0));
	EXPECT_EQ(0, mp_pattern_errors(pattern, MP_PATTERN, len));
	EXPECT_EQ(-1, mprotect(pattern, len, RW));
}

/* Debuggers may read what the process may read. */
TEST_F(escape, debugger_reads)
{
	size_t page = self->c.page;
	struct memphys_info info;
	uint32_t word = 0;
	uint64_t two = 0;
	char path[32];
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, 4 * page,
				PROT_READ, MAP_SHARED);
	int fd;

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	MP_NEEDS(info.features & MEMPHYS_FEATURE_PTRACE,
		 "this kernel shows no device mapping to debuggers");
	snprintf(path, sizeof(path), "/proc/%d/mem", getpid());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	/* Untouched pages, too. */
	EXPECT_EQ(4, pread(fd, &word, 4, (uintptr_t)map + 2 * page));
	EXPECT_EQ(MP_PATTERN + 2 * page, word);
	EXPECT_EQ(8, pread(fd, &two, 8, (uintptr_t)map + page - 4));
	EXPECT_EQ((MP_PATTERN + page - 4) | (MP_PATTERN + page) << 32, two);
	EXPECT_EQ(1, pread(fd, &word, 1, (uintptr_t)map + 1));
	ASSERT_EQ(0, mp_revoke("pattern", true));
	EXPECT_EQ(-1, pread(fd, &word, 4, (uintptr_t)map));
	ASSERT_EQ(0, mp_revoke("pattern", false));
	close(fd);
}

/* And write what the process may write. */
TEST_F(escape, debugger_writes)
{
	struct memphys_info info;
	void *map = mp_case_map(_metadata, self->c.fd, MP_ZEROS, self->c.page,
				RW, MAP_SHARED);

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	MP_NEEDS(info.features & MEMPHYS_FEATURE_PTRACE,
		 "this kernel shows no device mapping to debuggers");
	EXPECT_EQ(4, write_mem(getpid(), map + 8, 0x600d));
	untouched(_metadata, &self->c, MP_ZEROS + 8, 0x600d);
	EXPECT_EQ(0, mp_poke32(map + 8, 0));
}

TEST_HARNESS_MAIN
