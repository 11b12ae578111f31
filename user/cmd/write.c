// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe write: one register of a region that is not read-only. The only
 * command that can change anything; it has its own descriptor, because the
 * layer below the other commands cannot write.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/number.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"

struct cmd_write {
	unsigned int width;
	bool read_back;
	uint64_t addr;
	uint64_t value;
	uint64_t found;		/* after the write, if wanted */
	struct memphys_region region;
};

static int cmd_write_do(int fd, struct cmd_write *cmd)
{
	struct memphys_mapping *map;
	int err = memphys_find_region(fd, cmd->addr, &cmd->region);

	if (err)
		return err;
	if (!(cmd->region.attributes & MEMPHYS_REGION_F_WRITE))
		return -EROFS;
	err = memphys_mapping_open(fd, cmd->addr, cmd->width,
				   PROT_READ | PROT_WRITE, &map);
	if (err)
		return err;
	err = memphys_mapping_write(map, 0, cmd->width, cmd->value);
	if (!err && cmd->read_back)
		err = memphys_mapping_read(map, 0, cmd->width, &cmd->found);
	memphys_mapping_close(map);
	return err;
}

static int cmd_write_explain(const struct cmd_write *cmd, int err)
{
	unsigned long long addr = cmd->addr;

	switch (err) {
	case -ENOENT:
		msg_error("0x%llx: memphys does not list it", addr);
		msg_hint("ipcprobe doctor 0x%llx tells how it would", addr);
		return EXIT_NO_ACCESS;
	case -EROFS:
		msg_error("0x%llx: region %s is read-only", addr,
			  cmd->region.name);
		msg_hint("list it as rw: regions=%s@0x%llx+0x%llx:rw",
			 cmd->region.name,
			 (unsigned long long)cmd->region.start,
			 (unsigned long long)cmd->region.length);
		return EXIT_NO_ACCESS;
	default:
		msg_error("0x%llx: %s", addr, memphys_strerror(err));
		return app_exit(err);
	}
}

static int cmd_write_print(struct app *app, const struct cmd_write *cmd)
{
	struct out *o = app_begin(app);
	int digits = (int)cmd->width * 2;

	out_map(o, "write");
	out_str(o, "region", cmd->region.name);
	out_hex(o, "address", cmd->addr, 8);
	out_uint(o, "width", cmd->width * 8);
	out_hex(o, "value", cmd->value, digits);
	if (cmd->read_back)
		out_hex(o, "read-back", cmd->found, digits);
	out_end(o);
	return app_finish(app);
}

static int cmd_write_option(void *to, int opt)
{
	struct cmd_write *cmd = to;

	if (opt == 'r') {
		cmd->read_back = true;
		return EXIT_OK;
	}
	return app_take_width(&cmd_write, &cmd->width);
}

/* Take the command line. Return: APP_GO_ON, or after a message. */
static int cmd_write_take(struct app *app, struct cmd_write *cmd, int argc,
			  char **argv)
{
	int status = app_options(&cmd_write, argc, argv, cmd_write_option, cmd);
	const char *end;

	if (status != APP_GO_ON)
		return status;
	if (app_elsewhere(app) || app->backend == &regs_devmem)
		return app_usage(&cmd_write, "only memphys can write", NULL);
	status = app_register(app, &cmd_write, argv[optind], cmd->width,
			      &cmd->addr);
	if (status)
		return status;
	end = number_parse(argv[optind + 1], &cmd->value);
	if (!end || *end ||
	    (cmd->width < 8 && cmd->value >> 8 * cmd->width))
		return app_usage(&cmd_write, "not a value of this width",
				 argv[optind + 1]);
	return APP_GO_ON;
}

static int cmd_write_run(struct app *app, int argc, char **argv)
{
	struct cmd_write cmd = { .width = 4 };
	int status = cmd_write_take(app, &cmd, argc, argv);
	int fd, err;

	if (status != APP_GO_ON)
		return status;
	fd = memphys_open(app_node(app), O_RDWR);
	if (fd < 0) {
		app->memphys_err = fd;
		app_no_access(app);
		return EXIT_NO_ACCESS;
	}
	err = cmd_write_do(fd, &cmd);
	close(fd);
	if (err)
		return cmd_write_explain(&cmd, err);
	return cmd_write_print(app, &cmd);
}

static const struct option cmd_write_options[] = {
	APP_WIDTH,
	{ "read-back", no_argument, NULL, 'r' },
	{ NULL, 0, NULL, 0 },
};

const struct command cmd_write = {
	.name = "write",
	.args = "[-w 8|16|32|64] [-r] ADDRESS VALUE",
	.help = "write a register of a region that is rw",
	.options = cmd_write_options,
	.least = 2,
	.most = 2,
	.missing = "an address and a value are needed",
	.run = cmd_write_run,
};
