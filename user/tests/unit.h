/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every unit test includes: cmocka wants these headers before its own.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif /* UNIT_H */
