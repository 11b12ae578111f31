// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One document on stdout, as YAML, JSON or plain "path=value" lines.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/out.h"
#include "base/utf8.h"
#include "base/util.h"

static int out_write(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

static void out_flush(struct out *o)
{
	if (!o->err)
		o->err = out_write(o->fd, o->buf, o->len);
	o->len = 0;
}

static void out_bytes(struct out *o, const char *text, size_t len)
{
	while (len) {
		size_t n = sizeof(o->buf) - o->len;

		if (n > len)
			n = len;
		memcpy(o->buf + o->len, text, n);
		o->len += n;
		text += n;
		len -= n;
		if (o->len == sizeof(o->buf))
			out_flush(o);
	}
}

static void out_text(struct out *o, const char *text)
{
	out_bytes(o, text, strlen(text));
}

static void out_spaces(struct out *o, unsigned int n)
{
	while (n--)
		out_bytes(o, " ", 1);
}

/* In double quotes, with escapes that YAML and JSON share. */
static void out_quoted(struct out *o, const char *text)
{
	char escape[8];

	out_bytes(o, "\"", 1);
	while (*text) {
		uint32_t point;
		size_t len = utf8_decode(text, &point);

		if (point == '"' || point == '\\') {
			out_bytes(o, "\\", 1);
			out_bytes(o, text, 1);
		} else if ((point >= ' ' && point <= '~') || point > 0xffff) {
			out_bytes(o, text, len);
		} else {
			snprintf(escape, sizeof(escape), "\\u%04x",
				 (unsigned int)point);
			out_text(o, escape);
		}
		text += len;
	}
	out_bytes(o, "\"", 1);
}

/* Words that some version of YAML reads as something other than text. */
static bool out_yaml_word(const char *text)
{
	static const char *const words[] = {
		"y", "n", "yes", "no", "on", "off", "true", "false", "null",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcasecmp(text, words[i]))
			return true;
	}
	return false;
}

/*
 * Text that every YAML parser reads back as the same text without quotes. What
 * begins with a letter or a slash and is no special word is safe; what begins
 * with a digit is, if a letter shows that it is no number in any notation.
 */
static bool out_yaml_bare(const char *text)
{
	static const char no_number[] =
		"ghijklmnpqrsuvwyGHIJKLMNPQRSUVWY";
	size_t len = 0;

	while (text[len] && (isalnum((unsigned char)text[len]) ||
			     strchr("_./+-,() ", text[len])))
		len++;
	if (!len || text[len] || text[len - 1] == ' ')
		return false;
	if (isalpha((unsigned char)*text) || *text == '/')
		return !out_yaml_word(text);
	return isdigit((unsigned char)*text) && !strchr(text, '-') &&
	       strpbrk(text, no_number);
}

static struct out_level *out_top(struct out *o)
{
	return &o->level[o->depth];
}

/* Where a new line of YAML begins, and the dash of a list's item. */
static void out_yaml_start(struct out *o, const struct out_level *level)
{
	/* The first key of an item stands after the item's dash. */
	bool first = level->item && !level->items;

	out_spaces(o, first ? level->dash : level->indent);
	if (first || level->list)
		out_text(o, "- ");
}

static void out_json_start(struct out *o, struct out_level *level)
{
	if (level->items)
		out_text(o, ",");
	if (o->pretty) {
		out_text(o, "\n");
		out_spaces(o, 2 * (unsigned int)(level - o->level + 1));
	}
}

/* The key of the next thing in a level, with what stands before and after. */
static void out_key(struct out *o, struct out_level *level, const char *key)
{
	if (o->format == OUT_YAML) {
		out_yaml_start(o, level);
		if (key) {
			out_text(o, key);
			out_text(o, ":");
		}
	} else if (o->format == OUT_JSON) {
		out_json_start(o, level);
		if (key) {
			out_quoted(o, key);
			out_text(o, o->pretty ? ": " : ":");
		}
	}
}

/* Print the beginnings of all levels that now turn out not to be empty. */
static void out_show(struct out *o)
{
	unsigned int i;

	for (i = 1; i <= o->depth; i++) {
		struct out_level *level = &o->level[i];
		struct out_level *parent = &o->level[i - 1];

		if (level->shown)
			continue;
		level->shown = true;
		if (o->format == OUT_JSON) {
			out_key(o, parent, level->key);
			out_text(o, level->list ? "[" : "{");
		} else if (o->format == OUT_YAML && level->key) {
			out_key(o, parent, level->key);
			out_text(o, "\n");
		}
		parent->items++;
	}
}

static void out_push(struct out *o, const char *key, bool list)
{
	const struct out_level *parent = out_top(o);
	struct out_level *level;

	o->depth++;
	level = out_top(o);
	level->key = key;
	level->list = list;
	level->item = !list && !key;
	level->shown = false;
	level->items = 0;
	level->number = parent->items;
	level->dash = parent->indent;
	/* The lists of the document itself are not indented. */
	level->indent = parent->indent + 2;
	if (list && o->depth == 1)
		level->indent = 0;
}

void out_begin(struct out *o, int fd, enum out_format format)
{
	o->format = format;
	o->pretty = false;
	o->color = false;
	o->fd = fd;
	o->err = 0;
	o->depth = 0;
	o->len = 0;
	memset(&o->level[0], 0, sizeof(o->level[0]));
	o->level[0].shown = true;
	if (format == OUT_YAML)
		out_text(o, "---\n");
	else if (format == OUT_JSON)
		out_text(o, "{");
}

void out_map(struct out *o, const char *key)
{
	out_push(o, key, false);
}

void out_list(struct out *o, const char *key)
{
	out_push(o, key, true);
}

void out_end(struct out *o)
{
	struct out_level *level = out_top(o);

	o->depth--;
	if (o->format != OUT_JSON || !level->shown)
		return;
	if (o->pretty) {
		out_text(o, "\n");
		out_spaces(o, 2 * (o->depth + 1));
	}
	out_text(o, level->list ? "]" : "}");
}

int out_finish(struct out *o)
{
	if (o->format == OUT_JSON)
		out_text(o, o->pretty ? "\n}\n" : "}\n");
	out_flush(o);
	return o->err;
}

/* A key, or what stands for it in a list. */
static void out_plain_part(struct out *o, const char *key, unsigned int number)
{
	char text[12];

	if (!key)
		snprintf(text, sizeof(text), "%u", number);
	out_text(o, key ? key : text);
}

/* "chip.registers.0.value": what leads to a value, in the plain format. */
static void out_plain_path(struct out *o, const char *key)
{
	unsigned int i;

	if (o->color)
		out_text(o, "\033[1m");
	for (i = 1; i <= o->depth; i++) {
		out_plain_part(o, o->level[i].key, o->level[i].number);
		out_text(o, ".");
	}
	out_plain_part(o, key, out_top(o)->items);
	if (o->color)
		out_text(o, "\033[0m");
	out_text(o, "=");
}

/* A value; @text in the form that is right for the format. */
static void out_value(struct out *o, const char *key, const char *text,
		      bool quoted)
{
	out_show(o);
	out_key(o, out_top(o), key);
	if (o->format == OUT_PLAIN)
		out_plain_path(o, key);
	else if (o->format == OUT_YAML && key)
		out_text(o, " ");
	if (quoted)
		out_quoted(o, text);
	else
		out_text(o, text);
	if (o->format != OUT_JSON)
		out_text(o, "\n");
	out_top(o)->items++;
}

/* Text that fits on one line as it is, and is not taken for a quoted one. */
static bool out_plain_bare(const char *text)
{
	uint32_t point = ' ';

	if (*text == '"')
		return false;
	while (*text && !utf8_is_control(point))
		text += utf8_decode(text, &point);
	return !utf8_is_control(point);
}

void out_str(struct out *o, const char *key, const char *text)
{
	bool bare = (o->format == OUT_YAML && out_yaml_bare(text)) ||
		    (o->format == OUT_PLAIN && out_plain_bare(text));

	out_value(o, key, text, !bare);
}

void out_fmt(struct out *o, const char *key, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	out_str(o, key, text);
}

void out_uint(struct out *o, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	out_value(o, key, text, false);
}

void out_empty_list(struct out *o, const char *key)
{
	if (o->format != OUT_PLAIN)
		out_value(o, key, "[]", false);
}

void out_bool(struct out *o, const char *key, bool value)
{
	out_value(o, key, value ? "true" : "false", false);
}

void out_hex(struct out *o, const char *key, uint64_t value, int digits)
{
	out_fmt(o, key, "0x%0*llx", digits, (unsigned long long)value);
}

int out_puts(int fd, const char *text)
{
	return out_write(fd, text, strlen(text));
}

int out_line(int fd, const char *text)
{
	char line[OUT_LINE + 1];
	size_t len;

	snprintf(line, OUT_LINE, "%s", text);
	utf8_make_printable(line);
	len = strlen(line);
	line[len++] = '\n';
	return out_write(fd, line, len);
}
