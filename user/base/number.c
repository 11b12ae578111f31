// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Numbers as people write them.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdlib.h>

#include "base/number.h"

const char *number_parse(const char *text, uint64_t *value)
{
	char *end;

	/* strtoull() would take white space and signs as well. */
	if (*text < '0' || *text > '9')
		return NULL;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return errno ? NULL : end;
}

const char *number_parse_size(const char *text, uint64_t *value)
{
	const char *end = number_parse(text, value);
	unsigned int shift;

	if (!end)
		return NULL;
	switch (*end) {
	case 'k':
	case 'K':
		shift = 10;
		break;
	case 'm':
	case 'M':
		shift = 20;
		break;
	case 'g':
	case 'G':
		shift = 30;
		break;
	default:
		return end;
	}
	if (*value >> (64 - shift))
		return NULL;
	*value <<= shift;
	return end + 1;
}

bool number_wraps(uint64_t start, uint64_t length)
{
	return length && start + (length - 1) < start;
}
