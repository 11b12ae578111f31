// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmdcost RUNS COMMAND...: what it costs to run a command, its start and its
 * end included: the least of RUNS times, in nanoseconds. Under "-icount shift=0"
 * that is as many instructions of the guest. What it prints is lost.
 *
 * cmdcost RUNS -r FILE...: what it costs a process that is there to read these
 * files, each once and to its end.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static unsigned long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static int run(char **argv)
{
	int status;
	pid_t pid = vfork();

	if (!pid) {
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

/* With a buffer as ipcprobe has. */
static int read_files(char **argv)
{
	static char buf[1023];

	for (; *argv; argv++) {
		int fd = open(*argv, O_RDONLY);

		if (fd < 0)
			continue;
		while (read(fd, buf, sizeof(buf)) > 0)
			;
		close(fd);
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long long least = ~0ULL;
	int null = open("/dev/null", O_WRONLY);
	int out = dup(STDOUT_FILENO);
	int runs, i;

	if (argc < 3) {
		fputs("usage: cmdcost RUNS COMMAND...|-r FILE...\n", stderr);
		return 2;
	}
	runs = atoi(argv[1]);
	dup2(null, STDOUT_FILENO);
	for (i = 0; i < runs; i++) {
		unsigned long long start = now(), cost;
		int status = strcmp(argv[2], "-r") ? run(argv + 2) :
			     read_files(argv + 3);

		cost = now() - start;
		if (status) {
			fprintf(stderr, "cmdcost: %s: status %d\n", argv[2],
				status);
			return 1;
		}
		if (cost < least)
			least = cost;
	}
	dprintf(out, "%llu\n", least);
	return 0;
}
