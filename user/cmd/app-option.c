// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The command lines of all commands: options, operands, --help, and what is
 * wrong with them.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "cmd/app.h"

#define APP_OPTIONS	8	/* of one command */

const char *app_bad_option(char **argv)
{
	static char letter[] = "-?";
	const char *word = argv[optind];

	/* Inside "-xj", optind is still at that word; else it is after it. */
	if (!optopt || !word || word[0] != '-' || word[1] == '-' ||
	    !strchr(word, optopt))
		word = argv[optind - 1];
	if (!optopt || !strncmp(word, "--", 2))
		return word;
	letter[1] = (char)optopt;
	return letter;
}

int app_usage(const struct command *command, const char *problem,
	      const char *culprit)
{
	msg_error("%s: %s%s%s", command->name, problem, culprit ? ": " : "",
		  culprit ? culprit : "");
	msg_hint("usage: ipcprobe %s %s", command->name, command->args);
	return EXIT_USAGE;
}

static int app_help(const struct command *command)
{
	const struct option *o = command->options;
	char text[1024];
	size_t len;

	len = (size_t)snprintf(text, sizeof(text),
			       "Usage: ipcprobe %s%s%s\n\n%s\n\nOptions:\n",
			       command->name, *command->args ? " " : "",
			       command->args, command->help);
	for (; o && o->name; o++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"  -%c, --%s%s\n", o->val, o->name,
					o->has_arg ? " ..." : "");
	snprintf(text + len, sizeof(text) - len, "  -h, --help\n");
	return app_puts(text);
}

int app_options(const struct command *command, int argc, char **argv,
		int (*take)(void *to, int opt), void *to)
{
	static const struct option help = { "help", no_argument, NULL, 'h' };
	struct option options[APP_OPTIONS + 2] = { { NULL, 0, NULL, 0 } };
	/* Nothing that follows another command is ours. */
	char letters[2 * APP_OPTIONS + 4] = "+:h";
	char *own = command->most == INT_MAX ? letters : letters + 1;
	unsigned int n = 0;
	size_t len = 3;
	int opt, status;

	/* What "-h" and ":" add to the command's own; letters from one table. */
	for (; command->options && command->options[n].name; n++) {
		options[n] = command->options[n];
		letters[len++] = (char)options[n].val;
		if (options[n].has_arg)
			letters[len++] = ':';
	}
	options[n] = help;
	optind = 0;
	opterr = 0;
	while ((opt = getopt_long(argc, argv, own, options, NULL)) >= 0) {
		switch (opt) {
		case 'h':
			return app_help(command);
		case '?':
			return app_usage(command, "bad option",
					 app_bad_option(argv));
		case ':':
			return app_usage(command, "no argument for the option",
					 app_bad_option(argv));
		}
		status = take(to, opt);
		if (status)
			return status;
	}
	if (argc - optind < command->least)
		return app_usage(command, command->missing, NULL);
	if (argc - optind > command->most)
		return app_usage(command, "unexpected argument",
				 argv[optind + command->most]);
	return APP_GO_ON;
}
