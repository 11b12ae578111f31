// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading and unloading a kernel module with libkmod.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <libkmod.h>
#include <string.h>
#include <syslog.h>

#include "base/modload.h"

const char modload_backend[] = "libkmod";

/* The messages are ours to print. */
static struct kmod_ctx *modload_open(void)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);

	if (ctx)
		kmod_set_log_priority(ctx, LOG_EMERG);
	return ctx;
}

static int modload_get(struct kmod_ctx *ctx, const char *module,
		       struct kmod_module **mod)
{
	struct kmod_list *list = NULL;
	int err;

	if (strchr(module, '/'))
		return kmod_module_new_from_path(ctx, module, mod);
	err = kmod_module_new_from_lookup(ctx, module, &list);
	if (err < 0)
		return err;
	if (!list)
		return -ENOENT;
	*mod = kmod_module_get_module(list);
	kmod_module_unref_list(list);
	return 0;
}

int modload_insert(const char *module, const char *params)
{
	struct kmod_ctx *ctx = modload_open();
	const unsigned int flags = KMOD_PROBE_FAIL_ON_LOADED;
	struct kmod_module *mod;
	int err;

	if (!ctx)
		return -ENOMEM;
	err = modload_get(ctx, module, &mod);
	if (!err) {
		err = kmod_module_probe_insert_module(mod, flags, params, NULL,
						      NULL, NULL);
		kmod_module_unref(mod);
	}
	kmod_unref(ctx);
	return err > 0 ? -EPERM : err;	/* > 0: a blacklist says no */
}

int modload_find(const char *name)
{
	struct kmod_ctx *ctx = modload_open();
	struct kmod_module *mod;
	int err;

	if (!ctx)
		return -ENOMEM;
	err = modload_get(ctx, name, &mod);
	if (!err)
		kmod_module_unref(mod);
	kmod_unref(ctx);
	return err;
}

int modload_remove(const char *name)
{
	struct kmod_ctx *ctx = modload_open();
	struct kmod_module *mod;
	int err;

	if (!ctx)
		return -ENOMEM;
	err = kmod_module_new_from_name(ctx, name, &mod);
	if (!err) {
		err = kmod_module_remove_module(mod, 0);
		kmod_module_unref(mod);
	}
	kmod_unref(ctx);
	return err;
}

int modload_users(const char *name)
{
	struct kmod_ctx *ctx = modload_open();
	struct kmod_module *mod;
	int users;

	if (!ctx)
		return -ENOMEM;
	users = kmod_module_new_from_name(ctx, name, &mod);
	if (!users) {
		users = kmod_module_get_refcnt(mod);
		kmod_module_unref(mod);
	}
	kmod_unref(ctx);
	return users;
}
