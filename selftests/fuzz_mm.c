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
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fuzz_stream.h"
#include "ksft_uffd.h"

/* From now on, PROT_READ asks for PROT_EXEC, or no more. */
bool fuzz_op_personality(struct fuzz_stream *s)
{
	unsigned long flag = fuzz_chance(s, 50) ? READ_IMPLIES_EXEC : 0;

	fuzz_note(s, "personality %lx", flag);
	return personality(flag) >= 0;
}

/*
 * MPOL_MF_STRICT only where no huge page can be met, of which kernels die:
 * Documentation/process/core-bugs.rst.
 */
bool fuzz_op_policy(struct fuzz_stream *s)
{
	size_t pages, at = fuzz_any_range(s, &pages);
	unsigned long nodes = 1;
	int mode = fuzz_any(s, 4), flags = fuzz_chance(s, 50) ? MPOL_MF_MOVE : 0;

	if (!s->shared->huge && fuzz_chance(s, 50))
		flags |= MPOL_MF_STRICT;
	fuzz_note(s, "mbind 0x%zx+0x%zx: %d, %d", at, pages, mode, flags);
	syscall(SYS_mbind, fuzz_address(s, at), pages * mp_page_size(), mode,
		mode == MPOL_DEFAULT ? NULL : &nodes,
		mode == MPOL_DEFAULT ? 0 : 8, flags);
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

/* For the process: no huge pages from now on, or again. */
bool fuzz_op_huge(struct fuzz_stream *s)
{
	bool off = fuzz_chance(s, 50);

	fuzz_note(s, "PR_SET_THP_DISABLE %d", off);
	return !prctl(PR_SET_THP_DISABLE, off, 0, 0, 0);
}
