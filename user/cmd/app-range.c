// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What users write for addresses, ranges of them, and widths.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "base/number.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"

int app_take_width(const struct command *command, unsigned int *width)
{
	uint64_t bits;
	const char *end = number_parse(optarg, &bits);

	if (!end || *end || bits < 8 || bits > 64 || (bits & (bits - 1)))
		return app_usage(command, "not a width", optarg);
	*width = (unsigned int)bits / 8;
	return EXIT_OK;
}

/* The region of this name. Return: 0 or a negative errno value. */
static int app_region(struct app *app, const char *name,
		      struct memphys_region *region)
{
	/* Not the reason itself: it could be one of app_range()'s own. */
	if (app_open(app))
		return -EACCES;
	if (app->regs.backend != &regs_memphys)
		return -ENOENT;
	return memphys_name_region(app->regs.fd, name, region);
}

int app_range(struct app *app, const char *text, uint64_t *start,
	      uint64_t *length)
{
	struct memphys_region region;
	const char *end = number_parse(text, start);
	char name[sizeof(region.name)];
	uint64_t offset, size;
	size_t len;
	int err;

	if (end && !*end)
		return 0;
	if (end) {
		end = *end == '+' ? number_parse_size(end + 1, length) : NULL;
		if (!end || *end)
			return -EINVAL;
		return *length ? 0 : -EDOM;
	}
	if (*text < 'a' || *text > 'z')
		return -EINVAL;
	len = strcspn(text, "+");
	if (len >= sizeof(name))
		return -ENOENT;
	memcpy(name, text, len);
	name[len] = '\0';
	err = app_region(app, name, &region);
	if (err)
		return err;
	*start = region.start;
	if (!text[len]) {
		*length = region.length;
		return 0;
	}
	end = number_parse_size(text + len + 1, &offset);
	size = 1;
	if (end && *end == '+') {
		end = number_parse_size(end + 1, &size);
		*length = size;
	}
	if (!end || *end || offset >= region.length)
		return -EINVAL;
	*start += offset;
	return size ? 0 : -EDOM;
}

int app_no_range(const struct app *app, const struct command *command,
		 const char *text, int err)
{
	switch (err) {
	case -EINVAL:
		return app_usage(command, "not an address", text);
	case -EDOM:
		return app_usage(command, "an empty range", text);
	case -ENOENT:
		if (app->memphys_err)
			break;
		msg_error("%s: memphys lists no region of this name", text);
		msg_hint("ipcprobe regions lists them");
		return EXIT_NO_ACCESS;
	}
	app_no_access(app);
	return app->replay ? EXIT_FAILED : EXIT_NO_ACCESS;
}

int app_register(struct app *app, const struct command *command,
		 const char *text, unsigned int width, uint64_t *addr)
{
	uint64_t length = width;
	int err = app_range(app, text, addr, &length);

	if (err)
		return app_no_range(app, command, text, err);
	if (length != width)
		return app_usage(command, "more than one register", text);
	if (*addr & (width - 1))
		return app_usage(command, "not a multiple of the width", text);
	return EXIT_OK;
}

int app_too_long(const struct command *command, const char *text,
		 uint64_t start, uint64_t length, uint64_t most)
{
	char problem[40];

	if (number_wraps(start, length))
		return app_usage(command, "beyond the last address",
				 text);
	if (length <= most)
		return EXIT_OK;
	snprintf(problem, sizeof(problem), "longer than 0x%llx bytes",
		 (unsigned long long)most);
	return app_usage(command, problem, text);
}
