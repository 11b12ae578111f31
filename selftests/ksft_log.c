// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel log, from a mark on.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kselftest.h"
#include "ksft_memphys.h"

#define MP_LEVEL_ERR	'3'
#define MP_PREFIX	"memphys: "

/*
 * What no test may leave behind: reports of broken invariants, of locking, of
 * memory that is bad or mapped with two types.
 */
static const char *const mp_complaints[] = {
	"WARNING:", "BUG:", "BUG at", "Oops", "INFO: possible",
	"INFO: task", "INFO: rcu", "INFO: trying", "possible recursive",
	"circular locking", "inconsistent lock", "suspicious RCU",
	"sleeping function", "scheduling while atomic", "Bad page",
	"bad page", "memtype", "x86/PAT", "conflicting memory types",
	"map pfn expected", "UBSAN:", "KASAN", "KCSAN", "unreferenced object",
	"Unable to handle", "Unhandled fault", "Internal error",
	"general protection", "NULL pointer", "corrupted", "Bad rss-counter",
	"stack guard page", "page_table_check", "Call Trace",
	"DEBUG_LOCKS_WARN_ON", "leaked",
};

/*
 * Words that look like one, where memory ran out, or where gcov speaks of a file
 * that is called memtype.gcda.
 */
static const char *const mp_harmless[] = {
	"ioremap memtype_reserve failed -12",
	"gcov: could not ",
};

int mp_log_mark(struct mp_log *log)
{
	/* Ends a line that the kernel had to cut and would show us later. */
	int err = mp_file_write("/dev/kmsg", "<7>ksft: a test case begins");

	if (err)
		return err;
	memset(log, 0, sizeof(*log));
	log->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log->fd < 0)
		return -errno;
	return lseek(log->fd, 0, SEEK_END) < 0 ? -errno : 0;
}

void mp_log_close(struct mp_log *log)
{
	close(log->fd);
	while (log->count)
		free(log->line[--log->count]);
	free(log->line);
	log->line = NULL;
	log->fd = -1;
}

/* A record is "PRIORITY,SEQUENCE,TIME,FLAGS;message\n CONTINUATION=...\n". */
static void mp_log_append(struct mp_log *log, const char *record)
{
	const char *message = strchr(record, ';');

	if (!message)
		return;
	message++;
	log->line = realloc(log->line, (log->count + 1) * sizeof(*log->line));
	if (!log->line ||
	    asprintf(&log->line[log->count], "%d%.*s", atoi(record) & 7,
		     (int)strcspn(message, "\n"), message) < 0)
		abort();
	log->count++;
}

static void mp_log_drain(struct mp_log *log)
{
	char record[8192];
	ssize_t len;

	for (;;) {
		len = read(log->fd, record, sizeof(record) - 1);
		if (len > 0) {
			record[len] = '\0';
			mp_log_append(log, record);
		} else if (len < 0 && errno == EPIPE) {
			log->lost = true;
		} else if (len == 0 || errno != EINTR) {
			return;
		}
	}
}

static bool mp_has_any(const char *line, const char *const *words, size_t count)
{
	while (count--)
		if (strstr(line, words[count]))
			return true;
	return false;
}

static bool mp_is_complaint(const char *line)
{
	return mp_has_any(line, mp_complaints, ARRAY_SIZE(mp_complaints)) &&
	       !mp_has_any(line, mp_harmless, ARRAY_SIZE(mp_harmless));
}

const char *mp_log_complaint(struct mp_log *log)
{
	size_t i;

	mp_log_drain(log);
	for (i = 0; i < log->count; i++)
		if (mp_is_complaint(log->line[i]))
			return log->line[i] + 1;
	return log->lost ? "the kernel log overflowed: lines were lost" : NULL;
}

void mp_log_forgive(struct mp_log *log, const char *words)
{
	size_t i, kept = 0;

	mp_log_drain(log);
	for (i = 0; i < log->count; i++) {
		if (strstr(log->line[i], words))
			free(log->line[i]);
		else
			log->line[kept++] = log->line[i];
	}
	log->count = kept;
}

/* The message of a line that memphys wrote, or NULL. */
static const char *mp_log_own(const struct mp_log *log, size_t i)
{
	const char *message = log->line[i] + 1;

	if (strncmp(message, MP_PREFIX, strlen(MP_PREFIX)))
		return NULL;
	return message + strlen(MP_PREFIX);
}

unsigned int mp_log_errors(struct mp_log *log, const char **first)
{
	unsigned int errors = 0;
	const char *message;
	size_t i;

	mp_log_drain(log);
	for (i = 0; i < log->count; i++) {
		message = mp_log_own(log, i);
		/* An indented line belongs to the one before. */
		if (!message || *log->line[i] > MP_LEVEL_ERR || *message == ' ')
			continue;
		if (!errors++ && first)
			*first = message;
	}
	return errors;
}

bool mp_log_says(struct mp_log *log, const char *words)
{
	const char *message;
	size_t i;

	mp_log_drain(log);
	for (i = 0; i < log->count; i++) {
		message = mp_log_own(log, i);
		if (message && strstr(message, words))
			return true;
	}
	return false;
}
