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
#include <getopt.h>
#include <stdbool.h>
#include <string.h>
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
	case -ENODEV:
	case -EPERM:
	case -EACCES:
		msg_error("0x%llx: %s", addr, memphys_strerror(err));
		return EXIT_NO_ACCESS;
	default:
		msg_error("0x%llx: %s", addr, memphys_strerror(err));
		return EXIT_FAILED;
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

/* Take "[-w WIDTH] [-r] ADDRESS VALUE". Return: EXIT_OK, or after a message. */
static int cmd_write_take(struct cmd_write *cmd, int argc, char **argv)
{
	static const struct option options[] = {
		{ "width", required_argument, NULL, 'w' },
		{ "read-back", no_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 },
	};
	const char *end;
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "+w:r", options, NULL)) >= 0) {
		switch (opt) {
		case 'w':
			cmd->width = app_width(optarg);
			if (!cmd->width)
				return app_usage(&cmd_write, "not a width",
						 optarg);
			break;
		case 'r':
			cmd->read_back = true;
			break;
		default:
			return app_usage(&cmd_write, "bad option",
					 app_bad_option(argv));
		}
	}
	if (argc - optind != 2)
		return app_usage(&cmd_write,
				 "an address and a value are needed", NULL);
	end = number_parse(argv[optind], &cmd->addr);
	if (!end || *end)
		return app_usage(&cmd_write, "not an address", argv[optind]);
	if (cmd->addr & (cmd->width - 1))
		return app_usage(&cmd_write, "not a multiple of the width",
				 argv[optind]);
	end = number_parse(argv[optind + 1], &cmd->value);
	if (!end || *end ||
	    (cmd->width < 8 && cmd->value >> 8 * cmd->width))
		return app_usage(&cmd_write, "not a value of this width",
				 argv[optind + 1]);
	return EXIT_OK;
}

static int cmd_write_run(struct app *app, int argc, char **argv)
{
	struct cmd_write cmd = { .width = 4 };
	int status = cmd_write_take(&cmd, argc, argv);
	int fd, err;

	if (status)
		return status;
	if (app_elsewhere(app) ||
	    (app->backend && strcmp(app->backend, regs_memphys.name)))
		return app_usage(&cmd_write, "only memphys can write", NULL);
	fd = memphys_open(app->device ? app->device :
			  app->remap ? MEMPHYS_NODE_REMAP : MEMPHYS_NODE,
			  O_RDWR);
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

const struct command cmd_write = {
	.name = "write",
	.args = "[-w 8|16|32|64] [-r] ADDRESS VALUE",
	.help = "write a register of a region that is rw",
	.run = cmd_write_run,
};
