/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files below a folder, as a process would see them whose root it is: neither
 * links nor ".." lead out of it.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>
#include <sys/types.h>

/* Links that are followed on the way to one file, and folders in each other. */
#define TREE_LINKS	40
#define TREE_DEPTH	64

/**
 * tree_open() - open a regular file or a folder
 * @root: descriptor of the folder
 * @path: from there, with or without a leading slash
 *
 * Nothing else is opened: opening a FIFO waits, opening a device can do
 * anything.
 *
 * Return: a descriptor, or a negative errno value.
 */
int tree_open(int root, const char *path);

/* What the link at the end of @path says, as readlink() has it, with a NUL. */
ssize_t tree_link(int root, const char *path, char *buf, size_t size);

#endif /* TREE_H */
