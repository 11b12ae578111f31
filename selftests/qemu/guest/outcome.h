/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the small readers of physical addresses end: what fails is printed as a
 * word on stdout, since it is what their callers are after.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* For signal(): SIGBUS is such a word. */
static inline void outcome_sigbus(int sig)
{
	static const char text[] = "SIGBUS\n";

	(void)sig;
	_exit(write(STDOUT_FILENO, text, sizeof(text) - 1) < 0 ? 2 : 1);
}

/* The name of errno is another. Return: what main() is to return. */
static inline int outcome_failed(void)
{
	puts(strerrorname_np(errno));
	return 1;
}

#endif /* OUTCOME_H */
