// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report's sections about the board and its RAM.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/sysfile.h"
#include "base/util.h"
#include "chip/hint.h"
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

/* These make SoCs, and name their own boards so, no matter who builds them. */
static bool report_makes_socs(const char *vendor, size_t len)
{
	static const char *const makers[] = {
		"allwinner", "ambarella", "anyka", "arm", "aspeed", "brcm",
		"cvitek", "fh", "fsl", "fullhan", "goke", "hisi", "hisilicon",
		"ingenic", "linux", "mstar", "novatek", "nvidia", "nxp",
		"rockchip", "samsung", "sigmastar", "sophgo", "sstar",
		"xiongmai", "xlnx", "xmedia",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(makers); i++) {
		if (strlen(makers[i]) == len &&
		    !strncasecmp(makers[i], vendor, len))
			return true;
	}
	return false;
}

/*
 * Who made the board: the first of the device tree's strings, "maker,board", if
 * that is not the maker of the SoC; or a PC's firmware.
 */
static void report_board_vendor(struct out *o)
{
	const char *text = hint_next_compatible(hint_get(), NULL);
	const char *comma = text ? strchr(text, ',') : NULL;

	if (!text)
		report_file(o, "vendor", "/sys/class/dmi/id/board_vendor");
	else if (comma && !report_makes_socs(text, (size_t)(comma - text)))
		out_fmt(o, "vendor", "%.*s", (int)(comma - text), text);
}

/* Firmware that is named as the board's vendor in its published reports. */
static bool report_board_os(char *version, size_t size)
{
	struct sysfile file;
	bool openipc = false;
	const char *line;

	*version = '\0';
	if (sysfile_open(&file, "/etc/os-release"))
		return false;
	while ((line = sysfile_line(&file))) {
		const char *value = strchr(line, '=');

		if (!value)
			continue;
		value += 1 + (value[1] == '"');
		if (!strncmp(line, "NAME=", 5))
			openipc = !strncmp(value, "OpenIPC", 7);
		else if (!strncmp(line, "OPENIPC_VERSION=", 16))
			snprintf(version, size, "%.*s",
				 (int)strcspn(value, "\""), value);
	}
	sysfile_close(&file);
	return openipc;
}

void report_board(struct out *o)
{
	static const char *const keys[][2] = {
		{ "soc-family", "family" },
		{ "soc-id", "soc_id" },
		{ "soc-revision", "revision" },
	};
	char text[128], version[64];
	bool openipc = report_board_os(version, sizeof(version));
	size_t i;

	out_map(o, "board");
	if (openipc)
		out_str(o, "vendor", "OpenIPC");
	else
		report_board_vendor(o);
	if (*hint_get()->model)
		out_str(o, "model", hint_get()->model);
	else
		report_file(o, "model", "/sys/class/dmi/id/board_name");
	if (openipc && *version)
		out_str(o, "version", version);
	else if (!hint_get()->compatible_len)
		report_file(o, "version", "/sys/class/dmi/id/board_version");
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (hint_soc(keys[i][1], text, sizeof(text)) > 0)
			out_str(o, keys[i][0], text);
	}
	out_end(o);
}
