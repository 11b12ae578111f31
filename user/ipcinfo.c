// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcinfo: one word a line, for the boot scripts of cameras. The same program
 * under another name.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "msg.h"
#include "sysfile.h"

static const char ipcinfo_help[] =
	"usage: ipcinfo [--replay FILE] [--root DIR] [-cfv] [-V] [-h]\n"
	"  -c  chip name\n"
	"  -f  chip family\n"
	"  -v  chip vendor\n"
	"  -V  version\n"
	"  -h  this help\n";

/* Print one answer; false if there is none. */
static bool ipcinfo_answer(int opt, const struct chip *chip)
{
	static const struct chip_maker plain = { .prefix = "" };
	char buf[CHIP_NAME];
	const char *text = NULL;

	switch (opt) {
	case 'c':
		if (chip->model)
			text = chip_name(chip->maker, chip->model, buf);
		break;
	case 'f':
		text = chip->family;
		break;
	case 'v':
		if (chip->maker)
			text = chip_name(&plain, chip->maker->name, buf);
		break;
	}
	return text && !out_line(STDOUT_FILENO, text);
}

static int ipcinfo_print(const char *text)
{
	return out_puts(STDOUT_FILENO, text) ? EXIT_FAILED : EXIT_OK;
}

int ipcinfo_main(int argc, char **argv)
{
	static struct app app;
	static struct chip chip;
	static const struct option options[] = {
		{ "replay", required_argument, NULL, 'R' },
		{ "root", required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 },
	};
	int known = -1, status = EXIT_OK;
	int opt;

	if (argc == 1)
		return ipcinfo_print(ipcinfo_help);
	while ((opt = getopt_long(argc, argv, "cfvVh", options, NULL)) >= 0) {
		switch (opt) {
		case 'R':
			app.replay = optarg;
			continue;
		case 'r':
			sysfile_root(optarg);
			continue;
		case 'V':
			return ipcinfo_print("ipcinfo " MEMPHYS_VERSION "\n");
		case 'h':
			return ipcinfo_print(ipcinfo_help);
		case '?':
			return EXIT_USAGE;
		}
		if (known < 0)
			known = app_identify(&app, &chip, 0);
		if (!ipcinfo_answer(opt, &chip))
			status = known ? known : EXIT_FAILED;
	}
	if (optind < argc) {
		msg_error("unexpected argument: %s", argv[optind]);
		return EXIT_USAGE;
	}
	if (status != EXIT_OK)
		app_explain(&app, &chip, status);
	return status;
}
