/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An MTD device, and what is mounted from it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MTD_H
#define MTD_H

#include "base/out.h"

/* A line of /proc/mtd. */
struct mtd {
	unsigned int index;
	unsigned long long size;
	unsigned long long erase;
	char name[64];
	char chip[64];		/* as sysfs calls it; "" where it does not */
	int ubi;		/* the UBI device that has it; -1: none */
	bool written;		/* it, or a part of it, when somebody likes */
};

/*
 * Print "mount point,file system[,rw]" as "path", if it is mounted and @o is not
 * NULL. Return: is it mounted for writing, or could it be?
 */
bool mtd_mount(struct out *o, const struct mtd *mtd, const char *mounts);

#endif /* MTD_H */
