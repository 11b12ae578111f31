// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe read, dump: the values of registers, one per line or many.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/number.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"

#define CMD_READ_MOST	0x100000	/* bytes at once */
#define CMD_DUMP_LINE	16		/* bytes of a line */

struct cmd_read {
	const struct command *command;
	unsigned int width;
	uint64_t addr;
	uint64_t length;	/* bytes */
	int status;
};

/* Read one register; what goes wrong is told, and remembered for the end. */
static int cmd_read_one(struct app *app, struct cmd_read *cmd, uint64_t addr,
			uint64_t *value)
{
	int err = regs_read(&app->regs, addr, cmd->width, value);

	if (!err)
		return 0;
	msg_error("0x%llx: %s", (unsigned long long)addr, memphys_strerror(err));
	/* Once. */
	if (!cmd->status && !app_elsewhere(app) &&
	    app_exit(err) == EXIT_NO_ACCESS)
		msg_hint("ipcprobe doctor 0x%llx", (unsigned long long)addr);
	cmd->status = app_exit(err);
	return err;
}

static void cmd_read_document(struct app *app, struct cmd_read *cmd)
{
	struct out *o = app_begin(app);
	uint64_t at, value;

	out_list(o, "registers");
	for (at = 0; at < cmd->length; at += cmd->width) {
		int err = cmd_read_one(app, cmd, cmd->addr + at, &value);

		out_map(o, NULL);
		out_hex(o, "address", cmd->addr + at, 8);
		out_uint(o, "width", cmd->width * 8);
		if (err)
			out_str(o, "error", memphys_strerror(err));
		else
			out_hex(o, "value", value, (int)cmd->width * 2);
		out_end(o);
	}
	out_end(o);
	if (app_finish(app))
		cmd->status = EXIT_FAILED;
}

/* A bare value per line, or the word for why there is none. */
static void cmd_read_lines(struct app *app, struct cmd_read *cmd)
{
	uint64_t at, value = 0;
	char line[24];

	for (at = 0; at < cmd->length; at += cmd->width) {
		int err = cmd_read_one(app, cmd, cmd->addr + at, &value);

		snprintf(line, sizeof(line), "0x%0*llx", (int)cmd->width * 2,
			 (unsigned long long)value);
		if (app_line(err ? regs_replay_word(err) : line)) {
			cmd->status = EXIT_FAILED;
			return;
		}
	}
}

/* "11020ee0: 3516c608 ...", with dashes for what cannot be read. */
static void cmd_dump_lines(struct app *app, struct cmd_read *cmd)
{
	static const char dashes[] = "----------------";
	int digits = (int)cmd->width * 2;
	uint64_t at = 0, value;
	char line[80];

	while (at < cmd->length) {
		int len = snprintf(line, sizeof(line), "%08llx:",
				   (unsigned long long)(cmd->addr + at));

		do {
			int err = cmd_read_one(app, cmd, cmd->addr + at,
					       &value);

			if (err)
				len += sprintf(line + len, " %.*s", digits,
					       dashes);
			else
				len += sprintf(line + len, " %0*llx", digits,
					       (unsigned long long)value);
			at += cmd->width;
		} while (at % CMD_DUMP_LINE && at < cmd->length);
		if (app_line(line)) {
			cmd->status = EXIT_FAILED;
			return;
		}
	}
}

static int cmd_read_option(void *to, int opt)
{
	struct cmd_read *cmd = to;

	(void)opt;
	return app_take_width(cmd->command, &cmd->width);
}

/* Take "[-w WIDTH] RANGE [COUNT]". Return: APP_GO_ON, or after a message. */
static int cmd_read_take(struct app *app, struct cmd_read *cmd, int argc,
			 char **argv)
{
	int err, status;

	cmd->width = 4;
	cmd->length = 0;
	cmd->status = EXIT_OK;
	status = app_options(cmd->command, argc, argv, cmd_read_option, cmd);
	if (status != APP_GO_ON)
		return status;
	err = app_range(app, argv[optind], &cmd->addr, &cmd->length);
	if (err)
		return app_no_range(app, cmd->command, argv[optind], err);
	if (argc - optind == 2) {
		uint64_t count;
		const char *end = number_parse(argv[optind + 1], &count);

		if (!end || *end || !count || count > CMD_READ_MOST)
			return app_usage(cmd->command,
					 "not a count up to 0x100000",
					 argv[optind + 1]);
		cmd->length = count * cmd->width;
	}
	if (!cmd->length)
		cmd->length = cmd->width;
	if ((cmd->addr | cmd->length) & (cmd->width - 1))
		return app_usage(cmd->command, "not a multiple of the width",
				 argv[optind]);
	status = app_too_long(cmd->command, argv[optind], cmd->addr,
			      cmd->length, CMD_READ_MOST);
	if (status)
		return status;
	if (!app_open(app))
		return APP_GO_ON;
	app_no_access(app);
	return app->replay ? EXIT_FAILED : EXIT_NO_ACCESS;
}

static int cmd_read_do(struct app *app, const struct command *command,
		       int argc, char **argv,
		       void (*lines)(struct app *app, struct cmd_read *cmd))
{
	struct cmd_read cmd = { .command = command };
	int status = cmd_read_take(app, &cmd, argc, argv);

	if (status != APP_GO_ON)
		return status;
	if (app->format_given)
		cmd_read_document(app, &cmd);
	else
		lines(app, &cmd);
	return cmd.status;
}

static int cmd_read_run(struct app *app, int argc, char **argv)
{
	return cmd_read_do(app, &cmd_read, argc, argv, cmd_read_lines);
}

static int cmd_dump_run(struct app *app, int argc, char **argv)
{
	return cmd_read_do(app, &cmd_dump, argc, argv, cmd_dump_lines);
}

static const struct option cmd_read_options[] = {
	APP_WIDTH,
	{ NULL, 0, NULL, 0 },
};

/* They differ in what they print. */
#define CMD_READ							\
	.args = "[-w 8|16|32|64] ADDRESS[+SIZE]|REGION [COUNT]",	\
	.options = cmd_read_options,					\
	.least = 1,							\
	.most = 2,							\
	.missing = "an address is needed"

const struct command cmd_read = {
	.name = "read",
	.help = "read registers, one per line",
	.run = cmd_read_run,
	CMD_READ,
};

const struct command cmd_dump = {
	.name = "dump",
	.help = "read registers, 16 bytes per line",
	.run = cmd_dump_run,
	CMD_READ,
};
