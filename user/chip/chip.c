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

/* What the register that is read first is called. */
static const char *chip_first_name(const struct chip_vendor *vendor,
				   const struct chip_probe *probe)
{
	size_t i;

	for (i = 0; i < vendor->nr_regs; i++) {
		if (vendor->regs[i].offset == probe->first)
			return vendor->regs[i].name;
	}
	return "ID";
}

/* Look at one place. True: the chip, or at least its family, is known now. */
static bool chip_search_probe(struct chip_search *s)
{
	const struct chip_probe *probe = s->probe;
	struct chip *chip = s->chip;
	uint64_t first, ones = ~(uint64_t)0 >> (64 - 8 * probe->width);
	unsigned int first_read = chip->reads, reads = first_read;
	int err;

	err = chip_get_addr(s, chip_first_name(s->vendor, probe),
			    probe->base + probe->first, probe->width, &first);
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
	/* A part of it says nothing. */
	for (; reads < chip->reads; reads++) {
		if (chip->read[reads].err) {
			chip->err = chip->read[reads].err;
			chip->reason = "the ID register could not be read";
			return false;
		}
	}
	if (chip_is_other(chip, first_read))
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
