// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module is loaded, used and unloaded a hundred times, and nothing of it is
 * left: no node, no claim, no memory, no line in the kernel's lists.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"

/* A load costs an emulated ARM 0.3 s. */
#define FAILS	40
#define TIMEOUT	300
/* Each load takes this much, so a leak of it is seen from far away. */
#define SCRATCH	"2M"
#define SCRATCH_KIB 2048

MP_FIXTURE_BARE(load)

/* The kernel's lists that must be as before. */
static const char *const books[] = {
	"/proc/modules",
	"/proc/iomem",
	"/proc/filesystems",
	"/proc/mounts",
	"/proc/misc",
	"/sys/kernel/debug/x86/pat_memtype_list",
};

struct state {
	char *text[ARRAY_SIZE(books)];
	unsigned long available;
};

/* All of them fit into the time that make check has. */
static int times(void)
{
	return mp_env_number("SHORT") ? FAILS : 100;
}

static char *contents(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t size = 0;
	char *text = NULL;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0 && text)
		*text = '\0';
	fclose(file);
	return text;
}

static unsigned long available_kib(void)
{
	char *text = contents("/proc/meminfo"), *at;
	unsigned long kib = 0;

	at = text ? strstr(text, "MemAvailable:") : NULL;
	if (at)
		kib = strtoul(at + strlen("MemAvailable:"), NULL, 10);
	free(text);
	return kib;
}

static void state_take(struct state *s)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(books); i++)
		s->text[i] = contents(books[i]);
	s->available = available_kib();
}

static void state_compare(struct __test_metadata *_metadata, struct state *s,
			  int loads)
{
	unsigned long available = available_kib();
	size_t i;
	char *now;

	for (i = 0; i < ARRAY_SIZE(books); i++) {
		now = contents(books[i]);
		EXPECT_EQ(!s->text[i], !now);
		if (s->text[i] && now) {
			EXPECT_EQ(0, strcmp(s->text[i], now))
				TH_LOG("%s was:\n%s\nand is:\n%s", books[i],
				       s->text[i], now);
		}
		free(now);
		free(s->text[i]);
	}
	EXPECT_FALSE(mp_file_has("/proc/vmallocinfo", "memphys"));
	/*
	 * Two thirds of what would be gone: the kernel's own caches and reserves
	 * have been seen to take 28 MiB meanwhile.
	 */
	EXPECT_LT(s->available, available + loads * SCRATCH_KIB * 2 / 3)
		TH_LOG("%lu KiB were available, now %lu", s->available,
		       available);
}

static void nothing_left(struct __test_metadata *_metadata)
{
	static const char *const gone[] = {
		MP_NODE_FAULT, MP_NODE_REMAP, "/sys/module/memphys",
		"/sys/class/misc/memphys", "/sys/class/misc/memphys-remap",
		"/sys/class/memphys",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(gone); i++) {
		EXPECT_EQ(-1, access(gone[i], F_OK))
			TH_LOG("%s is still there", gone[i]);
	}
}

static unsigned long references(void)
{
	char text[16] = "none";

	mp_file_read("/sys/module/memphys/refcnt", text, sizeof(text));
	return strtoul(text, NULL, 10);
}

/* Load; open, map and touch by both methods; let go; unload. */
static void use_once(struct __test_metadata *_metadata, struct mp_case *c)
{
	static const char *const nodes[] = { MP_NODE_FAULT, MP_NODE_REMAP };
	size_t len = 8 * c->page, i;
	uint32_t word;
	void *map;
	int fd;

	ASSERT_EQ(0, mp_load("soc=none scratch=" SCRATCH " regions=%s,%s",
			     "pattern@0x12400000+0x100000:exclusive",
			     "zeros@0x12c00000+0x100000:rw:wb"));
	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		EXPECT_EQ(0, references());
		fd = mp_case_open(_metadata, nodes[i], O_RDWR);
		map = mp_case_map(_metadata, fd, MP_PATTERN, len, PROT_READ,
				  MAP_SHARED);
		EXPECT_EQ(0, mp_peek32(map, &word));
		EXPECT_EQ(MP_PATTERN, word);
		EXPECT_EQ(0, close(fd));
		/* The mapping alone keeps it. */
		EXPECT_EQ(1, references());
		EXPECT_EQ(-1, syscall(SYS_delete_module, "memphys",
				      O_NONBLOCK));
		EXPECT_EQ(EWOULDBLOCK, errno);
		EXPECT_EQ(0, munmap(map, len));
		EXPECT_EQ(0, references());
	}
	ASSERT_EQ(0, mp_unload());
	nothing_left(_metadata);
}

TEST_F_TIMEOUT(load, hundred_times, TIMEOUT)
{
	struct state before;
	int i;

	/* What is allocated once, and for good, by the first. */
	use_once(_metadata, &self->c);
	state_take(&before);
	for (i = 0; i < times(); i++)
		use_once(_metadata, &self->c);
	state_compare(_metadata, &before, times());
}

/* Loads that fail late: everything before has to be undone. */
TEST_F_TIMEOUT(load, fails_many_times, TIMEOUT)
{
	struct state before;
	int i;

	state_take(&before);
	for (i = 0; i < FAILS; i++) {
		EXPECT_EQ(-EINVAL,
			  mp_load("soc=none scratch=" SCRATCH " regions=%s,ram@0x%llx+0x1000",
				  "pattern@0x12400000+0x100000:exclusive",
				  (unsigned long long)mp_env_number("RAM_ADDR")));
		nothing_left(_metadata);
	}
	state_compare(_metadata, &before, FAILS);
}

/* The claim is the last thing that can fail. */
TEST_F_TIMEOUT(load, claim_fails_many_times, TIMEOUT)
{
	struct state before;
	int fd, i;

	fd = mp_owner_open();
	MP_NEEDS(fd >= 0, MP_NO_OWNER);
	ASSERT_EQ(0, mp_owner_hold(fd, OWNER_CLAIM, 0x12500000, 0x1000));
	state_take(&before);
	for (i = 0; i < FAILS; i++) {
		EXPECT_EQ(-EBUSY,
			  mp_load("soc=none scratch=" SCRATCH " regions=%s,%s",
				  "pattern@0x12400000+0x100000:exclusive",
				  "taken@0x12500000+0x1000:exclusive"));
		nothing_left(_metadata);
	}
	state_compare(_metadata, &before, FAILS);
	close(fd);
}

TEST_HARNESS_MAIN
