/* SPDX-License-Identifier: GPL-2.0-only */
/* Included first everywhere: log lines say who speaks. */
#undef pr_fmt
#define pr_fmt(fmt) "memphys: " fmt
