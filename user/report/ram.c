// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report's section about RAM. Cameras keep a part of it from the kernel, for
 * pictures; what cannot be found out is left out.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/sysfile.h"
#include "report/report.h"

/* What the kernel's command line says; 0: nothing. */
struct ram_cmdline {
	unsigned long long total;	/* what the boot loader found */
	unsigned long long mem;		/* what Linux was given */
	unsigned long long media;	/* what it was told to keep off */
	bool cma;			/* pictures are in Linux's own part */
};

/*
 * The numbers after a word in the lines of a file, all added; 0 if none. @base is
 * as for strtoull().
 */
static unsigned long long ram_sum(const char *path, const char *word,
				  const char *or_word, int base)
{
	const char *const words[] = { word, or_word };
	unsigned long long sum[2] = { 0, 0 };
	struct sysfile file;
	const char *line, *found;
	size_t i;

	if (sysfile_open(&file, path))
		return 0;
	while ((line = sysfile_line(&file))) {
		for (i = 0; i < 2 && words[i]; i++) {
			found = strstr(line, words[i]);
			if (found)
				sum[i] += strtoull(found + strlen(words[i]),
						   NULL, base);
		}
	}
	sysfile_close(&file);
	return sum[0] ? sum[0] : sum[1];
}

/* "64M", "64M@0x4000000": a size at the beginning. */
static unsigned long long ram_size(const char *text)
{
	char *end;
	unsigned long long size = strtoull(text, &end, 0);

	switch (*end) {
	case 'G':
	case 'g':
		return size << 30;
	case 'M':
	case 'm':
		return size << 20;
	case 'K':
	case 'k':
		return size << 10;
	default:
		return size;
	}
}

/* Some boot loaders say all of it twice. */
static bool ram_said_before(const char *text, const char *word)
{
	for (; text < word; text += strlen(text) + 1) {
		text += strspn(text, " \t\n");
		if (text < word && !strcmp(text, word))
			return true;
	}
	return false;
}

static void ram_read_cmdline(struct ram_cmdline *c)
{
	/*
	 * Ingenic's: for pictures, for the image processor, for the network; and
	 * Rockchip's, which is no part of MemTotal either.
	 */
	static const char *const kept[] = {
		"rmem=", "ispmem=", "nmem=", "rk_dma_heap_cma=",
	};
	char text[2048], *word, *save;
	const char *heap;
	size_t i;

	memset(c, 0, sizeof(*c));
	if (sysfile_word("/proc/cmdline", text, sizeof(text)) <= 0)
		return;
	for (word = strtok_r(text, " \t\n", &save); word;
	     word = strtok_r(NULL, " \t\n", &save)) {
		if (ram_said_before(text, word))
			continue;
		if (!strncmp(word, "mem=", 4))
			c->mem += ram_size(word + 4);
		/* Anyka's; "mem=" says the same, but Linux is given less. */
		if (!strncmp(word, "memsize=", 8))
			c->total = ram_size(word + 8);
		c->cma = c->cma || !strcmp(word, "mmz_allocator=cma");
		for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
			if (!strncmp(word, kept[i], strlen(kept[i])))
				c->media += ram_size(word + strlen(kept[i]));
		}
		/* SigmaStar's. */
		heap = strncmp(word, "mma_heap=", 9) ? NULL :
		       strstr(word, ",sz=");
		if (heap)
			c->media += strtoull(heap + 4, NULL, 16);
	}
}

/* RAM for pictures, by the vendors' drivers or the command line. */
static unsigned long long ram_media(const struct ram_cmdline *c)
{
	/* HiSilicon and Goke; Xiongmai; Fullhan: in KiB. */
	static const char *const files[][3] = {
		{ "/proc/media-mem", "total size=" },
		{ "/proc/umap/mmz", "nBYTES=", "total size=" },
		{ "/proc/driver/vmm", "total size=" },
	};
	unsigned long long kib = 0, bytes;
	size_t i;

	for (i = 0; !kib && i < sizeof(files) / sizeof(files[0]); i++)
		kib = ram_sum(files[i][0], files[i][1], files[i][2], 10);
	if (kib)
		return kib << 10;
	/* Novatek, in bytes: "DDR1: base = 0x02000000 size = 0x02000000". */
	bytes = ram_sum("/proc/hdal/comm/info", " size = 0x", NULL, 16);
	return bytes ? bytes : c->media;
}

/* The power of two that a little is missing from; 0: too much is. */
static unsigned long long ram_round(unsigned long long seen)
{
	unsigned long long total = 1;

	while (total && total < seen)
		total <<= 1;
	return seen > total / 4 * 3 ? total : 0;
}

static unsigned long long ram_total(const struct ram_cmdline *c,
				    unsigned long long media)
{
	unsigned long long seen = ram_sum("/proc/meminfo", "MemTotal:", NULL,
					  10) << 10;

	if (!seen)
		return 0;
	if (c->total >= seen)
		return ram_round(c->total);
	if (c->cma)
		return ram_round(c->mem ? c->mem : seen);
	/* Linux was given a part: of what, only the rest tells. */
	if (c->mem)
		return media ? ram_round(c->mem + media) : 0;
	/* What the kernel keeps for itself is missing from MemTotal. */
	return ram_round(seen + media);
}

void report_ram(struct out *o)
{
	struct ram_cmdline cmdline;
	unsigned long long media, total;

	ram_read_cmdline(&cmdline);
	media = ram_media(&cmdline);
	total = ram_total(&cmdline, media);
	out_map(o, "ram");
	if (total)
		report_size(o, "total", total);
	if (media)
		report_size(o, "media", media);
	out_end(o);
}
