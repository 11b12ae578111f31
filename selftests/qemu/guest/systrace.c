// SPDX-License-Identifier: GPL-2.0-only
/*
 * systrace COMMAND...: run it and print, to stderr, what it asks the kernel for
 * from its first instruction on: how many system calls, the files that it opens,
 * how it maps them, and each ioctl of memphys that is one to write. Needs Linux
 * 5.3.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/memphys.h>

static void child(char **argv)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

/* Names of what is opened, as far as they are printable. */
static void print_path(pid_t pid, unsigned long long addr)
{
	char text[sizeof(long) + 1] = "";
	int i;

	for (i = 0; i < 32; i++) {
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, pid, (void *)(uintptr_t)addr,
			      NULL);
		if (errno)
			return;
		memcpy(text, &word, sizeof(word));
		fputs(text, stderr);
		if (strlen(text) < sizeof(word))
			return;
		addr += sizeof(word);
	}
}

static int is_mmap(unsigned long long nr)
{
#ifdef SYS_mmap2
	if (nr == SYS_mmap2)
		return 1;
#endif
#ifdef SYS_mmap
	return nr == SYS_mmap;
#else
	return 0;
#endif
}

static int is_open(unsigned long long nr)
{
#ifdef SYS_open
	if (nr == SYS_open)
		return 1;
#endif
	return nr == SYS_openat;
}

static void look_at(pid_t pid, const struct __ptrace_syscall_info *info)
{
	unsigned long long nr = info->entry.nr;
	const uint64_t *args = info->entry.args;
	unsigned long long flags;

	if (is_open(nr)) {
		args += nr == SYS_openat;
		flags = args[1];
		fputs((flags & O_ACCMODE) == O_RDONLY ? "opens to read: " :
		      "opens to write: ", stderr);
		print_path(pid, args[0]);
		fputc('\n', stderr);
	} else if (is_mmap(nr)) {
		if ((int)args[4] < 0)
			return;
		fprintf(stderr, "maps a file%s\n",
			args[2] == PROT_READ ? " to read" :
			args[3] & MAP_SHARED ? " to write" : ", a copy");
	} else if (nr == SYS_ioctl && (unsigned int)args[1] ==
		   MEMPHYS_IOC_WRITE) {
		fputs("writes a register\n", stderr);
	}
}

int main(int argc, char **argv)
{
	struct __ptrace_syscall_info info;
	unsigned int calls = 0;
	int started = 0, status;
	pid_t pid;

	if (argc < 2) {
		fputs("usage: systrace COMMAND...\n", stderr);
		return 2;
	}
	pid = fork();
	if (!pid)
		child(argv + 1);
	if (waitpid(pid, &status, 0) < 0)
		return 2;
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	       PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
	while (WIFSTOPPED(status)) {
		int signal = WSTOPSIG(status);

		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
			started = 1;
		if (signal == (SIGTRAP | 0x80) && started) {
			memset(&info, 0, sizeof(info));
			ptrace(PTRACE_GET_SYSCALL_INFO, pid,
			       (void *)sizeof(info), &info);
			if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
				calls++;
				look_at(pid, &info);
			}
		}
		/* Ours, and not the command's. */
		if (signal == SIGSTOP || (signal & 0x7f) == SIGTRAP)
			signal = 0;
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)signal);
		if (waitpid(pid, &status, 0) < 0)
			return 2;
	}
	fprintf(stderr, "system calls: %u\n", calls);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
