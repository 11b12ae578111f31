// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe load, unload: the driver.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/modload.h"
#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"

#define CMD_LOAD_NAME	"memphys"

static void cmd_load_explain(const char *module, int err)
{
	msg_error("%s: %s (by %s)", module, strerror(-err), modload_backend);
	switch (err) {
	case -EPERM:
		msg_hint("run as root; a locked-down kernel loads signed modules only");
		break;
	case -ENOENT:
		msg_hint("name the file: ipcprobe load ./memphys.ko, or install it and run depmod");
		break;
	case -EEXIST:
		msg_hint("it is loaded; its list is fixed: ipcprobe unload, then load again");
		break;
	case -ENOEXEC:
		msg_hint("built for another kernel, see dmesg: build it with make modules KDIR=");
		break;
	case -EOPNOTSUPP:
		msg_hint("this kernel cannot load compressed modules");
		break;
	case -EINVAL:
	case -EBUSY:
		msg_hint("dmesg names the region that is wrong");
		break;
	}
}

static int cmd_load_status(int err)
{
	return !err ? EXIT_OK : err == -EPERM ? EXIT_NO_ACCESS : EXIT_FAILED;
}

/* "memphys.ko" is a file if there is one, else a name for modload_insert(). */
static const char *cmd_load_path(const char *module, char *buf, size_t size)
{
	const char *suffix = strstr(module, ".ko");

	if (!suffix || (suffix[3] && suffix[3] != '.') ||
	    strchr(module, '/') || access(module, F_OK))
		return module;
	snprintf(buf, size, "./%s", module);
	return buf;
}

/* Not by the files of another machine, whatever way to registers is named. */
static bool cmd_load_elsewhere(const struct app *app)
{
	return app->replay || !sysfile_is_live();
}

static const char *const cmd_load_keys[] = { "regions=", "soc=", "scratch=" };

static int cmd_load_option(void *to, int opt)
{
	const char **values = to;

	values[opt == 'r' ? 0 : opt == 's' ? 1 : 2] = optarg;
	return EXIT_OK;
}

static int cmd_load_run(struct app *app, int argc, char **argv)
{
	const char *values[ARRAY_SIZE(cmd_load_keys)] = { NULL };
	const char *module = CMD_LOAD_NAME;
	char params[1024] = "", path[SYSFILE_PATH];
	size_t i, len = 0;
	int err, status;

	status = app_options(&cmd_load, argc, argv, cmd_load_option, values);
	if (status != APP_GO_ON)
		return status;
	if (cmd_load_elsewhere(app))
		return app_usage(&cmd_load, "only this machine can be asked",
				 NULL);
	if (optind < argc)
		module = cmd_load_path(argv[optind], path, sizeof(path));
	/* With a device tree, the driver's soc=auto knows as much as we do. */
	if (!values[1] && !hint_get()->compatible_len)
		values[1] = chip_soc();
	for (i = 0; i < ARRAY_SIZE(cmd_load_keys); i++) {
		if (!values[i])
			continue;
		len += (size_t)snprintf(params + len, sizeof(params) - len,
					"%s%s%s", len ? " " : "",
					cmd_load_keys[i], values[i]);
		if (len >= sizeof(params))
			return app_usage(&cmd_load, "too long", values[i]);
	}
	msg_trace("load %s %s", module, params);
	err = modload_insert(module, params);
	if (err)
		cmd_load_explain(module, err);
	return cmd_load_status(err);
}

static int cmd_unload_run(struct app *app, int argc, char **argv)
{
	int err, users, status;

	status = app_options(&cmd_unload, argc, argv, NULL, NULL);
	if (status != APP_GO_ON)
		return status;
	if (cmd_load_elsewhere(app))
		return app_usage(&cmd_unload, "only this machine can be asked",
				 NULL);
	err = modload_remove(CMD_LOAD_NAME);
	if (err == -ENOENT)
		msg_error(CMD_LOAD_NAME ": not loaded");
	else if (err)
		msg_error(CMD_LOAD_NAME ": %s (by %s)", strerror(-err),
			  modload_backend);
	if (err == -EPERM)
		msg_hint("run as root");
	if (err == -EAGAIN || err == -EBUSY) {
		users = modload_users(CMD_LOAD_NAME);
		if (users > 0)
			msg_error("in use: %d", users);
		msg_hint("something holds a node or a mapping: close it first");
	}
	return cmd_load_status(err);
}

static const struct option cmd_load_options[] = {
	{ "regions", required_argument, NULL, 'r' },
	{ "soc", required_argument, NULL, 's' },
	{ "scratch", required_argument, NULL, 'S' },
	{ NULL, 0, NULL, 0 },
};

const struct command cmd_load = {
	.name = "load",
	.args = "[-r REGIONS] [-s SOC] [-S SIZE] [MODULE.ko]",
	.help = "load the driver",
	.options = cmd_load_options,
	.most = 1,
	.run = cmd_load_run,
};

const struct command cmd_unload = {
	.name = "unload",
	.args = "",
	.help = "unload the driver",
	.run = cmd_unload_run,
};
