// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmemphys: its version, and its errors in words.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>

#include "lib/libmemphys.h"

const char *memphys_version(void)
{
	return MEMPHYS_VERSION;
}

const char *memphys_strerror(int err)
{
	switch (err) {
	case -EFAULT:
		return "bus error";
	case -EPERM:
		return "refused by the kernel";
	case -EACCES:
		return "no permission";
	case -ENODEV:
		return "region revoked";
	case -ENOENT:
		return "no such node or region";
	case -ENXIO:
		return "not listed";
	case -ENOTTY:
		return "not a node of memphys";
	case -EOPNOTSUPP:
		return "width not supported";
	case -EINVAL:
		return "not aligned, or beyond what can be mapped";
	default:
		return strerror(-err);
	}
}
