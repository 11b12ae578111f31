// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions from the device tree: what is wrong with a policy node is refused with
 * its errno and one line in the kernel log that names the node, what is right
 * shows in sysfs. The nodes are those of qemu/policies.dtso.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>

#include "ksft_fixture.h"

/* The test module makes the nodes available, and says so as long as it lives. */
static int owner = -1;

static void available(struct __test_metadata *_metadata, const char *name,
		      bool on)
{
	char path[100];

	snprintf(path, sizeof(path), "/memphys-%s", name);
	ASSERT_EQ(0, mp_owner_node(owner, path, on))
		TH_LOG("%s", path);
}

#define NEEDS_POLICIES							\
	do {								\
		MP_NEEDS(!access("/proc/device-tree/memphys-flags", F_OK), \
			 "the device tree of this machine has no test policies"); \
		owner = mp_owner_open();				\
		MP_NEEDS(owner >= 0, MP_NO_OWNER);			\
	} while (0)

/* Each bad node, one thing wrong at a time. */
FIXTURE_VARIANT(policy) {
	const char *node;	/* without "memphys-" */
	const char *names;	/* what the log line must name */
	const char *says;	/* and why */
};

MP_FIXTURE_BARE(policy)

#define REFUSED(variant, ...) FIXTURE_VARIANT_ADD(policy, variant) { __VA_ARGS__ }

REFUSED(no_reg, "no-reg", "bare", "needs reg or memory-region");
REFUSED(no_ranges, "no-ranges", "lost@12400000", "needs reg or memory-region");
REFUSED(two_ranges, "two-ranges", "pair@12400000", "more than one range");
REFUSED(reg_and_memory, "reg-and-memory", "both@12400000",
	"reg and memory-region exclude each other");
REFUSED(dangling, "dangling", "lost", "memory-region points nowhere");
REFUSED(empty_phandle, "empty-phandle", "lost", "memory-region points nowhere");
REFUSED(several_phandles, "several-phandles", "pair",
	"more than one range");
REFUSED(target_with_two_ranges, "target-with-two-ranges", "half",
	"more than one range");
REFUSED(target_without_reg, "target-without-reg", "aim",
	"/memphys-no-address has no reg");
REFUSED(lacks_no_map, "lacks-no-map", "ram",
	"used@5f100000 lacks no-map, so it is System RAM");
REFUSED(type_unknown, "type-unknown", "fast@12400000",
	"memphys,type is device, uncached, wc or wb");
REFUSED(type_upper_case, "type-upper-case", "fast@12400000",
	"memphys,type is device, uncached, wc or wb");
REFUSED(type_prefix, "type-prefix", "fast@12400000",
	"memphys,type is device, uncached, wc or wb");
REFUSED(type_number, "type-number", "fast@12400000",
	"memphys,type is device, uncached, wc or wb");
REFUSED(type_empty, "type-empty", "fast@12400000",
	"memphys,type is device, uncached, wc or wb");
REFUSED(name_too_long, "name-too-long", "long@12400000",
	"the name is longer than 31 characters");
REFUSED(name_upper_case, "name-upper-case", "low@12400000",
	"\"Upper\": a name is a-z");
REFUSED(name_empty, "name-empty", "low@12400000", "\"\": a name is a-z");
REFUSED(name_dotted, "name-dotted", "a.b@12400000", "\"a.b\": a name is a-z");
/* fdtoverlay puts a node in front of those that are there. */
REFUSED(name_twice, "name-twice", "/memphys-name-twice/twin@12400000",
	"twin: a second region of this name");
REFUSED(name_of_another, "name-of-another", "/memphys/sysctl@11020000",
	"sysctl: a second region of this name");
REFUSED(zero_size, "zero-size", "nothing@12400000", "nothing: size is 0");
REFUSED(wraps, "wraps", "end@fffffffffffff000", "end: 0xfffffffffffff000+0x2000 wraps");
REFUSED(beyond_the_cpu, "beyond-the-cpu", "far@8000000000000000",
	"exceeds the CPU's physical addresses");
REFUSED(huge_size, "huge-size", "all@0", "exceeds the CPU's physical addresses");
REFUSED(overlap, "overlap", "/memphys-overlap/low@12400000",
	"low: 0x12400000+0x2000 overlaps high at 0x12401000+0x1000");
REFUSED(overlap_of_another, "overlap-of-another", "/memphys/sysctl@11020000",
	"sysctl: 0x11020000+0x1000 overlaps mine at 0x11020ff0+0x1000");

TEST_F(policy, refused)
{
	const char *line = "";

	NEEDS_POLICIES;
	available(_metadata, variant->node, true);
	EXPECT_EQ(-EINVAL, mp_load("soc=none"));
	available(_metadata, variant->node, false);
	EXPECT_EQ(1, mp_log_errors(&self->c.log, &line));
	EXPECT_TRUE(!!strstr(line, variant->names))
		TH_LOG("\"%s\" does not name the node", line);
	EXPECT_TRUE(!!strstr(line, variant->says))
		TH_LOG("\"%s\" does not say \"%s\"", line, variant->says);
	EXPECT_FALSE(mp_loaded("memphys"));
}

/* What is right, and what needs another look. */
MP_FIXTURE_BARE(dt)

static void attribute(struct __test_metadata *_metadata, const char *region,
		      const char *file, const char *expected)
{
	char text[64] = "";

	EXPECT_EQ(0, mp_region_read(region, file, text, sizeof(text)))
		TH_LOG("%s/%s", region, file);
	EXPECT_STREQ(expected, text)
		TH_LOG("%s/%s is \"%s\"", region, file, text);
}

/* How many regions there are; the camera's own policy has two. */
static unsigned int listed(struct __test_metadata *_metadata)
{
	struct memphys_info info;
	int fd = mp_case_open(_metadata, MP_NODE_FAULT, O_RDWR);

	EXPECT_EQ(0, mp_get_info(fd, &info));
	close(fd);
	return info.regions - 2;
}

static void load(struct __test_metadata *_metadata, struct mp_log *log,
		 const char *node)
{
	const char *line = "";
	int err;

	available(_metadata, node, true);
	err = mp_load("soc=none");
	available(_metadata, node, false);
	mp_log_errors(log, &line);
	ASSERT_EQ(0, err)
		TH_LOG("%s", line);
}

TEST_F(dt, flags)
{
	NEEDS_POLICIES;
	load(_metadata, &self->c.log, "flags");
	EXPECT_EQ(5, listed(_metadata));
	attribute(_metadata, "plain", "start", "0x12400000");
	attribute(_metadata, "plain", "size", "0x1000");
	attribute(_metadata, "plain", "access", "ro");
	attribute(_metadata, "plain", "type", "device");
	attribute(_metadata, "plain", "exclusive", "0");
	attribute(_metadata, "plain", "user", "0");
	attribute(_metadata, "plain", "source", "of");
	/* The label is the name, where there is one. */
	attribute(_metadata, "full", "start", "0x12410000");
	attribute(_metadata, "full", "access", "rw");
	attribute(_metadata, "full", "user", "1");
	attribute(_metadata, "full", "always_on", "1");
	EXPECT_EQ(0, access("/dev/memphys.d/full", F_OK));
	attribute(_metadata, "full", "type", "wc");
	attribute(_metadata, "un-cached_1", "type", "uncached");
	attribute(_metadata, "memory", "exclusive", "1");
	attribute(_metadata, "memory", "type", "wb");
	EXPECT_TRUE(mp_file_has("/proc/iomem", "12430000-12430fff : memory"));
	attribute(_metadata, "dev", "size", "0x10");
	attribute(_metadata, "dev", "type", "device");
	attribute(_metadata, "sysctl", "source", "of");
}

TEST_F(dt, empty)
{
	NEEDS_POLICIES;
	load(_metadata, &self->c.log, "empty");
	EXPECT_EQ(0, listed(_metadata));
}

/* The policies are read once: what is disabled later was there. */
TEST_F(dt, read_once)
{
	NEEDS_POLICIES;
	ASSERT_EQ(0, mp_load("soc=none"));
	available(_metadata, "first", true);
	EXPECT_EQ(0, listed(_metadata));
	available(_metadata, "first", false);
}

TEST_F(dt, two_policies)
{
	NEEDS_POLICIES;
	available(_metadata, "second", true);
	load(_metadata, &self->c.log, "first");
	available(_metadata, "second", false);
	EXPECT_EQ(2, listed(_metadata));
	attribute(_metadata, "one", "start", "0x12400000");
	attribute(_metadata, "two", "start", "0x12410000");
}

/* All policies of these tests but one are disabled; a region can be, too. */
TEST_F(dt, disabled_region)
{
	NEEDS_POLICIES;
	load(_metadata, &self->c.log, "disabled-child");
	EXPECT_EQ(1, listed(_metadata));
	attribute(_metadata, "on", "start", "0x12410000");
}

TEST_F(dt, translated_address)
{
	uint64_t value;
	int fd;

	NEEDS_POLICIES;
	load(_metadata, &self->c.log, "moved");
	attribute(_metadata, "moved", "start", "0x12401000");
	fd = mp_case_open(_metadata, MP_NODE_FAULT, O_RDWR);
	EXPECT_EQ(0, mp_reg_read(fd, 0x12401000, 4, &value));
	EXPECT_EQ(0x12401000, value);
}

/* A region's own children list nothing. */
TEST_F(dt, grandchild)
{
	NEEDS_POLICIES;
	load(_metadata, &self->c.log, "grandchild");
	EXPECT_EQ(1, listed(_metadata));
	attribute(_metadata, "outer", "size", "0x1000");
}

/* What nobody knows gives nothing away. */
TEST_F(dt, misspelt_properties)
{
	NEEDS_POLICIES;
	load(_metadata, &self->c.log, "misspelt");
	attribute(_metadata, "typo", "access", "ro");
	attribute(_metadata, "typo", "user", "0");
}

/* Memory that no-map keeps out of the kernel's hands is memory to share. */
TEST_F(dt, reserved_memory)
{
	static const char *const nodes[] = { MP_NODE_FAULT, MP_NODE_REMAP };
	uint32_t word;
	uint64_t value;
	void *map;
	size_t i;
	int fd;

	NEEDS_POLICIES;
	load(_metadata, &self->c.log, "reserved");
	attribute(_metadata, "kept", "start", "0x5f000000");
	attribute(_metadata, "kept", "size", "0x100000");
	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		fd = mp_case_open(_metadata, nodes[i], O_RDWR);
		map = mp_case_map(_metadata, fd, 0x5f000000, self->c.page,
				  PROT_READ | PROT_WRITE, MAP_SHARED);
		EXPECT_EQ(0, mp_poke32(map + 8, 0x5a7ed + i));
		EXPECT_EQ(0, mp_peek32(map + 8, &word));
		EXPECT_EQ(0x5a7ed + i, word);
		EXPECT_EQ(0, mp_reg_read(fd, 0x5f000008, 4, &value));
		EXPECT_EQ(0x5a7ed + i, value);
	}
}

TEST_F(dt, system_ram)
{
	const char *line = "";

	NEEDS_POLICIES;
	available(_metadata, "ram", true);
	EXPECT_EQ(-EINVAL, mp_load("soc=none"));
	available(_metadata, "ram", false);
	EXPECT_EQ(1, mp_log_errors(&self->c.log, &line));
	EXPECT_TRUE(!!strstr(line, "taken at 0x48000000+0x1000 is System RAM"))
		TH_LOG("%s", line);
}

/* An address is not what its low 32 bits are: listed as it is, or refused. */
TEST_F(dt, above_4_gib)
{
	const char *line = "";
	char text[32] = "";
	int err;

	NEEDS_POLICIES;
	available(_metadata, "above", true);
	err = mp_load("soc=none");
	available(_metadata, "above", false);
	if (!err) {
		attribute(_metadata, "far", "start", "0x112400000");
		return;
	}
	EXPECT_EQ(-EINVAL, err);
	EXPECT_EQ(4, mp_kernel_word());
	EXPECT_EQ(1, mp_log_errors(&self->c.log, &line));
	EXPECT_TRUE(!!strstr(line, "exceeds the CPU's physical addresses"))
		TH_LOG("%s", line);
	EXPECT_GT(0, mp_region_read("far", "start", text, sizeof(text)));
}

TEST_HARNESS_MAIN
