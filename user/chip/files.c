// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chips that the kernel names in a file, and that have no ID register which is
 * known. The report says which file it was.
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

static const struct chip_maker maker_allwinner = { "Allwinner", "" };
static const struct chip_maker maker_broadcom = { "Broadcom", "" };
static const struct chip_maker maker_grainmedia = { "GrainMedia", "" };
static const struct chip_maker maker_novatek = { "Novatek", "" };
static const struct chip_maker maker_nvidia = { "Nvidia", "" };
static const struct chip_maker maker_rockchip = { "Rockchip", "" };
static const struct chip_maker maker_xiongmai = { "Xiongmai", "" };

/* A name that some vendor's kernel uses for a chip. */
struct chip_alias {
	const char *name;
	const char *model;
	const char *family;	/* NULL: the model in lower case */
};

static const struct chip_alias *chip_alias(const struct chip_alias *aliases,
					   const char *name)
{
	for (; aliases->name; aliases++) {
		if (!strcasecmp(name, aliases->name))
			return aliases;
	}
	return NULL;
}

/* Set the answer. Without a family, it is the model in lower case. */
static void chip_say(struct chip *chip, const struct chip_maker *maker,
		     const char *model, const char *family, const char *method)
{
	char name[CHIP_NAME];

	snprintf(chip->text, sizeof(chip->text), "%s", model);
	snprintf(chip->family_text, sizeof(chip->family_text), "%s",
		 family ? family : chip_name(maker, chip->text, name));
	chip->maker = maker;
	chip->model = chip->text;
	chip->family = chip->family_text;
	chip->method = method;
}

/* Copy the beginning of a text that consists of certain characters. */
static size_t chip_take(const char *text, const char *chars, char *buf,
			size_t size)
{
	size_t len = strspn(text, chars);

	if (len >= size)
		len = size - 1;
	memcpy(buf, text, len);
	buf[len] = '\0';
	return len;
}

#define DIGITS		"0123456789"
#define UPPER		"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER		"abcdefghijklmnopqrstuvwxyz"

/*
 * The first compatible of the device tree's root that is "maker,begin" and goes
 * on: what follows the comma, cut to certain characters.
 */
static bool chip_compatible(const char *maker_begin, const char *chars,
			    char *buf, size_t size)
{
	const struct hint *hint = hint_get();
	const char *begin = strchr(maker_begin, ',') + 1;
	const char *text = NULL;

	while ((text = hint_next_compatible(hint, text))) {
		if (!strncmp(text, maker_begin, strlen(maker_begin)) &&
		    chip_take(text + (begin - maker_begin), chars, buf,
			      size) > strlen(begin))
			return true;
	}
	return false;
}

/* "rockchip,rv1106g-board": rv1106 */
static bool chip_rockchip(struct chip *chip)
{
	static const struct chip_alias aliases[] = {
		{ "rv1103", "rv1103", "rv1106" },
		{ NULL, NULL, NULL },
	};
	const struct chip_alias *alias;
	char name[24];

	if ((!chip_compatible("rockchip,rk", "rk" DIGITS, name,
			      sizeof(name)) &&
	     !chip_compatible("rockchip,rv", "rv" DIGITS, name,
			      sizeof(name))) ||
	    !isdigit((unsigned char)name[2]))
		return false;
	alias = chip_alias(aliases, name);
	chip_say(chip, &maker_rockchip, name, alias ? alias->family : NULL,
		 "device-tree");
	return true;
}

/* "allwinner,sun8iw19p1" by the vendor, "allwinner,sun8i-h3" by mainline. */
static bool chip_allwinner(struct chip *chip)
{
	static const struct chip_alias aliases[] = {
		{ "sun8iw8p1", "s3", NULL },
		{ "sun8iw19p1", "V83x", NULL },
		{ NULL, NULL, NULL },
	};
	const struct chip_alias *alias;
	char name[24];

	if (!chip_compatible("allwinner,sun", LOWER DIGITS "-", name,
			     sizeof(name)))
		return false;
	alias = chip_alias(aliases, name);
	chip_say(chip, &maker_allwinner, alias ? alias->model : name, NULL,
		 "device-tree");
	return true;
}

/* "nvidia,tegra210": Tegra210 */
static bool chip_nvidia(struct chip *chip)
{
	static const char board[] = "NVIDIA ";
	char name[24], model[80];

	if (!chip_compatible("nvidia,tegra", LOWER DIGITS, name,
			     sizeof(name)))
		return false;
	name[0] = 'T';
	chip_say(chip, &maker_nvidia, name, NULL, "device-tree");
	if (sysfile_word("/proc/device-tree/model", model, sizeof(model)) > 0 &&
	    !strncmp(model, board, sizeof(board) - 1))
		chip_extra(chip, "board", "%s", model + sizeof(board) - 1);
	return true;
}

/* What the vendor's driver puts into /proc, else the device tree's model. */
static bool chip_novatek_files(struct chip *chip)
{
	static const struct chip_alias aliases[] = {
		{ "5021", "NT98562", NULL },
		{ "7021", "NT98566", NULL },
		{ "8b20", "NT98332G", NULL },
		{ NULL, NULL, NULL },
	};
	static const char tree[] = "Novatek ";
	char text[80], id[24];

	if (sysfile_word("/proc/nvt_info/nvt_pinmux/chip_id", text,
			 sizeof(text)) > 0) {
		const struct chip_alias *alias;

		snprintf(id, sizeof(id), "%04lx",
			 strtoul(text, NULL, 16) & 0xffff);
		alias = chip_alias(aliases, id);
		if (alias) {
			chip_say(chip, &maker_novatek, alias->model, NULL,
				 "proc");
			return true;
		}
	}
	if (sysfile_word("/proc/device-tree/model", text, sizeof(text)) <= 0 ||
	    strncmp(text, tree, sizeof(tree) - 1) ||
	    !chip_take(text + sizeof(tree) - 1, UPPER DIGITS, id, sizeof(id)))
		return false;
	chip_say(chip, &maker_novatek, id, NULL, "device-tree");
	return true;
}

/* GrainMedia's power management driver: the first four digits. */
static bool chip_grainmedia(struct chip *chip)
{
	char text[32], digits[5], name[8];

	if (!chip_begins(hint_get()->machine[0], "Grain\0") ||
	    sysfile_word("/proc/pmu/chipver", text, sizeof(text)) <= 0 ||
	    chip_take(text, DIGITS, digits, sizeof(digits)) != 4)
		return false;
	snprintf(name, sizeof(name), "GM%s", digits);
	chip_say(chip, &maker_grainmedia, name, NULL, "proc");
	return true;
}

/*
 * Xiongmai: XM530 and XM550 have one name in the kernel; the register that
 * other tools go by tells the size of the RAM.
 */
static bool chip_xiongmai(struct chip *chip)
{
	const char *machine = strstr(hint_get()->machine[0], "xm");
	char name[24];
	size_t i;

	if (!machine || !chip_take(machine, LOWER DIGITS, name, sizeof(name)) ||
	    !isdigit((unsigned char)name[2]))
		return false;
	for (i = 0; name[i]; i++)
		name[i] = (char)toupper((unsigned char)name[i]);
	chip_say(chip, &maker_xiongmai, name, NULL, "cpuinfo");
	if (strcmp(name, "XM530"))
		return true;
	chip->model = NULL;
	chip->candidate[0] = "XM530";
	chip->candidate[1] = "XM550";
	chip->candidates = 2;
	chip->reason = "the kernel has one name for both candidates";
	return true;
}

/*
 * Broadcom: kernels call all chips of the Raspberry Pi "BCM2835", but its
 * revision code, if it is of the new style (bit 23), has the chip in 15:12
 * (Raspberry Pi documentation, "Raspberry Pi revision codes").
 */
static const char *chip_broadcom_by_revision(const char *name,
					     const char *revision)
{
	static const char *const chips[] = {
		"BCM2835", "BCM2836", "BCM2837", "BCM2711", "BCM2712",
	};
	unsigned long code = strtoul(revision, NULL, 16);

	if (strcmp(name, chips[0]) || !(code & 1UL << 23) ||
	    (code >> 12 & 0xf) >= ARRAY_SIZE(chips))
		return name;
	return chips[code >> 12 & 0xf];
}

static bool chip_broadcom(struct chip *chip)
{
	const struct hint *hint = hint_get();
	char name[24];

	if (strncmp(hint->machine[0], "BCM", 3) ||
	    chip_take(hint->machine[0], "BCM-" DIGITS, name, sizeof(name)) < 4)
		return false;
	chip_say(chip, &maker_broadcom,
		 chip_broadcom_by_revision(name, hint->revision), NULL,
		 "cpuinfo");
	if (*hint->revision)
		chip_extra(chip, "revision", "%s", hint->revision);
	if (*hint->serial)
		chip_extra(chip, "serial", "%s", hint->serial);
	return true;
}

void chip_identify_files(struct chip *chip)
{
	static bool (*const files[])(struct chip *chip) = {
		chip_xiongmai,
		chip_grainmedia,
		chip_novatek_files,
		chip_nvidia,
		chip_rockchip,
		chip_allwinner,
		chip_broadcom,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		if (files[i](chip))
			return;
	}
}
