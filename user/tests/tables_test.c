// SPDX-License-Identifier: GPL-2.0-only
/*
 * A name only if all its registers say so. Each record of the vectors is taken
 * with one bit flipped, each in turn, and with random values in the registers of
 * that vendor which it does not have; and once more where the kernel states the
 * chip's name. Whatever is named then must fit a row of the table, and what the
 * registers deny must not be named because the kernel states it.
 *
 * usage: tables_test VECTORS
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/msg.h"
#include "base/sysfile.h"
#include "chip/chip.h"
#include "unit.h"

#define WORDS	64

static const char *folder;
static char root[64];

/* The registers of the pretended machine. */
static struct {
	uint64_t addr;
	uint32_t value;
	bool given;		/* by the vector; the rest is random */
} word[WORDS];
static size_t words;

static uint32_t state = 1;

static uint32_t chance(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static int fake_open(struct regs *r, const char *path)
{
	r->path = path;
	return 0;
}

static void fake_close(struct regs *r)
{
	(void)r;
}

static bool fake_listed(struct regs *r, uint64_t addr, unsigned int width)
{
	size_t i;

	(void)r;
	for (i = 0; i < words; i++) {
		if (word[i].addr == addr)
			return width == 4;
	}
	return false;
}

static int fake_read(struct regs *r, uint64_t addr, unsigned int width,
		     uint64_t *value)
{
	size_t i;

	(void)r;
	for (i = 0; i < words && width == 4; i++) {
		if (word[i].addr == addr) {
			*value = word[i].value;
			return 0;
		}
	}
	return -ENXIO;
}

static const struct regs_backend fake = {
	.name = "fake",
	.open = fake_open,
	.close = fake_close,
	.listed = fake_listed,
	.read = fake_read,
};

static void add(uint64_t addr, uint32_t value, bool given)
{
	size_t i;

	for (i = 0; i < words; i++) {
		if (word[i].addr == addr)
			return;
	}
	assert_true(words < WORDS);
	word[words].addr = addr;
	word[words].value = value;
	word[words++].given = given;
}

/* "0x11020ee0=0x3516c608 ..." */
static void parse(const char *text)
{
	char *end;

	words = 0;
	while (*text) {
		uint64_t addr = strtoull(text, &end, 16);

		assert_int_equal(*end, '=');
		add(addr, (uint32_t)strtoul(end + 1, &end, 16), true);
		text = end + (*end == ' ');
	}
}

/* The other registers that this vendor's tests look at, where a probe is. */
static void fill(const struct chip_vendor *vendor)
{
	size_t given = words, p, r, i;

	for (p = 0; p < vendor->nr_probes; p++) {
		uint64_t base = vendor->probes[p].base;
		bool here = false;

		for (i = 0; i < given; i++)
			here = here || word[i].addr ==
			       base + vendor->probes[p].first;
		for (r = 0; here && r < vendor->nr_regs; r++)
			add(base + vendor->regs[r].offset, chance(), false);
	}
}

static bool holds(struct chip_search *s, const struct chip_row *row)
{
	size_t i;

	for (i = 0; i < CHIP_TESTS && row->test[i].mask; i++) {
		uint32_t value;

		if (chip_get_test(s, &row->test[i], &value) ||
		    (value & row->test[i].mask) != row->test[i].value)
			return false;
	}
	return true;
}

/* Is there a row of that name of which all conditions hold, at some probe? */
static bool proved(const struct chip *named)
{
	const struct chip_vendor *vendor = named->found;
	static struct chip chip;
	static struct regs regs;
	struct chip_search s = { .regs = &regs, .chip = &chip };
	size_t p, r;

	assert_int_equal(regs_open(&regs, &fake, ""), 0);
	for (p = 0; vendor && p < vendor->nr_probes; p++) {
		memset(&chip, 0, sizeof(chip));
		s.vendor = vendor;
		s.probe = &vendor->probes[p];
		for (r = 0; r < vendor->nr_rows; r++) {
			const struct chip_row *row = &vendor->rows[r];

			if (row->model && !strcmp(row->model, named->model) &&
			    chip_row_here(row, s.probe) && holds(&s, row))
				return true;
		}
	}
	return false;
}

static void identify(struct chip *chip)
{
	static struct regs regs;

	assert_int_equal(regs_open(&regs, &fake, ""), 0);
	chip_identify(chip, &regs, CHIP_LISTED);
}

/* The device tree's root has this string. */
static void state_name(const char *compatible)
{
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/device-tree/compatible", root);
	remove(path);
	if (*compatible) {
		file = fopen(path, "w");
		assert_non_null(file);
		fwrite(compatible, 1, strlen(compatible) + 1, file);
		fclose(file);
	}
	hint_forget();
}

static unsigned int cases, named;

static void check(const char *record, const char *stated)
{
	static struct chip chip;

	identify(&chip);
	cases++;
	if (!chip.model)
		return;
	named++;
	/* What registers leave open, the kernel may decide. */
	if (*stated && chip.decided && chip.found)
		return;
	if (!proved(&chip))
		fail_msg("%s, stated %s: %s is named by %s", record, stated,
			 chip.model, chip.method);
}

/* One record: as it is, then with each bit flipped. */
static void flip(const char *record, const char *stated)
{
	static struct chip chip;
	const struct chip_vendor *vendor;
	size_t given, i, v, bit;

	state_name(stated);
	parse(record);
	identify(&chip);
	for (v = 0; (vendor = chip_vendor(v)); v++) {
		if (vendor == chip.found)
			fill(vendor);
	}
	given = words;
	check(record, stated);
	for (i = 0; i < given; i++) {
		for (bit = 0; bit < 32; bit++) {
			uint32_t was = word[i].value;

			if (!word[i].given && bit)
				break;
			word[i].value = word[i].given ? was ^ (1U << bit) :
					chance();
			check(record, stated);
			word[i].value = was;
		}
	}
}

/* The columns of a vector: name, vendor, model, family, registers. */
static void vectors(const char *name)
{
	static const char *const trees[][2] = {
		{ "HiSilicon", "hisilicon," }, { "Goke", "goke," },
		{ "SigmaStar", "sstar," }, { "Ingenic", "ingenic," },
		{ "Fullhan", "fh," }, { "Novatek", "novatek," },
		{ "Ambarella", "ambarella," }, { "Samsung", "samsung," },
	};
	char path[256], line[512], stated[64];
	unsigned int records = 0;
	FILE *file;
	size_t i;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		char *save, *chip, *vendor, *record;

		if (*line == '#')
			continue;
		line[strcspn(line, "\n")] = '\0';
		chip = strtok_r(line, ",", &save);
		vendor = strtok_r(NULL, ",", &save);
		strtok_r(NULL, ",", &save);
		strtok_r(NULL, ",", &save);
		record = strtok_r(NULL, ",", &save);
		assert_non_null(record);
		flip(record, "");
		for (i = 0; i < ARRAY_SIZE(trees); i++) {
			if (strcmp(trees[i][0], vendor))
				continue;
			snprintf(stated, sizeof(stated), "%s%s", trees[i][1],
				 chip);
			flip(record, stated);
		}
		records++;
	}
	fclose(file);
	assert_true(records > 50);
}

static void hisilicon(void **unused)
{
	(void)unused;
	vectors("registers.csv");
}

static void others(void **unused)
{
	(void)unused;
	vectors("vendors.csv");
	assert_true(cases > 20000);
	assert_true(named > 1000);
}

static int set_up(void **unused)
{
	char path[96];

	(void)unused;
	strcpy(root, "/tmp/tables_test.XXXXXX");
	if (!mkdtemp(root))
		return -1;
	snprintf(path, sizeof(path), "%s/proc", root);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/proc/device-tree", root);
	mkdir(path, 0700);
	sysfile_root(root);
	return 0;
}

static int clean_up(void **unused)
{
	char command[96];

	(void)unused;
	snprintf(command, sizeof(command), "rm -r '%s'", root);
	return system(command);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hisilicon),
		cmocka_unit_test(others),
	};

	folder = argc > 1 ? argv[1] : ".";
	msg_verbosity = -1;
	return cmocka_run_group_tests(tests, set_up, clean_up);
}
