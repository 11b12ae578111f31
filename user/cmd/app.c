// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the commands share: the way to registers, and the words for it when
 * there is none.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"
#include "cmd/remedy.h"
#include "lib/libmemphys.h"

const char *app_node(const struct app *app)
{
	if (app->device && app->backend != &regs_devmem)
		return app->device;
	return app->remap ? MEMPHYS_NODE_REMAP : MEMPHYS_NODE;
}

static int app_open_memphys(struct app *app)
{
	app->memphys_err = regs_open(&app->regs, &regs_memphys, app_node(app));
	return app->memphys_err;
}

static int app_open_devmem(struct app *app, struct regs *regs)
{
	app->devmem_err = regs_open(regs, &regs_devmem, app->device);
	return app->devmem_err;
}

int app_open_record(struct regs *regs, const char *path)
{
	int err = regs_open(regs, &regs_replay, path);

	if (err && err != -EINVAL)	/* a bad line has been told */
		msg_error("%s: %s", path, strerror(-err));
	return err;
}

bool app_elsewhere(const struct app *app)
{
	return app->replay || (!sysfile_is_live() && !app->backend &&
			       !app->device);
}

int app_open(struct app *app)
{
	if (app->regs.backend)
		return 0;
	if (app->replay)
		return app_open_record(&app->regs, app->replay);
	if (app_elsewhere(app))
		return -ENXIO;
	if (app->backend == &regs_devmem)
		return app_open_devmem(app, &app->regs);
	if (!app_open_memphys(app))
		return 0;
	return app->backend ? app->memphys_err :
			      app_open_devmem(app, &app->regs);
}

bool app_locked_down(void)
{
	char buf[80];

	return sysfile_read("/sys/kernel/security/lockdown", buf,
			    sizeof(buf)) > 0 && !strstr(buf, "[none]");
}

const char *app_refusal(void)
{
	char buf[80];

	if (app_locked_down())
		return "the kernel is locked down";
	/* Root rarely lacks it, and securityfs need not be mounted. */
	if (!geteuid() && sysfile_read("/sys/kernel/security/lockdown", buf,
				       sizeof(buf)) <= 0)
		return "the kernel is locked down, or CAP_SYS_RAWIO is missing";
	return "CAP_SYS_RAWIO is missing";
}

const char *app_words(char *const *words)
{
	static char text[OUT_LINE];
	size_t len = 0;
	const char *c;

	for (; *words && len < sizeof(text) - 3; words++) {
		text[len++] = ' ';
		if (!**words && len < sizeof(text) - 3) {
			text[len++] = '\'';
			text[len++] = '\'';
		}
		for (c = *words; *c && len < sizeof(text) - 3; c++) {
			if (strchr(" !\"#$&'()*;<>?[\\`{|~", *c))
				text[len++] = '\\';
			text[len++] = *c;
		}
	}
	text[len] = '\0';
	return text + 1;
}

void app_as_root(const struct app *app)
{
	msg_hint("run as root: %s", app_words(app->argv));
}

static void app_no_memphys(const struct app *app)
{
	msg_error("%s: %s", app_node(app), strerror(-app->memphys_err));
	switch (app->memphys_err) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		msg_hint("the driver is not loaded");
		remedy_hint(NULL);
		break;
	case -EACCES:
		msg_hint("run as root, or let an administrator open the node to this user");
		break;
	case -EPERM:
		msg_hint("%s%s", app_refusal(), app_locked_down() ? "" :
			 ", and no region is for users");
		break;
	case -ENOTTY:
		msg_hint("that is not a node of the memphys driver");
		break;
	}
}

static void app_no_devmem(const struct app *app)
{
	msg_error("%s: %s", app->device ? app->device : "/dev/mem",
		  strerror(-app->devmem_err));
	switch (app->devmem_err) {
	case -ENOENT:
		msg_hint("the kernel has no /dev/mem (CONFIG_DEVMEM)");
		/* Else the same was said of memphys. */
		if (app->regs.backend == &regs_memphys)
			remedy_hint(NULL);
		break;
	case -EACCES:
		app_as_root(app);
		break;
	case -EPERM:
		msg_hint("%s", app_refusal());
		break;
	}
}

void app_no_access(const struct app *app)
{
	if (!app->replay && app_elsewhere(app)) {
		msg_error("the registers of a recording need --replay");
		msg_hint("ipcprobe reads this machine's with --backend or --device");
	}
	if (app->memphys_err)
		app_no_memphys(app);
	if (app->devmem_err)
		app_no_devmem(app);
}

int app_exit(int err)
{
	switch (err) {
	case -EPERM:
	case -EACCES:
	case -ENODEV:
	case -ENOENT:
	case -ENXIO:
	case -EROFS:
		return EXIT_NO_ACCESS;
	default:
		return EXIT_FAILED;
	}
}

/* Which exit status does an answer deserve? */
static int app_status(const struct chip *chip)
{
	if (chip->model)
		return EXIT_OK;
	/* A register that is not listed, or not in the record, says nothing. */
	return chip->err && chip->err != -ENXIO &&
	       app_exit(chip->err) == EXIT_NO_ACCESS ? EXIT_NO_ACCESS :
						       EXIT_UNKNOWN;
}

/* Identify the chip by what can be read there; NULL: by the kernel alone. */
static void app_identify_by(struct app *app, struct chip *chip,
			    struct regs *regs, unsigned int flags)
{
	app->source = regs;
	if (regs && regs->backend != &regs_devmem)
		flags |= CHIP_LISTED;
	chip_identify(chip, regs, flags);
}

/* Does memphys list no ID register, and nobody ask for memphys alone? */
static bool app_falls_back(const struct app *app, const struct chip *chip)
{
	return app->regs.backend == &regs_memphys && !app->backend &&
	       !app->device && !chip->reads;
}

int app_identify(struct app *app, struct chip *chip, unsigned int flags)
{
	int err = app_open(app);

	if (err && app->replay) {
		memset(chip, 0, sizeof(*chip));
		return EXIT_FAILED;
	}
	app_identify_by(app, chip, err ? NULL : &app->regs, flags);
	/* Hints are left to follow. */
	if (app_falls_back(app, chip)) {
		app->source = NULL;
		if (!app->devmem.backend)
			err = app_open_devmem(app, &app->devmem);
		if (!err)
			app_identify_by(app, chip, &app->devmem, flags);
	}
	if (chip->maker || !err)
		return app_status(chip);
	return EXIT_NO_ACCESS;
}

/* The remedies for registers that could not be read. */
static void app_explain_read(const struct app *app, const struct chip_read *r)
{
	msg_error("0x%llx (%s): %s", (unsigned long long)r->addr, r->name,
		  memphys_strerror(r->err));
	if (r->err == -EPERM && app->source->backend == &regs_devmem) {
		msg_hint("a driver claims that page: memphys can read it");
		remedy_hint(NULL);
	}
	if (r->err == -ENODEV)
		msg_hint("ipcprobe doctor 0x%llx tells how to give it back",
			 (unsigned long long)r->addr);
}

void app_explain(const struct app *app, const struct chip *chip, int status)
{
	bool stated = status == EXIT_OK && chip->reason;
	char name[CHIP_NAME];
	unsigned int i;

	if (stated)
		msg_error("%s (%s)", chip->reason, chip->method);
	/* Is there a register at all that could? */
	if (status == EXIT_OK && (!stated || !chip_soc()))
		return;
	if (stated || status == EXIT_NO_ACCESS)
		app_no_access(app);
	for (i = 0; i < chip->reads; i++) {
		const struct chip_read *r = &chip->read[i];

		if (r->err)
			app_explain_read(app, r);
		else
			msg_error("0x%llx (%s) holds 0x%0*llx",
				  (unsigned long long)r->addr, r->name,
				  (int)r->width * 2,
				  (unsigned long long)r->value);
	}
	if (stated)
		return;
	msg_error("chip unknown%s%s", chip->reason ? ": " : "",
		  chip->reason ? chip->reason : "");
	if (status == EXIT_UNKNOWN && !chip->maker && !chip->reads &&
	    !app->replay && !app_elsewhere(app))
		remedy_hint(NULL);
	if (*chip->stated)
		msg_error("the kernel states: %s", chip->stated);
	if (chip->family)
		msg_error("family: %s", chip->family);
	for (i = 0; i < chip->candidates; i++)
		msg_error("candidate: %s",
			  chip_name(chip->maker, chip->candidate[i], name));
}

struct out *app_begin(struct app *app)
{
	out_begin(&app->out, STDOUT_FILENO, app->format);
	app->out.pretty = app->pretty;
	app->out.color = app->color;
	return &app->out;
}

/* What became of standard output, as an exit status. */
static int app_written(int err)
{
	if (!err)
		return EXIT_OK;
	msg_error("standard output: %s", strerror(-err));
	return EXIT_FAILED;
}

int app_finish(struct app *app)
{
	return app_written(out_finish(&app->out));
}

int app_line(const char *text)
{
	return app_written(out_line(STDOUT_FILENO, text));
}

int app_puts(const char *text)
{
	return app_written(out_puts(STDOUT_FILENO, text));
}
