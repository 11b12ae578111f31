// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writer: the shape of its documents. That real parsers read them back is
 * for out_test.py, which gets its strings from here.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/out.h"
#include "unit.h"

static char buf[8192];

/* Print a document with everything in it. */
static void document(enum out_format format, bool pretty)
{
	static struct out o;
	FILE *file = tmpfile();
	size_t len;

	assert_non_null(file);
	out_begin(&o, fileno(file), format);
	o.pretty = pretty;
	out_map(&o, "chip");
	out_str(&o, "vendor", "HiSilicon");
	out_str(&o, "model", "3516CV608");
	out_list(&o, "empty");
	out_end(&o);
	out_list(&o, "registers");
	out_map(&o, NULL);
	out_hex(&o, "address", 0x11020ee0, 8);
	out_uint(&o, "width", 32);
	out_end(&o);
	out_end(&o);
	out_end(&o);
	out_map(&o, "nothing");
	out_map(&o, "inside");
	out_end(&o);
	out_end(&o);
	out_list(&o, "rom");
	out_map(&o, NULL);
	out_str(&o, "type", "nor");
	out_map(&o, "chip");
	out_str(&o, "name", "w25q64");
	out_end(&o);
	out_list(&o, "partitions");
	out_map(&o, NULL);
	out_str(&o, "name", "boot");
	out_bool(&o, "ro", true);
	out_end(&o);
	out_map(&o, NULL);
	out_str(&o, "name", "a # b");
	out_bool(&o, "ro", false);
	out_end(&o);
	out_end(&o);
	out_end(&o);
	out_end(&o);
	out_list(&o, "words");
	out_str(&o, NULL, "yes");
	out_str(&o, NULL, "one");
	out_end(&o);
	assert_int_equal(out_finish(&o), 0);
	rewind(file);
	len = fread(buf, 1, sizeof(buf) - 1, file);
	buf[len] = '\0';
	fclose(file);
}

static const char wanted_yaml[] =
	"---\n"
	"chip:\n"
	"  vendor: HiSilicon\n"
	"  model: 3516CV608\n"
	"  registers:\n"
	"    - address: \"0x11020ee0\"\n"
	"      width: 32\n"
	"rom:\n"
	"- type: nor\n"
	"  chip:\n"
	"    name: w25q64\n"
	"  partitions:\n"
	"    - name: boot\n"
	"      ro: true\n"
	"    - name: \"a # b\"\n"
	"      ro: false\n"
	"words:\n"
	"- \"yes\"\n"
	"- one\n";

static void yaml(void **state)
{
	(void)state;
	document(OUT_YAML, false);
	assert_string_equal(buf, wanted_yaml);
}

static const char wanted_pretty[] =
	"{\n"
	"  \"chip\": {\n"
	"    \"vendor\": \"HiSilicon\",\n"
	"    \"model\": \"3516CV608\",\n"
	"    \"registers\": [\n"
	"      {\n"
	"        \"address\": \"0x11020ee0\",\n"
	"        \"width\": 32\n"
	"      }\n"
	"    ]\n"
	"  },\n"
	"  \"rom\": [\n"
	"    {\n"
	"      \"type\": \"nor\",\n"
	"      \"chip\": {\n"
	"        \"name\": \"w25q64\"\n"
	"      },\n"
	"      \"partitions\": [\n"
	"        {\n"
	"          \"name\": \"boot\",\n"
	"          \"ro\": true\n"
	"        },\n"
	"        {\n"
	"          \"name\": \"a # b\",\n"
	"          \"ro\": false\n"
	"        }\n"
	"      ]\n"
	"    }\n"
	"  ],\n"
	"  \"words\": [\n"
	"    \"yes\",\n"
	"    \"one\"\n"
	"  ]\n"
	"}\n";

static void pretty_json(void **state)
{
	(void)state;
	document(OUT_JSON, true);
	assert_string_equal(buf, wanted_pretty);
}

/* The same on one line: without line ends, indentation, blanks after keys. */
static void json(void **state)
{
	char wanted[sizeof(wanted_pretty)];
	const char *from = wanted_pretty;
	size_t len = 0;

	(void)state;
	while (*from) {
		if (*from == '\n')
			from += 1 + strspn(from + 1, " ");
		else if (*from == ' ' && !strncmp(from - 2, "\":", 2))
			from++;
		else
			wanted[len++] = *from++;
	}
	strcpy(wanted + len, "\n");
	document(OUT_JSON, false);
	assert_string_equal(buf, wanted);
}

static const char wanted_plain[] =
	"chip.vendor=HiSilicon\n"
	"chip.model=3516CV608\n"
	"chip.registers.0.address=0x11020ee0\n"
	"chip.registers.0.width=32\n"
	"rom.0.type=nor\n"
	"rom.0.chip.name=w25q64\n"
	"rom.0.partitions.0.name=boot\n"
	"rom.0.partitions.0.ro=true\n"
	"rom.0.partitions.1.name=a # b\n"
	"rom.0.partitions.1.ro=false\n"
	"words.0=yes\n"
	"words.1=one\n";

static void plain(void **state)
{
	(void)state;
	document(OUT_PLAIN, false);
	assert_string_equal(buf, wanted_plain);
}

static void empty_list(void **state)
{
	static const char *const wanted[] = {
		[OUT_YAML] = "---\nregions: []\n",
		[OUT_JSON] = "{\"regions\":[]}\n",
		[OUT_PLAIN] = "",
	};
	static struct out o;
	unsigned int format;
	int pipes[2];

	(void)state;
	for (format = OUT_YAML; format <= OUT_PLAIN; format++) {
		ssize_t len;

		assert_int_equal(pipe(pipes), 0);
		out_begin(&o, pipes[1], format);
		out_empty_list(&o, "regions");
		assert_int_equal(out_finish(&o), 0);
		close(pipes[1]);
		len = read(pipes[0], buf, sizeof(buf) - 1);
		assert_true(len >= 0);
		buf[len] = '\0';
		close(pipes[0]);
		assert_string_equal(buf, wanted[format]);
	}
}

static void failing_output(void **state)
{
	static struct out o;

	(void)state;
	out_begin(&o, -1, OUT_YAML);
	out_str(&o, "key", "value");
	assert_int_equal(out_finish(&o), -EBADF);
	assert_int_equal(out_line(-1, "text"), -EBADF);
}

/* Print the lines of stdin as strings of a list, for out_test.py. */
static int print_lines(const char *format)
{
	static char line[1024];
	static struct out o;

	out_begin(&o, STDOUT_FILENO, !strcmp(format, "yaml") ? OUT_YAML :
		  !strcmp(format, "json") ? OUT_JSON : OUT_PLAIN);
	out_list(&o, "list");
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		out_map(&o, NULL);
		out_str(&o, "text", line);
		out_end(&o);
		out_str(&o, NULL, line);
	}
	out_end(&o);
	return out_finish(&o) ? 1 : 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yaml),
		cmocka_unit_test(json),
		cmocka_unit_test(pretty_json),
		cmocka_unit_test(plain),
		cmocka_unit_test(empty_list),
		cmocka_unit_test(failing_output),
	};

	if (argc > 1)
		return print_lines(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
