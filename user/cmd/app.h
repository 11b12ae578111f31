/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the options say, and what the commands share.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef APP_H
#define APP_H

#include <getopt.h>
#include <stdbool.h>

#include "base/out.h"
#include "chip/chip.h"
#include "regs/regs.h"

struct app {
	char **argv;		/* the command line */

	/* Options. */
	const struct regs_backend *backend;	/* NULL: what works */
	const char *device;	/* node to open; NULL: the backend's own */
	const char *replay;	/* record to read instead of a machine */
	bool remap;		/* the remap node, not the fault node */
	enum out_format format;
	bool format_given;	/* else some commands print bare lines */
	bool pretty;
	bool color;

	/* Opened on demand; .backend is NULL where nothing is open. */
	struct regs regs;
	struct regs devmem;	/* where memphys lists no ID register */
	const struct regs *source;	/* of them, what named the chip; or NULL */
	int memphys_err;	/* why memphys cannot be used; 0: not tried */
	int devmem_err;
	struct out out;
};

struct command {
	const char *name;
	const char *args;	/* for the usage line */
	const char *help;	/* one line */
	const struct option *options;	/* NULL: --help alone */
	int least, most;	/* operands; most INT_MAX: another command line */
	const char *missing;	/* what is said if they are fewer */
	int (*run)(struct app *app, int argc, char **argv);
};

extern const struct command cmd_chip;
extern const struct command cmd_diff;
extern const struct command cmd_doctor;
extern const struct command cmd_dump;
extern const struct command cmd_exec;
extern const struct command cmd_help;
extern const struct command cmd_load;
extern const struct command cmd_read;
extern const struct command cmd_record;
extern const struct command cmd_regions;
extern const struct command cmd_report;
extern const struct command cmd_unload;
extern const struct command cmd_watch;
extern const struct command cmd_write;

/* ipcinfo, the other name of the program. */
int ipcinfo_main(int argc, char **argv);

/*
 * Is it about another machine, by --replay or --root? This machine's registers
 * are not meant then, unless, with --root, an option names a way to them.
 */
bool app_elsewhere(const struct app *app);

/* The node of memphys that the options mean. */
const char *app_node(const struct app *app);

/* The exit status that an error of regs_read() and its like deserves. */
int app_exit(int err);

/*
 * Open the way to registers that the options name, or the best that there is.
 * Return: 0 or a negative errno value; app_no_access() explains it.
 */
int app_open(struct app *app);

/* Open a record, with a message if it cannot be. Return: as regs_open(). */
int app_open_record(struct regs *regs, const char *path);

/* Has the kernel been locked down? */
bool app_locked_down(void);

/* Why may a node that is there, for this user too, not be opened (EPERM)? */
const char *app_refusal(void);

/* Say on stderr why no register can be read and what would change it. */
void app_no_access(const struct app *app);

/*
 * Identify the chip; @flags may hold CHIP_DETAILS. Return: the exit status that
 * the answer deserves.
 */
int app_identify(struct app *app, struct chip *chip, unsigned int flags);

/* Say on stderr why the answer of app_identify() is not a name. */
void app_explain(const struct app *app, const struct chip *chip, int status);

/* A command line as a shell takes it: what a hint says can be pasted. */
const char *app_words(char *const *words);

/* A hint: the command line again, as root. */
void app_as_root(const struct app *app);

/* Begin the document on stdout in the format that was asked for. */
struct out *app_begin(struct app *app);

/* Finish it. Return: EXIT_OK, or EXIT_FAILED with a message. */
int app_finish(struct app *app);

/* The same for one bare line, and for text of our own. */
int app_line(const char *text);

/* The flags of a region, as the driver's regions= calls them. */
void app_region_flags(struct out *o, unsigned int attributes);
int app_puts(const char *text);

/* A row for the options of commands that access registers. */
#define APP_WIDTH	{ "width", required_argument, NULL, 'w' }

/* Take -w: "8", "16", "32" or "64" bits, as bytes. Return: as app_options(). */
int app_take_width(const struct command *command, unsigned int *width);

/*
 * A range of addresses: "START", "START+SIZE", the name of a region of memphys,
 * "REGION+OFFSET" or "REGION+OFFSET+SIZE". @length is left alone where the text
 * does not say it.
 * Return: 0; -EINVAL if it is none of them; -EDOM for a size of 0; -ENOENT for a
 * name not listed;
 * -EACCES where nothing can be opened that would list it.
 */
int app_range(struct app *app, const char *text, uint64_t *start,
	      uint64_t *length);

/* Explain an error of app_range(). Return: the exit status it deserves. */
int app_no_range(const struct app *app, const struct command *command,
		 const char *text, int err);

/*
 * The address of one register, as app_range() takes it. Return: EXIT_OK, or after
 * a message.
 */
int app_register(struct app *app, const struct command *command,
		 const char *text, unsigned int width, uint64_t *addr);

/* The option that getopt_long() has just answered with '?' or ':'. */
const char *app_bad_option(char **argv);

/* Complain where a range is longer than @most or goes on after the last address. */
int app_too_long(const struct command *command, const char *text,
		 uint64_t start, uint64_t length, uint64_t most);

#define APP_GO_ON	(-1)

/*
 * Take the options of a command, and count its operands, which are from
 * argv[optind] on. Options may follow them. @take is called with each; optarg is
 * as getopt_long() has it.
 *
 * Return: %APP_GO_ON, or the exit status, after a message or the help.
 */
int app_options(const struct command *command, int argc, char **argv,
		int (*take)(void *to, int opt), void *to);

/* Complain about the command line. Return: EXIT_USAGE. */
int app_usage(const struct command *command, const char *problem,
	      const char *culprit);

#endif /* APP_H */
