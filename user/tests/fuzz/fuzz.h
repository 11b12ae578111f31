/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name that libFuzzer and AFL++ call a target by.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* FUZZ_H */
