// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe: which chip is this? The options and the table of commands.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"

static const struct command *const commands[] = {
	&cmd_report,
	&cmd_chip,
	&cmd_regions,
	&cmd_read,
	&cmd_dump,
	&cmd_write,
	&cmd_watch,
	&cmd_doctor,
	&cmd_record,
	&cmd_diff,
	&cmd_load,
	&cmd_unload,
	&cmd_exec,
	&cmd_help,
};

static const char usage_options[] =
	"Options:\n"
	"  -b, --backend NAME   memphys or devmem only\n"
	"  -d, --device PATH    node to open\n"
	"  -m, --method METHOD  fault (default) or remap\n"
	"  -R, --replay FILE    registers from a record\n"
	"  -r, --root DIR       /proc and /sys below DIR\n"
	"  -f, --format FORMAT  yaml (default), json or plain\n"
	"  -j, --json           --format json\n"
	"  -p, --pretty         JSON on several lines\n"
	"      --color WHEN     auto, always or never\n"
	"  -q, --quiet          no messages\n"
	"  -v, --verbose        tell what is done\n"
	"  -h, --help           help\n"
	"  -V, --version        version\n";

static const struct option options[] = {
	{ "backend", required_argument, NULL, 'b' },
	{ "device", required_argument, NULL, 'd' },
	{ "method", required_argument, NULL, 'm' },
	{ "replay", required_argument, NULL, 'R' },
	{ "root", required_argument, NULL, 'r' },
	{ "format", required_argument, NULL, 'f' },
	{ "json", no_argument, NULL, 'j' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "color", required_argument, NULL, 'C' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static int usage_print(void)
{
	char text[2048];
	size_t i, len;

	len = (size_t)snprintf(text, sizeof(text),
			       "Usage: ipcprobe [OPTION]... [COMMAND]\n"
			       "\n"
			       "Identify the chip, writing nothing. Read registers, and write those\n"
			       "that are listed for writing.\n"
			       "\n"
			       "Commands:\n");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"  %-8s %s\n", commands[i]->name,
					commands[i]->help);
	snprintf(text + len, sizeof(text) - len, "\n%s", usage_options);
	return app_puts(text);
}

static int usage_error(const char *problem, const char *culprit)
{
	msg_error("%s: %s", problem, culprit);
	msg_hint("ipcprobe --help lists options and commands");
	return EXIT_USAGE;
}

/* Which of some words is this? -1: none. */
static int option_word(const char *text, const char *const *words)
{
	int i;

	for (i = 0; words[i]; i++) {
		if (!strcmp(text, words[i]))
			return i;
	}
	return -1;
}

static bool color_wanted(int when)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (when)
		return when > 0;
	return !(no_color && *no_color) && !(term && !strcmp(term, "dumb")) &&
	       isatty(STDOUT_FILENO);
}

/* Take one option. Return: EXIT_OK, or EXIT_USAGE after a message. */
static int option_take(struct app *app, int opt, int *color)
{
	static const char *const names[] = { "memphys", "devmem", NULL };
	static const struct regs_backend *const backends[] = {
		&regs_memphys, &regs_devmem,
	};
	static const char *const methods[] = { "fault", "remap", NULL };
	static const char *const formats[] = { "yaml", "json", "plain", NULL };
	static const char *const colors[] = { "never", "auto", "always", NULL };
	int word, err;

	switch (opt) {
	case 'b':
		word = option_word(optarg, names);
		if (word < 0)
			return usage_error("no such backend", optarg);
		app->backend = backends[word];
		break;
	case 'd':
		app->device = optarg;
		break;
	case 'm':
		word = option_word(optarg, methods);
		if (word < 0)
			return usage_error("no such method", optarg);
		app->remap = word;
		break;
	case 'R':
		app->replay = optarg;
		break;
	case 'r':
		err = sysfile_root(optarg);
		if (err)
			return usage_error(strerror(-err), optarg);
		break;
	case 'f':
		word = option_word(optarg, formats);
		if (word < 0)
			return usage_error("no such format", optarg);
		app->format = (enum out_format)word;
		app->format_given = true;
		msg_json = app->format == OUT_JSON;
		break;
	case 'p':
		app->pretty = true;
		/* fall through */
	case 'j':
		app->format = OUT_JSON;
		app->format_given = true;
		msg_json = true;
		break;
	case 'C':
		word = option_word(optarg, colors);
		if (word < 0)
			return usage_error("no such choice", optarg);
		*color = word - 1;
		break;
	case 'q':
		msg_verbosity = -1;
		break;
	case 'v':
		msg_verbosity++;
		break;
	}
	return EXIT_OK;
}

static const struct command *command_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(name, commands[i]->name))
			return commands[i];
	}
	return NULL;
}

static int cmd_help_run(struct app *app, int argc, char **argv)
{
	static char option[] = "--help";
	const struct command *command;
	char *help[] = { NULL, option, NULL };
	int status;

	status = app_options(&cmd_help, argc, argv, NULL, NULL);
	if (status != APP_GO_ON)
		return status;
	if (optind == argc)
		return usage_print();
	help[0] = argv[optind];
	command = command_find(help[0]);
	return command ? command->run(app, 2, help) :
	       usage_error("no such command", help[0]);
}

const struct command cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.help = "tell how to use it, or one command",
	.most = 1,
	.run = cmd_help_run,
};

static int ipcprobe_main(int argc, char **argv)
{
	static struct app app;
	const struct command *command = &cmd_report;
	char report[] = "report";
	char *no_args[] = { report, NULL };
	int opt, color = 0;

	app.argv = argv;
	opterr = 0;
	while ((opt = getopt_long(argc, argv, "+:b:d:m:R:r:f:jpqvhV", options,
				  NULL)) >= 0) {
		switch (opt) {
		case 'h':
			return usage_print();
		case 'V':
			return app_puts("ipcprobe " MEMPHYS_VERSION "\n");
		case '?':
			return usage_error("bad option",
					   app_bad_option(argv));
		case ':':
			return usage_error("no argument for the option",
					   app_bad_option(argv));
		}
		if (option_take(&app, opt, &color))
			return EXIT_USAGE;
	}
	if (app.replay && (app.backend || app.device || app.remap))
		return usage_error("not with --replay", app.backend ?
				   "--backend" : app.device ? "--device" :
				   "--method");
	argc -= optind;
	argv += optind;
	if (argc > 0) {
		command = command_find(argv[0]);
		if (!command)
			return usage_error("no such command", argv[0]);
	} else {
		argc = 1;
		argv = no_args;
	}
	if (app.format == OUT_PLAIN)
		app.color = color_wanted(color);
	/* Nothing is closed afterwards: the kernel does that, and faster. */
	return command->run(&app, argc, argv);
}

int main(int argc, char **argv)
{
	const char *name = argc ? strrchr(argv[0], '/') : NULL;

	name = name ? name + 1 : argc ? argv[0] : "";
	if (!strcmp(name, "ipcinfo"))
		return ipcinfo_main(argc, argv);
	return ipcprobe_main(argc, argv);
}
