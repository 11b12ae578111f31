// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe regions: what memphys lists.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "libmemphys.h"
#include "msg.h"

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

static void cmd_regions_print(struct out *o, const struct memphys_region *r)
{
	unsigned int attributes = r->attributes;

	out_map(o, NULL);
	out_str(o, "name", r->name);
	out_hex(o, "start", r->start, 8);
	out_hex(o, "size", r->length, 1);
	out_str(o, "access", attributes & MEMPHYS_REGION_F_WRITE ? "rw" : "ro");
	out_str(o, "type", cmd_regions_type(r->type));
	out_bool(o, "exclusive", attributes & MEMPHYS_REGION_F_EXCLUSIVE);
	out_bool(o, "user", attributes & MEMPHYS_REGION_F_USER);
	out_bool(o, "revoked", attributes & MEMPHYS_REGION_F_REVOKED);
	out_end(o);
}

static int cmd_regions_run(struct app *app, int argc, char **argv)
{
	struct memphys_region region;
	unsigned int i;
	struct out *o;
	int err;

	if (argc > 1)
		return app_usage(&cmd_regions, "unexpected argument", argv[1]);
	app->backend = regs_memphys.name;
	if (app_open(app)) {
		app_no_access(app);
		return EXIT_NO_ACCESS;
	}
	o = app_begin(app);
	out_list(o, "regions");
	for (i = 0; ; i++) {
		err = memphys_get_region(app->regs.fd, i, &region);
		if (err)
			break;
		cmd_regions_print(o, &region);
	}
	out_end(o);
	if (app_finish(app))
		return EXIT_FAILED;
	if (err != -ENOENT) {
		msg_error("region %u: %s", i, strerror(-err));
		return EXIT_FAILED;
	}
	if (!i)
		msg_error("memphys lists no region; load it with regions= or soc=");
	return EXIT_OK;
}

const struct command cmd_regions = {
	.name = "regions",
	.args = "",
	.help = "list what memphys lets be read",
	.run = cmd_regions_run,
};
