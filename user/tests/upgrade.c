// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program of today for library_test.sh, run with a later library whose
 * structures are longer: nothing after ours may be touched. The kernel is made
 * up here: it fills in as many bytes as it is told.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <libmemphys.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static unsigned int asked;

#ifdef __GLIBC__
int ioctl(int fd, unsigned long request, ...)
#else
int ioctl(int fd, int request, ...)
#endif
{
	unsigned int *size;
	va_list args;

	(void)fd;
	(void)request;
	va_start(args, request);
	size = va_arg(args, void *);
	va_end(args);
	asked = *size;
	memset(size + 1, 0xab, asked - sizeof(*size));
	return 0;
}

#define CANARY	512

static int checked(const char *what, const unsigned char *canary,
		   unsigned int size)
{
	int i;

	for (i = 0; i < CANARY; i++) {
		if (canary[i] != 0x5a)
			return printf("%s writes behind its structure\n", what);
	}
	if (asked != size)
		return printf("%s asks for %u bytes, not %u\n", what, asked,
			      size);
	return 0;
}

int main(void)
{
	struct {
		struct memphys_info info;
		unsigned char canary[CANARY];
	} a;
	struct {
		struct memphys_region region;
		unsigned char canary[CANARY];
	} b;
	unsigned int next = 0;
	int bad = 0;

	memset(&a, 0x5a, sizeof(a));
	memset(&b, 0x5a, sizeof(b));
	memphys_get_info(0, &a.info);
	bad += checked("get_info", a.canary, sizeof(a.info));
	memphys_get_region(0, 0, &b.region);
	bad += checked("get_region", b.canary, sizeof(b.region));
	memphys_find_region(0, 0, &b.region);
	bad += checked("find_region", b.canary, sizeof(b.region));
	memphys_next_region(0, &next, &b.region);
	bad += checked("next_region", b.canary, sizeof(b.region));
	printf("with libmemphys %s\n", memphys_version());
	return bad ? 1 : 0;
}
