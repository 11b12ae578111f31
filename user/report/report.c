// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report's sections about the board and its RAM.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sysfile.h"
#include "base/util.h"
#include "report/report.h"

void report_file(struct out *o, const char *key, const char *path)
{
	char text[128];

	if (sysfile_word(path, text, sizeof(text)) > 0)
		out_str(o, key, text);
}

void report_size(struct out *o, const char *key, unsigned long long bytes)
{
	if (bytes && !(bytes & ((1 << 20) - 1)))
		out_fmt(o, key, "%lluM", bytes >> 20);
	else
		out_fmt(o, key, "%lluK", bytes >> 10);
}

/*
 * Who made the board: the first of the device tree's strings, "maker,board", or
 * a PC's firmware. A single string is the SoC's.
 */
static void report_board_vendor(struct out *o)
{
	char text[256];
	ssize_t len = sysfile_read("/proc/device-tree/compatible", text,
				   sizeof(text));
	const char *comma = strchr(text, ',');

	if (len < 0)
		report_file(o, "vendor", "/sys/class/dmi/id/board_vendor");
	else if (comma && (size_t)len > strlen(text) + 1)
		out_fmt(o, "vendor", "%.*s", (int)(comma - text), text);
}

void report_board(struct out *o)
{
	static const char soc[] = "/sys/bus/soc/devices/soc0/";
	static const char *const keys[][2] = {
		{ "soc-family", "family" },
		{ "soc-id", "soc_id" },
		{ "soc-revision", "revision" },
	};
	char text[128];
	size_t i;

	out_map(o, "board");
	report_board_vendor(o);
	if (sysfile_word("/proc/device-tree/model", text, sizeof(text)) > 0)
		out_str(o, "model", text);
	else
		report_file(o, "model", "/sys/class/dmi/id/board_name");
	report_file(o, "version", "/sys/class/dmi/id/board_version");
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		snprintf(text, sizeof(text), "%s%s", soc, keys[i][1]);
		report_file(o, keys[i][0], text);
	}
	out_end(o);
}

/* The number of KiB behind a word in a line of a file; 0 if there is none. */
static unsigned long long report_kib(const char *path, const char *word)
{
	struct sysfile file;
	unsigned long long kib = 0;
	const char *line;

	if (sysfile_open(&file, path))
		return 0;
	while (!kib && (line = sysfile_line(&file))) {
		const char *found = strstr(line, word);

		if (found)
			kib = strtoull(found + strlen(word), NULL, 10);
	}
	sysfile_close(&file);
	return kib;
}

/*
 * RAM that the kernel does not manage, for pictures: HiSilicon and Goke tell
 * in /proc, SigmaStar has it on the kernel's command line.
 */
static unsigned long long report_media(void)
{
	unsigned long long kib = report_kib("/proc/media-mem", "total size=");
	char text[1024];
	const char *heap;

	if (kib)
		return kib << 10;
	if (sysfile_word("/proc/cmdline", text, sizeof(text)) <= 0)
		return 0;
	heap = strstr(text, "mma_heap=");
	heap = heap ? strstr(heap, ",sz=") : NULL;
	return heap ? strtoull(heap + 4, NULL, 16) : 0;
}

void report_ram(struct out *o)
{
	unsigned long long seen = report_kib("/proc/meminfo", "MemTotal:") << 10;
	unsigned long long media = report_media();
	unsigned long long total = 1;

	if (!seen)
		return;
	/* What the kernel keeps for itself is missing from MemTotal. */
	while (total && total < seen + media)
		total <<= 1;
	if (!total)
		return;
	out_map(o, "ram");
	report_size(o, "total", total);
	if (media)
		report_size(o, "media", media);
	out_end(o);
}
