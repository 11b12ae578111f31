// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which chip is this: the search. Where memphys or a record lists what may be
 * read, every known ID register on the list is looked at; with /dev/mem, only
 * those that a hint points to. The value of the register decides.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "chip/chip.h"

static const struct chip_vendor *const chip_vendors[] = {
	&chip_hisilicon,
	&chip_sigmastar,
	&chip_ingenic,
	&chip_fullhan,
	&chip_novatek,
	&chip_anyka,
	&chip_ambarella,
	&chip_xilinx,
	&chip_aspeed,
	&chip_imx,
	&chip_exynos,
	&chip_arm,
};

const struct chip_vendor *chip_vendor(size_t i)
{
	return i < ARRAY_SIZE(chip_vendors) ? chip_vendors[i] : NULL;
}

const char *chip_name(const struct chip_maker *maker, const char *model,
		      char *buf)
{
	size_t len = strlen(maker->prefix);
	size_t i;

	memcpy(buf, maker->prefix, len);
	for (i = 0; model[i] && len < CHIP_NAME - 1; i++)
		buf[len++] = model[i] == ' ' ? '-' :
			     (char)tolower((unsigned char)model[i]);
	buf[len] = '\0';
	return buf;
}

int chip_get_addr(struct chip_search *s, const char *name, uint64_t addr,
		  unsigned int width, uint64_t *value)
{
	struct chip *chip = s->chip;
	struct chip_read *read;
	unsigned int i;

	for (i = 0; i < chip->reads; i++) {
		read = &chip->read[i];
		if (read->addr == addr && read->width == width) {
			*value = read->value;
			return read->err;
		}
	}
	if (chip->reads == CHIP_READS)
		return -ENOSPC;
	read = &chip->read[chip->reads++];
	read->name = name;
	read->addr = addr;
	read->width = width;
	read->value = 0;
	read->err = regs_read(s->regs, addr, width, &read->value);
	*value = read->value;
	return read->err;
}

int chip_get(struct chip_search *s, unsigned int reg, uint32_t *value)
{
	const struct chip_reg *r = &s->vendor->regs[reg];
	uint64_t wide = 0;
	int err;

	err = chip_get_addr(s, r->name, s->probe->base + r->offset, r->width,
			    &wide);
	*value = (uint32_t)wide;
	return err;
}

bool chip_detail(struct chip_search *s, const char *name, uint64_t addr,
		 uint64_t *value)
{
	if (!(s->flags & CHIP_DETAILS))
		return false;
	if (s->flags & CHIP_LISTED && !regs_listed(s->regs, addr, 4))
		return false;
	return !chip_get_addr(s, name, addr, 4, value);
}

static struct chip_extra *chip_add_extra(struct chip *chip, const char *key)
{
	struct chip_extra *extra = &chip->extra[chip->extras];

	if (chip->extras < CHIP_EXTRAS)
		chip->extras++;
	extra->key = key;
	extra->number = false;
	return extra;
}

void chip_extra(struct chip *chip, const char *key, const char *fmt, ...)
{
	struct chip_extra *extra = chip_add_extra(chip, key);
	va_list args;

	va_start(args, fmt);
	vsnprintf(extra->text, sizeof(extra->text), fmt, args);
	va_end(args);
}

void chip_extra_number(struct chip *chip, const char *key, unsigned int value)
{
	struct chip_extra *extra = chip_add_extra(chip, key);

	extra->number = true;
	snprintf(extra->text, sizeof(extra->text), "%u", value);
}

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

/*
 * 1: all conditions hold; 0: one does not; < 0: that cannot be found out.
 * @held is set to the number of conditions that hold from the first one on.
 */
static int chip_row_holds(struct chip_search *s, const struct chip_row *row,
			  unsigned int *held)
{
	int open = 0;
	unsigned int i;

	*held = 0;
	for (i = 0; i < CHIP_TESTS && row->test[i].mask; i++) {
		uint32_t value;
		int err = chip_get_test(s, &row->test[i], &value);

		/* Without the ID itself, nothing speaks for this chip. */
		if (err && !i)
			return 0;
		if (err)
			open = chip_worse(open, err);
		else if ((value & row->test[i].mask) != row->test[i].value)
			return 0;
		else if (!open)
			++*held;
	}
	return open ? open : 1;
}

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

/* What several rows have in common. */
struct chip_kin {
	const struct chip_maker *maker;
	const char *family;
};

static void chip_add_kin(struct chip_kin *kin,
			 const struct chip_vendor *vendor,
			 const struct chip_row *row)
{
	if (!kin->maker) {
		kin->maker = chip_maker(vendor, row);
		kin->family = row->family;
	} else if (kin->family && strcmp(kin->family, row->family)) {
		kin->family = NULL;
	}
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

/*
 * Rows that could hold, but for a register that cannot be read, stay in the
 * running: only if they all name the same model it is known. Where the ID is
 * known but nothing fits the rest, the family is all that can be said.
 */
static bool chip_search_rows(struct chip_search *s)
{
	const struct chip_vendor *vendor = s->vendor;
	const struct chip_row *row, *found = NULL;
	const struct chip_row *end = vendor->rows + vendor->nr_rows;
	struct chip_kin same_id = { NULL, NULL };
	struct chip_kin fitting = { NULL, NULL };
	struct chip *chip = s->chip;
	unsigned int held;
	int holds = 0, open = 0;

	for (row = vendor->rows; row < end && holds <= 0; row++) {
		if (!chip_row_here(row, s->probe))
			continue;
		holds = chip_row_holds(s, row, &held);
		if (held)
			chip_add_kin(&same_id, vendor, row);
		if (!holds)
			continue;
		if (holds < 0)
			open = chip_worse(open, holds);
		found = row;
		chip_add_kin(&fitting, vendor, row);
		chip_add_candidate(chip, row->model);
	}
	if (!found) {
		chip->maker = same_id.maker;
		chip->found = vendor;
		chip->family = same_id.family;
		chip->reason = chip->maker ?
			"the ID is known, the variant is not" :
			"the value is in no table";
		return chip->maker;
	}
	chip->maker = fitting.maker;
	chip->found = vendor;
	chip->family = fitting.family;
	chip->family_first = vendor->family_first;
	if (holds > 0 && chip->candidates == 1) {
		chip->model = found->model;
		chip->candidates = 0;
	} else {
		chip->reason = chip_reason(chip, open);
	}
	if (vendor->finish)
		vendor->finish(s, found);
	return true;
}

/* Did the registers of the last place hold an ID, though one of no chip? */
static bool chip_is_other(const struct chip *chip, unsigned int first)
{
	unsigned int i;

	for (i = first; i < chip->reads; i++) {
		if (!chip->read[i].err && chip->read[i].value)
			return true;
	}
	return false;
}

/* Look at one place. True: the chip, or at least its family, is known now. */
static bool chip_search_probe(struct chip_search *s)
{
	const struct chip_probe *probe = s->probe;
	struct chip *chip = s->chip;
	const struct chip_reg *reg = s->vendor->regs;
	uint64_t first, ones = ~(uint64_t)0 >> (64 - 8 * probe->width);
	unsigned int reads = chip->reads;
	int err;

	while (reg->offset != probe->first)
		reg++;
	err = chip_get_addr(s, reg->name, probe->base + probe->first,
			    probe->width, &first);
	if (err) {
		chip->err = err;
		chip->reason = "the ID register could not be read";
		return false;
	}
	chip->err = 0;
	if (first == ones) {
		chip->reason =
			"all ones: nothing answers there, or has no clock";
		return false;
	}
	if (chip_search_rows(s))
		return true;
	if (chip_is_other(chip, reads))
		chip->other = s->vendor;
	if (!first)
		chip->reason = "the ID register reads as zero";
	return false;
}

/* How many known places are listed? Leaves the last of them in @s. */
static unsigned int chip_count_listed(struct chip_search *s)
{
	unsigned int count = 0;
	size_t v, p;

	for (v = 0; v < ARRAY_SIZE(chip_vendors); v++) {
		for (p = 0; p < chip_vendors[v]->nr_probes; p++) {
			const struct chip_probe *probe =
				&chip_vendors[v]->probes[p];

			if (!regs_listed(s->regs, probe->base + probe->first,
					 probe->width))
				continue;
			s->vendor = chip_vendors[v];
			s->probe = probe;
			count++;
		}
	}
	return count;
}

/* Go through the places that have just this much speaking for them. */
static bool chip_search_hinted(struct chip_search *s, enum chip_hint wanted)
{
	bool listed = s->flags & CHIP_LISTED;
	size_t v, p;

	for (v = 0; v < ARRAY_SIZE(chip_vendors); v++) {
		s->vendor = chip_vendors[v];
		for (p = 0; p < s->vendor->nr_probes; p++) {
			s->probe = &s->vendor->probes[p];
			if (listed && !regs_listed(s->regs, s->probe->base +
						   s->probe->first,
						   s->probe->width))
				continue;
			if (chip_hint_for(s->vendor, s->probe) ==
			    wanted && chip_search_probe(s))
				return true;
		}
	}
	return false;
}

static void chip_search_listed(struct chip_search *s)
{
	switch (chip_count_listed(s)) {
	case 0:
		s->chip->reason = "no known ID register is listed";
		return;
	case 1:
		/* No choice, so hints need not be read. */
		chip_search_probe(s);
		return;
	default:
		if (!chip_search_hinted(s, CHIP_HINT_NAME) &&
		    !chip_search_hinted(s, CHIP_HINT_UART))
			chip_search_hinted(s, CHIP_HINT_NONE);
	}
}

static void chip_search_unlisted(struct chip_search *s)
{
	if (chip_search_hinted(s, CHIP_HINT_NAME) ||
	    chip_search_hinted(s, CHIP_HINT_UART))
		return;
	if (!s->chip->reads)
		s->chip->reason =
			"no hint points to a known chip, so nothing was touched";
}

void chip_identify(struct chip *chip, struct regs *regs, unsigned int flags)
{
	struct chip_search search = {
		.regs = regs,
		.chip = chip,
		.flags = flags,
	};

	memset(chip, 0, sizeof(*chip));
	if (regs) {
		chip->method = regs->backend->name;
		if (flags & CHIP_LISTED)
			chip_search_listed(&search);
		else
			chip_search_unlisted(&search);
	}
	if (chip->model)
		chip->reason = NULL;
	if (!chip->model || flags & CHIP_DETAILS)
		chip_hear(chip);
	if (chip->maker)
		chip->err = 0;
}
