// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Single accesses to mapped registers that survive a bus error. Blocks without
 * clock or power, addresses that nothing decodes, and pages of a revoked
 * region raise SIGBUS at the access.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "lib/libmemphys.h"
#include "regs/guard.h"

static sigjmp_buf guard_return;
static volatile sig_atomic_t guard_armed;

static void guard_on_sigbus(int signo)
{
	if (guard_armed)
		siglongjmp(guard_return, 1);
	/* Not ours: die of it, as without a handler. */
	signal(signo, SIG_DFL);
	raise(signo);
}

/*
 * SA_NODEFER leaves the signal mask as it is, so that neither sigsetjmp() nor
 * siglongjmp() needs a system call to restore it.
 */
static void guard_install(void)
{
	static bool installed;
	struct sigaction action;

	if (installed)
		return;
	memset(&action, 0, sizeof(action));
	action.sa_handler = guard_on_sigbus;
	action.sa_flags = SA_NODEFER;
	sigaction(SIGBUS, &action, NULL);
	installed = true;
}

typedef void guard_fn(volatile void *reg, uint64_t *value);

static void guard_load8(volatile void *reg, uint64_t *value)
{
	*value = memphys_load8(reg);
}

static void guard_load16(volatile void *reg, uint64_t *value)
{
	*value = memphys_load16(reg);
}

static void guard_load32(volatile void *reg, uint64_t *value)
{
	*value = memphys_load32(reg);
}

static void guard_store8(volatile void *reg, uint64_t *value)
{
	memphys_store8(reg, (uint8_t)*value);
}

static void guard_store16(volatile void *reg, uint64_t *value)
{
	memphys_store16(reg, (uint16_t)*value);
}

static void guard_store32(volatile void *reg, uint64_t *value)
{
	memphys_store32(reg, (uint32_t)*value);
}

#if UINTPTR_MAX > 0xffffffffU
static void guard_load64(volatile void *reg, uint64_t *value)
{
	*value = memphys_load64(reg);
}

static void guard_store64(volatile void *reg, uint64_t *value)
{
	memphys_store64(reg, *value);
}
#else
#define guard_load64 NULL
#define guard_store64 NULL
#endif

/* By the width in bytes. */
static guard_fn *const guard_loads[] = {
	[1] = guard_load8, [2] = guard_load16,
	[4] = guard_load32, [8] = guard_load64,
};

static guard_fn *const guard_stores[] = {
	[1] = guard_store8, [2] = guard_store16,
	[4] = guard_store32, [8] = guard_store64,
};

static int guard_access(guard_fn *access, volatile void *reg, uint64_t *value)
{
	if (!access)
		return -EOPNOTSUPP;
	guard_install();
	if (sigsetjmp(guard_return, 0)) {
		guard_armed = 0;
		return -EFAULT;
	}
	guard_armed = 1;
	access(reg, value);
	/* The error of a posted store must arrive while we are armed. */
	__sync_synchronize();
	guard_armed = 0;
	return 0;
}

int guard_load(volatile void *reg, unsigned int width, uint64_t *value)
{
	if (width > 8)
		return -EOPNOTSUPP;
	return guard_access(guard_loads[width], reg, value);
}

int guard_store(volatile void *reg, unsigned int width, uint64_t value)
{
	if (width > 8)
		return -EOPNOTSUPP;
	return guard_access(guard_stores[width], reg, &value);
}
