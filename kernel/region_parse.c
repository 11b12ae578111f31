// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whitelist: parse, validate, sort.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "region.h"

static const char memphys_type_names[][9] = {
	[MEMPHYS_TYPE_DEVICE] = "device",
	[MEMPHYS_TYPE_UNCACHED] = "uncached",
	[MEMPHYS_TYPE_WC] = "wc",
	[MEMPHYS_TYPE_WB] = "wb",
};

const char *memphys_type_name(u8 type)
{
	return type < ARRAY_SIZE(memphys_type_names) ? memphys_type_names[type] : "?";
}

/* True if the len bytes at text are exactly the word. */
static bool __init memphys_word_is(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && !strncmp(text, word, len);
}

int __init memphys_type_parse(const char *name, size_t len)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(memphys_type_names); i++)
		if (memphys_word_is(name, len, memphys_type_names[i]))
			return i;
	return -EINVAL;
}

static bool __init memphys_name_valid(const char *name)
{
	const char *p;

	if (*name < 'a' || *name > 'z')
		return false;
	for (p = name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
		      *p == '_' || *p == '-'))
			return false;
	return true;
}

/**
 * memphys_list_add() - validate a region and put it in its place
 * @list: the whitelist; unchanged on failure
 * @area: the region; copied
 * @reason: why it was refused
 *
 * Return: 0, or -EINVAL for a bad name, a second region of a name, an empty
 * region, one that wraps or that the CPU cannot address, one for everybody that
 * may not answer, or an overlap; -ENOSPC if the list is full.
 */
int __init memphys_list_add(struct memphys_list *list,
			    const struct memphys_area *area, char *reason)
{
	unsigned int i, at = 0;

	if (!memphys_name_valid(area->name)) {
		snprintf(reason, MEMPHYS_REASON_SIZE,
			 "\"%s\": a name is a-z, then a-z 0-9 _ -", area->name);
		return -EINVAL;
	}
	if (!area->size) {
		snprintf(reason, MEMPHYS_REASON_SIZE, "%s: size is 0",
			 area->name);
		return -EINVAL;
	}
	if (area->start >= list->limit || area->size > list->limit - area->start) {
		snprintf(reason, MEMPHYS_REASON_SIZE,
			 "%s: 0x%llx+0x%llx wraps or exceeds the CPU's physical addresses (last is 0x%llx)",
			 area->name, (unsigned long long)area->start,
			 (unsigned long long)area->size,
			 (unsigned long long)list->limit - 1);
		return -EINVAL;
	}
	for (i = 0; i < list->count; i++) {
		if (!strcmp(list->area[i].name, area->name)) {
			snprintf(reason, MEMPHYS_REASON_SIZE,
				 "%s: a second region of this name",
				 area->name);
			return -EINVAL;
		}
		if (memphys_area_end(&list->area[i]) <= area->start)
			at = i + 1;
	}
	if ((area->attributes & MEMPHYS_REGION_F_USER) &&
	    !memphys_list_answers(list, area)) {
		snprintf(reason, MEMPHYS_REASON_SIZE,
			 "%s: \"user\" lets anybody make the kernel read it, an oops where nothing answers: add \"always-on\" if it always does",
			 area->name);
		return -EINVAL;
	}
	if (memphys_list_overlaps(list, area->start, area->size)) {
		snprintf(reason, MEMPHYS_REASON_SIZE,
			 "%s: 0x%llx+0x%llx overlaps %s at 0x%llx+0x%llx",
			 area->name, (unsigned long long)area->start,
			 (unsigned long long)area->size, list->area[at].name,
			 (unsigned long long)list->area[at].start,
			 (unsigned long long)list->area[at].size);
		return -EINVAL;
	}
	if (list->count == MEMPHYS_MAX_REGIONS) {
		snprintf(reason, MEMPHYS_REASON_SIZE,
			 "%s: more than %d regions", area->name,
			 MEMPHYS_MAX_REGIONS);
		return -ENOSPC;
	}
	memmove(&list->area[at + 1], &list->area[at],
		(list->count - at) * sizeof(list->area[0]));
	list->area[at] = *area;
	list->count++;
	return 0;
}

static int __init memphys_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* The bits that a suffix shifts by; 0 if it is none. */
static unsigned int __init memphys_suffix(char c)
{
	switch (c) {
	case 'K':
	case 'k':
		return 10;
	case 'M':
	case 'm':
		return 20;
	case 'G':
	case 'g':
		return 30;
	default:
		return 0;
	}
}

/*
 * A number with 0x or decimal digits and an optional K, M or G. memparse() of
 * the kernel wraps silently, and a whitelist must not.
 */
static int __init memphys_number(const char *text, size_t len, u64 *value)
{
	const char *end = text + len;
	unsigned int base = 10, shift;
	u64 number = 0;

	if (len > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (text == end || memphys_digit(*text) >= (int)base)
		return -EINVAL;
	for (; text < end && memphys_digit(*text) < (int)base; text++) {
		/* 2^60 * 16 is the first product that could wrap. */
		if (number >> 60)
			return -ERANGE;
		number = number * base + memphys_digit(*text);
	}
	if (text < end) {
		shift = memphys_suffix(*text);
		if (!shift || text + 1 != end)
			return -EINVAL;
		if (number >> (64 - shift))
			return -ERANGE;
		number <<= shift;
	}
	*value = number;
	return 0;
}

int __init memphys_size_parse(const char *text, u64 *value)
{
	return memphys_number(text, strlen(text), value);
}

/* Flags of one group exclude each other. */
#define MEMPHYS_GROUP_ACCESS	1
#define MEMPHYS_GROUP_TYPE	2

static const struct {
	char word[10];
	u8 group;
	u16 attribute;
} memphys_flags[] = {
	{ "ro", MEMPHYS_GROUP_ACCESS, 0 },
	{ "rw", MEMPHYS_GROUP_ACCESS, MEMPHYS_REGION_F_WRITE },
	{ "exclusive", 0, MEMPHYS_REGION_F_EXCLUSIVE },
	{ "user", 0, MEMPHYS_REGION_F_USER },
	{ "always-on", 0, MEMPHYS_REGION_F_ALWAYS_ON },
	{ "node", 0, MEMPHYS_REGION_F_NODE },
};

/* One flag of a word, as in ":rw". Returns its group, 0 for none, or -EINVAL. */
static int __init memphys_flag_parse(struct memphys_area *area,
				     const char *flag, size_t len)
{
	int type = memphys_type_parse(flag, len);
	unsigned int i;

	if (type >= 0) {
		area->type = type;
		return MEMPHYS_GROUP_TYPE;
	}
	for (i = 0; i < ARRAY_SIZE(memphys_flags); i++) {
		if (!memphys_word_is(flag, len, memphys_flags[i].word))
			continue;
		area->attributes |= memphys_flags[i].attribute;
		return memphys_flags[i].group;
	}
	return -EINVAL;
}

/* name@start+size[:flag]... of exactly len bytes. */
static int __init memphys_word_parse(struct memphys_area *area,
				     const char *word, size_t len,
				     const char **what)
{
	const char *end = word + len, *at, *plus, *colon;
	int group, groups = 0;

	memset(area, 0, sizeof(*area));
	area->source = MEMPHYS_SOURCE_PARAM;

	*what = "expected name@start+size[:flag]...";
	at = memchr(word, '@', len);
	if (!at)
		return -EINVAL;
	plus = memchr(at, '+', end - at);
	if (!plus)
		return -EINVAL;
	colon = memchr(plus, ':', end - plus);
	if (!colon)
		colon = end;

	*what = "the name is empty or longer than 31 characters";
	len = at - word;
	if (!len || len >= sizeof(area->name))
		return -EINVAL;
	memcpy(area->name, word, len);

	*what = "bad start address";
	if (memphys_number(at + 1, plus - at - 1, &area->start))
		return -EINVAL;
	*what = "bad size";
	if (memphys_number(plus + 1, colon - plus - 1, &area->size))
		return -EINVAL;

	while (colon < end) {
		const char *flag = colon + 1;

		colon = memchr(flag, ':', end - flag);
		if (!colon)
			colon = end;
		*what = "flags are ro rw device uncached wc wb exclusive user always-on node";
		group = memphys_flag_parse(area, flag, colon - flag);
		if (group < 0)
			return -EINVAL;
		*what = "two flags contradict each other";
		if (group & groups)
			return -EINVAL;
		groups |= group;
	}
	return 0;
}

/**
 * memphys_list_parse() - add the regions of a module parameter
 * @list: the whitelist; may hold some of the regions after a failure
 * @words: name@start+size[:flag]...[,...]
 * @reason: what is wrong, with the word
 *
 * Return: 0, -EINVAL for a malformed word, or what memphys_list_add() says.
 */
int __init memphys_list_parse(struct memphys_list *list, const char *words, char *reason)
{
	const char *end = words + strlen(words), *comma, *what;
	struct memphys_area area;
	size_t len;
	int err;

	for (;; words = comma + 1) {
		comma = memchr(words, ',', end - words);
		len = (comma ? comma : end) - words;
		err = memphys_word_parse(&area, words, len, &what);
		if (err) {
			snprintf(reason, MEMPHYS_REASON_SIZE, "\"%.*s\": %s",
				 len > 80 ? 80 : (int)len, words, what);
			return err;
		}
		err = memphys_list_add(list, &area, reason);
		if (err)
			return err;
		if (!comma)
			return 0;
	}
}
