/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copyright (C) 2026 The memphys authors
 */
#ifndef BENCH_VFIO_H
#define BENCH_VFIO_H

/* A descriptor to map a BAR with, at the offset that is filled in. */
int vfio_open(const char *group_path, const char *device, unsigned int bar,
	      unsigned long long *offset);

#endif /* BENCH_VFIO_H */
