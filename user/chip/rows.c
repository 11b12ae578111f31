// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which chip is this: the rows of one vendor's table, held against what the
 * registers of one place say.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>

#include "chip/chip.h"

int chip_get_test(struct chip_search *s, const struct chip_test *test,
		  uint32_t *value)
{
	switch (test->reg) {
	case CHIP_REG_SAME:
		return -ENODATA;
	case CHIP_REG_DISPUTED:
		return -ENOTUNIQ;
	case CHIP_REG_WRITE:
		return -EROFS;
	}
	if (s->vendor->get)
		return s->vendor->get(s, test->reg, value);
	return chip_get(s, test->reg, value);
}

const struct chip_maker *chip_maker(const struct chip_vendor *vendor,
				    const struct chip_row *row)
{
	return &vendor->maker[row->where & CHIP_MAKER_1 ? 1 : 0];
}

bool chip_row_here(const struct chip_row *row, const struct chip_probe *probe)
{
	unsigned int where = row->where & ~CHIP_MAKER_1;

	return !where || where & probe->where;
}

/* Of two errors, the one to tell: of a register that could not be read. */
static int chip_worse(int one, int other)
{
	switch (one) {
	case 0:
	case -ENODATA:
	case -ENOTUNIQ:
	case -EROFS:
		return other;
	default:
		return one;
	}
}

/* How well a row fits. */
enum chip_fit {
	CHIP_OTHER,		/* another ID, or none that can be read */
	CHIP_VARIANT,		/* its ID, but another condition does not hold */
	CHIP_POSSIBLE,		/* a condition cannot be found out, all others hold */
	CHIP_CERTAIN,		/* all conditions hold */
};

/* @open is set to the error that leaves a %CHIP_POSSIBLE row open. */
static enum chip_fit chip_row_fits(struct chip_search *s,
				   const struct chip_row *row, int *open)
{
	unsigned int i;

	*open = 0;
	for (i = 0; i < CHIP_TESTS && row->test[i].mask; i++) {
		uint32_t value;
		int err = chip_get_test(s, &row->test[i], &value);

		/* Without the ID itself, nothing speaks for this chip. */
		if (err && !i)
			return CHIP_OTHER;
		if (err)
			*open = chip_worse(*open, err);
		else if ((value & row->test[i].mask) != row->test[i].value)
			return i ? CHIP_VARIANT : CHIP_OTHER;
	}
	return *open ? CHIP_POSSIBLE : CHIP_CERTAIN;
}

/* The rows that fit best, and what they have in common. */
struct chip_match {
	enum chip_fit fit;
	const struct chip_row *row;	/* the last of them */
	const struct chip_maker *maker;
	const char *family;		/* NULL: they are of several */
	int open;			/* what leaves them open */
};

static void chip_add_candidate(struct chip *chip, const char *model)
{
	unsigned int i;

	if (!model)
		return;
	for (i = 0; i < chip->candidates; i++) {
		if (!strcmp(chip->candidate[i], model))
			return;
	}
	if (chip->candidates < CHIP_CANDIDATES)
		chip->candidate[chip->candidates++] = model;
}

/* A row that is possible stays in the running beside one that is certain. */
static void chip_add_match(struct chip_match *match, struct chip_search *s,
			   const struct chip_row *row)
{
	int open;
	enum chip_fit fit = chip_row_fits(s, row, &open);

	if (fit == CHIP_OTHER || fit < match->fit)
		return;
	if (match->fit < fit && match->fit < CHIP_POSSIBLE) {
		match->maker = chip_maker(s->vendor, row);
		match->family = row->family;
	} else if (match->family && strcmp(match->family, row->family)) {
		match->family = NULL;
	}
	match->fit = fit;
	match->row = row;
	if (fit >= CHIP_POSSIBLE)
		chip_add_candidate(s->chip, row->model);
	if (fit == CHIP_POSSIBLE)
		match->open = chip_worse(match->open, open);
}

/* Why are there several candidates, or none? */
static const char *chip_reason(const struct chip *chip, int open)
{
	if (!chip->candidates)
		return "the ID is that of a family, not of a model";
	switch (open) {
	case -EROFS:
		return "only a register write would tell the candidates apart";
	case -ENODATA:
		return "the candidates have the same ID";
	case -ENOTUNIQ:
		return "sources or registers contradict each other";
	case -ENOMSG:
		return "the device tree would tell the candidates apart, and does not";
	default:
		return "what tells the candidates apart cannot be read";
	}
}

bool chip_search_rows(struct chip_search *s)
{
	const struct chip_vendor *vendor = s->vendor;
	struct chip_match match = { .fit = CHIP_OTHER };
	struct chip *chip = s->chip;
	size_t i;

	for (i = 0; i < vendor->nr_rows && match.fit < CHIP_CERTAIN; i++) {
		if (chip_row_here(&vendor->rows[i], s->probe))
			chip_add_match(&match, s, &vendor->rows[i]);
	}
	chip->found = vendor;
	chip->maker = match.maker;
	chip->family = match.family;
	switch (match.fit) {
	case CHIP_OTHER:
		chip->reason = "the value is in no table";
		return false;
	case CHIP_VARIANT:
		chip->reason = "the ID is known, the variant is not";
		return true;
	default:
		break;
	}
	chip->family_first = vendor->family_first;
	if (match.fit == CHIP_CERTAIN && chip->candidates == 1) {
		chip->model = match.row->model;
		chip->candidates = 0;
	} else {
		chip->reason = chip_reason(chip, match.open);
	}
	if (vendor->finish)
		vendor->finish(s, match.row);
	return true;
}
