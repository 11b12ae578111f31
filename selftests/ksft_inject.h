/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Make one allocation after the other fail: for tests on a kernel that has
 * failslab and fail_page_alloc. A program that includes this is skipped on
 * others.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef KSFT_INJECT_H
#define KSFT_INJECT_H

#include <stdlib.h>

#include "ksft_fixture.h"

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define KNOBS		"/sys/kernel/debug"

/**
 * struct injector - which allocation fails
 * @fd: FAIL_NTH
 * @nth: counted from 1
 * @refused: how often the call said that it failed
 */
struct injector {
	int fd;
	unsigned int nth;
	unsigned int refused;
};

static const char *const knobs[][2] = {
	{ "failslab/ignore-gfp-wait", "N" },
	{ "failslab/verbose", "0" },
	{ "fail_page_alloc/ignore-gfp-wait", "N" },
	{ "fail_page_alloc/ignore-gfp-highmem", "N" },
	{ "fail_page_alloc/min-order", "0" },
	{ "fail_page_alloc/verbose", "0" },
};

/* False on a kernel that cannot. */
static inline bool injector_open(struct injector *in)
{
	char path[128];
	size_t i;

	in->fd = -1;
	for (i = 0; i < ARRAY_SIZE(knobs); i++) {
		snprintf(path, sizeof(path), KNOBS "/%s", knobs[i][0]);
		if (mp_file_write(path, knobs[i][1]))
			return false;
	}
	in->nth = 0;
	in->refused = 0;
	in->fd = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	return in->fd >= 0;
}

#define NEEDS_INJECTION(in) ASSERT_TRUE(injector_open(in))

/* One skip instead of one per case. */
static void __attribute__((constructor)) needs_injection(void)
{
	struct injector in;

	if (injector_open(&in)) {
		close(in.fd);
		return;
	}
	printf("TAP version 13\n1..0 # SKIP %s\n",
	       "this kernel has no failslab or no fail_page_alloc");
	fflush(stdout);
	_exit(KSFT_SKIP);
}

static inline void injector_set(struct injector *in, unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(in->fd, text, len, 0) != len)
		abort();
}

/* How many allocations there still were to go; then none fails. */
static inline unsigned int injector_stop(struct injector *in)
{
	char text[16];
	ssize_t len;

	/* After a fork(), the one that fails may be that of the copy of text. */
	do {
		len = pread(in->fd, text, sizeof(text) - 1, 0);
	} while (len < 0 && errno == EFAULT);
	if (len < 0)
		abort();
	text[len] = '\0';
	injector_set(in, 0);
	return strtoul(text, NULL, 0);
}

/* From here on, the next allocation of the row fails. */
static inline void arm(struct injector *in)
{
	injector_set(in, ++in->nth);
}

/*
 * The call is over, with that error, or 0. True if the allocation did fail, so
 * that there may be a next one. Then the call may have failed, with ENOMEM or
 * the other one; without it, it must not.
 */
static inline bool failed(struct __test_metadata *_metadata,
			  struct injector *in, int err, int other)
{
	bool hit = !injector_stop(in);

	if (!err)
		return hit;
	in->refused++;
	EXPECT_TRUE(hit && (err == ENOMEM || err == other))
		TH_LOG("allocation %u %s, the call says: %s", in->nth,
		       hit ? "failed" : "did not fail", strerror(err));
	return hit;
}

#endif /* KSFT_INJECT_H */
