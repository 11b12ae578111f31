/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included first everywhere: log lines say who speaks.
 *
 * Copyright (C) 2026 The memphys authors
 */
#undef pr_fmt
#define pr_fmt(fmt) "memphys: " fmt
