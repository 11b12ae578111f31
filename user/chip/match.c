// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where is it worth looking: what the kernel says about the machine, compared
 * with the names and places that the tables know.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "chip/chip.h"

bool chip_begins(const char *text, const char *beginnings)
{
	for (; *beginnings; beginnings += strlen(beginnings) + 1) {
		if (!strncasecmp(text, beginnings, strlen(beginnings)))
			return true;
	}
	return false;
}

const char *chip_word(const char *line, const char *text)
{
	while (*text && (!isalnum((unsigned char)*text) ||
			 (text > line && isalnum((unsigned char)text[-1]))))
		text++;
	return text;
}

/* Is it this probe that the chip is found by, and no other? */
static bool chip_row_says(const struct chip_vendor *vendor,
			  const struct chip_row *row,
			  const struct chip_probe *probe)
{
	return row->where & probe->where || vendor->nr_probes == 1;
}

/* "hi3519" begins "hi3519,board", but not "hi3519av100": another chip. */
static bool chip_begins_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	return !strncasecmp(text, word, len) &&
	       !isalnum((unsigned char)text[len]);
}

/* Where a name stands. */
enum chip_place {
	CHIP_IN_TREE,		/* after "maker," */
	CHIP_AT_START,		/* of a line of /proc/cpuinfo */
	CHIP_INSIDE,		/* of such a line */
};

/* "hi3519" is no other word by chance; "a1" or "shark" can be. */
static bool chip_is_telling(const char *name)
{
	unsigned int digits = 0;

	for (; *name; name++)
		digits += !!isdigit((unsigned char)*name);
	return digits >= 3;
}

/* Does a machine's name stand for a chip that this probe finds? */
static bool chip_name_fits(const struct chip_vendor *vendor,
			   const struct chip_probe *probe, const char *name,
			   enum chip_place place)
{
	const char *known = probe->names;
	char buf[CHIP_NAME];
	size_t i;

	for (; known && *known; known += strlen(known) + 1) {
		if (chip_begins_word(name, known) &&
		    (place != CHIP_INSIDE || chip_is_telling(known)))
			return true;
	}
	for (i = 0; i < vendor->nr_rows; i++) {
		const struct chip_row *row = &vendor->rows[i];

		if (!chip_row_says(vendor, row, probe))
			continue;
		if (row->model &&
		    chip_begins_word(name, chip_name(chip_maker(vendor, row),
						     row->model, buf)) &&
		    (place == CHIP_IN_TREE || chip_is_telling(buf)))
			return true;
		if (chip_begins_word(name, row->family) &&
		    (place == CHIP_IN_TREE || chip_is_telling(row->family)))
			return true;
	}
	return false;
}

/*
 * The same for a line of /proc/cpuinfo. The maker alone, as in "Hisilicon
 * HI3516EV300 (Flattened Device Tree)", says no more than which chips it can be:
 * another word must tell the place if there are several.
 */
static bool chip_machine_fits(const struct chip_vendor *vendor,
			      const struct chip_probe *probe,
			      const char *machine)
{
	const char *word;

	for (word = chip_word(machine, machine); *word;
	     word = chip_word(machine, word + 1)) {
		if ((vendor->nr_probes == 1 &&
		     chip_begins(word, vendor->cpuinfo)) ||
		    chip_name_fits(vendor, probe, word, word == machine ?
				   CHIP_AT_START : CHIP_INSIDE))
			return true;
	}
	return false;
}

enum chip_hint chip_hint_for(const struct chip_vendor *vendor,
			     const struct chip_probe *probe)
{
	const struct hint *hint = hint_get();
	const char *text = NULL;
	unsigned int i, j;

	while ((text = hint_next_compatible(hint, text))) {
		const char *comma = strchr(text, ',');

		if (comma && chip_begins(text, vendor->tree) &&
		    chip_name_fits(vendor, probe, comma + 1,
				   CHIP_IN_TREE))
			return CHIP_HINT_NAME;
	}
	for (i = 0; i < ARRAY_SIZE(hint->machine); i++) {
		if (chip_machine_fits(vendor, probe, hint->machine[i]))
			return CHIP_HINT_NAME;
	}
	for (i = 0; i < hint->uarts; i++) {
		for (j = 0; j < CHIP_UARTS; j++) {
			if (probe->uart[j] && probe->uart[j] == hint->uart[i])
				return CHIP_HINT_UART;
		}
	}
	return CHIP_HINT_NONE;
}

const char *chip_soc(void)
{
	const struct chip_vendor *vendor;
	enum chip_hint best = CHIP_HINT_NONE;
	const char *soc = NULL;
	size_t v, p;

	for (v = 0; (vendor = chip_vendor(v)); v++) {
		for (p = 0; p < vendor->nr_probes; p++) {
			enum chip_hint hint =
				chip_hint_for(vendor, &vendor->probes[p]);

			if (hint <= best)
				continue;
			best = hint;
			soc = vendor->probes[p].soc;
		}
	}
	return soc;
}
