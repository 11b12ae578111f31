// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe regions: what memphys lists.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "cmd/app.h"
#include "cmd/remedy.h"
#include "lib/libmemphys.h"
#include "regs/primecell.h"

static const char *cmd_regions_type(unsigned int type)
{
	static const char *const names[] = {
		[MEMPHYS_TYPE_DEVICE] = "device",
		[MEMPHYS_TYPE_UNCACHED] = "uncached",
		[MEMPHYS_TYPE_WC] = "wc",
		[MEMPHYS_TYPE_WB] = "wb",
	};

	return type < ARRAY_SIZE(names) ? names[type] : "unknown";
}

static const struct {
	const char *name;	/* as in the driver's regions= */
	unsigned int flag;
} cmd_regions_flags[] = {
	{ "exclusive", MEMPHYS_REGION_F_EXCLUSIVE },
	{ "user", MEMPHYS_REGION_F_USER },
	{ "always-on", MEMPHYS_REGION_F_ALWAYS_ON },
	{ "node", MEMPHYS_REGION_F_NODE },
	{ "revoked", MEMPHYS_REGION_F_REVOKED },
};

void app_region_flags(struct out *o, unsigned int attributes)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cmd_regions_flags); i++)
		out_bool(o, cmd_regions_flags[i].name,
			 attributes & cmd_regions_flags[i].flag);
}

/* What the first 4 KiB of a region say they are, if they say it. */
static void cmd_regions_primecell(struct app *app,
				  const struct memphys_region *r)
{
	struct out *o = &app->out;
	struct primecell cell;

	if (primecell_read(&app->regs, r->start & ~(uint64_t)0xfff, &cell))
		return;
	out_map(o, "primecell");
	if (cell.name)
		out_str(o, "name", cell.name);
	out_hex(o, "part", cell.part, 3);
	out_hex(o, "designer", cell.designer, 2);
	out_uint(o, "revision", cell.revision);
	out_end(o);
}

static void cmd_regions_print(struct app *app, const struct memphys_region *r,
			      bool primecell)
{
	struct out *o = &app->out;
	unsigned int attributes = r->attributes;

	out_map(o, NULL);
	out_str(o, "name", r->name);
	out_hex(o, "start", r->start, 8);
	out_hex(o, "size", r->length, 1);
	out_str(o, "access", attributes & MEMPHYS_REGION_F_WRITE ? "rw" : "ro");
	out_str(o, "type", cmd_regions_type(r->type));
	app_region_flags(o, attributes);
	if (primecell)
		cmd_regions_primecell(app, r);
	out_end(o);
}

/* For people: a line per region, if nobody asked for a format. */
static int cmd_regions_row(const struct memphys_region *r)
{
	char line[160];
	size_t i, len;

	len = (size_t)snprintf(line, sizeof(line),
			       "%-24s 0x%08llx 0x%-10llx %s %s", r->name,
			       (unsigned long long)r->start,
			       (unsigned long long)r->length,
			       r->attributes & MEMPHYS_REGION_F_WRITE ? "rw" :
			       "ro", cmd_regions_type(r->type));
	for (i = 0; i < ARRAY_SIZE(cmd_regions_flags); i++) {
		if (r->attributes & cmd_regions_flags[i].flag)
			len += (size_t)snprintf(line + len, sizeof(line) - len,
						" %s",
						cmd_regions_flags[i].name);
	}
	return app_line(line);
}

/* What is to be said after the list. Return: the exit status. */
static int cmd_regions_end(int found, unsigned int count, int status)
{
	if (status)
		return EXIT_FAILED;
	if (found < 0) {
		msg_error("region %u: %s", count, memphys_strerror(found));
		return EXIT_FAILED;
	}
	if (!count) {
		msg_error("memphys lists no region");
		remedy_hint(NULL);
	}
	return EXIT_OK;
}

static int cmd_regions_option(void *to, int opt)
{
	bool *primecell = to;

	*primecell = opt == 'p';
	return EXIT_OK;
}

static int cmd_regions_run(struct app *app, int argc, char **argv)
{
	struct memphys_region region;
	bool primecell = false;
	unsigned int next = 0;
	struct out *o;
	int found, status;

	status = app_options(&cmd_regions, argc, argv, cmd_regions_option,
			     &primecell);
	if (status != APP_GO_ON)
		return status;
	if (app_elsewhere(app))
		return app_usage(&cmd_regions, "only this machine can be asked",
				 NULL);
	app->backend = &regs_memphys;
	if (app_open(app)) {
		app_no_access(app);
		return EXIT_NO_ACCESS;
	}
	if (!app->format_given && !primecell && isatty(STDOUT_FILENO)) {
		status = EXIT_OK;
		while ((found = memphys_next_region(app->regs.fd, &next,
						    &region)) > 0 && !status)
			status = cmd_regions_row(&region);
		return cmd_regions_end(found, next, status);
	}
	o = app_begin(app);
	out_list(o, "regions");
	while ((found = memphys_next_region(app->regs.fd, &next, &region)) > 0)
		cmd_regions_print(app, &region, primecell);
	out_end(o);
	if (!next)
		out_empty_list(o, "regions");
	return cmd_regions_end(found, next, app_finish(app));
}

static const struct option cmd_regions_options[] = {
	{ "primecell", no_argument, NULL, 'p' },
	{ NULL, 0, NULL, 0 },
};

const struct command cmd_regions = {
	.name = "regions",
	.args = "[-p]",
	.help = "list what memphys lets be read",
	.options = cmd_regions_options,
	.run = cmd_regions_run,
};
