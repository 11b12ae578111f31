/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-1 (FIPS 180-4), to tell versions of a flash partition apart; not for
 * anything that must withstand an attacker.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>
#include <stdint.h>

struct sha1 {
	uint32_t state[5];
	uint64_t length;	/* bytes so far */
	uint8_t block[64];
};

void sha1_begin(struct sha1 *s);
void sha1_add(struct sha1 *s, const void *data, size_t size);

/* Finish. Return: the first four bytes of the digest, the first one highest. */
uint32_t sha1_end(struct sha1 *s);

#endif /* SHA1_H */
