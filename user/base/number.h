/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as people write them.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/**
 * number_parse() - read an unsigned number
 * @text: decimal, 0x hexadecimal, or octal with a leading 0
 * @value: filled in
 *
 * Return: the first character after the number, or NULL if there is none or
 * it does not fit.
 */
const char *number_parse(const char *text, uint64_t *value);

/* As number_parse(), with a K, M or G after it. */
const char *number_parse_size(const char *text, uint64_t *value);

/* Does a range go on after the last address? */
bool number_wraps(uint64_t start, uint64_t length);

#endif /* NUMBER_H */
