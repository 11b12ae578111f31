// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may do what: without CAP_SYS_RAWIO at open() a descriptor sees, maps and
 * prefaults regions flagged "user" and nothing else, wherever it goes; the
 * register path is for those with the capability alone.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/capability.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"

#define REGIONS \
	"plain@0x12400000+0x10000", \
	"shared@0x12410000+0x10000:user:always-on", \
	"open@0x12c00000+0x10000:rw:user:always-on:node", \
	"zeros@0x12c10000+0x10000:rw"

MP_FIXTURE(cap, REGIONS)
MP_ALSO_EACH(cap);
MP_FIXTURE(wide, REGIONS)

#define PLAIN	0x12400000ULL
#define SHARED	0x12410000ULL
#define OPEN	0x12c00000ULL
#define CLOSED	0x12c10000ULL
#define SIZE	0x10000

#define NOBODY	65534

/* Switch CAP_SYS_RAWIO off or on again; it stays permitted. */
static int set_rawio(bool on)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		return -errno;
	if (on)
		data[0].effective |= 1U << CAP_SYS_RAWIO;
	else
		data[0].effective &= ~(1U << CAP_SYS_RAWIO);
	return syscall(SYS_capset, &head, data) ? -errno : 0;
}

/* A descriptor of somebody without the capability. */
static int open_without(struct __test_metadata *_metadata, const char *node,
			int flags)
{
	int fd;

	ASSERT_EQ(0, set_rawio(false));
	fd = mp_case_open(_metadata, node, flags);
	ASSERT_EQ(0, set_rawio(true));
	return fd;
}

/* What such a descriptor may do, no matter which process uses it. */
static void is_limited(struct __test_metadata *_metadata, int fd)
{
	struct memphys_region region;
	struct memphys_info info;
	uint64_t value;
	uint32_t word;

	ASSERT_EQ(0, mp_get_info(fd, &info));
	EXPECT_EQ(0, info.rights);
	EXPECT_EQ(2, info.regions);
	EXPECT_EQ(-ENOENT, mp_get_region(fd, PLAIN, &region));
	EXPECT_EQ(-ENOENT, mp_get_region(fd, MP_SYSCTL, &region));
	EXPECT_EQ(0, mp_get_region(fd, SHARED, &region));
	EXPECT_EQ(0, region.index);
	EXPECT_EQ(EPERM, mp_map_error(fd, PLAIN, SIZE, PROT_READ, MAP_SHARED));
	EXPECT_EQ(EPERM, mp_map_error(fd, CLOSED, SIZE, PROT_READ,
				      MAP_SHARED));
	EXPECT_EQ(0, mp_map_error(fd, SHARED, SIZE, PROT_READ, MAP_SHARED));
	EXPECT_EQ(-EPERM, mp_reg_read(fd, PLAIN, 4, &value));
	EXPECT_EQ(-EPERM, mp_reg_read(fd, SHARED, 4, &value));
	EXPECT_EQ(-1, pread(fd, &word, 4, SHARED));
	EXPECT_EQ(EPERM, errno);
}

static void is_unlimited(struct __test_metadata *_metadata, int fd)
{
	struct memphys_info info;
	uint64_t value;

	ASSERT_EQ(0, mp_get_info(fd, &info));
	EXPECT_EQ(MEMPHYS_FILE_F_RAWIO, info.rights);
	EXPECT_EQ(6, info.regions);
	EXPECT_EQ(0, mp_map_error(fd, PLAIN, SIZE, PROT_READ, MAP_SHARED));
	EXPECT_EQ(0, mp_reg_read(fd, PLAIN, 4, &value));
	EXPECT_EQ(PLAIN, value);
}

TEST_F(wide, without_rawio)
{
	int fd = open_without(_metadata, variant->m.node, O_RDWR);

	is_limited(_metadata, fd);
	is_unlimited(_metadata, self->c.fd);
}

/* By index the list of such a descriptor has no holes. */
TEST_F(wide, list_without_rawio)
{
	int fd = open_without(_metadata, variant->m.node, O_RDONLY);
	struct memphys_region region;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		region = (struct memphys_region){
			.size = sizeof(region),
			.index = i,
		};
		ASSERT_EQ(0, ioctl(fd, MEMPHYS_IOC_GET_REGION, &region));
		EXPECT_TRUE(region.attributes & MEMPHYS_REGION_F_USER);
		EXPECT_EQ(i, region.index);
		EXPECT_EQ(i ? OPEN : SHARED, region.start);
	}
	region = (struct memphys_region){ .size = sizeof(region), .index = 2 };
	EXPECT_EQ(-1, ioctl(fd, MEMPHYS_IOC_GET_REGION, &region));
	EXPECT_EQ(ENOENT, errno);
}

/* Regions that it may not see are unlisted, in windows and in batches. */
TEST_F(wide, window_without_rawio)
{
	int fd = open_without(_metadata, variant->m.node, O_RDWR);
	uint64_t mapped;
	uint32_t word;
	void *map;

	if (!MP_IS_FAULT) {
		EXPECT_EQ(EPERM, mp_map_error(fd, PLAIN, 2 * SIZE, PROT_READ,
					      MAP_SHARED));
		return;
	}
	map = mp_case_map(_metadata, fd, PLAIN, 2 * SIZE, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_pattern_errors(map + SIZE, SHARED, SIZE));
	EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
	EXPECT_EQ(SIGBUS, mp_peek32(map + SIZE - 4, &word));
	EXPECT_EQ(0, mp_prefault(fd, map, 2 * SIZE, &mapped));
	EXPECT_EQ(SIZE / self->c.page, mapped);
	EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
	/* A small window is filled at its first touch: only with its own. */
	map = mp_case_map(_metadata, fd, SHARED - 4 * self->c.page,
			  8 * self->c.page, PROT_READ, MAP_SHARED);
	EXPECT_EQ(0, mp_peek32(map + 4 * self->c.page, &word));
	EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
}

/* What it does not see its mappings do not cover. */
TEST_F(wide, maps_without_rawio)
{
	int fd = open_without(_metadata, variant->m.node, O_RDONLY);
	uint64_t from = MP_IS_FAULT ? PLAIN : SHARED;
	char before[32], after[32];

	ASSERT_EQ(0, mp_region_read("plain", "maps", before, sizeof(before)));
	EXPECT_EQ(0, mp_map_error(fd, from, SHARED + SIZE - from, PROT_READ,
				  MAP_SHARED));
	ASSERT_EQ(0, mp_region_read("plain", "maps", after, sizeof(after)));
	EXPECT_STREQ(before, after);
}

/* A user region that is rw may be written through a mapping, not otherwise. */
TEST_F(cap, write_without_rawio)
{
	int fd = open_without(_metadata, variant->m.node, O_RDWR);
	uint32_t word = 1;
	void *map;

	map = mp_case_map(_metadata, fd, OPEN, SIZE, PROT_READ | PROT_WRITE,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_poke32(map, 0x5e1f));
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(0x5e1f, word);
	EXPECT_EQ(0, mp_poke32(map, 0));
	EXPECT_EQ(-EPERM, mp_reg_write(fd, OPEN, 4, 1));
	EXPECT_EQ(-1, mp_pwrite(fd, &word, 4, OPEN));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(0, word);
}

/* A debugger's access is made by the kernel: the capability, again. */
TEST_F(cap, debugger_without_rawio)
{
	int fd = open_without(_metadata, variant->m.node, O_RDWR);
	int mem = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	uint32_t word = 0xbad;
	void *map;

	ASSERT_LE(0, mem);
	map = mp_case_map(_metadata, fd, OPEN, SIZE, PROT_READ | PROT_WRITE,
			  MAP_SHARED);
	EXPECT_EQ(-1, pread(mem, &word, 4, (uintptr_t)map));
	EXPECT_EQ(-1, pwrite(mem, &word, 4, (uintptr_t)map));
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(0, word);
	close(mem);
}

/* The snapshot of open() counts: what the process has later does not. */
TEST_F(wide, lost_after_open)
{
	uint64_t value;

	ASSERT_EQ(0, set_rawio(false));
	is_unlimited(_metadata, self->c.fd);
	EXPECT_EQ(0, mp_reg_write(self->c.fd, CLOSED, 4, 0));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, CLOSED, 4, &value));
	ASSERT_EQ(0, set_rawio(true));
}

/* Root of a user namespace of its own is nobody here. */
TEST_F(cap, user_namespace)
{
	pid_t pid = mp_fork();
	int fd;

	if (!pid) {
		struct memphys_info info;

		if (unshare(CLONE_NEWUSER))
			_exit(77);
		fd = mp_open(variant->m.node, O_RDWR);
		if (fd < 0)
			_exit(errno == EPERM || errno == EACCES ? 0 : 1);
		_exit(mp_get_info(fd, &info) || info.rights ? 2 : 0);
	}
	fd = mp_wait(pid);
	MP_NEEDS(fd != 77, "this kernel has no user namespaces");
	EXPECT_EQ(0, fd);
}

static int send_fd(int socket, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = "";
	char byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	return sendmsg(socket, &msg, 0) == 1 ? 0 : -errno;
}

static int receive_fd(int socket)
{
	char control[CMSG_SPACE(sizeof(int))];
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	int fd = -1;

	if (recvmsg(socket, &msg, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&msg))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

/* Passing a descriptor delegates what its opener had. */
TEST_F(wide, passed_to_nobody)
{
	int sockets[2], limited;
	pid_t pid;

	limited = open_without(_metadata, variant->m.node, O_RDWR);
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
	pid = mp_fork();
	if (!pid) {
		uint64_t value;
		int fd;

		if (setresgid(NOBODY, NOBODY, NOBODY) ||
		    setresuid(NOBODY, NOBODY, NOBODY))
			_exit(1);
		fd = receive_fd(sockets[1]);
		if (mp_map_error(fd, PLAIN, SIZE, PROT_READ, MAP_SHARED) ||
		    mp_reg_read(fd, PLAIN, 4, &value) || value != PLAIN)
			_exit(2);
		fd = receive_fd(sockets[1]);
		if (mp_map_error(fd, PLAIN, SIZE, PROT_READ, MAP_SHARED) !=
			    EPERM ||
		    mp_map_error(fd, SHARED, SIZE, PROT_READ, MAP_SHARED))
			_exit(3);
		/* And no way to a better one. */
		_exit(open(variant->m.node, O_RDWR) >= 0);
	}
	EXPECT_EQ(0, send_fd(sockets[0], self->c.fd));
	EXPECT_EQ(0, send_fd(sockets[0], limited));
	EXPECT_EQ(0, mp_wait(pid));
}

TEST_F(wide, passed_from_nobody)
{
	int sockets[2], fd;
	pid_t pid;

	ASSERT_EQ(0, chmod(variant->m.node, 0666));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
	pid = mp_fork();
	if (!pid) {
		if (setresuid(NOBODY, NOBODY, NOBODY))
			_exit(1);
		fd = open(variant->m.node, O_RDWR);
		_exit(fd < 0 || send_fd(sockets[1], fd));
	}
	EXPECT_EQ(0, mp_wait(pid));
	fd = receive_fd(sockets[0]);
	ASSERT_EQ(0, chmod(variant->m.node, 0600));
	ASSERT_LE(0, fd);
	is_limited(_metadata, fd);
}

/* The node's own permissions come first. */
TEST_F(cap, nobody)
{
	pid_t pid = mp_fork();

	if (!pid) {
		if (setresuid(NOBODY, NOBODY, NOBODY))
			_exit(1);
		_exit(mp_open(variant->m.node, O_RDONLY) >= 0 ||
		      errno != EACCES);
	}
	EXPECT_EQ(0, mp_wait(pid));
}

/* Who opened "revoked" decides, not who writes. */
TEST_F(wide, revoked_attribute)
{
	const char *path = MP_SYSFS "/shared/revoked";
	int reader = open(path, O_RDONLY | O_CLOEXEC);
	int writer = open(path, O_WRONLY | O_CLOEXEC);
	pid_t pid = mp_fork();

	if (!pid) {
		if (setresuid(NOBODY, NOBODY, NOBODY))
			_exit(1);
		if (open(path, O_RDWR) >= 0 || errno != EACCES)
			_exit(2);
		_exit(pwrite(writer, "1", 1, 0) != 1 ||
		      pwrite(writer, "0", 1, 0) != 1);
	}
	EXPECT_EQ(0, mp_wait(pid));
	EXPECT_EQ(-1, write(reader, "1", 1));
	EXPECT_EQ(EBADF, errno);
}

/* Attributes that show addresses are root's. */
TEST_F(wide, sysfs_for_nobody)
{
	pid_t pid = mp_fork();
	char text[32];

	if (!pid) {
		if (setresuid(NOBODY, NOBODY, NOBODY))
			_exit(1);
		_exit(mp_region_read("shared", "start", text, sizeof(text)) !=
			      -EACCES ||
		      mp_region_read("shared", "size", text, sizeof(text)) !=
			      -EACCES ||
		      mp_region_write("shared", "revoked", "1") != -EACCES ||
		      mp_region_read("shared", "access", text, sizeof(text)));
	}
	EXPECT_EQ(0, mp_wait(pid));
}

/* Without a region for everybody there is nothing to open. */
MP_FIXTURE(caponly,
	   "plain@0x12400000+0x10000")

TEST_F(caponly, open_without_rawio)
{
	ASSERT_EQ(0, set_rawio(false));
	EXPECT_EQ(-1, open(variant->m.node, O_RDONLY));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(0, set_rawio(true));
}

TEST_HARNESS_MAIN
