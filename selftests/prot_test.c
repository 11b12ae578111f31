// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may be done to a mapping: read-only is enforced, and no protection,
 * sharing or mprotect() lifts it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "ksft_fixture.h"

/* A rw region between two ro ones, and memory of either kind. */
#define REGIONS \
	"pattern@0x12400000+0x10000:node", \
	"left@0x12410000+0x10000:node", \
	"mid@0x12420000+0x10000:rw:node", \
	"right@0x12430000+0x10000:node", \
	"memory@0x12440000+0x10000:rw:wb:node", \
	"rom@0x12450000+0x10000:wb:node", \
	"zeros@0x12c00000+0x100000:rw:node"

MP_FIXTURE(prot, REGIONS)
MP_ALSO_EACH(prot);
MP_FIXTURE(wide, REGIONS)

#define LEFT	0x12410000ULL
#define MID	0x12420000ULL
#define RIGHT	0x12430000ULL
#define PART	0x10000ULL
#define MEMORY	0x12440000ULL
#define ROM	0x12450000ULL

#define RW (PROT_READ | PROT_WRITE)

/* The first word at map and on the device still holds its address. */
static void unchanged(struct __test_metadata *_metadata, struct mp_case *c,
		      const void *map, uint64_t phys)
{
	uint64_t value;
	uint32_t word;

	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(phys, word);
	EXPECT_EQ(0, mp_reg_read(c->fd, phys, 4, &value));
	EXPECT_EQ(phys, value);
}

/* A write must end in the signal; if it did not, put the word back. */
static void refused(struct __test_metadata *_metadata, int signal, void *map,
		    uint64_t phys)
{
	int sig = mp_poke32(map, ~phys);

	EXPECT_EQ(signal, sig);
	if (!sig)
		mp_poke32(map, phys);
}

/* Write a word, look at it, and put it back. */
static void writable(struct __test_metadata *_metadata, void *map,
		     uint64_t phys)
{
	uint32_t word;

	EXPECT_EQ(0, mp_poke32(map, ~phys));
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ((uint32_t)~phys, word);
	EXPECT_EQ(0, mp_poke32(map, phys));
}

TEST_F(prot, shared_write_of_ro)
{
	size_t page = self->c.page;
	void *map;

	if (!MP_BY_PAGE) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, MP_PATTERN, page, RW,
					      MAP_SHARED));
		return;
	}
	/* Reads work, whichever comes first; the write itself gets SIGBUS. */
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, 4 * page, RW,
			  MAP_SHARED);
	unchanged(_metadata, &self->c, map, MP_PATTERN);
	refused(_metadata, SIGBUS, map, MP_PATTERN);
	EXPECT_EQ(BUS_ADRERR, mp_signal_code());
	refused(_metadata, SIGBUS, map, MP_PATTERN);
	unchanged(_metadata, &self->c, map, MP_PATTERN);
	refused(_metadata, SIGBUS, map + 3 * page, MP_PATTERN + 3 * page);
	unchanged(_metadata, &self->c, map + 3 * page, MP_PATTERN + 3 * page);
}

TEST_F(prot, mprotect_of_ro)
{
	size_t page = self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, page,
				PROT_READ, MAP_SHARED);

	unchanged(_metadata, &self->c, map, MP_PATTERN);
	refused(_metadata, SIGSEGV, map, MP_PATTERN);
	if (!MP_BY_PAGE) {
		EXPECT_EQ(-1, mprotect(map, page, RW));
		EXPECT_EQ(EACCES, errno);
		refused(_metadata, SIGSEGV, map, MP_PATTERN);
	} else {
		EXPECT_EQ(0, mprotect(map, page, RW));
		refused(_metadata, SIGBUS, map, MP_PATTERN);
	}
	unchanged(_metadata, &self->c, map, MP_PATTERN);
}

/* Pages that were mapped before must not come back writable. */
TEST_F(prot, mprotect_round_trip)
{
	size_t len = PART;
	void *map;
	int i;

	if (!MP_BY_PAGE) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, MP_PATTERN, len, RW,
					      MAP_SHARED));
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len, RW,
			  MAP_SHARED);
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
		refused(_metadata, SIGBUS, map + len - 4,
			MP_PATTERN + len - 4);
		EXPECT_EQ(0, mprotect(map, len, PROT_READ));
		refused(_metadata, SIGSEGV, map, MP_PATTERN);
		EXPECT_EQ(0, mprotect(map, len, RW));
		refused(_metadata, SIGBUS, map, MP_PATTERN);
	}
	unchanged(_metadata, &self->c, map, MP_PATTERN);
}

/* One window over ro and rw pages. */
TEST_F(wide, mixed_window)
{
	size_t len = 3 * PART;
	void *map;
	int i;

	if (!MP_BY_PAGE) {
		EXPECT_EQ(EPERM, mp_map_error(self->c.fd, LEFT, len, RW,
					      MAP_SHARED));
		map = mp_case_map(_metadata, self->c.fd, LEFT, len, PROT_READ,
				  MAP_SHARED);
		EXPECT_EQ(0, mp_pattern_errors(map, LEFT, len));
		/* One page may be written, but a window has one answer. */
		EXPECT_EQ(-1, mprotect(map + PART, PART, RW));
		EXPECT_EQ(EACCES, errno);
		return;
	}
	map = mp_case_map(_metadata, self->c.fd, LEFT, len, RW, MAP_SHARED);
	for (i = 0; i < 2; i++) {
		refused(_metadata, SIGBUS, map, LEFT);
		writable(_metadata, map + PART, MID);
		writable(_metadata, map + 2 * PART - 4, RIGHT - 4);
		refused(_metadata, SIGBUS, map + 2 * PART, RIGHT);
		EXPECT_EQ(0, mp_pattern_errors(map, LEFT, len));
		ASSERT_EQ(0, mprotect(map, len, PROT_READ));
		ASSERT_EQ(0, mprotect(map, len, RW));
	}
}

TEST_F(wide, mixed_window_in_a_child)
{
	size_t len = 3 * PART;
	void *map;
	pid_t pid;

	/* One answer for the window: it can be mapped to read only. */
	map = mp_case_map(_metadata, self->c.fd, LEFT, len,
			  MP_BY_PAGE ? RW : PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, LEFT, len));
	pid = mp_fork();
	if (!pid && MP_BY_PAGE)
		_exit(mp_poke32(map, LEFT) != SIGBUS ||
		      mp_poke32(map + PART, MID) != 0 ||
		      mp_poke32(map + 2 * PART, RIGHT) != SIGBUS);
	if (!pid)
		_exit(!mprotect(map, len, RW) || errno != EACCES);
	EXPECT_EQ(0, mp_wait(pid));
	unchanged(_metadata, &self->c, map, LEFT);
	unchanged(_metadata, &self->c, map + 2 * PART, RIGHT);
}

TEST_F(prot, rw_region)
{
	size_t page = self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MID, page, RW,
				MAP_SHARED);

	writable(_metadata, map, MID);
	EXPECT_EQ(0, mprotect(map, page, PROT_READ));
	refused(_metadata, SIGSEGV, map, MID);
	EXPECT_EQ(0, mprotect(map, page, RW));
	writable(_metadata, map, MID);
}

/* Mapped to read first, made writable later: a rw region allows that. */
TEST_F(prot, rw_region_made_writable)
{
	size_t page = self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MID, page, PROT_READ,
				MAP_SHARED);

	refused(_metadata, SIGSEGV, map, MID);
	EXPECT_EQ(0, mprotect(map, page, RW));
	writable(_metadata, map, MID);
}

TEST_F(prot, write_only_mapping)
{
	size_t page = self->c.page;
	uint64_t value;
	void *map = mp_case_map(_metadata, self->c.fd, MP_ZEROS, page,
				PROT_WRITE, MAP_SHARED);

	EXPECT_EQ(0, mp_poke32(map, 0x5eed));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_ZEROS, 4, &value));
	EXPECT_EQ(0x5eed, value);
	EXPECT_EQ(0, mp_poke32(map, 0));
}

TEST_F(prot, no_access_then_read)
{
	size_t page = self->c.page;
	uint32_t word;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, page,
				PROT_NONE, MAP_SHARED);

	EXPECT_EQ(SIGSEGV, mp_peek32(map, &word));
	EXPECT_EQ(0, mprotect(map, page, PROT_READ));
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, page));
}

/* The descriptor decides, also over a rw region. */
TEST_F(prot, read_only_descriptor)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	size_t page = self->c.page;
	void *map;

	EXPECT_EQ(EACCES, mp_map_error(fd, MID, page, RW, MAP_SHARED));
	map = mp_case_map(_metadata, fd, MID, page, PROT_READ, MAP_SHARED);
	EXPECT_EQ(-1, mprotect(map, page, RW));
	EXPECT_EQ(EACCES, errno);
	unchanged(_metadata, &self->c, map, MID);
}

TEST_F(prot, write_only_descriptor)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_WRONLY);

	EXPECT_EQ(EACCES, mp_map_error(fd, MID, self->c.page, PROT_READ,
				       MAP_SHARED));
	EXPECT_EQ(EACCES, mp_map_error(fd, MID, self->c.page, RW, MAP_SHARED));
}

TEST_F(prot, private_read_only)
{
	static const uint64_t where[] = { MP_PATTERN, MID, MEMORY, ROM };
	size_t page = self->c.page, i;
	void *map;

	for (i = 0; i < ARRAY_SIZE(where); i++) {
		map = mp_case_map(_metadata, self->c.fd, where[i], page,
				  PROT_READ, MAP_PRIVATE);
		EXPECT_EQ(0, mp_pattern_errors(map, where[i], page));
		EXPECT_EQ(-1, mprotect(map, page, RW));
		EXPECT_EQ(EACCES, errno);
	}
}

/* The kernel's copy would read every register of the page. */
TEST_F(prot, private_write_of_registers)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	size_t len = 6 * self->c.page;

	EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, MP_PATTERN, len, RW,
				       MAP_PRIVATE));
	EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, MID, len, RW, MAP_PRIVATE));
	/* As the test program of 2009 did. */
	EXPECT_EQ(EINVAL, mp_map_error(fd, MP_PATTERN, len, RW, MAP_PRIVATE));
	EXPECT_EQ(EINVAL, mp_map_error(fd, MP_PATTERN, len, PROT_WRITE,
				       MAP_PRIVATE));
}

static void copy_on_write(struct __test_metadata *_metadata, struct mp_case *c,
			  int fd, uint64_t phys)
{
	size_t len = PART;
	uint32_t word;
	void *map, *device;

	map = mp_case_map(_metadata, fd, phys, len, RW, MAP_PRIVATE);
	device = mp_case_map(_metadata, c->fd, phys, len, PROT_READ,
			     MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, phys, len));
	EXPECT_EQ(0, mp_poke32(map + 4, 0xc0b1e5));
	EXPECT_EQ(0, mp_peek32(map + 4, &word));
	EXPECT_EQ(0xc0b1e5, word);
	/* The rest of the copy is a copy, and the device is what it was. */
	EXPECT_EQ(0, mp_pattern_errors(map + 8, phys + 8, len - 8));
	EXPECT_EQ(0, mp_pattern_errors(device, phys, len));
}

TEST_F(prot, private_write_of_memory)
{
	int fd = mp_case_open(_metadata, variant->m.node, O_RDONLY);

	MP_NEEDS(mp_kernel_since(5, 5), "this kernel can copy zeros instead");
	copy_on_write(_metadata, &self->c, self->c.fd, MEMORY);
	copy_on_write(_metadata, &self->c, fd, MEMORY);
	/* A copy of what is read-only may be written. */
	copy_on_write(_metadata, &self->c, fd, ROM);
}

/* Registers and memory in one mapping would have one type too few. */
TEST_F(wide, window_of_two_types)
{
	EXPECT_EQ(EINVAL, mp_map_error(self->c.fd, RIGHT, 2 * PART, PROT_READ,
				       MAP_SHARED));
}

/* The marks that keep the core of the kernel away from the pages. */
TEST_F(prot, vm_flags)
{
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN,
				self->c.page, PROT_READ, MAP_SHARED);
	char head[32], line[256], flags[256] = "";
	bool ours = false;
	FILE *smaps;

	snprintf(head, sizeof(head), "%lx-", (unsigned long)map);
	smaps = fopen("/proc/self/smaps", "re");
	MP_NEEDS(smaps, "no /proc/self/smaps in this kernel");
	while (fgets(line, sizeof(line), smaps)) {
		if (!strncmp(line, head, strlen(head)))
			ours = true;
		if (ours && !strncmp(line, "VmFlags:", 8)) {
			snprintf(flags, sizeof(flags), "%s", line);
			break;
		}
	}
	fclose(smaps);
	EXPECT_TRUE(!!strstr(flags, " pf")) TH_LOG("%s", flags);
	EXPECT_TRUE(!!strstr(flags, " io")) TH_LOG("%s", flags);
	EXPECT_TRUE(!!strstr(flags, " de")) TH_LOG("%s", flags);
	EXPECT_TRUE(!!strstr(flags, " dd")) TH_LOG("%s", flags);
	EXPECT_TRUE(!strstr(flags, " me")) TH_LOG("%s", flags);
}

TEST_HARNESS_MAIN
