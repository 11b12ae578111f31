/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that pretend.c stands before, by the linker's --wrap.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef PRETEND_H
#define PRETEND_H

#include <stdbool.h>
#include <stddef.h>

bool __real_sysfile_is_live(void);
bool __wrap_sysfile_is_live(void);

int __real_modload_insert(const char *module, const char *params);
int __wrap_modload_insert(const char *module, const char *params);

int __real_modload_users(const char *name);
int __wrap_modload_users(const char *name);

/* By the linker, for realloc(): a sanitizer has its own of that name. */
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);

#endif /* PRETEND_H */
