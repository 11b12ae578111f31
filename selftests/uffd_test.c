// SPDX-License-Identifier: GPL-2.0-only
/*
 * userfaultfd, which would have its process answer in the place of the driver.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "ksft_fixture.h"
#include "ksft_uffd.h"

MP_FIXTURE(uffd,
	   "pattern@0x12400000+0x10000",
	   "memory@0x12440000+0x10000:rw:wb")

#define MEMORY	0x12440000ULL

#define RW (PROT_READ | PROT_WRITE)

TEST_F(uffd, missing_pages)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = {
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	size_t len = 4 * self->c.page;
	void *map = mp_case_map(_metadata, self->c.fd, MP_PATTERN, len,
				PROT_READ, MAP_SHARED);
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	MP_NEEDS(fd >= 0, "this kernel has no userfaultfd");
	ASSERT_EQ(0, ioctl(fd, UFFDIO_API, &api));
	reg.range.start = (uintptr_t)map;
	reg.range.len = len;
	EXPECT_EQ(-1, ioctl(fd, UFFDIO_REGISTER, &reg));
	close(fd);
	EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, len));
}

/*
 * Write protection that asks nobody takes any mapping from 6.7 to 7.1, and leaves
 * markers where nothing is mapped: an insertion that takes them for pages never
 * ends.
 */
TEST_F(uffd, markers)
{
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = UFFD_FEATURE_WP_ASYNC | UFFD_FEATURE_WP_UNPOPULATED,
	};
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = {
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};
	size_t page = self->c.page, len = 4 * page;
	int fds[2], fd, i;
	uint32_t word;
	void *map;

	ASSERT_EQ(0, pipe(fds));
	for (i = 0; i < 2; i++) {
		fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
		MP_NEEDS(fd >= 0 && !ioctl(fd, UFFDIO_API, &api),
			 "this kernel protects no device mapping");
		/* A copy-on-write mapping the second time. */
		map = mp_case_map(_metadata, self->c.fd, MEMORY, len, RW,
				  i ? MAP_PRIVATE : MAP_SHARED);
		reg.range.start = (uintptr_t)map;
		reg.range.len = len;
		protect.range = reg.range;
		if (ioctl(fd, UFFDIO_REGISTER, &reg)) {
			EXPECT_EQ(EINVAL, errno);
		} else if (!MP_IS_FAULT) {
			ioctl(fd, UFFDIO_WRITEPROTECT, &protect);
			EXPECT_EQ(0, mp_pattern_errors(map, MEMORY, len));
		} else {
			EXPECT_EQ(0, ioctl(fd, UFFDIO_WRITEPROTECT, &protect));
			/* If this ends, so does what no signal could end. */
			ASSERT_EQ(SIGBUS, mp_peek32(map + page, &word));
			EXPECT_EQ(-1, write(fds[1], map, 4));
			EXPECT_EQ(EFAULT, errno);
		}
		close(fd);
		/* Without the protection it is as before. */
		EXPECT_EQ(0, munmap(map, len));
		map = mp_case_map(_metadata, self->c.fd, MEMORY, len,
				  PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_pattern_errors(map, MEMORY, len));
		EXPECT_EQ(0, munmap(map, len));
	}
	close(fds[0]);
	close(fds[1]);
}

TEST_HARNESS_MAIN
