/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loading and unloading a kernel module. Built from one of two backends:
 * libkmod where there is one, bare system calls elsewhere.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MODLOAD_H
#define MODLOAD_H

#include <stdbool.h>

/* Which backend this is: "libkmod" or "syscall". */
extern const char modload_backend[];

/**
 * modload_insert() - load a module
 * @module: its name, looked up below /lib/modules for the running kernel, or
 *          the path of a file, if it holds a slash
 * @params: its parameters, separated by spaces
 *
 * Return: 0 or a negative errno value: -EEXIST it is loaded already, -ENOENT
 * no such module or file, -EOPNOTSUPP the kernel cannot load it compressed.
 */
int modload_insert(const char *module, const char *params);

/* Is a module of this name installed below /lib/modules? 0, or -ENOENT. */
int modload_find(const char *name);

/* Unload a module by name. Return: 0 or a negative errno value. */
int modload_remove(const char *name);

/* How often a loaded module is in use; negative errno: that is not known. */
int modload_users(const char *name);

#endif /* MODLOAD_H */
