/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Characters of text that may or may not be UTF-8.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef UTF8_H
#define UTF8_H

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

#endif /* UTF8_H */
