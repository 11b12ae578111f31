// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking a region back and giving it again: what mappings, new mmap() calls and
 * the register path see. Against calls in flight: revoke_race_test.c.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"

/* Neighbours of equal attributes that meet inside a page; memory. */
#define REGIONS \
	"first@0x12400000+0x10800:node", \
	"second@0x12410800+0xf800:node", \
	"apart@0x12500000+0x10000:node", \
	"part@0x12540000+0x100:node", \
	"memory@0x12600000+0x10000:rw:wb:node", \
	"zeros@0x12c00000+0x100000:rw:node"

MP_FIXTURE(revoke, REGIONS)
MP_ALSO_EACH(revoke);
MP_FIXTURE(wide, REGIONS)

#define FIRST	0x12400000ULL
#define BOTH	0x20000
#define SHARED	0x10000		/* offset of the page that both share */
#define APART	0x12500000ULL
#define PART	0x12540000ULL
#define MEMORY	0x12600000ULL
#define SIZE	0x10000

static void alive(struct __test_metadata *_metadata, const void *map,
		  uint64_t phys)
{
	uint32_t word;

	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(phys, word);
}

static void dead(struct __test_metadata *_metadata, const void *map)
{
	uint32_t word;

	EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
}

/* Touched or not, every page of a mapping answers SIGBUS. */
TEST_F(revoke, mapping_dies)
{
	size_t page = self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
				MAP_SHARED);
	void *fresh = mp_case_map(_metadata, self->c.fd, APART, SIZE,
				  PROT_READ, MAP_SHARED);

	alive(_metadata, map, APART);
	ASSERT_EQ(0, mp_revoke("apart", true));
	dead(_metadata, map);
	EXPECT_EQ(BUS_ADRERR, mp_signal_code());
	dead(_metadata, map + SIZE - page);
	dead(_metadata, fresh);
	dead(_metadata, fresh + SIZE - page);
	ASSERT_EQ(0, mp_revoke("apart", false));
}

TEST_F(revoke, writable_mapping_dies)
{
	uint64_t value;
	void *map = mp_case_map(_metadata, self->c.fd, MP_ZEROS, SIZE,
				PROT_READ | PROT_WRITE, MAP_SHARED);

	EXPECT_EQ(0, mp_poke32(map, 0));
	ASSERT_EQ(0, mp_revoke("zeros", true));
	EXPECT_EQ(SIGBUS, mp_poke32(map, 0xdead));
	dead(_metadata, map);
	ASSERT_EQ(0, mp_revoke("zeros", false));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_ZEROS, 4, &value));
	EXPECT_EQ(0, value);
}

/* Not even its process can unmap it any more; a revoke can. */
TEST_F(revoke, sealed)
{
	void *map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
				MAP_SHARED);

	MP_NEEDS(!syscall(462 /* mseal */, map, (size_t)SIZE, 0L),
		 "this kernel has no mseal()");
	alive(_metadata, map, APART);
	EXPECT_EQ(-1, munmap(map, SIZE));
	ASSERT_EQ(0, mp_revoke("apart", true));
	dead(_metadata, map);
	dead(_metadata, map + SIZE - 4);
	ASSERT_EQ(0, mp_revoke("apart", false));
}

/* The fault method comes back at the next touch, remap when mapped again. */
TEST_F(revoke, restore)
{
	void *map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
				MAP_SHARED);
	void *fresh;

	alive(_metadata, map, APART);
	ASSERT_EQ(0, mp_revoke("apart", true));
	dead(_metadata, map);
	ASSERT_EQ(0, mp_revoke("apart", false));
	if (MP_IS_FAULT) {
		EXPECT_EQ(0, mp_pattern_errors(map, APART, SIZE));
	} else {
		dead(_metadata, map);
		dead(_metadata, map + SIZE - 4);
	}
	fresh = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
			    MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(fresh, APART, SIZE));
}

TEST_F(revoke, new_mapping_is_refused)
{
	ASSERT_EQ(0, mp_revoke("apart", true));
	EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, APART, SIZE, PROT_READ,
				       MAP_SHARED));
	EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, APART, SIZE, PROT_READ,
				       MAP_PRIVATE));
	ASSERT_EQ(0, mp_revoke("apart", false));
	EXPECT_EQ(0, mp_map_error(self->c.fd, APART, SIZE, PROT_READ,
				  MAP_SHARED));
}

/* A window that holds nothing else: of two reasons, this one goes. */
TEST_F(wide, window_around_a_revoked_region)
{
	ASSERT_EQ(0, mp_revoke("apart", true));
	EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, APART - SIZE, 3 * SIZE,
				       PROT_READ, MAP_SHARED));
	ASSERT_EQ(0, mp_revoke("apart", false));
}

TEST_F(revoke, register_path)
{
	uint64_t value;
	uint32_t word;

	ASSERT_EQ(0, mp_revoke("apart", true));
	EXPECT_EQ(-ENODEV, mp_reg_read(self->c.fd, APART, 4, &value));
	EXPECT_EQ(-1, mp_pread(self->c.fd, &word, 4, APART));
	EXPECT_EQ(ENODEV, errno);
	ASSERT_EQ(0, mp_revoke("zeros", true));
	EXPECT_EQ(-ENODEV, mp_reg_write(self->c.fd, MP_ZEROS, 4, 1));
	EXPECT_EQ(-1, mp_pwrite(self->c.fd, &word, 4, MP_ZEROS));
	EXPECT_EQ(ENODEV, errno);
	ASSERT_EQ(0, mp_revoke("apart", false));
	ASSERT_EQ(0, mp_revoke("zeros", false));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, APART, 4, &value));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_ZEROS, 4, &value));
	EXPECT_EQ(0, value);
}

/* A region that no page shows has only that. */
TEST_F(revoke, region_of_less_than_a_page)
{
	uint64_t value;

	EXPECT_EQ(0, mp_reg_read(self->c.fd, PART, 4, &value));
	ASSERT_EQ(0, mp_revoke("part", true));
	EXPECT_EQ(-ENODEV, mp_reg_read(self->c.fd, PART, 4, &value));
	ASSERT_EQ(0, mp_revoke("part", false));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, PART, 4, &value));
}

/* read() stops where the revoked region begins. */
TEST_F(wide, read_across)
{
	uint32_t buf[64];

	ASSERT_EQ(0, mp_revoke("second", true));
	EXPECT_EQ(64, pread(self->c.fd, buf, 128, FIRST + 0x10800 - 64));
	EXPECT_EQ(-1, pread(self->c.fd, buf, 64, FIRST + 0x10800));
	EXPECT_EQ(ENODEV, errno);
	ASSERT_EQ(0, mp_revoke("second", false));
}

TEST_F(revoke, other_regions_live)
{
	void *map = mp_case_map(_metadata, self->c.fd, FIRST, SHARED,
				PROT_READ, MAP_SHARED);
	void *apart = mp_case_map(_metadata, self->c.fd, APART, SIZE,
				  PROT_READ, MAP_SHARED);

	alive(_metadata, map, FIRST);
	ASSERT_EQ(0, mp_revoke("apart", true));
	dead(_metadata, apart);
	EXPECT_EQ(0, mp_pattern_errors(map, FIRST, SHARED));
	ASSERT_EQ(0, mp_revoke("apart", false));
}

/* A page that two regions share goes with either of them. */
TEST_F(wide, neighbours)
{
	size_t page = self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, FIRST, BOTH, PROT_READ,
				MAP_SHARED);

	EXPECT_EQ(0, mp_pattern_errors(map, FIRST, BOTH));
	ASSERT_EQ(0, mp_revoke("second", true));
	EXPECT_EQ(0, mp_pattern_errors(map, FIRST, SHARED));
	dead(_metadata, map + SHARED);
	dead(_metadata, map + SHARED + page);
	dead(_metadata, map + BOTH - 4);
	/* A new window: decided page by page, or as a whole. */
	if (MP_IS_FAULT) {
		map = mp_case_map(_metadata, self->c.fd, FIRST, BOTH,
				  PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_pattern_errors(map, FIRST, SHARED));
		dead(_metadata, map + SHARED);
	} else {
		EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, FIRST, BOTH,
					       PROT_READ, MAP_SHARED));
	}
	ASSERT_EQ(0, mp_revoke("first", true));
	ASSERT_EQ(0, mp_revoke("second", false));
	EXPECT_EQ(ENODEV, mp_map_error(self->c.fd, FIRST + SHARED, page,
				       PROT_READ, MAP_SHARED));
	EXPECT_EQ(0, mp_map_error(self->c.fd, FIRST + SHARED + page, page,
				  PROT_READ, MAP_SHARED));
	ASSERT_EQ(0, mp_revoke("first", false));
	EXPECT_EQ(0, mp_map_error(self->c.fd, FIRST, BOTH, PROT_READ,
				  MAP_SHARED));
}

/* One revoke for both nodes: they share one address space. */
TEST_F(revoke, through_the_other_node)
{
	const char *node = MP_IS_FAULT ? MP_NODE_REMAP : MP_NODE_FAULT;
	int fd = mp_case_open(_metadata, node, O_RDONLY);
	void *map = mp_case_map(_metadata, fd, APART, SIZE, PROT_READ,
				MAP_SHARED);

	alive(_metadata, map, APART);
	ASSERT_EQ(0, close(fd));
	ASSERT_EQ(0, mp_revoke("apart", true));
	dead(_metadata, map);
	ASSERT_EQ(0, mp_revoke("apart", false));
}

/* A second file system node of the same number is the same device. */
TEST_F(revoke, through_another_inode)
{
	struct mp_place at = mp_place(self->c.fd, APART);
	const char *path = "/tmp/ksft-node";
	struct stat st;
	void *map;
	int fd;

	ASSERT_EQ(0, fstat(at.fd, &st));
	unlink(path);
	ASSERT_EQ(0, mknod(path, S_IFCHR | 0600, st.st_rdev));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	unlink(path);
	ASSERT_LE(0, fd);
	map = mp_case_map(_metadata, fd, at.offset, SIZE, PROT_READ,
			  MAP_SHARED);
	alive(_metadata, map, APART);
	ASSERT_EQ(0, mp_revoke("apart", true));
	dead(_metadata, map);
	ASSERT_EQ(0, mp_revoke("apart", false));
	munmap(map, SIZE);
	close(fd);
}

/* Copies that a process made of a region's pages go as well. */
TEST_F(revoke, private_copies)
{
	size_t page = self->c.page;
	void *map;

	MP_NEEDS(mp_kernel_since(5, 5), "this kernel can copy zeros instead");
	map = mp_case_map(_metadata, self->c.fd, MEMORY, SIZE,
			  PROT_READ | PROT_WRITE, MAP_PRIVATE);
	EXPECT_EQ(0, mp_poke32(map + page, 0xc0b1ed));
	alive(_metadata, map, MEMORY);
	ASSERT_EQ(0, mp_revoke("memory", true));
	dead(_metadata, map);
	dead(_metadata, map + page);
	ASSERT_EQ(0, mp_revoke("memory", false));
}

TEST_F(revoke, in_a_child)
{
	void *map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
				MAP_SHARED);
	uint32_t word;
	int fds[2], ready[2];
	pid_t pid;

	alive(_metadata, map, APART);
	ASSERT_EQ(0, pipe(fds));
	ASSERT_EQ(0, pipe(ready));
	pid = mp_fork();
	if (!pid) {
		close(fds[1]);
		/* The read returns when the parent closes its end. */
		if (mp_peek32(map, &word) || write(ready[1], "", 1) != 1 ||
		    read(fds[0], &word, 1) != 0)
			_exit(2);
		_exit(mp_peek32(map, &word) != SIGBUS);
	}
	close(fds[0]);
	ASSERT_EQ(1, read(ready[0], &word, 1));
	ASSERT_EQ(0, mp_revoke("apart", true));
	close(fds[1]);
	EXPECT_EQ(0, mp_wait(pid));
	ASSERT_EQ(0, mp_revoke("apart", false));
}

/* The address spaces that there are; 0 if the kernel does not say. */
static unsigned long address_spaces(void)
{
	char line[256], name[64];
	unsigned long count = 0;
	FILE *file;

	/* Those that each CPU keeps for the next ones would be counted. */
	mp_file_write("/sys/kernel/slab/mm_struct/shrink", "1");
	file = fopen("/proc/slabinfo", "re");
	while (file && !count && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %lu", name, &count) != 2 ||
		    strcmp(name, "mm_struct"))
			count = 0;
	if (file)
		fclose(file);
	return count;
}

/*
 * A revoke waits for the address spaces where a descriptor was mapped by the
 * remap method. Those of its dead users are not kept until it is closed.
 */
TEST_F(revoke, forgets_the_dead)
{
	unsigned long before = address_spaces();
	const unsigned long users = 400;
	unsigned long i, now;
	void *map;
	pid_t pid;

	MP_NEEDS(before, "/proc/slabinfo does not count mm_struct");
	MP_NEEDS(!mp_file_has("/proc/kallsyms", "kasan_quarantine_put"),
		 "KASAN keeps for a while what was freed");
	for (i = 0; i < users; i++) {
		pid = mp_fork();
		if (!pid) {
			map = mp_map(self->c.fd, APART, SIZE, PROT_READ,
				     MAP_SHARED);
			_exit(!map);
		}
		ASSERT_EQ(0, mp_wait(pid));
	}
	/* In a second or two. */
	for (i = 0; i < 50; i++) {
		now = address_spaces();
		if (now < before + users / 10)
			break;
		usleep(100000);
	}
	EXPECT_GT(before + users / 10, now);
}

/* Split, moved, protected: it is still ours. */
TEST_F(revoke, after_a_split_and_a_move)
{
	size_t page = self->c.page;
	void *map, *to, *moved;

	map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map, APART, SIZE));
	ASSERT_EQ(0, munmap(map + page, page));
	to = mmap(NULL, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, to);
	moved = mremap(map + 2 * page, page, page,
		       MREMAP_MAYMOVE | MREMAP_FIXED, to);
	ASSERT_EQ(to, moved);
	alive(_metadata, moved, APART + 2 * page);
	ASSERT_EQ(0, mprotect(map, page, PROT_NONE));
	ASSERT_EQ(0, mp_revoke("apart", true));
	ASSERT_EQ(0, mprotect(map, page, PROT_READ));
	dead(_metadata, map);
	dead(_metadata, moved);
	dead(_metadata, map + 3 * page);
	ASSERT_EQ(0, mp_revoke("apart", false));
}

/* What sysfs and GET_REGION say. */
TEST_F(revoke, is_shown)
{
	struct memphys_region region;
	char text[8];

	ASSERT_EQ(0, mp_revoke("apart", true));
	EXPECT_EQ(0, mp_region_read("apart", "revoked", text, sizeof(text)));
	EXPECT_EQ(0, strcmp(text, "1"));
	EXPECT_EQ(0, mp_get_region(self->c.fd, APART, &region));
	EXPECT_EQ(MEMPHYS_REGION_F_NODE | MEMPHYS_REGION_F_REVOKED,
		  region.attributes);
	ASSERT_EQ(0, mp_revoke("apart", false));
	EXPECT_EQ(0, mp_region_read("apart", "revoked", text, sizeof(text)));
	EXPECT_EQ(0, strcmp(text, "0"));
	EXPECT_EQ(0, mp_get_region(self->c.fd, APART, &region));
	EXPECT_EQ(MEMPHYS_REGION_F_NODE, region.attributes);
}

TEST_F(revoke, twice)
{
	void *map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
				MAP_SHARED);

	ASSERT_EQ(0, mp_revoke("apart", true));
	EXPECT_EQ(0, mp_revoke("apart", true));
	dead(_metadata, map);
	EXPECT_EQ(0, mp_revoke("apart", false));
	EXPECT_EQ(0, mp_revoke("apart", false));
	EXPECT_EQ(0, mp_map_error(self->c.fd, APART, SIZE, PROT_READ,
				  MAP_SHARED));
}

TEST_F(revoke, bad_values)
{
	static const char *const bad[] = { "2", "-1", "maybe", " " };
	void *map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
				MAP_SHARED);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-EINVAL, mp_region_write("apart", "revoked", bad[i]))
			TH_LOG("\"%s\"", bad[i]);
	}
	alive(_metadata, map, APART);
}

/* A module that is unloaded while a region is revoked leaves nothing. */
TEST_F(revoke, unload)
{
	void *map = mp_case_map(_metadata, self->c.fd, APART, SIZE, PROT_READ,
				MAP_SHARED);

	alive(_metadata, map, APART);
	ASSERT_EQ(0, mp_revoke("apart", true));
	mp_drop_all();
	EXPECT_EQ(0, mp_unload());
}

TEST_HARNESS_MAIN
