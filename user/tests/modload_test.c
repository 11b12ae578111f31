// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading a module with bare system calls, into a kernel that is made up.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/modload.h"
#include "unit.h"

#define COMPRESSED	4	/* MODULE_INIT_COMPRESSED_FILE */

/* What the kernel knows, and the error that it ends in. */
static struct {
	bool finit;
	int flags;
	int err;
	unsigned int inits;	/* calls of init_module() */
} kernel;

static int fake_finit(int fd, int flags)
{
	if (!kernel.finit)
		return ENOSYS;
	if (flags & ~kernel.flags)
		return EINVAL;
	return fd < 0 ? EBADF : kernel.err;
}

/* In place of the C library's. */
long syscall(long number, ...)
{
	va_list args;
	int fd;

	va_start(args, number);
	fd = va_arg(args, int);
	if (number == SYS_finit_module) {
		va_arg(args, const char *);
		errno = fake_finit(fd, va_arg(args, int));
	} else {
		kernel.inits += number == SYS_init_module;
		errno = kernel.err;
	}
	va_end(args);
	return errno ? -1 : 0;
}

static int load(const char *suffix)
{
	char path[32] = "/tmp/modload.XXXXXX";
	int fd, err;

	strcat(path, suffix);
	fd = mkstemps(path, (int)strlen(suffix));
	assert_true(fd >= 0);
	err = modload_insert(path, "soc=auto");
	unlink(path);
	close(fd);
	return err;
}

static void new_kernel(void **state)
{
	(void)state;
	kernel.finit = true;
	kernel.flags = COMPRESSED;
	kernel.err = 0;
	assert_int_equal(load(".ko"), 0);
	assert_int_equal(load(".ko.xz"), 0);
	/* A region that is wrong. */
	kernel.err = EINVAL;
	assert_int_equal(load(".ko"), -EINVAL);
	assert_int_equal(load(".ko.xz"), -EINVAL);
	kernel.err = EEXIST;
	assert_int_equal(load(".ko.xz"), -EEXIST);
}

static void kernel_before_5_17(void **state)
{
	(void)state;
	kernel.finit = true;
	kernel.flags = 0;
	kernel.err = 0;
	assert_int_equal(load(".ko"), 0);
	assert_int_equal(load(".ko.xz"), -EOPNOTSUPP);
	kernel.err = EINVAL;
	assert_int_equal(load(".ko"), -EINVAL);
}

static void kernel_before_3_8(void **state)
{
	(void)state;
	kernel.finit = false;
	kernel.err = 0;
	kernel.inits = 0;
	assert_int_equal(load(".ko"), 0);
	assert_int_equal(kernel.inits, 1);
	assert_int_equal(load(".ko.xz"), -EOPNOTSUPP);
	assert_int_equal(kernel.inits, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_kernel),
		cmocka_unit_test(kernel_before_5_17),
		cmocka_unit_test(kernel_before_3_8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
