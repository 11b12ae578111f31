// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How kernels write the names of chips, and the files of /proc and /sys in which
 * some vendors' kernels do.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/sysfile.h"
#include "chip/chip.h"

#define DIGITS		"0123456789"
#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* How a model is written. */
enum chip_case { CHIP_UPPER, CHIP_LOWER, CHIP_CAPITAL };

/* A name without "V100" is a family's. */
#define CHIP_VERSION	0x1
/* Is also looked for in /proc/cpuinfo. */
#define CHIP_INSIDE	0x2
/* All are families'. */
#define CHIP_FAMILY	0x4

/* A word that begins so, and goes on with a digit, is a chip by this maker. */
struct chip_kind {
	struct chip_maker maker;
	const char *tree;	/* beginnings, with a NUL each */
	const char *begin;	/* of the word; the same */
	uint8_t letters;	/* enum chip_case */
	uint8_t flags;
	uint8_t longest;	/* boards' names are longer */
};

static const struct chip_kind chip_kinds[] = {
	{ { "HiSilicon", "hi" }, "hisilicon,\0hisi,\0", "hi\0",
	  CHIP_UPPER, CHIP_VERSION | CHIP_INSIDE, 16 },
	{ { "Goke", "gk" }, "goke,\0", "gk\0", CHIP_UPPER, CHIP_INSIDE, 16 },
	{ { "XMedia", "" }, "xmedia,\0", "xm\0", CHIP_UPPER, 0, 16 },
	{ { "Xiongmai", "" }, "xiongmai,\0", "xm\0",
	  CHIP_UPPER, CHIP_INSIDE, 16 },
	{ { "Fullhan", "" }, "fullhan,\0fh,\0", "mc\0", CHIP_UPPER, 0, 16 },
	{ { "Fullhan", "" }, "fullhan,\0fh,\0", "fh\0",
	  CHIP_UPPER, CHIP_INSIDE, 16 },
	{ { "Anyka", "" }, "anyka,\0", "ak37\0ak39\0",
	  CHIP_UPPER, CHIP_INSIDE, 16 },
	{ { "Novatek", "" }, "novatek,\0nvt,\0", "na\0ns\0nt\0",
	  CHIP_UPPER, 0, 16 },
	{ { "Ingenic", "" }, "ingenic,\0", "t\0x\0jz\0",
	  CHIP_LOWER, CHIP_FAMILY, 8 },
	{ { "SigmaStar", "" }, "sstar,\0sigmastar,\0",
	  "infinity\0mercury\0pioneer\0iford\0",
	  CHIP_LOWER, CHIP_FAMILY, 16 },
	{ { "MStar", "" }, "mstar,\0", "infinity\0mercury\0pioneer\0",
	  CHIP_LOWER, CHIP_FAMILY, 16 },
	{ { "Ambarella", "" }, "ambarella,\0", "a\0s\0cv\0h\0",
	  CHIP_UPPER, 0, 5 },
	{ { "Sophgo", "" }, "sophgo,\0cvitek,\0", "cv\0sg\0bm\0",
	  CHIP_UPPER, 0, 16 },
	{ { "GrainMedia", "" }, "grain-media,\0", "gm\0",
	  CHIP_UPPER, CHIP_INSIDE, 16 },
	{ { "Rockchip", "" }, "rockchip,\0", "rk\0rv\0px\0", CHIP_LOWER, 0, 16 },
	{ { "Allwinner", "" }, "allwinner,\0", "sun8i-\0sun20i-\0sun50i-\0suniv-\0",
	  CHIP_LOWER, 0, 16 },
	{ { "Allwinner", "" }, "allwinner,\0", "sun\0",
	  CHIP_LOWER, CHIP_INSIDE, 16 },
	{ { "Allwinner", "" }, "allwinner,\0", "v\0s\0r\0a\0h\0t\0",
	  CHIP_LOWER, 0, 8 },
	{ { "Broadcom", "" }, "brcm,\0", "bcm\0", CHIP_UPPER, CHIP_INSIDE, 16 },
	{ { "Axera", "" }, "axera,\0", "ax\0", CHIP_UPPER, 0, 16 },
	{ { "Nvidia", "" }, "nvidia,\0", "tegra\0", CHIP_CAPITAL, 0, 16 },
};

/* A name that stands for another. */
struct chip_alias {
	const char *name;
	const char *model;	/* "": it is a family's */
	const char *family;	/* NULL: the model in lower case */
};

static const struct chip_alias chip_aliases[] = {
	/* Dies of which there is one version only. */
	{ "hi3521a", "3521AV100", NULL },
	{ "hi3521d", "3521DV100", NULL },
	{ "hi3531a", "3531AV100", NULL },
	{ "hi3531d", "3531DV100", NULL },
	{ "hi3536c", "3536CV100", NULL },
	/* Machines of kernels that are for the FH8852V100 as well. */
	{ "fh8852", "", "fh8856" },
	{ "fh8856", "", "fh8856" },
	/* What kernels call the BCM2835 and what followed it. */
	{ "bcm2708", "", "bcm2708" },
	{ "bcm2709", "", "bcm2709" },
	{ "bcm2710", "", "bcm2710" },
	{ "rv1103", "rv1103", "rv1106" },
	{ "sun8iw8p1", "s3", NULL },
	{ "sun8iw19", "V83x", NULL },
	{ "sun8iw19p1", "V83x", NULL },
};

/*
 * How long is the beginning, if it is one of this kind's and a digit follows? A
 * family's name can also be a word by itself.
 */
static size_t chip_kind_begin(const struct chip_kind *kind, const char *word)
{
	const char *begin = kind->begin;

	for (; *begin; begin += strlen(begin) + 1) {
		size_t len = strlen(begin);

		if (!strncasecmp(word, begin, len) &&
		    (isdigit((unsigned char)word[len]) ||
		     begin[len - 1] == '-' ||
		     (kind->flags & CHIP_FAMILY && len > 4 && !word[len])))
			return len;
	}
	return 0;
}

/* "ev20x", "720xxx", "181x" stand for several, and so does a missing "V100". */
static bool chip_is_family(const struct chip_kind *kind, const char *word)
{
	size_t len = strlen(word);

	if (word[len - 1] == 'x' || word[len - 1] == 'X' ||
	    kind->flags & CHIP_FAMILY)
		return true;
	return kind->flags & CHIP_VERSION && (len < 6 || tolower(word[len - 4]) != 'v' ||
				 strspn(word + len - 3, DIGITS) != 3);
}

/* Allwinner's dies, "sun8iw21p1", are sold under several names; and "sun8i". */
static bool chip_is_die(const char *word)
{
	return !strncmp(word, "sun", 3) && !strchr(word, '-');
}

static void chip_set_kind(struct chip_stated *st, const struct chip_kind *kind,
			  const char *word)
{
	const struct chip_alias *alias;
	char model[CHIP_NAME];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(chip_aliases); i++) {
		alias = &chip_aliases[i];
		if (!strcasecmp(word, alias->name)) {
			chip_set_stated(st, &kind->maker, alias->model,
					alias->family);
			return;
		}
	}
	if (chip_is_family(kind, word) || chip_is_die(word)) {
		static const struct chip_maker as_it_is = { "", "" };

		chip_set_stated(st, &kind->maker, "",
				chip_name(&as_it_is, word, model));
		return;
	}
	/* A short name begins with the maker's prefix; a model does not. */
	snprintf(model, sizeof(model), "%s", word + strlen(kind->maker.prefix));
	for (i = 0; model[i]; i++) {
		bool upper = kind->letters == CHIP_UPPER ||
			     (kind->letters == CHIP_CAPITAL && !i);

		model[i] = (char)(upper ? toupper((unsigned char)model[i]) :
				  tolower((unsigned char)model[i]));
	}
	chip_set_stated(st, &kind->maker, model, NULL);
}

/*
 * Broadcom: kernels call all chips of the Raspberry Pi "BCM2835", or a name
 * that stands for several, but its revision code has the chip in 15:12, if it is
 * of the new style (bit 23); before, there was one chip only (Raspberry Pi
 * documentation, "Raspberry Pi revision codes").
 */
static void chip_set_broadcom(struct chip_stated *st)
{
	static const char *const chips[] = {
		"BCM2835", "BCM2836", "BCM2837", "BCM2711", "BCM2712",
	};
	unsigned long code = strtoul(hint_get()->revision, NULL, 16);
	unsigned long chip = code & 1UL << 23 ? code >> 12 & 0xf : 0;

	if (code && chip < ARRAY_SIZE(chips))
		chip_set_stated(st, st->maker, chips[chip], NULL);
}

static void chip_add_broadcom(struct chip *chip)
{
	const struct hint *hint = hint_get();

	if (*hint->revision)
		chip_extra(chip, "revision", "%s", hint->revision);
	if (*hint->serial)
		chip_extra(chip, "serial", "%s", hint->serial);
}

static void chip_add_nvidia(struct chip *chip)
{
	static const char board[] = "NVIDIA ";
	const char *model = hint_get()->model;

	if (!strncmp(model, board, sizeof(board) - 1))
		chip_extra(chip, "board", "%s", model + sizeof(board) - 1);
}

/* What some names want beside. */
static void chip_set_special(struct chip_stated *st, const char *tree)
{
	if (!strcmp(st->maker->name, "Broadcom")) {
		if (!*st->model || (!tree && !strcmp(st->model, "BCM2835")))
			chip_set_broadcom(st);
		st->add = chip_add_broadcom;
	} else if (!strcmp(st->maker->name, "Nvidia")) {
		st->add = chip_add_nvidia;
	} else if (!strcmp(st->model, "XM530")) {
		/* Both have this name; a register tells the RAM's size. */
		*st->model = '\0';
		st->candidate[0] = "XM530";
		st->candidate[1] = "XM550";
	}
}

bool chip_is_name(struct chip_stated *st, const char *tree, const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(chip_kinds); i++) {
		const struct chip_kind *kind = &chip_kinds[i];
		size_t len;

		if (tree ? !chip_begins(tree, kind->tree) :
			   !(kind->flags & CHIP_INSIDE) ||
			   strlen(word) < 5)
			continue;
		len = chip_kind_begin(kind, word);
		if (!len || word[len + strspn(word + len, LETTERS DIGITS)] ||
		    strlen(word) > kind->longest)
			continue;
		chip_set_kind(st, kind, word);
		chip_set_special(st, tree);
		return true;
	}
	return false;
}

/* A vendor's driver in /proc: what follows the colon of a line, or of none. */
static bool chip_read_line(const char *path, const char *key, char *buf,
			   size_t size)
{
	struct sysfile file;
	const char *line;
	bool found = false;

	if (sysfile_open(&file, path))
		return false;
	while (!found && (line = sysfile_line(&file))) {
		size_t len = strlen(key);

		if (strncmp(line, key, len))
			continue;
		line += len + strspn(line + len, " \t:");
		snprintf(buf, size, "%.*s", (int)strcspn(line, " \t\r"), line);
		found = *buf;
	}
	sysfile_close(&file);
	return found;
}

static bool chip_read_fullhan(struct chip_stated *st)
{
	char name[CHIP_NAME];

	return chip_read_line("/proc/driver/chip", "chip_name", name,
			      sizeof(name)) &&
	       chip_is_name(st, "fullhan,", name);
}

/* What the ID register holds, by a file: the chip, or the family of several. */
static bool chip_set_id(struct chip_stated *st,
			const struct chip_vendor *vendor, uint32_t id)
{
	const struct chip_row *row, *found = NULL;
	const struct chip_row *end = vendor->rows + vendor->nr_rows;

	for (row = vendor->rows; row < end; row++) {
		if ((id & row->test[0].mask) != row->test[0].value)
			continue;
		if (found && strcmp(found->family, row->family))
			return false;
		found = row;
	}
	if (!found)
		return false;
	chip_set_stated(st, chip_maker(vendor, found),
			found->model && !found->test[1].mask ?
			found->model : "", found->family);
	st->vendor = vendor;
	return true;
}

/* The upper half of it, in hexadecimal. */
static bool chip_read_novatek(struct chip_stated *st)
{
	char text[CHIP_NAME];

	return sysfile_word("/proc/nvt_info/nvt_pinmux/chip_id", text,
			    sizeof(text)) > 0 &&
	       chip_set_id(st, &chip_novatek,
			   (uint32_t)strtoul(text, NULL, 16) << 16);
}

/* "Chip_ID: 0xF1"; or in decimal, where other vendors have other numbers. */
static bool chip_read_sigmastar(struct chip_stated *st)
{
	char text[CHIP_NAME];

	st->method = "sysfs";
	if (sysfile_word("/sys/class/mstar/msys/CHIP_ID", text,
			 sizeof(text)) > 0 &&
	    chip_set_id(st, &chip_sigmastar,
			(uint32_t)strtoul(text + strcspn(text, DIGITS), NULL,
					  16)))
		return true;
	st->method = "soc-bus";
	return chip_hint_for(&chip_sigmastar, chip_sigmastar.probes) ==
	       CHIP_HINT_NAME &&
	       hint_soc("soc_id", text, sizeof(text)) > 0 &&
	       chip_set_id(st, &chip_sigmastar,
			   (uint32_t)strtoul(text, NULL, 10));
}

/* GrainMedia's power management driver: the first four digits. */
static bool chip_read_grainmedia(struct chip_stated *st)
{
	char text[32], name[8];

	if (!chip_begins(hint_get()->machine[0], "Grain\0") ||
	    sysfile_word("/proc/pmu/chipver", text, sizeof(text)) <= 0 ||
	    strspn(text, DIGITS) < 4)
		return false;
	snprintf(name, sizeof(name), "GM%.4s", text);
	return chip_is_name(st, NULL, name);
}

/* "Novatek NA51055 EVB" */
static bool chip_read_model(struct chip_stated *st)
{
	static const char maker[] = "Novatek ";
	char text[sizeof(hint_get()->model)];

	snprintf(text, sizeof(text), "%s", hint_get()->model);
	if (strncmp(text, maker, sizeof(maker) - 1))
		return false;
	text[sizeof(maker) - 1 + strspn(text + sizeof(maker) - 1,
					LETTERS DIGITS)] = '\0';
	return chip_is_name(st, "novatek,", text + sizeof(maker) - 1);
}

bool chip_read_files(struct chip_stated *st)
{
	st->method = "proc";
	if (chip_read_fullhan(st) || chip_read_grainmedia(st) ||
	    chip_read_novatek(st))
		return true;
	if (chip_read_sigmastar(st))
		return true;
	st->method = "device-tree";
	return chip_read_model(st);
}
