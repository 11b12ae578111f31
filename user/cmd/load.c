// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe load, unload: the driver, with the list that the hints ask for.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/modload.h"
#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/load.h"
#include "cmd/remedy.h"
#include "lib/libmemphys.h"

void load_explain(const struct app *app, const char *module, int err)
{
	msg_error("%s: %s (by %s)", module, strerror(-err), modload_backend);
	switch (err) {
	case -EPERM:
		if (app_locked_down())
			msg_hint("the kernel is locked down: it loads signed modules only");
		else if (geteuid())
			app_as_root(app);
		else
			msg_hint("a blacklist refuses it, or CAP_SYS_MODULE is missing");
		break;
	case -ENOENT:
		if (app_locked_down())
			msg_hint("the kernel is locked down: nobody may read registers");
		else
			remedy_no_module();
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

/* Something holds it: say how often, and what to do. */
void load_in_use(void)
{
	int users = modload_users(REMEDY_MODULE);

	if (users > 0)
		msg_error("in use: %d", users);
	msg_hint("something holds a node or a mapping: close it first");
}

/*
 * It is loaded. Without a list it is of no use to anybody, and may go; with one
 * only if that is asked for.
 */
static int cmd_load_again(const struct app *app, const char *module,
			  const char *params, bool replace)
{
	enum remedy_state state = remedy_state(MEMPHYS_NODE);
	int err;

	if (state == REMEDY_LISTED && !replace) {
		msg_error("%s: %s, and lists regions", module,
			  strerror(EEXIST));
		msg_hint("ipcprobe regions shows them; ipcprobe load --replace has others listed");
		return -EEXIST;
	}
	err = modload_remove(REMEDY_MODULE);
	if (err) {
		msg_error("%s: %s, and cannot be replaced: %s", module,
			  strerror(EEXIST), strerror(-err));
		if (err == -EAGAIN || err == -EBUSY)
			load_in_use();
		return err;
	}
	msg_trace("unload %s", REMEDY_MODULE);
	err = modload_insert(module, params);
	if (err)
		load_explain(app, module, err);
	return err;
}

/* What it lists now: "NAME@START+SIZE" per line. Return: the exit status. */
static int cmd_load_list(void)
{
	struct memphys_region region;
	char line[96];
	unsigned int i;
	int fd = memphys_open(MEMPHYS_NODE, O_RDONLY);

	if (fd < 0) {
		msg_error("%s: %s", MEMPHYS_NODE, strerror(-fd));
		return EXIT_FAILED;
	}
	for (i = 0; !memphys_get_region(fd, i, &region); i++) {
		snprintf(line, sizeof(line), "%s@0x%08llx+0x%llx", region.name,
			 (unsigned long long)region.start,
			 (unsigned long long)region.length);
		if (app_line(line)) {
			close(fd);
			return EXIT_FAILED;
		}
	}
	close(fd);
	if (i)
		return EXIT_OK;
	msg_error("loaded, but nothing tells which chip this is: it lists nothing");
	remedy_hint(NULL);
	return EXIT_UNKNOWN;
}

/* By its name, and where it is not installed, the files that are near. */
int load_insert(const char **module, const char *params, char *path,
		size_t size)
{
	unsigned int i;
	int err;

	msg_trace("load %s %s", *module, params);
	err = modload_insert(*module, params);
	for (i = 0; err == -ENOENT && !strcmp(*module, REMEDY_MODULE) &&
	     remedy_near(i, path, size); i++) {
		if (!*path)
			continue;
		msg_trace("load %s %s", path, params);
		err = modload_insert(path, params);
		if (err != -ENOENT)
			*module = path;
	}
	return err;
}

/* Not by the files of another machine, whatever way to registers is named. */
bool load_elsewhere(const struct app *app, const struct command *command)
{
	if (!app->replay && sysfile_is_live())
		return false;
	app_usage(command, "only this machine can be asked", NULL);
	return true;
}

static const char *const cmd_load_keys[] = { "regions=", "soc=", "scratch=" };

struct cmd_load {
	const char *values[ARRAY_SIZE(cmd_load_keys)];
	bool replace;
};

static int cmd_load_option(void *to, int opt)
{
	struct cmd_load *load = to;

	if (opt == 'f')
		load->replace = true;
	else
		load->values[opt == 'r' ? 0 : opt == 's' ? 1 : 2] = optarg;
	return EXIT_OK;
}

static int cmd_load_run(struct app *app, int argc, char **argv)
{
	struct cmd_load load = { { NULL }, false };
	const char *module = REMEDY_MODULE;
	char params[OUT_LINE] = "", path[SYSFILE_PATH];
	size_t i, len = 0;
	int err, status;

	status = app_options(&cmd_load, argc, argv, cmd_load_option, &load);
	if (status != APP_GO_ON)
		return status;
	if (load_elsewhere(app, &cmd_load))
		return EXIT_USAGE;
	if (optind < argc)
		module = cmd_load_path(argv[optind], path, sizeof(path));
	/* The driver knows the device tree; we know more spellings and hints. */
	if (!load.values[1])
		load.values[1] = chip_soc();
	for (i = 0; i < ARRAY_SIZE(cmd_load_keys); i++) {
		if (!load.values[i])
			continue;
		len += (size_t)snprintf(params + len, sizeof(params) - len,
					"%s%s%s", len ? " " : "",
					cmd_load_keys[i], load.values[i]);
		if (len >= sizeof(params))
			return app_usage(&cmd_load, "too long",
					 load.values[i]);
	}
	err = load_insert(&module, params, path, sizeof(path));
	if (err == -EEXIST)
		err = cmd_load_again(app, module, params, load.replace);
	else if (err)
		load_explain(app, module, err);
	return err ? cmd_load_status(err) : cmd_load_list();
}

static int cmd_unload_run(struct app *app, int argc, char **argv)
{
	int err, status;

	status = app_options(&cmd_unload, argc, argv, NULL, NULL);
	if (status != APP_GO_ON)
		return status;
	if (load_elsewhere(app, &cmd_unload))
		return EXIT_USAGE;
	err = modload_remove(REMEDY_MODULE);
	if (err == -ENOENT)
		msg_error(REMEDY_MODULE ": not loaded");
	else if (err)
		msg_error(REMEDY_MODULE ": %s (by %s)", strerror(-err),
			  modload_backend);
	if (err == -EPERM && geteuid())
		app_as_root(app);
	else if (err == -EPERM)
		msg_hint("CAP_SYS_MODULE is missing");
	if (err == -EAGAIN || err == -EBUSY)
		load_in_use();
	return cmd_load_status(err);
}

static const struct option cmd_load_options[] = {
	{ "replace", no_argument, NULL, 'f' },
	{ "regions", required_argument, NULL, 'r' },
	{ "soc", required_argument, NULL, 's' },
	{ "scratch", required_argument, NULL, 'S' },
	{ NULL, 0, NULL, 0 },
};

const struct command cmd_load = {
	.name = "load",
	.args = "[-f] [-r REGIONS] [-s SOC] [-S SIZE] [MODULE.ko]",
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
