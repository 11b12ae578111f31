// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record of a run: a line for each step, with the page table after it, and
 * the lines of the driver's tracepoints, by the same clock. The program "timeline"
 * draws it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lesson.h"

#define TRACING	"/sys/kernel/tracing/"

static int tracing_write(const char *file, const char *text)
{
	char path[96];
	FILE *f;
	int err;

	snprintf(path, sizeof(path), TRACING "%s", file);
	f = fopen(path, "w");
	err = !f || fputs(text, f) < 0;
	if (f)
		err |= !!fclose(f);
	if (err)
		fprintf(stderr, "lesson: --timeline needs memphys.ko and tracefs: %s: %s\n",
			path, strerror(errno));
	return err ? -1 : 0;
}

int timeline_open(struct lesson *l, const char *path, char **argv)
{
	/* Writing to "trace" empties it. */
	if (tracing_write("trace_clock", "mono") ||
	    tracing_write("trace", "\n") ||
	    tracing_write("events/memphys/enable", "1"))
		return -1;
	l->record = fopen(path, "w");
	if (!l->record) {
		fprintf(stderr, "lesson: %s: %s\n", path, strerror(errno));
		return -1;
	}
	fprintf(l->record, "window %s %s %s\n", argv[0], argv[1], argv[2]);
	timeline_note(l, "start", "");
	return 0;
}

void timeline_note(const struct lesson *l, const char *step, const char *table)
{
	struct timespec now;

	if (!l->record)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(l->record, "step %lld.%06ld [%s] {%s} %s\n",
		(long long)now.tv_sec, now.tv_nsec / 1000, table, l->outcome,
		step);
	fflush(l->record);
}

void timeline_close(struct lesson *l)
{
	char line[256], *event;
	FILE *trace;

	if (!l->record)
		return;
	tracing_write("events/memphys/enable", "0");
	trace = fopen(TRACING "trace", "r");
	while (trace && fgets(line, sizeof(line), trace)) {
		event = strstr(line, ": memphys_");
		if (line[0] == '#' || !event)
			continue;
		/* "  lesson-81  [000] .....  12.345678: memphys_fault: ..." */
		*event = '\0';
		fprintf(l->record, "event %s %s", strrchr(line, ' ') + 1,
			event + 2);
	}
	if (trace)
		fclose(trace);
	fclose(l->record);
	l->record = NULL;
}
