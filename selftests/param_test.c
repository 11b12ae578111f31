// SPDX-License-Identifier: GPL-2.0-only
/*
 * Module parameters: what is wrong is refused with its errno and one line in
 * the kernel log that names it, and nothing stays half-loaded; what is right
 * shows in sysfs.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "ksft_fixture.h"

/* Nothing of memphys is left: no module, no node, no claim. */
static void nothing_left(struct __test_metadata *_metadata)
{
	EXPECT_FALSE(mp_loaded("memphys"));
	EXPECT_EQ(-1, access(MP_NODE_FAULT, F_OK));
	EXPECT_EQ(-1, access(MP_NODE_REMAP, F_OK));
	EXPECT_EQ(-1, access("/sys/class/misc/memphys", F_OK));
	EXPECT_EQ(-1, access(MP_SYSFS, F_OK));
	EXPECT_FALSE(mp_file_has("/proc/iomem", "memphys"));
}

/* The load fails with one line in the log, which says what the matter is. */
static void refused(struct __test_metadata *_metadata, struct mp_case *c,
		    int expected, const char *names, const char *params)
{
	const char *line = "";

	EXPECT_EQ(expected, mp_load("%s", params));
	EXPECT_EQ(1, mp_log_errors(&c->log, &line));
	EXPECT_TRUE(!!strstr(line, names))
		TH_LOG("\"%s\" does not name \"%s\"", line, names);
	nothing_left(_metadata);
}

/* Each bad parameter, one thing wrong at a time. */
FIXTURE_VARIANT(bad) {
	const char *params;
	const char *names;	/* what the log line must name */
};

MP_FIXTURE_BARE(bad)

#define BAD_PARAM(variant, ...) \
	FIXTURE_VARIANT_ADD(bad, variant) { __VA_ARGS__ }

#define BAD(variant, words, names) \
	BAD_PARAM(variant, "soc=none regions=" words, names)

TEST_F(bad, refused)
{
	refused(_metadata, &self->c, -EINVAL, variant->names, variant->params);
}

/* malformed */
BAD(no_at, "a0x12400000+0x1000", "a0x12400000+0x1000");
BAD(no_plus, "a@0x12400000", "a@0x12400000");
BAD(no_name, "@0x12400000+0x1000", "name");
BAD(no_start, "a@+0x1000", "start");
BAD(no_size, "a@0x12400000+", "size");
BAD(only_comma, ",", "expected");
BAD(comma_first, ",a@0x12400000+0x1000", "expected");
BAD(comma_last, "a@0x12400000+0x1000,", "expected");
BAD(comma_twice, "a@0x12400000+0x1000,,b@0x12410000+0x1000", "expected");
BAD(start_not_a_number, "a@start+0x1000", "start");
BAD(start_negative, "a@-0x1000+0x1000", "start");
BAD(start_bare_prefix, "a@0x+0x1000", "start");
BAD(start_rest, "a@0x12400000z+0x1000", "start");
BAD(start_spaced, "a@0x12400000 +0x1000", "start");
BAD(start_over_64_bits, "a@0x10000000012400000+0x1000", "start");
BAD(size_not_a_number, "a@0x12400000+much", "size");
BAD(size_negative, "a@0x12400000+-1", "size");
BAD(size_unknown_suffix, "a@0x12400000+1T", "size");
BAD(size_two_suffixes, "a@0x12400000+1KK", "size");
BAD(size_bare_suffix, "a@0x12400000+K", "size");
BAD(size_suffix_wraps, "a@0x12400000+0x4000000000000000G", "size");
BAD(flag_unknown, "a@0x12400000+0x1000:rx", "flags");
BAD(flag_empty, "a@0x12400000+0x1000:", "flags");
BAD(flag_upper_case, "a@0x12400000+0x1000:RW", "flags");
BAD(flag_prefix, "a@0x12400000+0x1000:u", "flags");
BAD(flags_ro_and_rw, "a@0x12400000+0x1000:ro:rw", "contradict");
BAD(flags_two_types, "a@0x12400000+0x1000:wc:wb", "contradict");
BAD(name_upper_case, "Area@0x12400000+0x1000", "Area");
BAD(name_digit_first, "1st@0x12400000+0x1000", "1st");
BAD(name_slash, "a/b@0x12400000+0x1000", "a/b");
BAD(name_dot, "a.b@0x12400000+0x1000", "a.b");
BAD(name_too_long, "abcdefghijklmnopqrstuvwxyz012345@0x1000+4", "name");
/* well-formed, but no */
BAD(size_zero, "empty@0x12400000+0", "empty");
BAD(wraps_64_bits, "wraps@0xfffffffffffff000+0x2000", "wraps");
BAD(beyond_the_cpu, "far@0x8000000000000000+0x1000", "far");
BAD(name_twice, "twin@0x12400000+0x1000,twin@0x12410000+0x1000", "twin");
BAD(overlap_same, "one@0x12400000+0x1000,two@0x12400000+0x1000", "one");
BAD(overlap_inside, "outer@0x10000+0x9000,inner@0x14000+0x1000", "inner");
BAD(overlap_around, "inner@0x14000+0x1000,outer@0x10000+0x9000", "outer");
BAD(overlap_by_a_byte, "low@0x12400000+0x1001,high@0x12401000+0x1000", "high");

/* other parameters */
BAD_PARAM(soc_unknown, "regions=a@0x12400000+0x10000 soc=hi9999", "hi9999");
BAD_PARAM(soc_empty, "regions=a@0x12400000+0x10000 soc=", "soc=");
BAD_PARAM(scratch_not_a_number, "soc=none scratch=some", "some");
BAD_PARAM(scratch_zero, "soc=none scratch=0", "scratch=");
BAD_PARAM(scratch_no_power_of_two, "soc=none scratch=0x30000", "0x30000");
BAD_PARAM(scratch_below_a_page, "soc=none scratch=2K", "2K");
BAD_PARAM(scratch_too_large, "soc=none scratch=8M", "8M");
BAD_PARAM(scratch_wraps, "soc=none scratch=0x10000000000000000", "scratch=");

/* What needs the machine's own addresses, and what is right. */
MP_FIXTURE_BARE(param)

TEST_F(param, system_ram)
{
	uint64_t ram = mp_env_number("RAM_ADDR");
	char params[128];

	MP_NEEDS(ram, "RAM_ADDR is not in the environment");
	snprintf(params, sizeof(params),
		 "soc=none regions=good@0x12400000+0x1000,ram@0x%llx+0x1000",
		 (unsigned long long)ram);
	refused(_metadata, &self->c, -EINVAL, "ram", params);
	EXPECT_TRUE(mp_log_says(&self->c.log, "System RAM"));
}

/* A range that only touches RAM, from a hole into it, is no better. */
TEST_F(param, system_ram_in_part)
{
	uint64_t start = 0, end;
	char line[128], params[128];
	FILE *iomem = fopen("/proc/iomem", "re");

	ASSERT_TRUE(!!iomem);
	while (!start && fgets(line, sizeof(line), iomem))
		if (*line != ' ' && strstr(line, "System RAM") &&
		    sscanf(line, "%llx-%llx", (unsigned long long *)&start,
			   (unsigned long long *)&end) != 2)
			start = 0;
	fclose(iomem);
	MP_NEEDS(start >= 0x1000, "no hole below System RAM in /proc/iomem");
	snprintf(params, sizeof(params), "soc=none regions=edge@0x%llx+0x2000",
		 (unsigned long long)start - 0x1000);
	refused(_metadata, &self->c, -EINVAL, "edge", params);
}

/*
 * A mapping of it is memory to every system call, and nothing answers there:
 * write(pipe, mapping, 4) would be an access of the kernel, and an oops.
 */
TEST_F(param, user_without_always_on)
{
	const char *dead = "soc=none regions=dead@0x0d000000+4K:user";

	if (mp_kernel_is_x86()) {
		EXPECT_EQ(0, mp_load("soc=none regions=any@0x12400000+4K:user"));
	} else {
		refused(_metadata, &self->c, -EINVAL, "always-on", dead);
	}
}

/* As many as there can be, each as long as it can be: more than a page of text. */
TEST_F(param, long_list)
{
	char words[8192], first[4200] = "", name[MEMPHYS_NAME_SIZE];
	int i, count = mp_has_policy_node() ? 62 : 64;
	struct memphys_info info;
	size_t len = 0;
	int fd;

	MP_NEEDS(mp_kernel_since(4, 19), "parameters end at 1 KiB here");
	for (i = 0; i < count; i++) {
		memset(name, 'n', sizeof(name) - 1);
		name[sizeof(name) - 1] = '\0';
		name[sizeof(name) - 2] -= i % 13;
		name[sizeof(name) - 3] -= i / 13;
		len += snprintf(words + len, sizeof(words) - len,
				"%s%s@0x%016x+0x%016x:ro:uncached",
				i ? "," : "", name, 0x12400000 + 8 * i, 4);
	}
	ASSERT_GT(sizeof(words), len);
	ASSERT_EQ(0, mp_load("soc=none regions=%s", words));
	fd = mp_case_open(_metadata, MP_NODE_FAULT, O_RDONLY);
	EXPECT_EQ(0, mp_get_info(fd, &info));
	EXPECT_EQ(64, info.regions);
	close(fd);
	/* The file shows what fits into a page. */
	EXPECT_EQ(0, mp_file_read("/sys/module/memphys/parameters/regions",
				  first, sizeof(first)));
	EXPECT_LE(1024, strlen(first));
	EXPECT_EQ(0, strncmp(first, words, strlen(first)));
}

/* count regions, after other parameters. */
static void refused_as_too_many(struct __test_metadata *_metadata,
				struct mp_case *c, const char *others,
				int count, const char *names)
{
	char params[1024];
	size_t len;
	int i;

	len = snprintf(params, sizeof(params), "%s regions=r0@0x0+4", others);
	for (i = 1; i < count; i++)
		len += snprintf(params + len, sizeof(params) - len,
				",r%d@0x%x+4", i, i * 8);
	ASSERT_GT(sizeof(params), len);
	refused(_metadata, c, -ENOSPC, names, params);
}

TEST_F(param, too_many_regions)
{
	refused_as_too_many(_metadata, &self->c, "soc=none", 65, "r64");
}

TEST_F(param, too_many_with_the_soc)
{
	MP_NEEDS(!mp_has_policy_node(), "the device tree lists regions");
	refused_as_too_many(_metadata, &self->c, "soc=hisi-v3", 64, "hisi-v3");
}

TEST_F(param, too_many_with_scratch)
{
	MP_NEEDS(!mp_has_policy_node(), "the device tree lists regions");
	refused_as_too_many(_metadata, &self->c, "soc=none scratch=64K", 64,
			    "scratch");
}

TEST_F(param, unknown_parameter_is_ignored)
{
	/* The kernel says so itself, and loads. */
	EXPECT_EQ(0, mp_load("soc=none regions=a@0x12400000+0x1000 colour=red"));
}

static void attribute(struct __test_metadata *_metadata, const char *region,
		      const char *file, const char *expected)
{
	char text[64] = "";

	EXPECT_EQ(0, mp_region_read(region, file, text, sizeof(text)));
	EXPECT_EQ(0, strcmp(text, expected))
		TH_LOG("%s/%s is \"%s\", not \"%s\"", region, file, text,
		       expected);
}

/* Every flag, as sysfs shows it. */
TEST_F(param, good_regions)
{
	ASSERT_EQ(0, mp_load("soc=none regions=%s,%s,%s,%s,%s",
			     "plain@0x12400000+0x1000",
			     "full@0x12c00000+64K:rw:wc:user:always-on",
			     "un-cached_1@0x12500000+1M:uncached",
			     "memory@0x127AF000+0x1000:ro:wb",
			     "decimal@310378496+4096:device"));
	attribute(_metadata, "plain", "start", "0x12400000");
	attribute(_metadata, "plain", "size", "0x1000");
	attribute(_metadata, "plain", "access", "ro");
	attribute(_metadata, "plain", "type", "device");
	attribute(_metadata, "plain", "exclusive", "0");
	attribute(_metadata, "plain", "user", "0");
	attribute(_metadata, "plain", "always_on", "0");
	attribute(_metadata, "plain", "source", "param");
	attribute(_metadata, "plain", "revoked", "0");
	attribute(_metadata, "full", "size", "0x10000");
	attribute(_metadata, "full", "access", "rw");
	attribute(_metadata, "full", "type", "wc");
	attribute(_metadata, "full", "user", "1");
	attribute(_metadata, "full", "always_on", "1");
	attribute(_metadata, "un-cached_1", "size", "0x100000");
	attribute(_metadata, "un-cached_1", "type", "uncached");
	attribute(_metadata, "memory", "start", "0x127af000");
	attribute(_metadata, "memory", "access", "ro");
	attribute(_metadata, "memory", "type", "wb");
	attribute(_metadata, "decimal", "start", "0x12800000");
}

/* The regions are fixed once loaded, and addresses are root's. */
TEST_F(param, fixed_and_private)
{
	static const char * const files[] = {
		"/sys/module/memphys/parameters/regions",
		"/sys/module/memphys/parameters/soc",
		"/sys/module/memphys/parameters/scratch",
		MP_SYSFS "/a/start",
		MP_SYSFS "/a/size",
	};
	struct stat st;
	size_t i;

	ASSERT_EQ(0, mp_load("soc=none regions=a@0x12400000+0x1000"));
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		ASSERT_EQ(0, stat(files[i], &st))
			TH_LOG("%s", files[i]);
		EXPECT_EQ(0400, st.st_mode & 0777)
			TH_LOG("%s", files[i]);
	}
	ASSERT_EQ(0, stat(MP_NODE_FAULT, &st));
	EXPECT_EQ(0600, st.st_mode & 0777);
	ASSERT_EQ(0, stat(MP_NODE_REMAP, &st));
	EXPECT_EQ(0600, st.st_mode & 0777);
}

/* A region at the end of another is a neighbour and no overlap. */
TEST_F(param, neighbours)
{
	EXPECT_EQ(0, mp_load("soc=none regions=%s,%s,%s",
			     "high@0x12401000+0x1000", "low@0x12400000+0x1000",
			     "top@0x12402000+1"));
}

/* Nothing listed: it loads, and says what to do. */
TEST_F(param, nothing_listed)
{
	MP_NEEDS(!mp_has_policy_node(), "the device tree lists regions");
	EXPECT_EQ(0, mp_load("soc=none"));
	EXPECT_TRUE(mp_log_says(&self->c.log, "nothing is listed"));
	EXPECT_TRUE(mp_log_says(&self->c.log, "ipcprobe load"));
	EXPECT_EQ(0, mp_log_errors(&self->c.log, NULL));
}

TEST_F(param, device_tree)
{
	MP_NEEDS(mp_has_policy_node(), "no memphys,policy node on this machine");
	ASSERT_EQ(0, mp_load("soc=none"));
	attribute(_metadata, "sysctl", "start", "0x11020000");
	attribute(_metadata, "sysctl", "size", "0x1000");
	attribute(_metadata, "sysctl", "access", "ro");
	attribute(_metadata, "sysctl", "source", "of");
	attribute(_metadata, "pwm", "start", "0x11029000");
	attribute(_metadata, "pwm", "exclusive", "0");
	/* A parameter cannot redefine what the device tree lists. */
	EXPECT_EQ(-EINVAL, mp_load("soc=none regions=mine@0x11020000+0x1000:rw"));
}

TEST_F(param, soc_by_name)
{
	MP_NEEDS(!mp_has_policy_node(), "the device tree lists its page already");
	ASSERT_EQ(0, mp_load("soc=hi3516cv608"));
	attribute(_metadata, "hisi-v5-sysctrl", "start", "0x11020000");
	attribute(_metadata, "hisi-v5-sysctrl", "access", "ro");
	attribute(_metadata, "hisi-v5-sysctrl", "source", "soc");
}

TEST_F(param, scratch)
{
	uint64_t start, value;
	char text[32];
	int fd;

	ASSERT_EQ(0, mp_load("soc=none scratch=64K"));
	attribute(_metadata, "scratch", "size", "0x10000");
	attribute(_metadata, "scratch", "access", "rw");
	attribute(_metadata, "scratch", "type", "wb");
	attribute(_metadata, "scratch", "source", "scratch");
	ASSERT_EQ(0, mp_region_read("scratch", "start", text, sizeof(text)));
	start = strtoull(text, NULL, 0);
	fd = mp_case_open(_metadata, MP_NODE_FAULT, O_RDWR);
	EXPECT_EQ(0, mp_reg_read(fd, start + 0xfffc, 4, &value));
	EXPECT_EQ(0, value);
	EXPECT_EQ(0, mp_reg_write(fd, start + 0xfffc, 4, 0x5c4a7c4));
	EXPECT_EQ(0, mp_reg_read(fd, start + 0xfffc, 4, &value));
	EXPECT_EQ(0x5c4a7c4, value);
}

TEST_F(param, scratch_every_size)
{
	size_t size;

	for (size = mp_page_size(); size <= 4 << 20; size *= 4) {
		EXPECT_EQ(0, mp_load("soc=none scratch=%zu", size));
	}
}

TEST_HARNESS_MAIN
