// SPDX-License-Identifier: GPL-2.0-only
/*
 * A region's own node: offset 0 is the region's start, nothing else is there,
 * the permissions of the file say who may have it, and all that the other nodes
 * promise holds.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <grp.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "ksft_fixture.h"

#define DIR	"/dev/memphys.d/"

#define LOW	0x12400000ULL
#define BLOCK	0x12410000ULL	/* DIR "block", read-only */
#define SIZE	0x20000
#define NEXT	0x12430000ULL	/* shares its last page with another one */
#define SHARED	0x12440000ULL
#define ODD	0x12460010ULL

#define NOBODY	65534
#define GROUP	4711

MP_FIXTURE_AT(node, DIR "block",
	      "low@0x12400000+0x10000:user:always-on",
	      "block@0x12410000+0x20000:node:always-on",
	      "next@0x12430000+0x10800:node",
	      "tail@0x12440800+0xf800",
	      "odd@0x12460010+0x20:node:always-on",
	      "zeros@0x12c00000+0x100000:rw:node:always-on")

/* As a file: it has a size, and an end. */
TEST_F(node, size_is_the_regions)
{
	static uint32_t all[SIZE / 4 + 16];
	uint32_t word = 0;

	EXPECT_EQ(SIZE, lseek(self->c.fd, 0, SEEK_END));
	EXPECT_EQ(0, read(self->c.fd, &word, 4));
	EXPECT_EQ(SIZE - 4, lseek(self->c.fd, -4, SEEK_END));
	EXPECT_EQ(4, read(self->c.fd, &word, 4));
	EXPECT_EQ(BLOCK + SIZE - 4, word);
	EXPECT_EQ(0, lseek(self->c.fd, 0, SEEK_SET));
	EXPECT_EQ(SIZE, read(self->c.fd, all, sizeof(all)));
	EXPECT_EQ(0, mp_pattern_errors(all, BLOCK, SIZE));
	EXPECT_EQ(0, pread(self->c.fd, &word, 4, SIZE + 0x1000));
	EXPECT_EQ(-1, pwrite(self->c.fd, &word, 4, SIZE));
	EXPECT_EQ(EPERM, errno);
}

/* No offset leads out of the region, on either side. */
TEST_F(node, nothing_else_is_there)
{
	size_t page = self->c.page;
	uint64_t value;
	uint32_t word;
	void *map;
	int i;

	for (i = 17; i < 40; i++) {
		EXPECT_NE(0, mp_map_error(self->c.fd, 1ULL << i, page,
					  PROT_READ, MAP_SHARED));
		EXPECT_GE(0, pread(self->c.fd, &word, 4, 1ULL << i));
	}
	/* What lies before it, by offsets that wrap. */
	EXPECT_NE(0, mp_map_error(self->c.fd, LOW - BLOCK, page, PROT_READ,
				  MAP_SHARED));
	EXPECT_NE(0, mp_map_error(self->c.fd, -page, 2 * page, PROT_READ,
				  MAP_SHARED));
	EXPECT_GE(0, pread(self->c.fd, &word, 4, LOW - BLOCK));
	lseek(self->c.fd, LOW - BLOCK, SEEK_SET);
	EXPECT_GE(0, read(self->c.fd, &word, 4));
	/* A window across its end: only its own pages. */
	map = mp_case_map(_metadata, self->c.fd, SIZE - page, 2 * page,
			  PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(BLOCK + SIZE - page, word);
	EXPECT_EQ(SIGBUS, mp_peek32(map + page, &word));
	/* Addresses of ioctls are physical ones. */
	EXPECT_EQ(0, mp_reg_read(self->c.fd, BLOCK, 4, &value));
	EXPECT_EQ(BLOCK, value);
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, BLOCK + SIZE, 4, &value));
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, LOW, 4, &value));
	EXPECT_EQ(-EPERM, mp_reg_read(self->c.fd, 0, 4, &value));
}

TEST_F(node, info)
{
	struct memphys_region region = { .size = sizeof(region) };
	struct memphys_info info;

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	EXPECT_EQ(1, info.regions);
	EXPECT_EQ(BLOCK, info.base);
	EXPECT_EQ(MEMPHYS_METHOD_FAULT, info.method);
	ASSERT_EQ(0, ioctl(self->c.fd, MEMPHYS_IOC_GET_REGION, &region));
	EXPECT_STREQ("block", region.name);
	EXPECT_EQ(BLOCK, region.start);
	EXPECT_EQ(MEMPHYS_REGION_F_NODE | MEMPHYS_REGION_F_ALWAYS_ON,
		  region.attributes);
	region.index = 1;
	EXPECT_EQ(-1, ioctl(self->c.fd, MEMPHYS_IOC_GET_REGION, &region));
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(-ENOENT, mp_get_region(self->c.fd, LOW, &region));
}

/* A page that another region has a part of is not this node's to show. */
TEST_F(node, shared_page)
{
	int next = mp_case_open(_metadata, DIR "next", O_RDONLY);
	int all = mp_case_open(_metadata, MP_NODE_FAULT, O_RDONLY);

	EXPECT_EQ(0, mp_map_error(all, SHARED, self->c.page, PROT_READ,
				  MAP_SHARED));
	EXPECT_EQ(EPERM, mp_map_error(next, SHARED - NEXT, self->c.page,
				      PROT_READ, MAP_SHARED));
}

/* Without a page to begin with there is no mapping, but there are registers. */
TEST_F(node, odd_start)
{
	int odd = mp_case_open(_metadata, DIR "odd", O_RDONLY);
	uint32_t words[16];

	EXPECT_EQ(EINVAL, mp_map_error(odd, 0, self->c.page, PROT_READ,
				       MAP_SHARED));
	EXPECT_EQ(0x20, lseek(odd, 0, SEEK_END));
	EXPECT_EQ(0x20, pread(odd, words, sizeof(words), 0));
	EXPECT_EQ(0, mp_pattern_errors(words, ODD, 0x20));
}

/* Only what is marked has a node, whatever number somebody makes one with. */
TEST_F(node, only_where_marked)
{
	const char *made = "/tmp/memphys-made";
	struct stat st;
	int minor, opened = 0;

	EXPECT_EQ(-1, access(DIR "low", F_OK));
	ASSERT_EQ(0, stat(DIR "block", &st));
	EXPECT_TRUE(S_ISCHR(st.st_mode));
	EXPECT_EQ(0600, st.st_mode & 07777);
	EXPECT_EQ(0, access(MP_SYSFS "/block/dev", F_OK));
	EXPECT_EQ(-1, access(MP_SYSFS "/low/dev", F_OK));
	for (minor = 0; minor < 256; minor++) {
		int fd;

		ASSERT_EQ(0, mknod(made, S_IFCHR | 0600,
				   makedev(major(st.st_rdev), minor)));
		fd = open(made, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			EXPECT_EQ(ENXIO, errno);
		opened += fd >= 0;
		close(fd);
		unlink(made);
	}
	EXPECT_EQ(4, opened);
	mp_drop_all();
	EXPECT_EQ(0, mp_unload());
	EXPECT_EQ(-1, access(DIR "block", F_OK));
}

/* The child's identity: a member of the group, with no capability. */
static void become_member(void)
{
	gid_t group = GROUP;

	if (setgroups(1, &group) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		_exit(100);
}

static int member_may(uint64_t phys)
{
	struct memphys_info info;
	uint64_t value;
	uint32_t word;
	void *map;
	int fd;

	become_member();
	/* The block of the group: maps, and has no register path. */
	fd = open(DIR "block", O_RDONLY);
	if (fd < 0)
		return 1;
	map = mp_map(fd, 0, SIZE, PROT_READ, MAP_SHARED);
	if (!map || mp_pattern_errors(map, phys, SIZE))
		return 2;
	if (mp_get_info(fd, &info) || info.rights || info.regions != 1)
		return 3;
	if (mp_reg_read(fd, phys, 4, &value) != -EPERM ||
	    pread(fd, &word, 4, 0) >= 0)
		return 4;
	if (open(DIR "block", O_RDWR) >= 0 || errno != EACCES)
		return 5;
	/* Another's, and the nodes that show everything. */
	if (open(DIR "zeros", O_RDONLY) >= 0 || errno != EACCES)
		return 6;
	fd = open(MP_NODE_FAULT, O_RDONLY);
	if (fd >= 0 || errno != EACCES)
		return 7;
	/* A block that may not answer is only for those with the capability. */
	fd = open(DIR "next", O_RDONLY);
	if (mp_kernel_is_x86())
		return fd < 0 ? 8 : 0;
	return fd >= 0 || errno != EPERM ? 8 : 0;
}

/* The administrator gives one group one block. */
TEST_F(node, permissions)
{
	pid_t pid;

	ASSERT_EQ(0, chown(DIR "block", 0, GROUP));
	ASSERT_EQ(0, chmod(DIR "block", 0640));
	ASSERT_EQ(0, chown(DIR "next", 0, GROUP));
	ASSERT_EQ(0, chmod(DIR "next", 0640));
	pid = mp_fork();
	if (!pid)
		_exit(member_may(BLOCK));
	EXPECT_EQ(0, mp_wait(pid));
	mp_drop_all();
	EXPECT_EQ(0, mp_unload());
}

TEST_HARNESS_MAIN
