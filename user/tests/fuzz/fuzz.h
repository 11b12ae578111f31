/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name that libFuzzer and AFL++ call a target by, and what it consists of.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#define FUZZ_ROOT	160	/* room for the path of a made-up machine */
#define FUZZ_MACHINE	0xff	/* an input that begins so is one's files */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The files of one machine, each for itself. */
void fuzz_machine(const uint8_t *data, size_t size);

/* A machine of its own, with the folders of these files. */
void fuzz_tree(char *root, const char *const *files, size_t count);

#endif /* FUZZ_H */
