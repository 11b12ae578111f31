// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe watch: read registers again and again, and print what changes.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/number.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"

#define CMD_WATCH_MOST	16		/* registers */
#define CMD_WATCH_PAUSE	100000000	/* nanoseconds */

struct cmd_watch {
	unsigned int width;
	uint64_t times;			/* 0: until the user ends it */
	unsigned int count;
	struct {
		uint64_t addr;
		uint64_t value;
		int err;
	} reg[CMD_WATCH_MOST];
};

static int cmd_watch_option(void *to, int opt)
{
	struct cmd_watch *cmd = to;
	const char *end;

	if (opt == 'w')
		return app_take_width(&cmd_watch, &cmd->width);
	end = number_parse(optarg, &cmd->times);
	return end && !*end && cmd->times ? EXIT_OK :
	       app_usage(&cmd_watch, "not a number from 1 on", optarg);
}

/* One line: the address, and what it held and holds. */
static int cmd_watch_print(const struct cmd_watch *cmd, unsigned int i,
			   bool first, uint64_t was, int was_err)
{
	const int digits = (int)cmd->width * 2;
	char line[96], from[24] = "", to[24];

	if (!first && was_err)
		snprintf(from, sizeof(from), "%s ", regs_replay_word(was_err));
	else if (!first)
		snprintf(from, sizeof(from), "0x%0*llx ", digits,
			 (unsigned long long)was);
	if (cmd->reg[i].err)
		snprintf(to, sizeof(to), "%s",
			 regs_replay_word(cmd->reg[i].err));
	else
		snprintf(to, sizeof(to), "0x%0*llx", digits,
			 (unsigned long long)cmd->reg[i].value);
	snprintf(line, sizeof(line), "0x%08llx %s%s",
		 (unsigned long long)cmd->reg[i].addr, from, to);
	return app_line(line);
}

static int cmd_watch_read(struct app *app, struct cmd_watch *cmd, bool first)
{
	unsigned int i;

	for (i = 0; i < cmd->count; i++) {
		uint64_t was = cmd->reg[i].value;
		int was_err = cmd->reg[i].err;

		cmd->reg[i].value = 0;
		cmd->reg[i].err = regs_read(&app->regs, cmd->reg[i].addr,
					    cmd->width, &cmd->reg[i].value);
		if (!first && was == cmd->reg[i].value &&
		    was_err == cmd->reg[i].err)
			continue;
		if (cmd_watch_print(cmd, i, first, was, was_err))
			return EXIT_FAILED;
	}
	return EXIT_OK;
}

static int cmd_watch_run(struct app *app, int argc, char **argv)
{
	static struct cmd_watch cmd = { .width = 4 };
	const struct timespec pause = { .tv_nsec = CMD_WATCH_PAUSE };
	unsigned int i;
	uint64_t round;
	int status;

	status = app_options(&cmd_watch, argc, argv, cmd_watch_option, &cmd);
	if (status != APP_GO_ON)
		return status;
	for (; optind < argc; optind++) {
		status = app_register(app, &cmd_watch, argv[optind], cmd.width,
				      &cmd.reg[cmd.count++].addr);
		if (status)
			return status;
	}
	if (app_open(app)) {
		app_no_access(app);
		return app->replay ? EXIT_FAILED : EXIT_NO_ACCESS;
	}
	for (round = 0;; round++) {
		if (cmd_watch_read(app, &cmd, !round))
			return EXIT_FAILED;
		if (cmd.times && round + 1 >= cmd.times)
			break;
		nanosleep(&pause, NULL);
	}
	for (i = 0; i < cmd.count; i++) {
		if (!cmd.reg[i].err)
			return EXIT_OK;
	}
	return app_exit(cmd.reg[0].err);
}

static const struct option cmd_watch_options[] = {
	APP_WIDTH,
	{ "times", required_argument, NULL, 'n' },
	{ NULL, 0, NULL, 0 },
};

const struct command cmd_watch = {
	.name = "watch",
	.args = "[-w BITS] [-n TIMES] ADDRESS...",
	.help = "print what changes, until it is ended",
	.options = cmd_watch_options,
	.least = 1,
	.most = CMD_WATCH_MOST,
	.missing = "an address is needed",
	.run = cmd_watch_run,
};
