// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a program asks /dev/mem for: its system calls, seen by ptrace(). They are
 * looked at as they begin, so what is refused counts, too. Most programs end at
 * the first mapping that is refused: for such a one they get pages of zeros, and
 * go on to the next.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/iomem.h"
#include "base/msg.h"
#include "base/sysfile.h"
#include "base/util.h"
#include "cmd/app.h"
#include "cmd/learn.h"

/* Since 5.3; not every C library has them. */
#define LEARN_GET_SYSCALL_INFO	0x420e
#define LEARN_ENTRY		1

struct learn_info {
	uint8_t op;
	uint8_t pad[3];
	uint32_t arch;
	uint64_t instruction_pointer;
	uint64_t stack_pointer;
	struct {
		uint64_t nr;
		uint64_t args[6];
	} entry;
	uint64_t rest[2];
};

/* The calls that are understood: those that write follow those that read. */
enum learn_call {
	LEARN_MMAP, LEARN_MMAP2, LEARN_READ, LEARN_WRITE, LEARN_READV,
	LEARN_WRITEV, LEARN_PREAD, LEARN_PWRITE, LEARN_PREADV, LEARN_PWRITEV,
	LEARN_CALLS
};

/* The numbers that an architecture has; mmap2() counts pages of 4 KiB. */
static const struct learn_abi {
	uint32_t arch;		/* AUDIT_ARCH_* */
	uint16_t nr[LEARN_CALLS];
	uint8_t high;		/* where pread() has half an offset; 64 bits: 0 */
	uint8_t flags;		/* byte of NT_PRSTATUS with those of mmap() */
} learn_abis[] = {
	/* x86-64, i386, arm, arm64, riscv64 */
	{ 0xc000003e, { 9, 0xffff, 0, 1, 19, 20, 17, 18, 295, 296 }, 0, 56 },
	{ 0x40000003, { 0xffff, 192, 3, 4, 145, 146, 180, 181, 333, 334 }, 4, 12 },
	{ 0x40000028, { 0xffff, 192, 3, 4, 145, 146, 180, 181, 361, 362 }, 5, 12 },
	{ 0xc00000b7, { 222, 0xffff, 63, 64, 65, 66, 67, 68, 69, 70 }, 0, 24 },
	{ 0xc00000f3, { 222, 0xffff, 63, 64, 65, 66, 67, 68, 69, 70 }, 0, 104 },
};

/* In order, apart from each other; what overlaps is one. */
static struct learn_range {
	uint64_t start, end;
	bool write;
} learn_ranges[64];
static unsigned int learn_count;
static int learn_err;
static bool learn_gave_zeros;
static dev_t learn_node;

int learn_begin(pid_t pid, const char *node)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC;
	struct stat st;

	if (stat(node, &st))
		return -errno;
	if (!S_ISCHR(st.st_mode))
		return -ENODEV;
	learn_node = st.st_rdev;
	/* It is looked at from its stop on, not from somewhere in its start. */
	if (waitpid(pid, NULL, WUNTRACED) < 0 ||
	    ptrace(PTRACE_SEIZE, pid, NULL, (void *)options) ||
	    kill(pid, SIGCONT))
		return -errno;
	return 0;
}

static void learn_add(uint64_t start, uint64_t length, bool write)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE) - 1;
	struct learn_range new = {
		start & ~page, (start + length + page) & ~page, write,
	};
	unsigned int i, at = 0;

	if (!length || new.end <= new.start)
		return;
	/* Take out what the new one swallows, then put it in its place. */
	for (i = 0; i < learn_count; i++) {
		struct learn_range *old = &learn_ranges[i];

		if ((old->start < new.end && new.start < old->end) ||
		    (old->write == new.write && old->start <= new.end &&
		     new.start <= old->end)) {
			new.start = old->start < new.start ? old->start : new.start;
			new.end = old->end > new.end ? old->end : new.end;
			new.write |= old->write;
			learn_count--;
			memmove(old, old + 1, (learn_count - i) * sizeof(*old));
			/* It is larger now: what went before may touch it. */
			i = (unsigned int)-1;
		}
	}
	if (learn_count == ARRAY_SIZE(learn_ranges)) {
		learn_err = -ENOSPC;
		return;
	}
	while (at < learn_count && learn_ranges[at].start < new.start)
		at++;
	memmove(&learn_ranges[at + 1], &learn_ranges[at],
		(learn_count - at) * sizeof(new));
	learn_ranges[at] = new;
	learn_count++;
}

/* Is this descriptor one of /dev/mem, or of what is in its place? */
static bool learn_is_mem(pid_t pid, int fd)
{
	char path[64];
	struct stat st;

	if (fd < 0)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	return !stat(path, &st) && S_ISCHR(st.st_mode) &&
	       (st.st_rdev == makedev(1, 1) || st.st_rdev == learn_node);
}

/* Where the next read() or write() is. */
static uint64_t learn_position(pid_t pid, int fd)
{
	char path[64], text[64];

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", (int)pid, fd);
	/* "pos:	NUMBER" comes first. */
	if (sysfile_read(path, text, sizeof(text)) < 5)
		return 0;
	return strtoull(text + 5, NULL, 10);
}

/* Bytes that a vector of buffers has: musl's stdio reads and writes by such. */
static uint64_t learn_vector(pid_t pid, uint64_t at, uint64_t count, size_t word)
{
	uint64_t bytes = 0, length = 0;
	char path[64];
	int mem;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	mem = open(path, O_RDONLY | O_CLOEXEC);
	for (; count && count <= 1024; count--, at += 2 * word) {
		if (pread(mem, &length, word, (off_t)(at + word)) !=
		    (ssize_t)word)
			break;
		bytes += length;
	}
	if (mem >= 0)
		close(mem);
	return bytes;
}

/* Would a mapping of it be refused? We have the same rights: try. */
static bool learn_refuses(pid_t pid, int fd, const uint64_t *args,
			  uint64_t offset)
{
	char path[64];
	void *map;
	int err, own;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	own = open(path, O_RDWR | O_CLOEXEC);
	if (own < 0)
		return false;
	map = mmap(NULL, args[1], (int)args[2],
		   (int)args[3] & (MAP_SHARED | MAP_PRIVATE), own,
		   (off_t)offset);
	err = errno;
	close(own);
	if (map != MAP_FAILED)
		munmap(map, args[1]);
	return map == MAP_FAILED && err == EPERM;
}

/*
 * Have an mmap() that has begun map zeros: the kernel looks at no descriptor if
 * one flag is set. The program finds its registers as they were, so wait for the
 * end of the call; who waits for the process still hears of it.
 */
static void learn_give_zeros(pid_t pid, const struct learn_abi *abi)
{
	uint8_t regs[1024], flags;
	struct iovec all = { regs, sizeof(regs) };
	void *const set = (void *)NT_PRSTATUS;
	siginfo_t info;

	if (ptrace(PTRACE_GETREGSET, pid, set, &all))
		return;
	flags = regs[abi->flags];
	regs[abi->flags] |= MAP_ANONYMOUS;
	if (ptrace(PTRACE_SETREGSET, pid, set, &all) ||
	    ptrace(PTRACE_SYSCALL, pid, NULL, NULL))
		return;
	learn_gave_zeros = true;
	if (waitid(P_PID, (id_t)pid, &info,
		   WEXITED | WSTOPPED | WNOWAIT | __WALL) ||
	    ptrace(PTRACE_GETREGSET, pid, set, &all))
		return;
	regs[abi->flags] = flags;
	ptrace(PTRACE_SETREGSET, pid, set, &all);
}

static void learn_syscall(pid_t pid, const struct learn_info *info)
{
	const uint64_t *args = info->entry.args;
	const struct learn_abi *abi = learn_abis;
	uint64_t offset, length = args[2];
	int fd = (int)args[0], call = 0;
	uint8_t high;
	bool vector;

	while (abi->arch != info->arch) {
		if (++abi == learn_abis + ARRAY_SIZE(learn_abis)) {
			learn_err = -ENOEXEC;
			return;
		}
	}
	while (abi->nr[call] != info->entry.nr)
		if (++call == LEARN_CALLS)
			return;
	if (call == LEARN_MMAP || call == LEARN_MMAP2) {
		fd = (int)args[4];
		offset = call == LEARN_MMAP ? args[5] :
					      (args[5] & 0xffffffff) << 12;
		if (!learn_is_mem(pid, fd) || (args[3] & MAP_ANONYMOUS))
			return;
		learn_add(offset, args[1], (args[2] & PROT_WRITE) &&
			  (args[3] & MAP_SHARED));
		if (learn_refuses(pid, fd, args, offset))
			learn_give_zeros(pid, abi);
		return;
	}
	if (!learn_is_mem(pid, fd))
		return;
	vector = call == LEARN_READV || call == LEARN_WRITEV ||
		 call >= LEARN_PREADV;
	/* The halves of an offset are aligned in pread() only. */
	high = vector && abi->high ? 4 : abi->high;
	if (call < LEARN_PREAD)
		offset = learn_position(pid, fd);
	else if (high)
		offset = args[high] << 32 | (args[high - 1] & 0xffffffff);
	else
		offset = args[3];
	if (vector)
		length = learn_vector(pid, args[1], args[2], abi->high ? 4 : 8);
	learn_add(offset, length, call & 1);
}

void learn_stop(pid_t pid, int status)
{
	struct learn_info info = { 0 };
	int sig = WSTOPSIG(status), event = status >> 16;
	long got;

	if (sig == (SIGTRAP | 0x80)) {
		got = ptrace(LEARN_GET_SYSCALL_INFO, pid,
			     (void *)sizeof(info), &info);
		if (got < 0 && errno != ESRCH)
			learn_err = -ENOSYS;
		else if (got > 0 && info.op == LEARN_ENTRY)
			learn_syscall(pid, &info);
		sig = 0;
	} else if (event == PTRACE_EVENT_STOP && sig != SIGTRAP) {
		/* Job control has stopped it: it stays so. */
		ptrace(PTRACE_LISTEN, pid, NULL, NULL);
		return;
	} else if (event) {
		sig = 0;
	}
	ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig);
}

/*
 * What can be listed of the rest of a range, from @start on: what is not the
 * kernel's memory. Return: false if nothing is.
 */
static bool learn_part(const struct learn_range *range, uint64_t *start,
		       uint64_t *end)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE) - 1;
	struct iomem_line line;
	struct sysfile file;
	char *text;

	*end = range->end;
	if (sysfile_open(&file, "/proc/iomem"))
		return *start < *end;
	while ((text = sysfile_line(&file))) {
		if (!iomem_parse(text, &line) ||
		    strcmp(line.label, "System RAM") || line.last < *start ||
		    line.start >= *end)
			continue;
		if ((line.start & ~page) > *start)
			*end = line.start & ~page;
		else
			*start = (line.last | page) + 1;
	}
	sysfile_close(&file);
	return *start < *end;
}

int learn_print(void)
{
	char line[OUT_LINE] = "regions=";
	const struct learn_range *range;
	size_t begin = strlen(line), len = begin;
	uint64_t start, end, listed;
	char text[96];

	for (range = learn_ranges; range < learn_ranges + learn_count; range++) {
		listed = 0;
		for (start = range->start; learn_part(range, &start, &end);
		     start = end) {
			listed += end - start;
			len += (size_t)snprintf(line + len, sizeof(line) - len,
						"%sat-%llx@0x%llx+0x%llx%s",
						len > begin ? "," : "",
						(unsigned long long)start,
						(unsigned long long)start,
						(unsigned long long)(end - start),
						range->write ? ":rw" : "");
			if (len >= sizeof(line))
				return -ENOSPC;
		}
		start = range->end - range->start;
		snprintf(text, sizeof(text), "# asked for 0x%llx+0x%llx%s%s",
			 (unsigned long long)range->start,
			 (unsigned long long)start,
			 range->write ? ", to write" : "",
			 listed == start ? "" :
			 ": System RAM in it cannot be listed");
		app_line(text);
	}
	if (len > begin)
		app_line(line);
	else if (!learn_err)
		app_line("# it asked for nothing that could be listed");
	if (learn_gave_zeros)
		msg_hint("what was refused read as zeros: do not believe what it said");
	return learn_err;
}
