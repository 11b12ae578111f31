// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers from a record of another machine: lines "ADDRESS WIDTH VALUE",
 * where a word instead of the value says why there is none.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/msg.h"
#include "base/number.h"
#include "base/sysfile.h"
#include "base/util.h"
#include "lib/libmemphys.h"
#include "regs/regs.h"

static const struct {
	const char *word;
	int err;
} regs_replay_words[] = {
	{ "bus-error", -EFAULT },
	{ "refused", -EPERM },
	{ "denied", -EACCES },
	{ "revoked", -ENODEV },
	{ "unlisted", -ENXIO },
	{ "failed", -EIO },	/* last: whatever else it was */
};

const char *regs_replay_word(int err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(regs_replay_words) - 1; i++) {
		if (regs_replay_words[i].err == err)
			break;
	}
	return regs_replay_words[i].word;
}

static int regs_replay_compare(const void *one, const void *other)
{
	const struct regs_record *a = one, *b = other;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	if (a->width != b->width)
		return a->width < b->width ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* The first of the sorted records that are this register's. */
static const struct regs_record *regs_replay_find(const struct regs *r,
						  uint64_t addr,
						  unsigned int width)
{
	const struct regs_record wanted = { .addr = addr, .width = width };
	const struct regs_record *found = r->replay.record;
	size_t count = r->replay.count;

	while (count) {
		size_t half = count / 2;

		if (regs_replay_compare(&found[half], &wanted) < 0) {
			found += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return found && found < r->replay.record + r->replay.count &&
	       found->addr == addr && found->width == width ? found : NULL;
}

static const char *regs_replay_blank(const char *text)
{
	if (text && *text != ' ' && *text != '\t')
		return NULL;
	return text ? text + strspn(text, " \t") : NULL;
}

/* Fill in a record from "ADDRESS WIDTH VALUE". */
static int regs_replay_parse(const char *text, struct regs_record *record)
{
	uint64_t width;
	size_t len, i;

	text = regs_replay_blank(number_parse(text, &record->addr));
	if (!text)
		return -EINVAL;
	text = regs_replay_blank(number_parse(text, &width));
	if (!text || width < 8 || width > 64 || (width & (width - 1)))
		return -EINVAL;
	record->width = (unsigned int)width / 8;
	if (record->addr & (record->width - 1))
		return -EINVAL;
	len = strcspn(text, " \t\r");
	if (text[len + strspn(text + len, " \t\r")])
		return -EINVAL;
	record->err = 0;
	record->value = 0;
	if (number_parse(text, &record->value) == text + len)
		return width < 64 && record->value >> width ? -EINVAL : 0;
	for (i = 0; i < ARRAY_SIZE(regs_replay_words); i++) {
		if (strlen(regs_replay_words[i].word) == len &&
		    !memcmp(regs_replay_words[i].word, text, len)) {
			record->err = regs_replay_words[i].err;
			return 0;
		}
	}
	return -EINVAL;
}

static int regs_replay_add(struct regs *r, const struct regs_record *record)
{
	struct regs_record *grown;
	size_t space = r->replay.space;

	if (r->replay.count == space) {
		space = space ? 2 * space : 64;
		grown = realloc(r->replay.record, space * sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		r->replay.record = grown;
		r->replay.space = space;
	}
	r->replay.record[r->replay.count] = *record;
	r->replay.record[r->replay.count].number = r->replay.count;
	r->replay.count++;
	return 0;
}

static void regs_replay_close(struct regs *r)
{
	free(r->replay.record);
	memset(&r->replay, 0, sizeof(r->replay));
}

static int regs_replay_open(struct regs *r, const char *path)
{
	struct sysfile file;
	struct regs_record record;
	unsigned int number = 0;
	char *line;
	int err, fd;

	r->path = path;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = sysfile_from_fd(&file, fd < 0 ? -errno : fd);
	if (err)
		return err;
	while (!err && (line = sysfile_line(&file))) {
		/* Some editors begin a file with a byte order mark. */
		if (!number++ && !strncmp(line, "\xef\xbb\xbf", 3))
			line += 3;
		line += strspn(line, " \t\r");
		/* A comment, or where Markdown has it between fences. */
		if (!*line || *line == '#' || !strncmp(line, "```", 3) ||
		    !strncmp(line, "~~~", 3))
			continue;
		err = regs_replay_parse(line, &record);
		if (!err)
			err = regs_replay_add(r, &record);
	}
	sysfile_close(&file);
	if (err == -EINVAL)
		msg_error("%s:%u: not a line of a register record", path,
			  number);
	else if (!err)
		err = file.err;
	if (err)
		regs_replay_close(r);
	else if (r->replay.count)
		qsort(r->replay.record, r->replay.count,
		      sizeof(*r->replay.record), regs_replay_compare);
	return err;
}

static bool regs_replay_listed(struct regs *r, uint64_t addr,
			       unsigned int width)
{
	return regs_replay_find(r, addr, width);
}

static int regs_replay_read(struct regs *r, uint64_t addr, unsigned int width,
			    uint64_t *value)
{
	const struct regs_record *record = regs_replay_find(r, addr, width);

	if (!record)
		return -ENXIO;
	if (!record->err)
		*value = record->value;
	return record->err;
}

const struct regs_backend regs_replay = {
	.name = "replay",
	.open = regs_replay_open,
	.close = regs_replay_close,
	.listed = regs_replay_listed,
	.read = regs_replay_read,
};
