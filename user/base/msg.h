/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages to the person at the terminal: stderr, one line each.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef MSG_H
#define MSG_H

#include <stdbool.h>

/* The exit status of every command. */
enum {
	EXIT_OK		= 0,
	EXIT_FAILED	= 1,	/* something went wrong at run time */
	EXIT_USAGE	= 2,	/* the command line makes no sense */
	EXIT_UNKNOWN	= 3,	/* the chip was not recognised */
	EXIT_NO_ACCESS	= 4,	/* nothing lets this user read registers */
};

/* < 0: print nothing; 0: errors and hints; 1 and up: tell what is done. */
extern int msg_verbosity;

/* What messages begin with: the name that the program was called by. */
extern const char *msg_program;

/* Print each as an object of JSON: its kind, "error" or the like, and text. */
extern bool msg_json;

/* What went wrong. Silent with -q. */
void msg_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What the reader can do about the error before. Silent with -q. */
void msg_hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What is being done; with -v only. */
void msg_trace(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* MSG_H */
