// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages on stderr: each is one write(), so that lines of several processes
 * do not mix on a serial console.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/utf8.h"

int msg_verbosity;

static void msg_print(const char *prefix, const char *fmt, va_list args)
{
	char line[640];
	size_t len = strlen(prefix);
	int n;

	memcpy(line, prefix, len);
	n = vsnprintf(line + len, sizeof(line) - len - 1, fmt, args);
	if (n < 0)
		return;
	/* Files and command lines are quoted here, whatever they hold. */
	utf8_make_printable(line);
	len = strlen(line);
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return;	/* nowhere left to complain to */
}

void msg_error(const char *fmt, ...)
{
	va_list args;

	if (msg_verbosity < 0)
		return;
	va_start(args, fmt);
	msg_print("ipcprobe: ", fmt, args);
	va_end(args);
}

void msg_hint(const char *fmt, ...)
{
	va_list args;

	if (msg_verbosity < 0)
		return;
	va_start(args, fmt);
	msg_print("ipcprobe: hint: ", fmt, args);
	va_end(args);
}

void msg_trace(const char *fmt, ...)
{
	va_list args;

	if (msg_verbosity < 1)
		return;
	va_start(args, fmt);
	msg_print("ipcprobe: trace: ", fmt, args);
	va_end(args);
}
