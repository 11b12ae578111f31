// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses of an exact width that survive SIGBUS and SIGSEGV.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

#include "ksft_memphys.h"

static __thread sigjmp_buf mp_probe_env;
static __thread volatile sig_atomic_t mp_probe_armed;
static __thread volatile sig_atomic_t mp_probe_code;

static void mp_probe_handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (!mp_probe_armed) {
		/* Not ours: die of it, as without the handler. */
		signal(sig, SIG_DFL);
		return;
	}
	mp_probe_armed = 0;
	mp_probe_code = info->si_code;
	siglongjmp(mp_probe_env, sig);
}

static void __attribute__((constructor)) mp_probe_init(void)
{
	struct sigaction action = {
		.sa_sigaction = mp_probe_handler,
		.sa_flags = SA_SIGINFO | SA_NODEFER,
	};

	if (sigaction(SIGBUS, &action, NULL) ||
	    sigaction(SIGSEGV, &action, NULL))
		abort();
}

int mp_signal_code(void)
{
	return mp_probe_code;
}

struct mp_access {
	volatile void *at;
	unsigned int width;
	uint64_t value;
};

static void mp_load_one(struct mp_access *a)
{
	switch (a->width) {
	case 1:
		a->value = *(volatile uint8_t *)a->at;
		break;
	case 2:
		a->value = *(volatile uint16_t *)a->at;
		break;
	case 4:
		a->value = *(volatile uint32_t *)a->at;
		break;
	case 8:
		a->value = *(volatile uint64_t *)a->at;
		break;
	default:
		abort();
	}
}

static void mp_store_one(struct mp_access *a)
{
	switch (a->width) {
	case 1:
		*(volatile uint8_t *)a->at = a->value;
		break;
	case 2:
		*(volatile uint16_t *)a->at = a->value;
		break;
	case 4:
		*(volatile uint32_t *)a->at = a->value;
		break;
	case 8:
		*(volatile uint64_t *)a->at = a->value;
		break;
	default:
		abort();
	}
}

static int mp_guard(void (*access)(struct mp_access *a), struct mp_access *a)
{
	int sig = sigsetjmp(mp_probe_env, 0);

	if (sig)
		return sig;
	mp_probe_armed = 1;
	access(a);
	mp_probe_armed = 0;
	return 0;
}

int mp_peek(const volatile void *from, unsigned int width, uint64_t *value)
{
	struct mp_access a = { .at = (volatile void *)from, .width = width };
	int sig = mp_guard(mp_load_one, &a);

	*value = a.value;
	return sig;
}

int mp_poke(volatile void *to, unsigned int width, uint64_t value)
{
	struct mp_access a = { .at = to, .width = width, .value = value };

	return mp_guard(mp_store_one, &a);
}

int mp_peek32(const volatile void *from, uint32_t *value)
{
	uint64_t wide;
	int sig = mp_peek(from, sizeof(*value), &wide);

	*value = wide;
	return sig;
}

int mp_poke32(volatile void *to, uint32_t value)
{
	return mp_poke(to, sizeof(value), value);
}
