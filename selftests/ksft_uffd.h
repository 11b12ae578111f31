/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What <linux/userfaultfd.h> of an older kernel lacks.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef KSFT_UFFD_H
#define KSFT_UFFD_H

#include <linux/userfaultfd.h>

#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_UNPOPULATED (1 << 13)
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif

#endif /* KSFT_UFFD_H */
