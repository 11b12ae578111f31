// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel is locked down after memphys was loaded, opened and mapped: as
 * with /dev/mem, nothing new is given, and what is mapped stays.
 *
 * Nothing lifts a lockdown but a boot: so the program prepares everything, locks
 * the kernel down, and then runs its cases, each in a child.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "ksft_fixture.h"

#define LOCKDOWN	"/sys/kernel/security/lockdown"
#define SIZE		0x100000
#define APART		0x12600000
#define REGIONS		"pattern@0x12400000+0x100000:node:always-on," \
			"apart@0x12600000+0x10000:node," \
			"zeros@0x12c00000+0x100000:rw:node"

/* What one variant was given before. */
struct given {
	int fd;
	void *pattern;
	void *apart;
	void *zeros;
	bool debugger;
};

static struct given given[3];
static const void *devmem_page;
static const char *unprepared;

static bool debugger_reads(const void *at)
{
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	uint32_t word;
	bool reads;

	reads = pread(fd, &word, sizeof(word), (uintptr_t)at) == sizeof(word);
	close(fd);
	return reads;
}

static const char *give(struct given *g, const char *node)
{
	uint64_t value;
	uint32_t word;

	g->fd = mp_open(node, O_RDWR);
	if (g->fd < 0)
		return "a node does not open";
	g->pattern = mp_map(g->fd, MP_PATTERN, SIZE, PROT_READ, MAP_SHARED);
	g->zeros = mp_map(g->fd, MP_ZEROS, SIZE, PROT_READ | PROT_WRITE,
			  MAP_SHARED);
	g->apart = mp_map(g->fd, APART, mp_page_size(), PROT_READ, MAP_SHARED);
	if (!g->pattern || !g->apart || !g->zeros)
		return "mmap() fails";
	/* One page of each is touched, the others are not. */
	if (mp_peek32(g->pattern, &word) || mp_peek32(g->zeros, &word))
		return "a mapping cannot be read";
	if (mp_reg_read(g->fd, MP_PATTERN, 4, &value))
		return "the register path does not work";
	g->debugger = debugger_reads(g->pattern);
	return NULL;
}

static const char *prepare(void)
{
	const char *reason;
	int fd, err;

	if (access(LOCKDOWN, F_OK))
		return "this kernel has no lockdown, or no securityfs is mounted";
	if (mp_load("soc=none regions=%s%s", mp_base(), REGIONS))
		return "memphys does not load";
	reason = give(&given[0], MP_NODE_FAULT);
	if (!reason)
		reason = give(&given[1], MP_NODE_REMAP);
	if (!reason)
		reason = give(&given[2], MP_NODE_EACH);
	if (reason)
		return reason;
	fd = open("/dev/mem", O_RDONLY | O_CLOEXEC);
	devmem_page = mp_map(fd, MP_PATTERN, mp_page_size(), PROT_READ,
			     MAP_SHARED);
	close(fd);
	err = mp_file_write(LOCKDOWN, "integrity");
	return err ? "the kernel cannot be locked down" : NULL;
}

MP_FIXTURE_GIVEN(lockdown, given)
MP_ALSO_EACH(lockdown);

/* Without lockdown there is nothing to test; all else is a failure. */
#define NEEDS_LOCKDOWN							\
	do {								\
		MP_NEEDS(!access(LOCKDOWN, F_OK), unprepared);		\
		ASSERT_TRUE(!unprepared)				\
			TH_LOG("before the lockdown: %s", unprepared);	\
	} while (0)

TEST_F(lockdown, open)
{
	NEEDS_LOCKDOWN;
	EXPECT_EQ(-1, mp_open(variant->m.node, O_RDONLY));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, mp_open(variant->m.node, O_RDWR));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, open("/dev/mem", O_RDONLY | O_CLOEXEC));
	EXPECT_EQ(EPERM, errno);
}

TEST_F(lockdown, mmap)
{
	NEEDS_LOCKDOWN;
	EXPECT_EQ(EPERM, mp_map_error(self->g->fd, MP_PATTERN, self->c.page,
				      PROT_READ, MAP_SHARED));
	EXPECT_EQ(EPERM, mp_map_error(self->g->fd, MP_ZEROS, self->c.page,
				      PROT_READ | PROT_WRITE, MAP_SHARED));
	EXPECT_EQ(EPERM, mp_map_error(self->g->fd, MP_PATTERN, self->c.page,
				      PROT_READ, MAP_PRIVATE));
}

TEST_F(lockdown, every_ioctl)
{
	struct memphys_region region;
	struct memphys_info info;
	int fd = self->g->fd;
	uint64_t value;

	NEEDS_LOCKDOWN;
	EXPECT_EQ(-EPERM, mp_get_info(fd, &info));
	EXPECT_EQ(-EPERM, mp_get_region(fd, MP_PATTERN, &region));
	EXPECT_EQ(-EPERM, mp_reg_read(fd, MP_PATTERN, 4, &value));
	EXPECT_EQ(-EPERM, mp_reg_write(fd, MP_ZEROS, 4, 1));
	EXPECT_EQ(-EPERM, mp_prefault(fd, self->g->pattern, SIZE, &value));
}

TEST_F(lockdown, read_and_write)
{
	uint32_t word = 1;
	struct iovec iov = { .iov_base = &word, .iov_len = sizeof(word) };
	struct mp_place at = mp_place(self->g->fd, MP_PATTERN);

	NEEDS_LOCKDOWN;
	EXPECT_EQ(-1, mp_pread(self->g->fd, &word, 4, MP_PATTERN));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, mp_pwrite(self->g->fd, &word, 4, MP_ZEROS));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, preadv(at.fd, &iov, 1, at.offset));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(at.offset, lseek(at.fd, at.offset, SEEK_SET));
	EXPECT_EQ(-1, read(at.fd, &word, 4));
	EXPECT_EQ(EPERM, errno);
}

/* A debugger reads registers as the register path does. */
TEST_F(lockdown, debugger)
{
	uint32_t word = 0xbad;
	pid_t pid;
	int fd;

	NEEDS_LOCKDOWN;
	MP_NEEDS(self->g->debugger,
		 "debuggers cannot read such mappings on this architecture");
	EXPECT_FALSE(debugger_reads(self->g->pattern));
	EXPECT_FALSE(debugger_reads(self->g->zeros));
	fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	EXPECT_EQ(-1, pwrite(fd, &word, 4, (uintptr_t)self->g->zeros));
	close(fd);
	EXPECT_EQ(0, mp_peek32(self->g->zeros, &word));
	EXPECT_EQ(0, word);

	pid = mp_fork();
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	errno = 0;
	ptrace(PTRACE_PEEKDATA, pid, self->g->pattern, NULL);
	EXPECT_EQ(EIO, errno);
	EXPECT_EQ(-1, ptrace(PTRACE_POKEDATA, pid, self->g->zeros, 0xbad));
	EXPECT_EQ(0, ptrace(PTRACE_CONT, pid, NULL, NULL));
	EXPECT_EQ(0, mp_wait(pid));
	EXPECT_EQ(0, mp_peek32(self->g->zeros, &word));
	EXPECT_EQ(0, word);
}

/* As with /dev/mem: pages that nobody had touched come too. */
TEST_F(lockdown, mappings_stay)
{
	struct given *g = self->g;
	uint32_t word;

	NEEDS_LOCKDOWN;
	EXPECT_EQ(0, mp_peek32(devmem_page, &word));
	EXPECT_EQ(0, mp_pattern_errors(g->pattern, MP_PATTERN, SIZE));
	EXPECT_EQ(0, mp_poke32(g->zeros + SIZE - 4, 0x10cd));
	EXPECT_EQ(0, mp_peek32(g->zeros + SIZE - 4, &word));
	EXPECT_EQ(0x10cd, word);
	EXPECT_EQ(0, mp_poke32(g->zeros + SIZE - 4, 0));
}

TEST_F(lockdown, mappings_can_be_changed)
{
	struct given *g = self->g;
	size_t page = self->c.page;
	void *to;

	NEEDS_LOCKDOWN;
	EXPECT_EQ(0, mprotect(g->zeros, page, PROT_READ));
	EXPECT_EQ(SIGSEGV, mp_poke32(g->zeros, 1));
	to = mremap(g->pattern, SIZE, SIZE / 2, 0);
	EXPECT_EQ(g->pattern, to);
	EXPECT_EQ(0, mp_pattern_errors(g->pattern, MP_PATTERN, SIZE / 2));
	EXPECT_EQ(0, munmap(g->pattern, SIZE / 2));
}

/* Taking back works, and giving again gives to no new mapping. */
TEST_F(lockdown, revoke)
{
	struct given *g = self->g;
	char text[8];
	uint32_t word;

	NEEDS_LOCKDOWN;
	ASSERT_EQ(0, mp_revoke("apart", true));
	EXPECT_EQ(SIGBUS, mp_peek32(g->apart, &word));
	EXPECT_EQ(0, mp_region_read("apart", "revoked", text, sizeof(text)));
	EXPECT_STREQ("1", text);
	ASSERT_EQ(0, mp_revoke("apart", false));
	EXPECT_EQ(MP_IS_FAULT ? 0 : SIGBUS, mp_peek32(g->apart, &word));
	EXPECT_EQ(EPERM, mp_map_error(g->fd, APART, self->c.page, PROT_READ,
				      MAP_SHARED));
}

int main(int argc, char **argv)
{
	/* Before the module is unloaded. */
	atexit(mp_drop_all);
	unprepared = prepare();
	return test_harness_run(argc, argv);
}
