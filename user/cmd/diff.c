// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe diff: where two records differ.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"

#define DIFF_TROUBLE	2	/* as diff has it: not that they differ */

/* A value, or the word for why there is none; "-": the record lacks it. */
static const char *cmd_diff_text(const struct regs_record *r, char *buf,
				 size_t size)
{
	if (!r)
		return "-";
	if (r->err)
		return regs_replay_word(r->err);
	snprintf(buf, size, "0x%0*llx", (int)r->width * 2,
		 (unsigned long long)r->value);
	return buf;
}

static bool cmd_diff_print(const struct regs_record *one,
			   const struct regs_record *other)
{
	const struct regs_record *any = one ? one : other;
	char line[96], from[24], to[24];

	snprintf(line, sizeof(line), "0x%08llx %u %s %s",
		 (unsigned long long)any->addr, any->width * 8,
		 cmd_diff_text(one, from, sizeof(from)),
		 cmd_diff_text(other, to, sizeof(to)));
	return !app_line(line);
}

static int cmd_diff_order(const struct regs_record *a,
			  const struct regs_record *b)
{
	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return (int)a->width - (int)b->width;
}

/* The next register: the first line about it is meant. */
static const struct regs_record *cmd_diff_at(const struct regs *r, size_t *i)
{
	while (*i && *i < r->replay.count &&
	       !cmd_diff_order(&r->replay.record[*i - 1], &r->replay.record[*i]))
		++*i;
	return *i < r->replay.count ? &r->replay.record[*i] : NULL;
}

/* Both are sorted by address. Return: how many differ; -1: not printed. */
static int cmd_diff_compare(const struct regs *a, const struct regs *b)
{
	size_t i = 0, j = 0;
	int count = 0;

	for (;;) {
		const struct regs_record *one = cmd_diff_at(a, &i);
		const struct regs_record *other = cmd_diff_at(b, &j);
		int order;

		if (!one && !other)
			return count;
		order = !one ? 1 : !other ? -1 : cmd_diff_order(one, other);
		i += order <= 0;
		j += order >= 0;
		if (!order && one->err == other->err &&
		    one->value == other->value)
			continue;
		if (!cmd_diff_print(order <= 0 ? one : NULL,
				    order >= 0 ? other : NULL))
			return -1;
		count++;
	}
}

static int cmd_diff_run(struct app *app, int argc, char **argv)
{
	static struct regs one, other;
	int count, status;

	(void)app;
	status = app_options(&cmd_diff, argc, argv, NULL, NULL);
	if (status != APP_GO_ON)
		return status;
	if (app_open_record(&one, argv[optind]) ||
	    app_open_record(&other, argv[optind + 1]))
		return DIFF_TROUBLE;
	count = cmd_diff_compare(&one, &other);
	regs_close(&one);
	regs_close(&other);
	return count < 0 ? DIFF_TROUBLE : count ? EXIT_FAILED : EXIT_OK;
}

const struct command cmd_diff = {
	.name = "diff",
	.args = "RECORD RECORD",
	.help = "tell where two records differ",
	.least = 2,
	.most = 2,
	.missing = "two records are needed",
	.run = cmd_diff_run,
};
