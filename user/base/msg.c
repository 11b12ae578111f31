// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages on stderr: each is one write(), so that lines of several processes
 * do not mix on a serial console.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/out.h"

int msg_verbosity;
const char *msg_program = "ipcprobe";
bool msg_json;

/* Files and command lines are quoted here, whatever they hold. */
static void msg_print(const char *kind, const char *prefix, const char *fmt,
		      va_list args)
{
	char text[OUT_LINE], line[OUT_LINE + 40];
	struct out o;

	vsnprintf(text, sizeof(text), fmt, args);
	if (msg_json) {
		out_begin(&o, STDERR_FILENO, OUT_JSON);
		out_str(&o, kind, text);
		out_finish(&o);
		return;
	}
	snprintf(line, sizeof(line), "%s: %s%s", msg_program, prefix, text);
	out_line(STDERR_FILENO, line);
}

void msg_error(const char *fmt, ...)
{
	va_list args;

	if (msg_verbosity < 0)
		return;
	va_start(args, fmt);
	msg_print("error", "", fmt, args);
	va_end(args);
}

void msg_hint(const char *fmt, ...)
{
	va_list args;

	if (msg_verbosity < 0)
		return;
	va_start(args, fmt);
	msg_print("hint", "hint: ", fmt, args);
	va_end(args);
}

void msg_trace(const char *fmt, ...)
{
	va_list args;

	if (msg_verbosity < 1)
		return;
	va_start(args, fmt);
	msg_print("trace", "trace: ", fmt, args);
	va_end(args);
}
