// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SHA-1 (FIPS 180-4).
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <string.h>

#include "base/sha1.h"

static uint32_t sha1_rol(uint32_t value, unsigned int bits)
{
	return value << bits | value >> (32 - bits);
}

void sha1_begin(struct sha1 *s)
{
	static const uint32_t start[5] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
	};

	memcpy(s->state, start, sizeof(start));
	s->length = 0;
}

/* The function and the constant of a step (sections 4.1.1 and 4.2.1). */
static uint32_t sha1_mix(unsigned int step, uint32_t b, uint32_t c, uint32_t d)
{
	switch (step / 20) {
	case 0:
		return ((b & c) | (~b & d)) + 0x5a827999;
	case 1:
		return (b ^ c ^ d) + 0x6ed9eba1;
	case 2:
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	default:
		return (b ^ c ^ d) + 0xca62c1d6;
	}
}

static void sha1_block(struct sha1 *s, const uint8_t *block)
{
	uint32_t a = s->state[0], b = s->state[1], c = s->state[2];
	uint32_t d = s->state[3], e = s->state[4];
	uint32_t w[80];
	unsigned int i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 |
		       block[4 * i + 2] << 8 | block[4 * i + 3];
	for (; i < 80; i++)
		w[i] = sha1_rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16],
				1);
	for (i = 0; i < 80; i++) {
		uint32_t next = sha1_rol(a, 5) + sha1_mix(i, b, c, d) + e +
				w[i];

		e = d;
		d = c;
		c = sha1_rol(b, 30);
		b = a;
		a = next;
	}
	s->state[0] += a;
	s->state[1] += b;
	s->state[2] += c;
	s->state[3] += d;
	s->state[4] += e;
}

void sha1_add(struct sha1 *s, const void *data, size_t size)
{
	const uint8_t *from = data;

	while (size) {
		size_t used = s->length % 64;
		size_t part = 64 - used < size ? 64 - used : size;

		if (part == 64) {
			sha1_block(s, from);
		} else {
			memcpy(s->block + used, from, part);
			if (used + part == 64)
				sha1_block(s, s->block);
		}
		s->length += part;
		from += part;
		size -= part;
	}
}

uint32_t sha1_end(struct sha1 *s)
{
	static const uint8_t padding[64] = { 0x80 };
	uint64_t bits = s->length * 8;
	uint8_t end[8];
	int i;

	for (i = 0; i < 8; i++)
		end[i] = (uint8_t)(bits >> (56 - 8 * i));
	sha1_add(s, padding, 1 + (119 - s->length % 64) % 64);
	sha1_add(s, end, sizeof(end));
	return s->state[0];
}
