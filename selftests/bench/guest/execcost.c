// SPDX-License-Identifier: GPL-2.0-only
/*
 * execcost NAME PROGRAM ARGUMENT...: what a run of a program costs.
 *
 *	@exec/NAME/total VALUE insn	from before its fork to after its exit
 *	@exec/NAME/files VALUE insn	what of it is reading the same files
 *	@exec/NAME/besides VALUE insn	the difference of both
 *	@exec/NAME/syscalls VALUE calls	after the exec
 *	@exec/NAME/writable VALUE files	devices that it opened for writing, and
 *					shared mappings that can be written
 *
 * Instructions are the least of several runs; the last two are seen by one more
 * run under ptrace().
 *
 * Copyright (C) 2026 The memphys authors
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/ptrace.h>

#include "icount.h"

#define REPETITIONS	20
#define MAX_FILES	512

#ifdef __NR_mmap2
#define NR_MMAP __NR_mmap2
#else
#define NR_MMAP __NR_mmap
#endif

static char files[MAX_FILES][256];
static size_t file_count;
static long syscalls, writable;

/* A child that runs the program without a word on the console. */
static pid_t start(char **argv, bool traced)
{
	pid_t pid = fork();
	int null;

	if (pid < 0)
		err(1, "fork");
	if (pid)
		return pid;
	null = open("/dev/null", O_RDWR);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close(null);
	if (traced && ptrace(PTRACE_TRACEME, 0, 0, 0))
		_exit(127);
	execv(argv[0], argv);
	_exit(127);
}

static uint64_t run_once(char **argv)
{
	uint64_t from = icount();
	pid_t pid = start(argv, false);
	int status;

	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
		errx(1, "%s cannot be run", argv[0]);
	return icount() - from;
}

static void saw_open(pid_t pid, uint64_t name, uint64_t flags)
{
	struct iovec from = { (void *)(uintptr_t)name, 255 };
	struct iovec to;
	char path[256] = "";
	size_t left = 4096 - name % 4096;

	/* Not into the next page, which may be nobody's. */
	if (from.iov_len > left)
		from.iov_len = left;
	to.iov_base = path;
	to.iov_len = from.iov_len;
	if (process_vm_readv(pid, &to, 1, &from, 1, 0) <= 0)
		return;
	if (!strncmp(path, "/dev/", 5)) {
		writable += (flags & O_ACCMODE) != O_RDONLY;
		return;
	}
	if (file_count < MAX_FILES && !(flags & O_DIRECTORY))
		strcpy(files[file_count++], path);
}

static void saw_syscall(pid_t pid)
{
	struct ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0)
		err(1, "PTRACE_GET_SYSCALL_INFO");
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return;
	syscalls++;
	switch (info.entry.nr) {
	case NR_MMAP:
		writable += (info.entry.args[2] & PROT_WRITE) &&
			    (info.entry.args[3] & MAP_SHARED);
		break;
	case __NR_openat:
		saw_open(pid, info.entry.args[1], info.entry.args[2]);
		break;
#ifdef __NR_open
	case __NR_open:
		saw_open(pid, info.entry.args[0], info.entry.args[1]);
		break;
#endif
	}
}

static void trace(char **argv)
{
	pid_t pid = start(argv, true);
	int status;

	/* Stopped by its exec, of which the end is still to come. */
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		errx(1, "%s cannot be traced", argv[0]);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, 0, 0))
			err(1, "PTRACE_SYSCALL");
		if (waitpid(pid, &status, 0) != pid)
			err(1, "waitpid");
		if (WIFEXITED(status))
			return;
		if (WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80))
			saw_syscall(pid);
	}
}

static uint64_t read_files(void)
{
	static char text[65536];
	uint64_t from = icount();
	size_t i;
	int fd;

	for (i = 0; i < file_count; i++) {
		fd = open(files[i], O_RDONLY);
		if (fd < 0)
			continue;
		while (read(fd, text, sizeof(text)) > 0)
			;
		close(fd);
	}
	return icount() - from;
}

static uint64_t least_of(uint64_t least, uint64_t cost)
{
	return cost < least ? cost : least;
}

int main(int argc, char **argv)
{
	uint64_t total = UINT64_MAX, reading = UINT64_MAX;
	int i;

	if (argc < 3) {
		fputs("usage: execcost NAME PROGRAM ARGUMENT...\n", stderr);
		return 2;
	}
	trace(argv + 2);
	run_once(argv + 2);
	read_files();
	for (i = 0; i < REPETITIONS; i++) {
		total = least_of(total, run_once(argv + 2));
		reading = least_of(reading, read_files());
	}
	printf("@exec/%s/total %llu insn\n", argv[1], (unsigned long long)total);
	printf("@exec/%s/files %llu insn\n", argv[1],
	       (unsigned long long)reading);
	printf("@exec/%s/besides %llu insn\n", argv[1],
	       (unsigned long long)(total - reading));
	printf("@exec/%s/syscalls %ld calls\n", argv[1], syscalls);
	printf("@exec/%s/writable %ld files\n", argv[1], writable);
	return 0;
}
