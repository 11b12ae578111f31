// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which option of a command line makes no sense.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <getopt.h>
#include <string.h>

#include "cmd/app.h"

const char *app_bad_option(char **argv)
{
	static char letter[] = "-?";
	const char *word = argv[optind];

	/* Inside "-xj", optind is still at that word; else it is behind it. */
	if (!optopt || !word || word[0] != '-' || word[1] == '-' ||
	    !strchr(word, optopt))
		word = argv[optind - 1];
	if (!optopt || !strncmp(word, "--", 2))
		return word;
	letter[1] = (char)optopt;
	return letter;
}
