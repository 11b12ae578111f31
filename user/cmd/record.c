// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe record: what identification reads, and whatever else is asked for,
 * in the form that --replay takes.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "cmd/app.h"

#define CMD_RECORD_RANGES	16
#define CMD_RECORD_MOST		0x1000000	/* bytes of one range */

static int cmd_record_line(uint64_t addr, unsigned int width, uint64_t value,
			   int err)
{
	char line[64];

	if (err)
		snprintf(line, sizeof(line), "0x%08llx %u %s",
			 (unsigned long long)addr, width * 8,
			 regs_replay_word(err));
	else
		snprintf(line, sizeof(line), "0x%08llx %u 0x%0*llx",
			 (unsigned long long)addr, width * 8, (int)width * 2,
			 (unsigned long long)value);
	return app_line(line);
}

static int cmd_record_range(struct app *app, uint64_t addr, uint64_t length)
{
	uint64_t at, value = 0;
	int failed = 0;

	for (at = 0; at < length && !failed; at += 4) {
		int err = regs_read(&app->regs, addr + at, 4, &value);

		failed = cmd_record_line(addr + at, 4, value, err);
	}
	return failed;
}

static int cmd_record_run(struct app *app, int argc, char **argv)
{
	static struct chip chip;
	const struct regs *from;
	uint64_t start[CMD_RECORD_RANGES], length[CMD_RECORD_RANGES];
	unsigned int n, ranges;
	int status, failed;
	bool refused;

	status = app_options(&cmd_record, argc, argv, NULL, NULL);
	if (status != APP_GO_ON)
		return status;
	ranges = (unsigned int)(argc - optind);
	for (n = 0; n < ranges; n++) {
		const char *text = argv[optind + (int)n];
		int err;

		length[n] = 4;
		err = app_range(app, text, &start[n], &length[n]);
		if (err)
			return app_no_range(app, &cmd_record, text, err);
		if ((start[n] | length[n]) & 3)
			return app_usage(&cmd_record, "not whole words", text);
		status = app_too_long(&cmd_record, text, start[n], length[n],
				      CMD_RECORD_MOST);
		if (status)
			return status;
	}
	status = app_identify(app, &chip, CHIP_DETAILS);
	refused = status == EXIT_NO_ACCESS && chip.err;
	if (refused)
		app_explain(app, &chip, status);
	/* The ranges are read through the node that has named them. */
	from = ranges ? &app->regs : app->source;
	if (!from || !from->backend) {
		app_no_access(app);
		return app->replay ? EXIT_FAILED : EXIT_NO_ACCESS;
	}
	failed = app_puts("# registers, by ipcprobe " MEMPHYS_VERSION "\n");
	for (n = 0; n < chip.reads && !failed; n++)
		failed = cmd_record_line(chip.read[n].addr, chip.read[n].width,
					 chip.read[n].value, chip.read[n].err);
	for (n = 0; n < ranges && !failed; n++)
		failed = cmd_record_range(app, start[n], length[n]);
	if (failed)
		return EXIT_FAILED;
	/* A chip that is unknown here is what records are sent for. */
	return refused ? status : EXIT_OK;
}

const struct command cmd_record = {
	.name = "record",
	.args = "[ADDRESS[+SIZE]|REGION]...",
	.help = "print registers for --replay elsewhere",
	.most = CMD_RECORD_RANGES,
	.run = cmd_record_run,
};
