// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel itself states about the chip: in a vendor's file, the device
 * tree, /sys/bus/soc or /proc/cpuinfo. It counts less than any register.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/sysfile.h"
#include "chip/chip.h"

#define UPPER	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

void chip_set_stated(struct chip_stated *st, const struct chip_maker *maker,
		     const char *model, const char *family)
{
	char name[CHIP_NAME];

	snprintf(st->model, sizeof(st->model), "%s", model);
	snprintf(st->family, sizeof(st->family), "%s",
		 family ? family : chip_name(maker, st->model, name));
	st->maker = maker;
}

/* Is a vendor the one that the device tree means by "maker,"? */
static bool chip_is_maker(const struct chip_vendor *vendor, const char *tree)
{
	const char *known = vendor->tree;

	for (; *known; known += strlen(known) + 1) {
		if (!strncmp(tree, known, strlen(known)))
			return true;
	}
	return false;
}

/* A chip or a family of one table. A family of one model is that model. */
static bool chip_is_in_table(struct chip_stated *st,
			     const struct chip_vendor *vendor,
			     const char *word)
{
	const struct chip_row *row, *family = NULL;
	const struct chip_row *end = vendor->rows + vendor->nr_rows;
	bool several = false;
	char name[CHIP_NAME];

	for (row = vendor->rows; row < end; row++) {
		const struct chip_maker *maker = chip_maker(vendor, row);

		if (row->model &&
		    !strcasecmp(word, chip_name(maker, row->model, name))) {
			chip_set_stated(st, maker, row->model, row->family);
			st->vendor = vendor;
			return true;
		}
		if (strcasecmp(word, row->family))
			continue;
		several = several || !row->model ||
			  (family && strcmp(family->model, row->model));
		family = row->model || !family ? row : family;
	}
	if (!family)
		return false;
	chip_set_stated(st, chip_maker(vendor, family),
			several ? "" : family->model, family->family);
	st->vendor = vendor;
	return true;
}

static bool chip_is_known(struct chip_stated *st, const char *tree,
			  const char *word)
{
	const struct chip_vendor *vendor;
	size_t v;

	/* In a line of text, "A1" can be anything. */
	if (!tree && strlen(word) < 6)
		return false;
	for (v = 0; (vendor = chip_vendor(v)); v++) {
		if ((!tree || chip_is_maker(vendor, tree)) &&
		    chip_is_in_table(st, vendor, word))
			return true;
	}
	return false;
}

/* The same, or a name that no table has: that one, if only it is a chip's. */
static bool chip_is_stated(struct chip_stated *st, const char *tree,
			   const char *word)
{
	struct chip_stated family;

	if (chip_is_known(st, tree, word) && *st->model)
		return true;
	family = *st;
	memset(st, 0, sizeof(*st));
	if (chip_is_name(st, tree, word) && (*st->model || !family.maker))
		return true;
	*st = family;
	return family.maker;
}

/* Does a word name a chip? If only a family, the first one is kept. */
static bool chip_is_enough(struct chip_stated *st, struct chip_stated *family,
			   const char *method)
{
	st->method = method;
	if (*st->model || st->candidate[0])
		return true;
	if (!family->maker)
		*family = *st;
	memset(st, 0, sizeof(*st));
	return false;
}

/* "maker,board" and "maker,chip": the first chip, else the first family. */
static bool chip_read_tree(struct chip_stated *st)
{
	struct chip_stated family = { NULL };
	const struct hint *hint = hint_get();
	const char *text = NULL;

	while ((text = hint_next_compatible(hint, text))) {
		const char *comma = strchr(text, ',');

		/* These strings have one spelling, other than in cpuinfo. */
		if (!comma || strpbrk(comma, UPPER) ||
		    !chip_is_stated(st, text, comma + 1))
			continue;
		if (chip_is_enough(st, &family, "device-tree"))
			return true;
	}
	*st = family;
	return family.maker;
}

/*
 * Drivers in drivers/soc show the model there. SigmaStar's shows a number, but the
 * die and the board as the machine: "INFINITY6B0 SSC009A-S01A".
 */
static bool chip_read_soc(struct chip_stated *st)
{
	char text[64];

	st->method = "soc-bus";
	if (hint_soc("soc_id", text, sizeof(text)) > 0 &&
	    chip_is_known(st, NULL, text) && *st->model)
		return true;
	if (hint_soc("machine", text, sizeof(text)) <= 0)
		return false;
	text[strcspn(text, " ")] = '\0';
	return chip_is_known(st, "sstar,", text);
}

/*
 * A word of a line of /proc/cpuinfo. Where there is a device tree, such a line
 * names the kernel's support for a family of chips, by one of them.
 */
static bool chip_read_machine(struct chip_stated *st, const char *machine)
{
	struct chip_stated family = { NULL };
	const char *word;
	char name[CHIP_NAME];

	if (strstr(machine, "Device Tree"))
		return false;
	for (word = chip_word(machine, machine); *word;
	     word = chip_word(machine, word + 1)) {
		size_t len = 0;

		while (len < sizeof(name) - 1 &&
		       isalnum((unsigned char)word[len]))
			len++;
		memcpy(name, word, len);
		name[len] = '\0';
		if (!chip_is_stated(st, NULL, name))
			continue;
		if (chip_is_enough(st, &family, "cpuinfo"))
			return true;
	}
	*st = family;
	return family.maker;
}

bool chip_read_stated(struct chip_stated *st)
{
	struct chip_stated family;
	unsigned int i;

	memset(st, 0, sizeof(*st));
	if (chip_read_files(st))
		return true;
	if (chip_read_tree(st) && (*st->model || st->candidate[0]))
		return true;
	family = *st;
	memset(st, 0, sizeof(*st));
	if (chip_read_soc(st))
		return true;
	memset(st, 0, sizeof(*st));
	for (i = 0; i < HINT_MACHINES; i++) {
		if (chip_read_machine(st, hint_get()->machine[i]) &&
		    (*st->model || st->candidate[0] || !family.maker))
			return true;
	}
	*st = family;
	return st->maker;
}

/* Do they mean the same? "FH8856" may stand for an FH8856V100. */
static bool chip_is_same(const struct chip *chip, const struct chip_stated *st)
{
	char one[CHIP_NAME], other[CHIP_NAME];
	const char *rest;

	if (!*st->model)
		return !chip->family || st->vendor != chip->found ||
		       !strcmp(chip->family, st->family);
	if (!chip->model)
		return false;
	chip_name(chip->maker, chip->model, one);
	chip_name(st->maker, st->model, other);
	if (strncmp(one, other, strlen(other)))
		return false;
	/* The rest: nothing, or a version, unless a table has both. */
	rest = one + strlen(other);
	return !*rest || (!st->vendor && *rest == 'v');
}

static void chip_take_name(struct chip *chip, const struct chip_stated *st)
{
	snprintf(chip->text, sizeof(chip->text), "%s", st->model);
	chip->model = chip->text;
	chip->candidates = 0;
	chip->reason = NULL;
	chip->decided = st->method;
}

/* The registers leave candidates, or a family whose models have no IDs. */
static void chip_decide(struct chip *chip, const struct chip_stated *st)
{
	char one[CHIP_NAME], other[CHIP_NAME];
	unsigned int i;

	if (!*st->model)
		return;
	chip_name(st->maker, st->model, other);
	for (i = 0; i < chip->candidates; i++) {
		chip_name(chip->maker, chip->candidate[i], one);
		if (!strcmp(one, other)) {
			snprintf(chip->family_text, sizeof(chip->family_text),
				 "%s", st->family);
			chip->family = chip->family_text;
			chip_take_name(chip, st);
			return;
		}
	}
	if (!chip->candidates && chip->family && chip->found->agrees &&
	    !strcmp(st->maker->name, chip->maker->name) &&
	    chip->found->agrees(chip->family, st->model))
		chip_take_name(chip, st);
}

/* Would its register hold something else than what was read? */
static bool chip_is_denied(const struct chip *chip,
			   const struct chip_stated *st)
{
	const struct chip_vendor *other = chip->other;
	size_t i;

	if (!other)
		return false;
	if (st->vendor == other)
		return true;
	if (strcmp(st->maker->name, other->maker[0].name))
		return false;
	for (i = 0; other->agrees && i < other->nr_rows; i++) {
		if (other->agrees(other->rows[i].family, st->model))
			return true;
	}
	return false;
}

/* No register says anything. */
static void chip_believe(struct chip *chip, const struct chip_stated *st)
{
	unsigned int i;

	chip->maker = st->maker;
	snprintf(chip->family_text, sizeof(chip->family_text), "%s",
		 st->family);
	chip->family = chip->family_text;
	chip->method = st->method;
	if (*st->model) {
		chip_take_name(chip, st);
		chip->decided = NULL;
		chip->reason = "stated by the kernel; no register confirms it";
	} else {
		chip->reason = "the kernel names a family, not a chip";
	}
	for (i = 0; i < ARRAY_SIZE(st->candidate) && st->candidate[i]; i++) {
		chip->candidate[chip->candidates++] = st->candidate[i];
		chip->reason = "the kernel has one name for the candidates";
	}
	if (st->add)
		st->add(chip);
}

void chip_hear(struct chip *chip)
{
	struct chip_stated st;
	char name[CHIP_NAME];

	if (!chip_read_stated(&st))
		return;
	if (!chip->maker && !chip_is_denied(chip, &st)) {
		chip_believe(chip, &st);
		return;
	}
	if (chip->maker && !chip->model)
		chip_decide(chip, &st);
	if (chip->maker && chip_is_same(chip, &st))
		return;
	if (!chip->maker)
		chip->reason = "the kernel names a chip, but its register holds another value";
	snprintf(chip->stated, sizeof(chip->stated), "%s (%s)",
		 *st.model ? chip_name(st.maker, st.model, name) : st.family,
		 st.method);
}
