// SPDX-License-Identifier: GPL-2.0-only
/*
 * A region's device in sysfs is what its documentation says, no less and no
 * more, and its counters count.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <dirent.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ksft_fixture.h"

MP_FIXTURE(sysfs,
	   "pattern@0x12400000+0x100000",
	   "next@0x12500000+0x10000",
	   "zeros@0x12c00000+0x100000:rw")

/* Installed beside the program. */
#define ABI	"sysfs-class-memphys"
#define WHAT	"/sys/class/memphys/NAME/"

struct attribute {
	char name[32];
	unsigned int mode;
	bool found;
};

static struct attribute documented[32];
static size_t documented_count;

static unsigned int mode_of(const char *description)
{
	if (!strncmp(description, "(RO, root)", 10))
		return 0400;
	if (!strncmp(description, "(RO)", 4))
		return 0444;
	return strncmp(description, "(RW)", 4) ? 0 : 0644;
}

/* The attributes that the file describes: names, then what they allow. */
static void read_abi(struct __test_metadata *_metadata)
{
	size_t first = 0, count = 0;
	char line[256], *text;
	unsigned int mode;
	FILE *abi;

	abi = fopen(ABI, "re");
	ASSERT_TRUE(!!abi)
		TH_LOG("%s: %s", ABI, strerror(errno));
	while (fgets(line, sizeof(line), abi)) {
		line[strcspn(line, "\n")] = '\0';
		text = strstr(line, WHAT);
		if (!strncmp(line, "What:", 5) && text) {
			ASSERT_GT(ARRAY_SIZE(documented), count);
			snprintf(documented[count++].name,
				 sizeof(documented->name), "%s",
				 text + strlen(WHAT));
			continue;
		}
		mode = mode_of(line + strspn(line, "\t "));
		for (; mode && first < count; first++)
			documented[first].mode = mode;
	}
	fclose(abi);
	EXPECT_EQ(first, count);
	documented_count = count;
	EXPECT_LT(10, count);
}

static struct attribute *find(const char *name)
{
	size_t i;

	for (i = 0; i < documented_count; i++)
		if (!strcmp(documented[i].name, name))
			return &documented[i];
	return NULL;
}

TEST_F(sysfs, documentation)
{
	struct attribute *attribute;
	char path[sizeof(MP_SYSFS) + 300];
	struct dirent *entry;
	struct stat st;
	size_t i;
	DIR *dir;

	read_abi(_metadata);
	dir = opendir(MP_SYSFS "/pattern");
	ASSERT_TRUE(!!dir);
	while ((entry = readdir(dir))) {
		/* What each device has: power/, subsystem, uevent. */
		if (entry->d_type != DT_REG || !strcmp(entry->d_name, "uevent"))
			continue;
		attribute = find(entry->d_name);
		EXPECT_TRUE(!!attribute)
			TH_LOG("%s is not documented", entry->d_name);
		if (!attribute)
			continue;
		attribute->found = true;
		snprintf(path, sizeof(path), MP_SYSFS "/pattern/%.31s",
			 entry->d_name);
		EXPECT_EQ(0, stat(path, &st));
		EXPECT_EQ(attribute->mode, st.st_mode & 0777)
			TH_LOG("%s", entry->d_name);
		EXPECT_EQ(0, st.st_uid);
	}
	closedir(dir);
	for (i = 0; i < documented_count; i++) {
		EXPECT_TRUE(documented[i].found)
			TH_LOG("%s is documented and not there",
			       documented[i].name);
	}
}

/* One value, one line; and what says RO cannot be written, not even by root. */
TEST_F(sysfs, values)
{
	char path[sizeof(MP_SYSFS) + 300], text[128];
	ssize_t len;
	size_t i;
	int fd;

	read_abi(_metadata);
	for (i = 0; i < documented_count; i++) {
		snprintf(path, sizeof(path), MP_SYSFS "/pattern/%.31s",
			 documented[i].name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		ASSERT_LE(0, fd);
		len = read(fd, text, sizeof(text) - 1);
		close(fd);
		ASSERT_LT(1, len);
		text[len] = '\0';
		EXPECT_EQ('\n', text[len - 1]);
		EXPECT_EQ(len - 1, strcspn(text, " \t\n"))
			TH_LOG("%s: \"%s\"", documented[i].name, text);
		if (!(documented[i].mode & 0200)) {
			EXPECT_GT(0, mp_file_write(path, "1"))
				TH_LOG("%s", documented[i].name);
		}
	}
}

/* One device per region, of its name. */
TEST_F(sysfs, devices)
{
	struct memphys_region region;
	struct memphys_info info;
	struct dirent *entry;
	char text[32];
	DIR *dir;

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	dir = opendir(MP_SYSFS);
	ASSERT_TRUE(!!dir);
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		info.regions--;
		ASSERT_EQ(0, mp_region_read(entry->d_name, "start", text,
					    sizeof(text)));
		EXPECT_EQ(0, mp_get_region(self->c.fd, strtoull(text, NULL, 0),
					   &region));
		EXPECT_STREQ(entry->d_name, region.name);
	}
	closedir(dir);
	EXPECT_EQ(0, info.regions);
}

static unsigned long counter(const char *region, const char *file)
{
	char text[32] = "";

	mp_region_read(region, file, text, sizeof(text));
	return strtoul(text, NULL, 10);
}

/* Calls that covered the region, not pages, not those that failed. */
TEST_F(sysfs, maps)
{
	unsigned long pattern = counter("pattern", "maps");
	unsigned long next = counter("next", "maps");
	unsigned long zeros = counter("zeros", "maps");
	size_t page = self->c.page;

	EXPECT_EQ(0, mp_map_error(self->c.fd, MP_PATTERN, 7 * page, PROT_READ,
				  MAP_SHARED));
	EXPECT_EQ(pattern + 1, counter("pattern", "maps"));
	EXPECT_EQ(next, counter("next", "maps"));
	/* A window that holds both. */
	EXPECT_EQ(0, mp_map_error(self->c.fd, 0x12500000 - page, 2 * page,
				  PROT_READ, MAP_PRIVATE));
	EXPECT_EQ(pattern + 2, counter("pattern", "maps"));
	EXPECT_EQ(next + 1, counter("next", "maps"));
	EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, MP_ZEROS, page,
				       PROT_READ | PROT_WRITE, MAP_PRIVATE));
	EXPECT_EQ(zeros, counter("zeros", "maps"));
}

TEST_F(sysfs, faults)
{
	unsigned long pattern = counter("pattern", "faults");
	unsigned long next = counter("next", "faults");
	size_t page = self->c.page;
	uint32_t word;
	void *map;

	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, 4 * page,
			  PROT_READ, MAP_SHARED);
	EXPECT_EQ(pattern, counter("pattern", "faults"));
	EXPECT_EQ(0, mp_peek32(map + 2 * page, &word));
	EXPECT_EQ(pattern + MP_IS_FAULT, counter("pattern", "faults"));
	/* Its neighbours came with it. */
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 4 * page));
	EXPECT_EQ(pattern + MP_IS_FAULT, counter("pattern", "faults"));
	munmap(map, 4 * page);

	/* It counts where the touched page is. */
	map = mp_case_map(_metadata, self->c.fd, 0x12500000 - page, 2 * page,
			  PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, mp_peek32(map + page, &word));
	EXPECT_EQ(pattern + MP_IS_FAULT, counter("pattern", "faults"));
	EXPECT_EQ(next + MP_IS_FAULT, counter("next", "faults"));
}

/* A debugger's accesses are the register path's. */
TEST_F(sysfs, debugger_reads)
{
	unsigned long reads = counter("pattern", "reads");
	struct memphys_info info;
	uint32_t words[4];
	void *map;
	int fd;

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	MP_NEEDS(info.features & MEMPHYS_FEATURE_PTRACE,
		 "debuggers cannot read such mappings on this architecture");
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, self->c.page,
			  PROT_READ, MAP_SHARED);
	fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	EXPECT_EQ(sizeof(words), pread(fd, words, sizeof(words),
				       (uintptr_t)map));
	close(fd);
	EXPECT_EQ(reads + 4, counter("pattern", "reads"));
	EXPECT_EQ(0, counter("pattern", "writes"));
}

/* Is a change reported, and what does the file say then? */
static bool changed(struct pollfd *waiter, int timeout, char *value)
{
	bool reported = poll(waiter, 1, timeout) == 1 &&
			waiter->revents & POLLPRI;

	return pread(waiter->fd, value, 1, 0) == 1 && reported;
}

/* Who waits is woken by both, needs no right to write, and hears it once. */
TEST_F(sysfs, revoked_wakes)
{
	struct pollfd waiter = { .events = POLLPRI };
	int from[2];
	char value;
	pid_t pid;

	waiter.fd = open(MP_SYSFS "/zeros/revoked", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, waiter.fd);
	changed(&waiter, 0, &value);
	EXPECT_EQ('0', value);
	EXPECT_FALSE(changed(&waiter, 0, &value));
	EXPECT_EQ(0, mp_revoke("pattern", true));
	EXPECT_FALSE(changed(&waiter, 0, &value));
	EXPECT_EQ(0, mp_revoke("pattern", false));

	ASSERT_EQ(0, pipe(from));
	pid = mp_fork();
	if (!pid) {
		bool woken;

		if (setresuid(65534, 65534, 65534))
			_exit(1);
		waiter.fd = open(MP_SYSFS "/zeros/revoked", O_RDONLY);
		changed(&waiter, 0, &value);
		if (write(from[1], &value, 1) != 1)
			_exit(2);
		woken = changed(&waiter, 20000, &value);
		_exit(woken && value == '1' ? 0 : 3);
	}
	EXPECT_EQ(1, read(from[0], &value, 1));
	EXPECT_EQ(0, mp_revoke("zeros", true));
	EXPECT_EQ(0, mp_wait(pid));
	EXPECT_TRUE(changed(&waiter, 1000, &value));
	EXPECT_EQ('1', value);
	EXPECT_FALSE(changed(&waiter, 0, &value));
	EXPECT_EQ(0, mp_revoke("zeros", false));
	EXPECT_TRUE(changed(&waiter, 1000, &value));
	EXPECT_EQ('0', value);
	close(waiter.fd);
}

TEST_HARNESS_MAIN
