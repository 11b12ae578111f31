// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memphys answers, by a libmemphys that makes it up: more regions than are
 * kept, and what doctor says of regions that cannot be mapped.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"
#include "lib/libmemphys.h"
#include "listed.h"
#include "unit.h"

static struct {
	unsigned int rights;	/* of the descriptor */
	int map_err;
} node;

int memphys_open(const char *path, int oflag)
{
	return strcmp(path, MEMPHYS_NODE) ? -ENOENT : open("/dev/null", oflag);
}

int memphys_get_info_sz(int fd, struct memphys_info *info, size_t size)
{
	(void)fd;
	memset(info, 0, size);
	info->rights = node.rights;
	info->regions = listed_count;
	return 0;
}

int memphys_map(int fd, uint64_t addr, size_t length, int prot, void **map)
{
	(void)addr;
	(void)fd;
	if (node.map_err)
		return node.map_err;
	*map = mmap(NULL, length, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return *map == MAP_FAILED ? -errno : 0;
}

int memphys_read(int fd, uint64_t addr, unsigned int width, uint64_t *value)
{
	(void)fd;
	(void)addr;
	(void)width;
	*value = 0;
	return node.rights & MEMPHYS_FILE_F_RAWIO ? 0 : -EPERM;
}

int memphys_write(int fd, uint64_t addr, unsigned int width, uint64_t value)
{
	(void)fd;
	(void)addr;
	(void)width;
	(void)value;
	return -EPERM;
}

static void add(uint64_t start, uint64_t length, unsigned int attributes)
{
	char name[12];

	snprintf(name, sizeof(name), "r%u", listed_count);
	list(name, start, length)->attributes = attributes;
}

static int empty(void **state)
{
	(void)state;
	memset(&node, 0, sizeof(node));
	listed_count = 0;
	sysfile_root("/nonexistent");
	msg_verbosity = -1;
	return 0;
}

static void more_regions_than_are_kept(void **state)
{
	struct regs r;
	unsigned int i;

	(void)state;
	for (i = 0; i < 70; i++)
		add(0x10000000 + 0x1000 * (uint64_t)i, i == 69 ? 2 : 8, 0);
	assert_int_equal(regs_open(&r, &regs_memphys, NULL), 0);
	assert_true(regs_listed(&r, 0x10000004, 4));
	assert_false(regs_listed(&r, 0x10000008, 4));
	assert_true(regs_listed(&r, 0x10044004, 4));
	assert_false(regs_listed(&r, 0x10044004, 8));
	assert_true(regs_listed(&r, 0x10045000, 2));
	assert_false(regs_listed(&r, 0x10045000, 4));
	regs_close(&r);
}

/* What a command prints. Return: its exit status. */
static int run(const struct command *command, char *operand,
	       enum out_format format, char *text, size_t size)
{
	static struct app app;
	char name[] = "command";
	char *argv[] = { name, operand, NULL };
	FILE *file = tmpfile();
	int status, out;
	ssize_t len;

	assert_non_null(file);
	memset(&app, 0, sizeof(app));
	/* Of this machine, though its files are not there. */
	app.backend = &regs_memphys;
	app.format = format;
	app.format_given = true;
	fflush(stdout);
	out = dup(STDOUT_FILENO);
	dup2(fileno(file), STDOUT_FILENO);
	status = command->run(&app, operand ? 2 : 1, argv);
	dup2(out, STDOUT_FILENO);
	close(out);
	len = pread(fileno(file), text, size - 1, 0);
	assert_true(len > 0);
	text[len] = '\0';
	fclose(file);
	return status;
}

static int doctor(char *text, size_t size)
{
	char addr[] = "0x10000010";

	return run(&cmd_doctor, addr, OUT_YAML, text, size);
}

static void an_empty_list_is_an_answer(void **state)
{
	char text[64];

	(void)state;
	assert_int_equal(run(&cmd_regions, NULL, OUT_YAML, text, sizeof(text)),
			 EXIT_OK);
	assert_string_equal(text, "---\nregions: []\n");
	assert_int_equal(run(&cmd_regions, NULL, OUT_JSON, text, sizeof(text)),
			 EXIT_OK);
	assert_string_equal(text, "{\"regions\":[]}\n");
}

static void doctor_asks_who_may_read_parts_of_pages(void **state)
{
	char text[1024];

	(void)state;
	add(0x10000010, 0x10, MEMPHYS_REGION_F_USER);
	node.map_err = -EPERM;
	assert_int_equal(doctor(text, sizeof(text)), EXIT_NO_ACCESS);
	assert_non_null(strstr(text, "reason: CAP_SYS_RAWIO is missing"));
	assert_null(strstr(text, "remedy"));
	node.rights = MEMPHYS_FILE_F_RAWIO;
	assert_int_equal(doctor(text, sizeof(text)), EXIT_OK);
	assert_non_null(strstr(text, "register access by the kernel"));
	assert_null(strstr(text, "ipcprobe exec"));
	node.map_err = 0;
	node.rights = 0;
	assert_int_equal(doctor(text, sizeof(text)), EXIT_OK);
	assert_non_null(strstr(text, "method: mapping"));
	assert_non_null(strstr(text, "ipcprobe exec -- PROGRAM (-m remap exec,"));
}

static void doctor_gives_back_what_was_revoked(void **state)
{
	char text[1024];

	(void)state;
	add(0x10000000, 0x1000, 0);
	node.map_err = -ENOMEM;
	assert_int_equal(doctor(text, sizeof(text)), EXIT_NO_ACCESS);
	assert_non_null(strstr(text, strerror(ENOMEM)));
	assert_null(strstr(text, "remedy"));
	listed[0].attributes = MEMPHYS_REGION_F_REVOKED;
	assert_int_equal(doctor(text, sizeof(text)), EXIT_NO_ACCESS);
	assert_non_null(strstr(text, "/sys/class/memphys/r0/revoked"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(more_regions_than_are_kept, empty),
		cmocka_unit_test_setup(an_empty_list_is_an_answer, empty),
		cmocka_unit_test_setup(doctor_asks_who_may_read_parts_of_pages,
				       empty),
		cmocka_unit_test_setup(doctor_gives_back_what_was_revoked,
				       empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
