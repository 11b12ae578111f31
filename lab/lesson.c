// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program of the course: map some pages, touch some of them, and show what
 * the kernel did. See usage() for how it is called.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lesson.h"

static const char usage_text[] =
	"usage: lesson [OPTION...] NODE ADDRESS PAGES [STEP...]\n"
	"\n"
	"Maps PAGES pages of NODE at the physical ADDRESS, and takes the steps,\n"
	"in their order; without any, reads every page. Pages count from 0.\n"
	"\n"
	"  N            read a word of page N\n"
	"  N=VALUE      write it\n"
	"  '!COMMAND'   run a command of the shell\n"
	"  protect=r    mprotect() the mapping: r, rw or none\n"
	"  fork         a child takes the steps that follow, its parent waits\n"
	"  wait         until Enter is pressed\n"
	"  unmap        munmap()\n"
	"\n"
	"  -w           open NODE to write, and map to write\n"
	"  -p           MAP_PRIVATE, to write, of a node that is open to read\n"
	"  -r           open NODE to write, and map to read\n"
	"  -t SECONDS   give up on an access that goes on faulting\n"
	"  -x           map to execute, too\n"
	"  -v           show the page table after each step (memphys_owner.ko)\n"
	"  --timeline FILE   record the run; lab/timeline --html draws it\n";

/* The first address of a page table, which is free in a program like this. */
#define MAP_HINT	((void *)0x40000000)

static sigjmp_buf access_ends;
static size_t page_size;

/* Page faults so far that needed no disk. */
static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* The line of /proc/self/smaps that shows the flags of the mapping at map. */
static void show_flags(const void *map)
{
	char line[256], start[32];
	FILE *smaps = fopen("/proc/self/smaps", "r");
	int ours = 0;

	snprintf(start, sizeof(start), "%lx-", (unsigned long)map);
	while (smaps && fgets(line, sizeof(line), smaps)) {
		ours |= !strncmp(line, start, strlen(start));
		if (ours && !strncmp(line, "VmFlags:", 8)) {
			printf("%s", line);
			break;
		}
	}
	if (smaps)
		fclose(smaps);
}

/* 0 is no limit. */
static void limit(double seconds)
{
	struct itimerval timer = { .it_value.tv_sec = (time_t)seconds };

	timer.it_value.tv_usec = (suseconds_t)((seconds -
				 (double)timer.it_value.tv_sec) * 1e6);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* Of the access that is under way: the faults before it, and its limit. */
static volatile long faults_before;
static double seconds_allowed;

/* What has hardly faulted is slow, but does not hang: it gets the time again. */
#define FAULTS_OF_A_HANG	50

static void on_signal(int sig)
{
	if (sig == SIGALRM && faults() - faults_before < FAULTS_OF_A_HANG)
		limit(seconds_allowed);
	else
		siglongjmp(access_ends, sig);
}

/* One access; a store if there is a value. */
static void touch(struct lesson *l, unsigned long page, const char *value)
{
	volatile uint32_t *word = (uint32_t *)(l->map + page * page_size);
	uint32_t number;
	long count;
	int sig;

	faults_before = faults();
	seconds_allowed = l->seconds;
	sig = sigsetjmp(access_ends, 1);
	if (sig) {
		limit(0);
		if (sig == SIGALRM)
			printf("page %lu: faults without end, %ld in %g s\n",
			       page, faults() - faults_before, l->seconds);
		else
			printf("page %lu: %s\n", page,
			       sig == SIGBUS ? "SIGBUS" : "SIGSEGV");
		snprintf(l->outcome, sizeof(l->outcome), "%s",
			 sig == SIGBUS ? "SIGBUS" :
			 sig == SIGSEGV ? "SIGSEGV" : "no end");
		return;
	}
	limit(l->seconds);
	if (value) {
		number = (uint32_t)strtoul(value, NULL, 0);
		*word = number;
	} else {
		number = *word;
	}
	limit(0);
	count = faults() - faults_before;
	printf("page %lu: %s%08x, page faults: %ld\n", page,
	       value ? "wrote " : "", (unsigned int)number, count);
	snprintf(l->outcome, sizeof(l->outcome), "%ld fault%s", count,
		 count == 1 ? "" : "s");
}

static void change_rights(const struct lesson *l, const char *how)
{
	int prot = PROT_NONE;

	if (how[0] == 'r')
		prot = how[1] == 'w' ? PROT_READ | PROT_WRITE : PROT_READ;
	if (mprotect(l->map, l->pages * page_size, prot))
		printf("protect=%s: %s\n", how, strerror(errno));
	else
		printf("protect=%s\n", how);
}

/* Returns in the child only. */
static void fork_child(void)
{
	pid_t child;
	int status = 0;

	fflush(stdout);
	child = fork();
	if (child < 0) {
		fprintf(stderr, "lesson: fork: %s\n", strerror(errno));
		exit(1);
	}
	if (!child) {
		printf("in the child:\n");
		return;
	}
	waitpid(child, &status, 0);
	exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void run(const char *command)
{
	fflush(stdout);
	printf("! %s\n", command);
	if (system(command))
		printf("it failed\n");
}

static int take_step(struct lesson *l, const char *word)
{
	unsigned long page;
	char *end;

	l->outcome[0] = '\0';
	if (word[0] == '!') {
		run(word + 1);
	} else if (!strcmp(word, "fork")) {
		fork_child();
	} else if (!strcmp(word, "wait")) {
		printf("press Enter\n");
		while (getchar() != '\n' && !feof(stdin))
			;
	} else if (!strcmp(word, "unmap")) {
		munmap(l->map, l->pages * page_size);
		l->map = NULL;
		printf("unmap\n");
	} else if (!strncmp(word, "protect=", 8)) {
		change_rights(l, word + 8);
	} else {
		page = strtoul(word, &end, 0);
		if (end == word || (*end && *end != '=')) {
			fprintf(stderr, "lesson: no step is called %s\n", word);
			return 2;
		}
		if (page >= l->pages) {
			fprintf(stderr, "lesson: there is no page %lu\n", page);
			return 2;
		}
		if (!l->map) {
			fprintf(stderr, "lesson: nothing is mapped any more\n");
			return 2;
		}
		touch(l, page, *end ? end + 1 : NULL);
	}
	table_show(l, word);
	return 0;
}

static int steps(struct lesson *l, char **words)
{
	unsigned long page;
	char word[24];
	int err = 0;

	if (*words) {
		while (*words && !err)
			err = take_step(l, *words++);
		return err;
	}
	for (page = 0; page < l->pages && !err; page++) {
		snprintf(word, sizeof(word), "%lu", page);
		err = take_step(l, word);
	}
	return err;
}

/* Of an argument: -1, and a message, where it is no number for that. */
static long long number(const char *what, const char *word, size_t unit,
			const char *want)
{
	char *end;
	unsigned long long value = strtoull(word, &end, 0);

	if (end != word && !*end && value <= LLONG_MAX && !(value % unit) &&
	    (value || unit > 1))
		return (long long)value;
	fprintf(stderr, "lesson: %s %s: want %s\n", what, word, want);
	return -1;
}

static int map_node(struct lesson *l, const char *node, const char *address,
		    int open_flags, int prot, int map_flags)
{
	long long offset = number("ADDRESS", address, page_size,
				  "the start of a page, as 0x12400000");
	long before;
	int fd;

	if (offset < 0)
		return 2;
	fd = open(node, open_flags);
	if (fd < 0) {
		fprintf(stderr, "lesson: %s: %s%s\n", node, strerror(errno),
			errno == ENOENT ? ": insmod its driver first" : "");
		return 1;
	}
	/* The first line of output has faults of its own. */
	printf("%s, %lu page%s at %s\n", node, l->pages,
	       l->pages == 1 ? "" : "s", address);

	before = faults();
	/* Where a page is in its table decides what is mapped with it. */
	l->map = mmap(MAP_HINT, l->pages * page_size, prot, map_flags, fd,
		      (off_t)offset);
	if (l->map == MAP_FAILED) {
		fprintf(stderr, "lesson: mmap: %s\n", strerror(errno));
		return 1;
	}
	printf("mmap: page faults: %ld\n", faults() - before);
	show_flags(l->map);
	table_show(l, "mmap");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "timeline", required_argument, NULL, 'T' },
		{ "verbose", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	static const int signals[] = { SIGBUS, SIGSEGV, SIGALRM };
	struct lesson l = { .seconds = 0 };
	const char *timeline = NULL;
	int open_flags = O_RDONLY, prot = PROT_READ, map_flags = MAP_SHARED;
	long long pages;
	size_t i;
	int c, err;

	page_size = (size_t)sysconf(_SC_PAGESIZE);
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* "+": a step is no option, whatever it begins with. */
	while ((c = getopt_long(argc, argv, "+hprt:vwx", longs, NULL)) >= 0) {
		switch (c) {
		case 'h':
			fputs(usage_text, stdout);
			return 0;
		case 'p':
			prot |= PROT_WRITE;
			map_flags = MAP_PRIVATE;
			break;
		case 'r':
			open_flags = O_RDWR;
			break;
		case 't':
			l.seconds = strtod(optarg, NULL);
			if (l.seconds > 0)
				break;
			fprintf(stderr, "lesson: -t %s: want seconds above 0\n", optarg);
			return 2;
		case 'v':
			l.verbose = 1;
			break;
		case 'w':
			prot |= PROT_WRITE;
			open_flags = O_RDWR;
			break;
		case 'x':
			prot |= PROT_EXEC;
			break;
		case 'T':
			timeline = optarg;
			break;
		default:
			return 2;
		}
	}
	if (argc - optind < 3) {
		fputs(usage_text, stderr);
		return 2;
	}
	argv += optind;
	pages = number("PAGES", argv[2], 1, "a number above 0");
	if (pages < 0)
		return 2;
	l.pages = (unsigned long)pages;
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], on_signal);
	if (table_open(&l, page_size) ||
	    (timeline && timeline_open(&l, timeline, argv)))
		return 1;

	err = map_node(&l, argv[0], argv[1], open_flags, prot, map_flags);
	if (!err)
		err = steps(&l, argv + 3);
	timeline_close(&l);
	return err;
}
