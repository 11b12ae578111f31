// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmemphys: single accesses that survive a bus error. Blocks without clock or
 * power, addresses that nothing decodes, and pages of a revoked region raise
 * SIGBUS at the access, in the thread that made it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "lib/libmemphys.h"

/*
 * In static storage of each thread: glibc would allocate the other kind at the
 * first use, which can be in the handler.
 */
#ifdef __GLIBC__
#define GUARD_THREAD	__thread __attribute__((tls_model("initial-exec")))
#else
#define GUARD_THREAD	__thread
#endif

/* Where the guarded access of this thread returns to; NULL outside of any. */
struct guard_return {
	sigjmp_buf env;
};

static GUARD_THREAD struct guard_return *volatile guard_return;
static GUARD_THREAD bool guard_ready;

static struct sigaction guard_before;

static void guard_on_sigbus(int signo, siginfo_t *info, void *context)
{
	if (guard_return)
		siglongjmp(guard_return->env, 1);
	if (guard_before.sa_flags & SA_SIGINFO) {
		guard_before.sa_sigaction(signo, info, context);
	} else if (guard_before.sa_handler != SIG_DFL &&
		   guard_before.sa_handler != SIG_IGN) {
		guard_before.sa_handler(signo);
	} else {
		/* Nobody's: die of it, as without a handler. */
		signal(signo, SIG_DFL);
		raise(signo);
	}
}

/*
 * SA_NODEFER leaves the signal mask as it is, so that neither sigsetjmp() nor
 * siglongjmp() needs a system call to restore it.
 */
static void guard_install(void)
{
	static volatile int state;	/* 1: in some thread's hands, 2: done */
	struct sigaction action;

	if (!__sync_bool_compare_and_swap(&state, 0, 1)) {
		while (state != 2)
			sched_yield();
		return;
	}
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = guard_on_sigbus;
	action.sa_flags = SA_NODEFER | SA_SIGINFO;
	sigaction(SIGBUS, &action, &guard_before);
	__sync_synchronize();
	state = 2;
}

/* Blocked, as by a parent that forgot it, a bus error ends the process. */
static void guard_prepare(void)
{
	sigset_t set;

	guard_install();
	sigemptyset(&set);
	sigaddset(&set, SIGBUS);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	guard_ready = true;
}

static int guard_do_load(const volatile void *reg, unsigned int width,
			 uint64_t *value)
{
	switch (width) {
	case 1:
		*value = memphys_load8(reg);
		return 0;
	case 2:
		*value = memphys_load16(reg);
		return 0;
	case 4:
		*value = memphys_load32(reg);
		return 0;
#if UINTPTR_MAX > 0xffffffffU
	case 8:
		*value = memphys_load64(reg);
		return 0;
#endif
	default:
		return -EOPNOTSUPP;
	}
}

static int guard_do_store(volatile void *reg, unsigned int width,
			  uint64_t value)
{
	switch (width) {
	case 1:
		memphys_store8(reg, (uint8_t)value);
		return 0;
	case 2:
		memphys_store16(reg, (uint16_t)value);
		return 0;
	case 4:
		memphys_store32(reg, (uint32_t)value);
		return 0;
#if UINTPTR_MAX > 0xffffffffU
	case 8:
		memphys_store64(reg, value);
		return 0;
#endif
	default:
		return -EOPNOTSUPP;
	}
}

/* A load into @to, or if that is NULL a store of @value. */
static int guard_access(volatile void *reg, unsigned int width, uint64_t *to,
			uint64_t value)
{
	struct guard_return here;
	int err;

	if (!guard_ready)
		guard_prepare();
	if (sigsetjmp(here.env, 0)) {
		guard_return = NULL;
		return -EFAULT;
	}
	guard_return = &here;
	err = to ? guard_do_load(reg, width, to) :
		   guard_do_store(reg, width, value);
	guard_return = NULL;
	return err;
}

int memphys_guard_load(const volatile void *reg, unsigned int width,
		       uint64_t *value)
{
	return guard_access((volatile void *)reg, width, value, 0);
}

int memphys_guard_store(volatile void *reg, unsigned int width,
			uint64_t value)
{
	return guard_access(reg, width, NULL, value);
}
