/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One document on stdout, as YAML, JSON or plain "path=value" lines.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef OUT_H
#define OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUT_DEPTH	8	/* mappings and lists inside each other */
#define OUT_LINE	8192	/* a list of 64 regions is 7232 bytes at most */

enum out_format {
	OUT_YAML,
	OUT_JSON,
	OUT_PLAIN,
};

struct out_level {
	const char *key;	/* NULL: an item of a list */
	bool list;
	bool item;		/* a mapping that is an item of a list */
	bool shown;		/* its own beginning is printed */
	unsigned int number;	/* of what its parent shows before it */
	unsigned int items;	/* printed in it so far */
	unsigned int dash;	/* where its dash stands, if it is an item */
	unsigned int indent;	/* of what it holds, in YAML */
};

struct out {
	enum out_format format;
	bool pretty;		/* JSON on several lines */
	bool color;		/* plain only */
	int fd;
	int err;		/* of the first write() that failed */
	unsigned int depth;
	struct out_level level[OUT_DEPTH + 1];
	size_t len;
	char buf[2048];
};

/*
 * A document is a mapping. Keys are NULL for the items of a list. Mappings and
 * lists that stay empty are not printed at all, but for out_empty_list().
 */
void out_begin(struct out *o, int fd, enum out_format format);
void out_map(struct out *o, const char *key);
void out_list(struct out *o, const char *key);
void out_end(struct out *o);

/* Finish the document. Return: 0 or the errno of a failed write, negative. */
int out_finish(struct out *o);

/* Text; quoted where a parser would take it for something else. */
void out_str(struct out *o, const char *key, const char *text);
void out_fmt(struct out *o, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A number, printed in decimal. */
void out_uint(struct out *o, const char *key, uint64_t value);

/* A list that is known to be empty: an answer, too. */
void out_empty_list(struct out *o, const char *key);

void out_bool(struct out *o, const char *key, bool value);

/*
 * An address or the value of a register: text "0x..." of at least @digits
 * digits, so that no reader changes its form or width.
 */
void out_hex(struct out *o, const char *key, uint64_t value, int digits);

/*
 * Bare text of our own, or one bare line of any text, whose control characters
 * become question marks. Return: as out_finish().
 */
int out_puts(int fd, const char *text);
int out_line(int fd, const char *text);

#endif /* OUT_H */
