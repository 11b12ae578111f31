/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loading the driver, for the commands that do.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/app.h"

/**
 * load_insert() - load the driver
 * @module: REMEDY_MODULE, or a file; set to what was found near, where the
 *          former is not installed
 * @params: its parameters
 * @path: for what @module is set to
 * @size: of @path
 *
 * Return: as modload_insert(), which load_explain() puts into words.
 */
int load_insert(const char **module, const char *params, char *path,
		size_t size);
void load_explain(const struct app *app, const char *module, int err);

/* Say that something holds the driver, and what to do. */
void load_in_use(void);

/* Is it about another machine, whose driver cannot be loaded? Say so. */
bool load_elsewhere(const struct app *app, const struct command *command);

#endif /* LOAD_H */
