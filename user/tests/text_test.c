// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers, UTF-8, the kernel's text files, hints and register records.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/number.h"
#include "base/sysfile.h"
#include "base/utf8.h"
#include "chip/chip.h"
#include "chip/hint.h"
#include "lib/libmemphys.h"
#include "regs/primecell.h"
#include "regs/regs.h"
#include "unit.h"

static char root[64];

/* Write a file of the recorded system. */
static void put(const char *path, const char *text, size_t len)
{
	char buf[SYSFILE_PATH];
	char *slash;
	FILE *file;

	snprintf(buf, sizeof(buf), "%s%s", root, path);
	for (slash = buf + strlen(root) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		mkdir(buf, 0700);
		*slash = '/';
	}
	file = fopen(buf, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
}

static int make_root(void **state)
{
	(void)state;
	strcpy(root, "/tmp/text_test.XXXXXX");
	if (!mkdtemp(root))
		return -1;
	return sysfile_root(root);
}

static int remove_root(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -r '%s'", root);
	return system(command);
}

static void numbers(void **state)
{
	uint64_t value;

	(void)state;
	assert_string_equal(number_parse("0x11020EE0+", &value), "+");
	assert_true(value == 0x11020ee0);
	assert_string_equal(number_parse("0xffffffffffffffff", &value), "");
	assert_true(value == UINT64_MAX);
	assert_null(number_parse("0x10000000000000000", &value));
	assert_null(number_parse("-1", &value));
	assert_null(number_parse(" 1", &value));
	assert_null(number_parse("", &value));
	assert_null(number_parse("x", &value));
	assert_string_equal(number_parse_size("16M", &value), "");
	assert_true(value == 16 << 20);
	assert_string_equal(number_parse_size("0x1000", &value), "");
	assert_true(value == 0x1000);
	assert_string_equal(number_parse_size("4Kx", &value), "x");
	assert_null(number_parse_size("0x8000000000000000K", &value));
	assert_null(number_parse_size("18014398509481984K", &value));
}

static void characters(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		uint32_t point;
	} cases[] = {
		{ "a", 1, 'a' },
		{ "\xc3\xa9", 2, 0xe9 },
		{ "\xe2\x82\xac", 3, 0x20ac },
		{ "\xf0\x9f\x98\x80", 4, 0x1f600 },
		{ "\xff", 1, 0xff },
		{ "\xc3", 1, 0xc3 },		/* cut */
		{ "\xc0\x80", 1, 0xc0 },	/* overlong */
		{ "\xe0\x80\x80", 1, 0xe0 },
		{ "\xed\xa0\x80", 1, 0xed },	/* a surrogate */
		{ "\xf4\x90\x80\x80", 1, 0xf4 },	/* too large */
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t point;

		assert_int_equal(utf8_decode(cases[i].text, &point),
				 cases[i].len);
		assert_int_equal(point, cases[i].point);
	}
}

static void lines_of_a_file(void **state)
{
	struct sysfile file;
	char text[3000];
	char word[8];

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "one\n\n", 5);
	memcpy(text + 2994, "\nlast!", 6);
	put("/proc/lines", text, sizeof(text));
	assert_int_equal(sysfile_open(&file, "/proc/lines"), 0);
	assert_string_equal(sysfile_line(&file), "one");
	assert_string_equal(sysfile_line(&file), "");
	assert_int_equal(strlen(sysfile_line(&file)), sizeof(file.buf) - 1);
	assert_string_equal(sysfile_line(&file), "last!");
	assert_null(sysfile_line(&file));
	sysfile_close(&file);
	assert_int_equal(sysfile_open(&file, "/proc/none"), -ENOENT);

	put("/proc/word", "twelve bytes\n", 13);
	assert_int_equal(sysfile_word("/proc/word", word, sizeof(word)), 6);
	assert_string_equal(word, "twelve");
	assert_int_equal(sysfile_word("/proc/none", word, sizeof(word)),
			 -ENOENT);
	assert_string_equal(word, "");
}

static void hints(void **state)
{
	static const char compatible[] = "maker,board\0hisilicon,hi3516cv608";
	static const char cpuinfo[] =
		"processor\t: 0\n"
		"Hardware\t: Generic DT based system\n"
		"system type\t\t: isvp_t31\n";
	static const char iomem[] =
		"10000000-12ffffff : pcie\n"
		"  11040000-11040fff : 11040000.serial serial@11040000\n"
		"120a0000-120a0fff : uart:0\n"
		"00000000-00000000 : uart:1\n"
		"12100000-12100fff : gpio\n"
		"bad line : serial\n";
	const struct hint *hint;
	const char *text;

	(void)state;
	put("/proc/device-tree/compatible", compatible, sizeof(compatible));
	put("/proc/cpuinfo", cpuinfo, sizeof(cpuinfo) - 1);
	put("/proc/iomem", iomem, sizeof(iomem) - 1);
	hint = hint_get();
	text = hint_next_compatible(hint, NULL);
	assert_string_equal(text, "maker,board");
	text = hint_next_compatible(hint, text);
	assert_string_equal(text, "hisilicon,hi3516cv608");
	assert_null(hint_next_compatible(hint, text));
	assert_string_equal(hint->machine[0], "Generic DT based system");
	assert_string_equal(hint->machine[1], "");
	assert_string_equal(hint->machine[2], "isvp_t31");
	assert_int_equal(hint->uarts, 2);
	assert_true(hint->uart[0] == 0x11040000);
	assert_true(hint->uart[1] == 0x120a0000);
	assert_true(hint->iomem_hidden);
}

static void facts_that_do_not_fit(void **state)
{
	static struct chip chip;
	unsigned int i;

	(void)state;
	for (i = 0; i <= CHIP_EXTRAS; i++)
		chip_extra(&chip, "key", "%u", i);
	assert_int_equal(chip.extras, CHIP_EXTRAS);
	assert_string_equal(chip.extra[CHIP_EXTRAS - 1].text, "3");
}

/* What load chooses without a device tree. */
static void soc_of_a_kernel(void **state)
{
	static const char *const cases[][2] = {
		{ "Hisilicon Hi3536DV100 (Flattened Device Tree)", "hisi-nvr" },
		/* The maker alone does not tell the family, unless it is one. */
		{ "Hisilicon Hi3520DV200 (Flattened Device Tree)", NULL },
		{ "SStar Soc", "sigmastar" },
	};
	size_t i;

	(void)state;
	put("/proc/device-tree/compatible", "", 0);
	put("/proc/iomem", "", 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[80];
		const char *soc;

		snprintf(text, sizeof(text), "Hardware\t: %s\n", cases[i][0]);
		put("/proc/cpuinfo", text, strlen(text));
		hint_forget();
		soc = chip_soc();
		if (cases[i][1])
			assert_string_equal(soc, cases[i][1]);
		else
			assert_null(soc);
	}
	hint_forget();
}

static int replay(struct regs *r, const char *text)
{
	static char path[SYSFILE_PATH];

	put("/record", text, strlen(text));
	snprintf(path, sizeof(path), "%s/record", root);
	return regs_open(r, &regs_replay, path);
}

static void records(void **state)
{
	struct regs r;
	uint64_t value;

	(void)state;
	assert_int_equal(replay(&r, "# a comment\n"
				"\n"
				"0x11020ee0 32 0x3516c608\n"
				"  0x11020ee4\t16 0xffff  \r\n"
				"0x2f00100f0 64 0x0123456789abcdef\n"
				"0x11029000 32 refused\n"
				"0x0a100000 32 bus-error"), 0);
	assert_true(regs_listed(&r, 0x11020ee0, 4));
	assert_true(regs_listed(&r, 0x11029000, 4));
	assert_false(regs_listed(&r, 0x11020ee0, 1));
	assert_int_equal(regs_read(&r, 0x11020ee0, 4, &value), 0);
	assert_true(value == 0x3516c608);
	assert_int_equal(regs_read(&r, 0x11020ee4, 2, &value), 0);
	assert_true(value == 0xffff);
	assert_int_equal(regs_read(&r, 0x2f00100f0ULL, 8, &value), 0);
	assert_true(value == 0x0123456789abcdefULL);
	assert_int_equal(regs_read(&r, 0x11029000, 4, &value), -EPERM);
	assert_int_equal(regs_read(&r, 0x0a100000, 4, &value), -EFAULT);
	assert_int_equal(regs_read(&r, 0x11020eec, 4, &value), -ENXIO);
	regs_close(&r);
}

static void bad_records(void **state)
{
	static const char *const texts[] = {
		"0x11020ee0", "0x11020ee0 32", "0x11020ee0 32 ",
		"0x11020ee0 32 nonsense", "0x11020ee0 33 1", "0x11020ee0 4 1",
		"0x11020ee0 128 1", "0x11020ee1 32 1", "0x11020ee0 8 0x100",
		"0x11020ee0 32 1 2", "0x11020ee0 32 0x100000000",
		"text 32 1", "0x11020ee0,32,1", "0x11020ee0 32 bus-errors",
	};
	struct regs r;
	size_t i;

	(void)state;
	msg_verbosity = -1;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		assert_int_equal(replay(&r, texts[i]), -EINVAL);
	assert_int_equal(regs_open(&r, &regs_replay, "/nonexistent"), -ENOENT);
}

static void records_side_by_side(void **state)
{
	struct regs a, b;
	uint64_t value;

	(void)state;
	assert_int_equal(replay(&a, "0x10 32 1\n0x10 32 2\n0x8 32 3\n"), 0);
	assert_int_equal(replay(&b, "0x10 32 4\n"), 0);
	assert_int_equal(regs_read(&a, 0x10, 4, &value), 0);
	assert_true(value == 1);	/* the first of several lines */
	assert_int_equal(regs_read(&a, 0x8, 4, &value), 0);
	assert_true(value == 3);
	regs_close(&a);
	assert_int_equal(regs_read(&b, 0x10, 4, &value), 0);
	assert_true(value == 4);
	assert_int_equal(regs_read(&b, 0x8, 4, &value), -ENXIO);
	regs_close(&b);
}

/* A megabyte: linear searches took half a minute. */
static void long_records(void **state)
{
	static char text[0x40000 * 24];
	struct regs r;
	uint64_t value;
	clock_t start;
	size_t len = 0;
	unsigned int i;

	(void)state;
	for (i = 0x40000; i--;)
		len += (size_t)sprintf(text + len, "0x%x 32 0x%x\n", 4 * i, i);
	start = clock();
	assert_int_equal(replay(&r, text), 0);
	for (i = 0; i < 0x40000; i++) {
		assert_int_equal(regs_read(&r, 4 * (uint64_t)i, 4, &value), 0);
		assert_true(value == i);
		if (i % 1024 == 0)
			assert_true((clock() - start) / CLOCKS_PER_SEC < 8);
	}
	regs_close(&r);
}

static void words_of_a_record(void **state)
{
	static const int errs[] = { -EFAULT, -EPERM, -EACCES, -ENODEV, -ENXIO };
	uint64_t value;
	struct regs r;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(errs); i++) {
		char text[64];

		snprintf(text, sizeof(text), "0x10 32 %s\n",
			 regs_replay_word(errs[i]));
		assert_int_equal(replay(&r, text), 0);
		assert_int_equal(regs_read(&r, 0x10, 4, &value), errs[i]);
		regs_close(&r);
	}
	assert_string_equal(regs_replay_word(-ENOMEM), "failed");
}

static void errors_in_words(void **state)
{
	(void)state;
	assert_string_equal(memphys_strerror(-EFAULT), "bus error");
	/* mmap() of an address that the CPU does not have says the same. */
	assert_non_null(strstr(memphys_strerror(-EINVAL), "beyond"));
	assert_string_equal(memphys_strerror(-ENOMEM), strerror(ENOMEM));
}

static void primecells(void **state)
{
	static const unsigned int ids[] = {
		0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1,
	};
	struct primecell cell;
	char text[1024];
	struct regs r;
	size_t i, len = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		len += (size_t)sprintf(text + len, "0x9000%03zx 32 0x5a5a5a%02x\n",
				       0xfe0 + 4 * i, ids[i]);
		len += (size_t)sprintf(text + len, "0xa000%03zx 32 0x%08x\n",
				       0xfe0 + 4 * i, ids[i] ^ (i == 7));
	}
	assert_int_equal(replay(&r, text), 0);
	assert_int_equal(primecell_read(&r, 0x9000000, &cell), 0);
	assert_string_equal(cell.name, "PL011 UART");
	assert_int_equal(cell.part, 0x011);
	assert_int_equal(cell.designer, 0x41);
	assert_int_equal(cell.revision, 1);
	assert_int_equal(primecell_read(&r, 0xa000000, &cell), -ENOENT);
	assert_int_equal(primecell_read(&r, 0xb000000, &cell), -ENXIO);
	regs_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(characters),
		cmocka_unit_test(lines_of_a_file),
		cmocka_unit_test(hints),
		cmocka_unit_test(facts_that_do_not_fit),
		cmocka_unit_test(soc_of_a_kernel),
		cmocka_unit_test(records),
		cmocka_unit_test(bad_records),
		cmocka_unit_test(records_side_by_side),
		cmocka_unit_test(long_records),
		cmocka_unit_test(words_of_a_record),
		cmocka_unit_test(primecells),
		cmocka_unit_test(errors_in_words),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
