// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Characters of text that may or may not be UTF-8.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <string.h>

#include "base/utf8.h"

size_t utf8_decode(const char *text, uint32_t *point)
{
	const unsigned char *byte = (const unsigned char *)text;
	uint32_t value, least;
	size_t len, i;

	*point = byte[0];
	if (byte[0] >= 0xc2 && byte[0] < 0xe0) {
		len = 2;
		least = 0x80;
	} else if (byte[0] >= 0xe0 && byte[0] < 0xf0) {
		len = 3;
		least = 0x800;
	} else if (byte[0] >= 0xf0 && byte[0] < 0xf5) {
		len = 4;
		least = 0x10000;
	} else {
		return 1;
	}
	value = byte[0] & (0xffU >> (len + 1));
	for (i = 1; i < len; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (byte[i] & 0x3f);
	}
	if (value < least || value > 0x10ffff ||
	    (value >= 0xd800 && value < 0xe000))
		return 1;
	*point = value;
	return len;
}

bool utf8_is_control(uint32_t point)
{
	return point < ' ' || (point >= 0x7f && point < 0xa0);
}

void utf8_make_printable(char *text)
{
	char *to = text;

	while (*text) {
		uint32_t point;
		size_t len = utf8_decode(text, &point);

		if (utf8_is_control(point)) {
			*to++ = '?';
		} else {
			memmove(to, text, len);
			to += len;
		}
		text += len;
	}
	*to = '\0';
}
