// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe read: the values of registers.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "app.h"
#include "msg.h"
#include "number.h"

#define CMD_READ_MOST	0x10000		/* registers at once */

/* "8", "16", "32", "64" bits to bytes; 0 if it is none of them. */
static unsigned int cmd_read_width(const char *text)
{
	uint64_t bits;
	const char *end = number_parse(text, &bits);

	if (!end || *end || bits < 8 || bits > 64 || (bits & (bits - 1)))
		return 0;
	return (unsigned int)bits / 8;
}

/* One register, as an item of the document or as a bare line. */
static int cmd_read_print(struct app *app, uint64_t addr, unsigned int width)
{
	struct out *o = &app->out;
	uint64_t value;
	int err = regs_read(&app->regs, addr, width, &value);

	if (err)
		msg_error("0x%llx: %s", (unsigned long long)addr,
			  regs_strerror(err));
	if (!app->format_given) {
		char line[24];

		snprintf(line, sizeof(line), "0x%0*llx", (int)width * 2,
			 (unsigned long long)value);
		return out_line(STDOUT_FILENO,
				err ? regs_replay_word(err) : line) ?: err;
	}
	out_map(o, NULL);
	out_hex(o, "address", addr, 8);
	out_uint(o, "width", width * 8);
	if (err)
		out_str(o, "error", regs_strerror(err));
	else
		out_hex(o, "value", value, (int)width * 2);
	out_end(o);
	return err;
}

static int cmd_read_all(struct app *app, uint64_t addr, unsigned int width,
			uint64_t count)
{
	int status = EXIT_OK;

	if (app->format_given)
		out_list(app_begin(app), "registers");
	for (; count; count--, addr += width) {
		switch (cmd_read_print(app, addr, width)) {
		case 0:
			break;
		case -EPERM:
		case -EACCES:
		case -ENODEV:
		case -ENXIO:
			status = EXIT_NO_ACCESS;
			break;
		default:
			status = EXIT_FAILED;
		}
	}
	if (!app->format_given)
		return status;
	out_end(&app->out);
	return app_finish(app) ? EXIT_FAILED : status;
}

static int cmd_read_run(struct app *app, int argc, char **argv)
{
	static const struct option options[] = {
		{ "width", required_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	unsigned int width = 4;
	uint64_t addr, count = 1;
	const char *end;
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "+w:", options, NULL)) >= 0) {
		if (opt != 'w')
			return app_usage(&cmd_read, "bad option",
					 argv[optind - 1]);
		width = cmd_read_width(optarg);
		if (!width)
			return app_usage(&cmd_read, "not a width", optarg);
	}
	if (optind == argc || argc - optind > 2)
		return app_usage(&cmd_read, "an address is needed", NULL);
	end = number_parse(argv[optind], &addr);
	if (!end || *end)
		return app_usage(&cmd_read, "not an address", argv[optind]);
	if (addr & (width - 1))
		return app_usage(&cmd_read, "not a multiple of the width",
				 argv[optind]);
	if (argc - optind == 2) {
		end = number_parse(argv[optind + 1], &count);
		if (!end || *end || !count || count > CMD_READ_MOST)
			return app_usage(&cmd_read, "not a count",
					 argv[optind + 1]);
	}
	if (app_open(app)) {
		app_no_access(app);
		return app->replay ? EXIT_FAILED : EXIT_NO_ACCESS;
	}
	return cmd_read_all(app, addr, width, count);
}

const struct command cmd_read = {
	.name = "read",
	.args = "[-w 8|16|32|64] ADDRESS [COUNT]",
	.help = "read registers",
	.run = cmd_read_run,
};
