// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls: what they answer, and every way to call them wrongly, one thing
 * at a time. A failed call changes nothing.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <sys/ioctl.h>

#include "ksft_fixture.h"

MP_FIXTURE(ioctl,
	   "pattern@0x12400000+0x100000",
	   "part@0x12810000+0x804",
	   "user@0x12820000+0x10000:user:wc:always-on",
	   "zeros@0x12c00000+0x100000:rw")

/* Any argument, and room for one of a newer caller. */
union arg {
	unsigned int size;
	struct memphys_info info;
	struct memphys_region region;
	struct memphys_access access;
	struct memphys_prefault prefault;
	unsigned char raw[256];
};

struct call {
	unsigned long cmd;
	size_t size;
	union arg arg;
	int fd;
};

#define CALLS 5

/* A call of each ioctl that succeeds. */
static void good_calls(struct __test_metadata *_metadata, struct mp_case *c,
		       struct call *calls)
{
	/* Only a mapping by the fault method can be prefaulted. */
	int fault = mp_case_open(_metadata, MP_NODE_FAULT, O_RDONLY);
	void *map = mp_case_map(_metadata, fault, MP_PATTERN, c->page,
				PROT_READ, MAP_SHARED);

	memset(calls, 0, CALLS * sizeof(*calls));
	calls[0].cmd = MEMPHYS_IOC_GET_INFO;
	calls[1].cmd = MEMPHYS_IOC_GET_REGION;
	calls[2].cmd = MEMPHYS_IOC_READ;
	calls[2].arg.access.addr = MP_PATTERN;
	calls[2].arg.access.width = 4;
	calls[3].cmd = MEMPHYS_IOC_WRITE;
	calls[3].arg.access.addr = MP_ZEROS;
	calls[3].arg.access.width = 4;
	calls[4].cmd = MEMPHYS_IOC_PREFAULT;
	calls[4].arg.prefault.start = (uintptr_t)map;
	calls[4].arg.prefault.length = c->page;
	for (int i = 0; i < CALLS; i++) {
		calls[i].fd = i == 4 ? fault : c->fd;
		calls[i].size = _IOC_SIZE(calls[i].cmd);
		calls[i].arg.size = calls[i].size;
	}
}

/* The call fails with err, and its argument stays what it was. */
static void fails(struct __test_metadata *_metadata, int fd, int err,
		  unsigned long cmd, const union arg *arg, const char *what)
{
	union arg after = *arg;

	errno = 0;
	EXPECT_EQ(-1, ioctl(fd, cmd, &after))
		TH_LOG("ioctl %lu, %s", _IOC_NR(cmd), what);
	EXPECT_EQ(err, errno)
		TH_LOG("ioctl %lu, %s", _IOC_NR(cmd), what);
	EXPECT_EQ(0, memcmp(&after, arg, sizeof(after)))
		TH_LOG("ioctl %lu, %s: changed the argument", _IOC_NR(cmd),
		       what);
}

/* FAILS(err, cmd, good, field, value): one field of a good argument is wrong. */
#define FAILS(err, cmd, good, field, bad)				\
	do {								\
		union arg arg_ = (good);				\
									\
		arg_.field = (bad);					\
		fails(_metadata, self->c.fd, err, cmd, &arg_,		\
		      #field " = " #bad);				\
	} while (0)

TEST_F(ioctl, good_calls)
{
	struct call calls[CALLS];
	int i;

	good_calls(_metadata, &self->c, calls);
	for (i = 0; i < CALLS; i++) {
		EXPECT_EQ(0, ioctl(calls[i].fd, calls[i].cmd, &calls[i].arg))
			TH_LOG("ioctl %d: %s", i, strerror(errno));
	}
}

TEST_F(ioctl, sizes)
{
	struct call calls[CALLS];
	union arg arg;
	int i;

	good_calls(_metadata, &self->c, calls);
	for (i = 0; i < CALLS; i++) {
		unsigned long cmd = calls[i].cmd;

		arg = calls[i].arg;
		arg.size = 0;
		fails(_metadata, calls[i].fd, EINVAL, cmd, &arg, "size 0");
		arg.size = calls[i].size - 1;
		fails(_metadata, calls[i].fd, EINVAL, cmd, &arg, "short");
		arg.size = 4;
		fails(_metadata, calls[i].fd, EINVAL, cmd, &arg, "size only");
		arg.size = self->c.page + 1;
		fails(_metadata, calls[i].fd, E2BIG, cmd, &arg, "over a page");
		arg.size = ~0U;
		fails(_metadata, calls[i].fd, E2BIG, cmd, &arg, "size -1");
		/* A newer caller that uses what we do not know. */
		arg.size = calls[i].size + 8;
		arg.raw[calls[i].size + 7] = 1;
		fails(_metadata, calls[i].fd, E2BIG, cmd, &arg, "rest not 0");
		/* And one that does not: its size comes back. */
		arg.raw[calls[i].size + 7] = 0;
		EXPECT_EQ(0, ioctl(calls[i].fd, cmd, &arg))
			TH_LOG("ioctl %d: %s", i, strerror(errno));
		EXPECT_EQ(calls[i].size + 8, arg.size);
	}
}

TEST_F(ioctl, bad_pointers)
{
	struct call calls[CALLS];
	size_t page = self->c.page;
	void *room, *edge;
	int i;

	good_calls(_metadata, &self->c, calls);
	room = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, room);
	ASSERT_EQ(0, mprotect(room + page, page, PROT_NONE));
	for (i = 0; i < CALLS; i++) {
		unsigned long cmd = calls[i].cmd;

		EXPECT_EQ(-1, ioctl(calls[i].fd, cmd, NULL));
		EXPECT_EQ(EFAULT, errno);
		EXPECT_EQ(-1, ioctl(calls[i].fd, cmd, (void *)-8UL));
		EXPECT_EQ(EFAULT, errno);
		EXPECT_EQ(-1, ioctl(calls[i].fd, cmd, room + page));
		EXPECT_EQ(EFAULT, errno);
		/* Only the size can be read. */
		edge = room + page - 8;
		memcpy(edge, &calls[i].arg, 8);
		EXPECT_EQ(-1, ioctl(calls[i].fd, cmd, edge));
		EXPECT_EQ(EFAULT, errno);
		/* It can be read, but not written. */
		if (!(_IOC_DIR(cmd) & _IOC_READ))
			continue;
		memcpy(room, &calls[i].arg, sizeof(calls[i].arg));
		ASSERT_EQ(0, mprotect(room, page, PROT_READ));
		EXPECT_EQ(-1, ioctl(calls[i].fd, cmd, room));
		EXPECT_EQ(EFAULT, errno);
		ASSERT_EQ(0, mprotect(room, page, PROT_READ | PROT_WRITE));
	}
	munmap(room, 2 * page);
}

TEST_F(ioctl, unknown_commands)
{
	struct call calls[CALLS];
	int i;

	good_calls(_metadata, &self->c, calls);
	for (i = 0; i < CALLS; i++) {
		unsigned long cmd = calls[i].cmd;
		const union arg *arg = &calls[i].arg;

		fails(_metadata, calls[i].fd, ENOTTY, cmd ^ 0x100, arg, "type");
		fails(_metadata, calls[i].fd, ENOTTY, cmd | 0x80, arg, "nr");
		fails(_metadata, calls[i].fd, ENOTTY,
		      cmd ^ (unsigned long)_IOC_WRITE << _IOC_DIRSHIFT, arg,
		      "direction");
		fails(_metadata, calls[i].fd, ENOTTY,
		      _IOC(_IOC_DIR(cmd), MEMPHYS_IOC_MAGIC, CALLS,
			   calls[i].size), arg, "one past the last");
	}
	fails(_metadata, self->c.fd, ENOTTY, 0, &calls[0].arg, "command 0");
}

TEST_F(ioctl, get_info)
{
	struct memphys_info info;

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	EXPECT_EQ(sizeof(info), info.size);
	EXPECT_EQ(0, info.flags);
	EXPECT_EQ(MEMPHYS_FILE_F_RAWIO, info.rights);
	EXPECT_EQ(6, info.regions);
	EXPECT_EQ(variant->m.method, info.method);
	EXPECT_EQ(self->c.page, info.page_size);
	EXPECT_EQ(mp_kernel_word() == 8,
		  !!(info.features & MEMPHYS_FEATURE_ACCESS64));
	EXPECT_EQ(mp_kernel_since(4, 5),
		  !!(info.features & MEMPHYS_FEATURE_PFN_MKWRITE));
	EXPECT_EQ(0, info.features & ~0xfU);
}

TEST_F(ioctl, get_info_fields)
{
	union arg good = { .info = { .size = sizeof(good.info) } };

	FAILS(EINVAL, MEMPHYS_IOC_GET_INFO, good, info.flags, 1);
	FAILS(EINVAL, MEMPHYS_IOC_GET_INFO, good, info.flags, 1U << 31);
	FAILS(EINVAL, MEMPHYS_IOC_GET_INFO, good, info.flags, ~0U);
	FAILS(EINVAL, MEMPHYS_IOC_GET_INFO, good, info.reserved, 1);
}

/* By index: ascending, complete, and each found by its address again. */
TEST_F(ioctl, get_region_by_index)
{
	struct memphys_region region, again;
	struct memphys_info info;
	uint64_t last = 0;
	unsigned int i;

	ASSERT_EQ(0, mp_get_info(self->c.fd, &info));
	for (i = 0; i < info.regions; i++) {
		region = (struct memphys_region){
			.size = sizeof(region),
			.index = i,
		};
		ASSERT_EQ(0, ioctl(self->c.fd, MEMPHYS_IOC_GET_REGION,
				   &region));
		EXPECT_EQ(i, region.index);
		EXPECT_LE(last, region.start);
		EXPECT_EQ(0, region.reserved);
		last = region.start + region.length;
		ASSERT_EQ(0, mp_get_region(self->c.fd, last - 1, &again));
		again.flags = 0;
		EXPECT_EQ(0, memcmp(&region, &again, sizeof(region)));
	}
	region = (struct memphys_region){
		.size = sizeof(region),
		.index = info.regions,
	};
	EXPECT_EQ(-1, ioctl(self->c.fd, MEMPHYS_IOC_GET_REGION, &region));
	EXPECT_EQ(ENOENT, errno);
}

TEST_F(ioctl, get_region_by_address)
{
	struct memphys_region region;

	ASSERT_EQ(0, mp_get_region(self->c.fd, 0x12820000, &region));
	EXPECT_EQ(0x12820000, region.start);
	EXPECT_EQ(0x10000, region.length);
	EXPECT_EQ(MEMPHYS_REGION_F_USER | MEMPHYS_REGION_F_ALWAYS_ON,
		  region.attributes);
	EXPECT_EQ(MEMPHYS_TYPE_WC, region.type);
	EXPECT_EQ(0, strcmp(region.name, "user"));
	ASSERT_EQ(0, mp_get_region(self->c.fd, MP_ZEROS + 0xfffff, &region));
	EXPECT_EQ(MEMPHYS_REGION_F_WRITE, region.attributes);
	EXPECT_EQ(MEMPHYS_TYPE_DEVICE, region.type);
	/* Bytes, not pages. */
	EXPECT_EQ(0, mp_get_region(self->c.fd, 0x12810803, &region));
	EXPECT_EQ(-ENOENT, mp_get_region(self->c.fd, 0x12810804, &region));
	EXPECT_EQ(-ENOENT, mp_get_region(self->c.fd, 0x1280ffff, &region));
	EXPECT_EQ(-ENOENT, mp_get_region(self->c.fd, 0, &region));
	EXPECT_EQ(-ENOENT, mp_get_region(self->c.fd, ~0ULL, &region));
}

TEST_F(ioctl, get_region_fields)
{
	union arg good = { .region = { .size = sizeof(good.region) } };
	union arg by_addr = good;

	by_addr.region.flags = MEMPHYS_GET_REGION_BY_ADDR;
	by_addr.region.start = MP_PATTERN;
	FAILS(EINVAL, MEMPHYS_IOC_GET_REGION, good, region.flags, 2);
	FAILS(EINVAL, MEMPHYS_IOC_GET_REGION, good, region.reserved, 1);
	FAILS(ENOENT, MEMPHYS_IOC_GET_REGION, good, region.index, ~0U);
	FAILS(ENOENT, MEMPHYS_IOC_GET_REGION, by_addr, region.start, 1);
}

/* What a field that only answers holds before the call does not matter. */
TEST_F(ioctl, structures_are_used_again)
{
	struct call calls[CALLS];
	struct memphys_access poll = { .size = sizeof(poll), .width = 4 };
	struct memphys_region region = { .size = sizeof(region) };
	struct memphys_info info;
	union arg first;
	int i;

	good_calls(_metadata, &self->c, calls);
	for (i = 0; i < CALLS; i++) {
		ASSERT_EQ(0, ioctl(calls[i].fd, calls[i].cmd, &calls[i].arg));
		first = calls[i].arg;
		EXPECT_EQ(0, ioctl(calls[i].fd, calls[i].cmd, &calls[i].arg))
			TH_LOG("ioctl %d: %s", i, strerror(errno));
		EXPECT_EQ(0, memcmp(&first, &calls[i].arg, sizeof(first)))
			TH_LOG("ioctl %d: another answer", i);
	}

	/* One structure for all registers, and one for all regions. */
	poll.value = ~0ULL;
	for (poll.addr = MP_PATTERN; poll.addr < MP_PATTERN + 64;
	     poll.addr += 4) {
		EXPECT_EQ(0, ioctl(self->c.fd, MEMPHYS_IOC_READ, &poll));
		EXPECT_EQ(poll.addr, poll.value);
	}
	memset(&info, 0xff, sizeof(info));
	info.size = sizeof(info);
	info.flags = 0;
	info.reserved = 0;
	ASSERT_EQ(0, ioctl(self->c.fd, MEMPHYS_IOC_GET_INFO, &info));
	EXPECT_EQ(self->c.page, info.page_size);
	for (i = 0; !ioctl(self->c.fd, MEMPHYS_IOC_GET_REGION, &region); i++)
		region.index++;
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(info.regions, i);
	/* Whichever of the two was asked by, the other one is an answer. */
	region.flags = MEMPHYS_GET_REGION_BY_ADDR;
	region.start = MP_PATTERN + 8;
	ASSERT_EQ(0, ioctl(self->c.fd, MEMPHYS_IOC_GET_REGION, &region));
	EXPECT_EQ(MP_PATTERN, region.start);
	EXPECT_EQ(MEMPHYS_GET_REGION_BY_ADDR, region.flags);
}

/* The top byte of a 64-bit Arm address is a tag, and comes back. */
TEST_F(ioctl, tagged_address)
{
	struct memphys_prefault arg;
	struct call calls[CALLS];
	uint64_t tag = 0;

#ifdef __aarch64__
	tag = 0x5aULL << 56;
#endif
	good_calls(_metadata, &self->c, calls);
	arg = calls[4].arg.prefault;
	arg.start |= tag;
	ASSERT_EQ(0, ioctl(calls[4].fd, MEMPHYS_IOC_PREFAULT, &arg));
	EXPECT_EQ(1, arg.mapped);
	EXPECT_EQ(calls[4].arg.prefault.start | tag, arg.start);
}

TEST_F(ioctl, read)
{
	uint64_t value, word = MP_PATTERN + 0x1238;
	int fd = self->c.fd;

	EXPECT_EQ(0, mp_reg_read(fd, word, 4, &value));
	EXPECT_EQ(word, value);
	EXPECT_EQ(0, mp_reg_read(fd, word, 2, &value));
	EXPECT_EQ(word & 0xffff, value);
	EXPECT_EQ(0, mp_reg_read(fd, word + 2, 2, &value));
	EXPECT_EQ(word >> 16, value);
	EXPECT_EQ(0, mp_reg_read(fd, word + 1, 1, &value));
	EXPECT_EQ(0x12, value);
	if (mp_kernel_word() == 4) {
		EXPECT_EQ(-EOPNOTSUPP, mp_reg_read(fd, word, 8, &value));
		return;
	}
	EXPECT_EQ(0, mp_reg_read(fd, word, 8, &value));
	EXPECT_EQ(word | (word + 4) << 32, value);
}

TEST_F(ioctl, read_fields)
{
	union arg good = { .access = { .size = sizeof(good.access),
				       .addr = MP_PATTERN, .width = 4 } };

	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.flags, 1);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.reserved, 1);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.width, 0);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.width, 3);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.width, 5);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.width, 16);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.width, 4U | 1U << 31);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.addr, MP_PATTERN + 1);
	FAILS(EINVAL, MEMPHYS_IOC_READ, good, access.addr, MP_PATTERN + 2);
	FAILS(EPERM, MEMPHYS_IOC_READ, good, access.addr, MP_PATTERN - 4);
	FAILS(EPERM, MEMPHYS_IOC_READ, good, access.addr, 0);
	FAILS(EPERM, MEMPHYS_IOC_READ, good, access.addr, ~3ULL);
	FAILS(EPERM, MEMPHYS_IOC_READ, good, access.addr, 0x12810804);
	/* The low half is listed, were the address cut to 32 bits. */
	FAILS(EPERM, MEMPHYS_IOC_READ, good, access.addr,
	      1ULL << 32 | MP_PATTERN);
}

TEST_F(ioctl, write)
{
	static const unsigned int widths[] = { 1, 2, 4, 8 };
	uint64_t value, all = 0x8877665544332211;
	int fd = self->c.fd;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(widths); i++) {
		unsigned int width = widths[i];
		uint64_t want = width == 8 ? all : all & ~(~0ULL << 8 * width);

		if (width > mp_kernel_word()) {
			EXPECT_EQ(-EOPNOTSUPP, mp_reg_write(fd, MP_ZEROS, 8,
							    all));
			continue;
		}
		EXPECT_EQ(0, mp_reg_write(fd, MP_ZEROS + 8, width, want));
		EXPECT_EQ(0, mp_reg_read(fd, MP_ZEROS + 8, width, &value));
		EXPECT_EQ(want, value);
		/* Nothing beside it was touched. */
		EXPECT_EQ(0, mp_reg_read(fd, MP_ZEROS + 8 + width, 1, &value));
		EXPECT_EQ(0, value);
		EXPECT_EQ(0, mp_reg_write(fd, MP_ZEROS + 8, width, 0));
	}
}

TEST_F(ioctl, write_fields)
{
	union arg good = { .access = { .size = sizeof(good.access),
				       .addr = MP_ZEROS, .width = 4 } };
	union arg narrow = good;

	narrow.access.width = 1;
	FAILS(EINVAL, MEMPHYS_IOC_WRITE, good, access.flags, 1);
	FAILS(EINVAL, MEMPHYS_IOC_WRITE, good, access.reserved, 1);
	FAILS(EINVAL, MEMPHYS_IOC_WRITE, good, access.value, 1ULL << 32);
	FAILS(EINVAL, MEMPHYS_IOC_WRITE, narrow, access.value, 0x100);
	FAILS(EINVAL, MEMPHYS_IOC_WRITE, good, access.width, 0);
	FAILS(EINVAL, MEMPHYS_IOC_WRITE, good, access.width, 6);
	FAILS(EINVAL, MEMPHYS_IOC_WRITE, good, access.addr, MP_ZEROS + 2);
	FAILS(EPERM, MEMPHYS_IOC_WRITE, good, access.addr,
	      MP_ZEROS + MP_ZEROS_SIZE);
	/* Read-only regions. */
	FAILS(EPERM, MEMPHYS_IOC_WRITE, good, access.addr, MP_PATTERN);
	FAILS(EPERM, MEMPHYS_IOC_WRITE, good, access.addr, MP_SYSCTL);
}

/* The descriptor's direction. */
TEST_F(ioctl, direction)
{
	int ro = mp_case_open(_metadata, variant->m.node, O_RDONLY);
	int wo = mp_case_open(_metadata, variant->m.node, O_WRONLY);
	uint64_t value;

	EXPECT_EQ(0, mp_reg_read(ro, MP_ZEROS, 4, &value));
	EXPECT_EQ(-EBADF, mp_reg_write(ro, MP_ZEROS, 4, 1));
	EXPECT_EQ(0, mp_reg_write(wo, MP_ZEROS, 4, 0));
	EXPECT_EQ(-EBADF, mp_reg_read(wo, MP_ZEROS, 4, &value));
	EXPECT_EQ(0, mp_reg_read(ro, MP_ZEROS, 4, &value));
	EXPECT_EQ(0, value);
}

TEST_HARNESS_MAIN
