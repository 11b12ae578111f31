// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings of the library on a node that is made up: what is mapped, what the
 * kernel reads, and what is refused.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/libmemphys.h"
#include "listed.h"
#include "unit.h"

#define PAGE	((uint64_t)sysconf(_SC_PAGESIZE))

static struct {
	unsigned int maps;	/* that are not unmapped */
	uint64_t start;		/* of the last map */
	size_t length;
	unsigned int reads;	/* by the kernel */
	uint64_t written;
	int fd;
} node;

int memphys_open(const char *path, int oflag)
{
	(void)path;
	(void)oflag;
	return -ENOENT;
}

int memphys_get_info_sz(int fd, struct memphys_info *info, size_t size)
{
	(void)fd;
	(void)info;
	(void)size;
	return -ENOTTY;
}

/* Each byte of a page is the page's number. */
int memphys_map(int fd, uint64_t addr, size_t length, int prot, void **map)
{
	size_t at;

	(void)fd;
	(void)prot;
	*map = mmap(NULL, length, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(*map, MAP_FAILED);
	for (at = 0; at < length; at += PAGE)
		memset((char *)*map + at, (int)(addr / PAGE + at / PAGE), PAGE);
	node.maps++;
	node.start = addr;
	node.length = length;
	return 0;
}

int memphys_read(int fd, uint64_t addr, unsigned int width, uint64_t *value)
{
	(void)addr;
	assert_int_not_equal(fd, node.fd);
	node.reads++;
	*value = memphys_le(0x8877665544332211, 8);
	*value = width == 8 ? *value : memphys_le(0x44332211, 4);
	return 0;
}

int memphys_write(int fd, uint64_t addr, unsigned int width, uint64_t value)
{
	(void)fd;
	(void)addr;
	node.written = memphys_le(value, width);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	memset(&node, 0, sizeof(node));
	listed_count = 0;
	list("pages", 16 * PAGE, 4 * PAGE);
	list("part", 32 * PAGE + 0x10, 0x20);
	list("ragged", 48 * PAGE + 0x10, 2 * PAGE);
	list("top", -PAGE, PAGE);
	node.fd = dup(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close(node.fd);
	return 0;
}

/* Does a mapping of this range map these pages? */
static struct memphys_mapping *opened(uint64_t start, uint64_t length,
				      uint64_t first, size_t pages)
{
	struct memphys_mapping *map;

	node.maps = 0;
	assert_int_equal(memphys_mapping_open(node.fd, start, length,
					      PROT_READ | PROT_WRITE, &map), 0);
	assert_int_equal(node.maps, pages ? 1 : 0);
	if (pages) {
		assert_true(node.start == first);
		assert_true(node.length == pages * PAGE);
	}
	assert_true(memphys_mapping_start(map) == start);
	assert_true(memphys_mapping_length(map) == length);
	return map;
}

static void pages_of_a_range(void **state)
{
	struct memphys_mapping *map;
	uint64_t value;

	(void)state;
	memphys_mapping_close(opened(16 * PAGE, 4 * PAGE, 16 * PAGE, 4));
	memphys_mapping_close(opened(17 * PAGE + 4, 4, 17 * PAGE, 1));
	memphys_mapping_close(opened(-PAGE, PAGE, -PAGE, 1));
	memphys_mapping_close(opened(-(uint64_t)4, 4, -PAGE, 1));
	map = opened(18 * PAGE - 4, 8, 17 * PAGE, 2);
	assert_int_equal(memphys_mapping_read(map, 0, 4, &value), 0);
	assert_true(value == 0x11111111);
	assert_int_equal(memphys_mapping_read(map, 4, 2, &value), 0);
	assert_true(value == 0x1212);
	assert_int_equal(memphys_mapping_write(map, 4, 2, 0x3344), 0);
	assert_int_equal(memphys_mapping_read(map, 4, 1, &value), 0);
	assert_true(value == 0x44);	/* little-endian */
	assert_int_equal(node.reads, 0);
	memphys_mapping_close(map);
}

static void parts_of_pages_are_the_kernels(void **state)
{
	struct memphys_mapping *map = opened(32 * PAGE + 0x10, 0x20, 0, 0);
	uint64_t value;

	(void)state;
	assert_null(memphys_mapping_address(map, 0, 4));
	assert_int_equal(memphys_mapping_read(map, 0, 4, &value), 0);
	assert_true(value == 0x44332211);
	assert_int_equal(memphys_mapping_read(map, 8, 8, &value), 0);
	assert_true(value == 0x8877665544332211);
	assert_int_equal(memphys_mapping_write(map, 4, 4, 0x01020304), 0);
	assert_true(node.written == 0x01020304);
	memphys_mapping_close(map);
	/* One whole page between two parts. */
	map = opened(48 * PAGE + 0x10, 2 * PAGE, 49 * PAGE, 1);
	node.reads = 0;
	assert_int_equal(memphys_mapping_read(map, PAGE - 0x10, 4, &value), 0);
	assert_true(value == 0x31313131);
	assert_int_equal(node.reads, 0);
	assert_non_null(memphys_mapping_address(map, PAGE - 0x10, PAGE));
	assert_null(memphys_mapping_address(map, PAGE - 0x10, PAGE + 1));
	assert_null(memphys_mapping_address(map, PAGE - 0x14, 8));
	assert_int_equal(memphys_mapping_read(map, 0, 4, &value), 0);
	assert_int_equal(memphys_mapping_read(map, 2 * PAGE - 4, 4, &value), 0);
	assert_int_equal(node.reads, 2);
	memphys_mapping_close(map);
}

static void regions_by_name(void **state)
{
	struct memphys_region region;
	struct memphys_mapping *map;
	unsigned int next = 0;

	(void)state;
	assert_int_equal(memphys_mapping_open_region(node.fd, "ragged",
						     PROT_READ, &map), 0);
	assert_true(memphys_mapping_length(map) == 2 * PAGE);
	memphys_mapping_close(map);
	memphys_mapping_close(NULL);
	assert_int_equal(memphys_mapping_open_region(node.fd, "rag", PROT_READ,
						     &map), -ENOENT);
	while (memphys_next_region(node.fd, &next, &region) > 0)
		assert_string_equal(region.name, listed[next - 1].name);
	assert_int_equal(next, 4);
}

static void what_is_refused(void **state)
{
	static const struct {
		uint64_t offset;
		unsigned int width;
	} bad[] = {
		{ 2, 4 }, { 0, 3 }, { 0, 0 }, { 0, 16 }, { 8, 4 }, { 8, 1 },
		{ UINT64_MAX, 1 }, { UINT64_MAX - 3, 4 }, { 4, 8 },
	};
	struct memphys_mapping *map;
	uint64_t value;
	size_t i;

	(void)state;
	assert_int_equal(memphys_mapping_open(node.fd, 0, 4, PROT_READ, &map),
			 -ENOENT);
	assert_int_equal(memphys_mapping_open(node.fd, 19 * PAGE, PAGE + 1,
					      PROT_READ, &map), -ENOENT);
	assert_int_equal(memphys_mapping_open(node.fd, 19 * PAGE, 0,
					      PROT_READ, &map), -EINVAL);
	map = opened(16 * PAGE, 8, 16 * PAGE, 1);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(memphys_mapping_read(map, bad[i].offset,
						      bad[i].width, &value),
				 -EINVAL);
	assert_int_equal(memphys_mapping_write(map, 0, 2, 0x10000), -EINVAL);
	memphys_mapping_close(map);
	assert_int_equal(memphys_mapping_open(node.fd, 16 * PAGE, 8, PROT_READ,
					      &map), 0);
	assert_int_equal(memphys_mapping_write(map, 0, 4, 1), -EACCES);
	memphys_mapping_close(map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_of_a_range, setup,
						teardown),
		cmocka_unit_test_setup_teardown(parts_of_pages_are_the_kernels,
						setup, teardown),
		cmocka_unit_test_setup_teardown(regions_by_name, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_is_refused, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
