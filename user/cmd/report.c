// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe report, also without any command: what this machine is.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>

#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"
#include "report/report.h"

/* Everything that was read: the evidence for the verdict. */
static void cmd_report_registers(struct out *o, const struct chip *chip)
{
	unsigned int i;

	out_list(o, "registers");
	for (i = 0; i < chip->reads; i++) {
		const struct chip_read *r = &chip->read[i];

		out_map(o, NULL);
		out_str(o, "name", r->name);
		out_hex(o, "address", r->addr, 8);
		out_uint(o, "width", r->width * 8);
		if (r->err)
			out_str(o, "error", memphys_strerror(r->err));
		else
			out_hex(o, "value", r->value, (int)r->width * 2);
		out_end(o);
	}
	out_end(o);
}

static void cmd_report_extra(struct out *o, const struct chip_extra *extra)
{
	if (extra->number)
		out_uint(o, extra->key, strtoull(extra->text, NULL, 10));
	else
		out_str(o, extra->key, extra->text);
}

static void cmd_report_chip(struct out *o, const struct chip *chip,
			    const struct app *app)
{
	unsigned int i;

	out_map(o, "chip");
	out_str(o, "vendor", chip->maker ? chip->maker->name : "unknown");
	out_str(o, "model", chip->model ? chip->model : "unknown");
	if (chip->family && chip->family_first)
		out_str(o, "family", chip->family);
	for (i = 0; i < chip->extras; i++)
		cmd_report_extra(o, &chip->extra[i]);
	if (chip->family && !chip->family_first)
		out_str(o, "family", chip->family);
	out_list(o, "candidates");
	for (i = 0; i < chip->candidates; i++)
		out_str(o, NULL, chip->candidate[i]);
	out_end(o);
	if (chip->reason)
		out_str(o, "reason", chip->reason);
	if (chip->method)
		out_str(o, "method", chip->method);
	if (chip->decided)
		out_str(o, "decided-by", chip->decided);
	if (*chip->stated)
		out_str(o, "stated", chip->stated);
	if (app->source)
		out_str(o, "source", app->source->path);
	cmd_report_registers(o, chip);
	out_end(o);
}

static int cmd_report_run(struct app *app, int argc, char **argv)
{
	static struct chip chip;
	struct out *o;
	int status;

	status = app_options(&cmd_report, argc, argv, NULL, NULL);
	if (status != APP_GO_ON)
		return status;
	status = app_identify(app, &chip, CHIP_DETAILS);
	o = app_begin(app);
	cmd_report_chip(o, &chip, app);
	/* A record alone says nothing about the rest of its machine. */
	if (!app->replay || !sysfile_is_live()) {
		report_board(o);
		report_ethernet(o);
		report_rom(o);
		report_ram(o);
		report_firmware(o);
	}
	out_uint(o, "schema", 1);
	if (app_finish(app))
		return EXIT_FAILED;
	app_explain(app, &chip, status);
	return status;
}

const struct command cmd_report = {
	.name = "report",
	.args = "",
	.help = "print all that is known (the default)",
	.run = cmd_report_run,
};
