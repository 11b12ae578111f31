/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Characters of text that may or may not be UTF-8.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * utf8_decode() - take the first character of a text
 * @text: not empty
 * @point: its Unicode code point; a byte that is not part of well-formed UTF-8
 *         counts as the character of Latin-1 with its value
 *
 * Return: the bytes it takes.
 */
size_t utf8_decode(const char *text, uint32_t *point);

/*
 * Does a terminal take it for a command? C0, DEL, and C1 as well, whose 0x9b
 * begins an escape sequence without any ESC.
 */
bool utf8_is_control(uint32_t point);

/* Put a question mark in place of each such character. */
void utf8_make_printable(char *text);

#endif /* UTF8_H */
