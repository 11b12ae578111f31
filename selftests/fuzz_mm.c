// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the fuzzer that change what a process has the kernel do with
 * its mappings: see fuzz_stream.c. What one sees of them is the same, also where the
 * kernel knows none of it: so each is a success.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fuzz_stream.h"

#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_UNPOPULATED (1 << 13)
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif

/* From now on, PROT_READ asks for PROT_EXEC, or no more. */
bool fuzz_op_personality(struct fuzz_stream *s)
{
	unsigned long flag = fuzz_chance(s, 50) ? READ_IMPLIES_EXEC : 0;

	fuzz_note(s, "personality %lx", flag);
	return personality(flag) >= 0;
}

/* Without MPOL_MF_STRICT, of which kernels die: Documentation/process/core-bugs.rst. */
bool fuzz_op_policy(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages);
	unsigned long nodes = 1;
	int mode = fuzz_any(s, 4);

	fuzz_note(s, "mbind 0x%zx+0x%zx: %d", at, pages, mode);
	syscall(SYS_mbind, fuzz_address(s, at), pages * mp_page_size(), mode,
		mode == MPOL_DEFAULT ? NULL : &nodes,
		mode == MPOL_DEFAULT ? 0 : 8,
		fuzz_chance(s, 50) ? MPOL_MF_MOVE : 0);
	return true;
}

/*
 * Write protection that asks nobody: 6.7 to 7.1. Until the next time, or for ever.
 * Which pages are mapped already, and do not get SIGBUS, no model knows.
 */
bool fuzz_op_uffd(struct fuzz_stream *s)
{
	static __thread int fd = -1;
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = UFFD_FEATURE_WP_ASYNC | UFFD_FEATURE_WP_UNPOPULATED,
	};
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = {
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};
	size_t pages, at = fuzz_any_range(s, &pages);

	if (s->model)
		return true;
	if (fd >= 0)
		close(fd);
	fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		return true;
	reg.range.start = (uintptr_t)fuzz_address(s, at);
	reg.range.len = pages * mp_page_size();
	protect.range = reg.range;
	if (!ioctl(fd, UFFDIO_REGISTER, &reg))
		ioctl(fd, UFFDIO_WRITEPROTECT, &protect);
	return true;
}
