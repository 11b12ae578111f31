// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel says about the machine.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <string.h>

#include "base/iomem.h"
#include "base/sysfile.h"
#include "base/util.h"
#include "chip/hint.h"

static void hint_read_tree(struct hint *hint)
{
	ssize_t len = sysfile_read("/proc/device-tree/compatible",
				   hint->compatible, sizeof(hint->compatible));

	if (len < 0)
		len = sysfile_read("/sys/firmware/devicetree/base/compatible",
				   hint->compatible, sizeof(hint->compatible));
	hint->compatible_len = len > 0 ? (size_t)len : 0;
	if (sysfile_word("/proc/device-tree/model", hint->model,
			 sizeof(hint->model)) <= 0 &&
	    sysfile_word("/sys/firmware/devicetree/base/model", hint->model,
			 sizeof(hint->model)) <= 0)
		*hint->model = '\0';
}

const char *hint_next_compatible(const struct hint *hint, const char *string)
{
	const char *end = hint->compatible + hint->compatible_len;

	string = string ? string + strlen(string) + 1 : hint->compatible;
	return string < end ? string : NULL;
}

/* The value of a "key : value" line, if the key is @key. */
static const char *hint_cpuinfo_value(const char *line, const char *key)
{
	size_t len = strlen(key);

	if (strncmp(line, key, len))
		return NULL;
	line += len + strspn(line + len, " \t");
	if (*line != ':')
		return NULL;
	return line + 1 + strspn(line + 1, " \t");
}

static void hint_read_cpuinfo_line(struct hint *hint, const char *line)
{
	const struct {
		const char *key;
		char *buf;
		size_t size;
	} keys[] = {
		{ "Hardware", hint->machine[0], sizeof(hint->machine[0]) },
		{ "machine", hint->machine[1], sizeof(hint->machine[1]) },
		{ "system type", hint->machine[2], sizeof(hint->machine[2]) },
		{ "Revision", hint->revision, sizeof(hint->revision) },
		{ "Serial", hint->serial, sizeof(hint->serial) },
	};
	size_t i;

	hint->processors += !!hint_cpuinfo_value(line, "processor");
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *value = hint_cpuinfo_value(line, keys[i].key);

		if (value)
			snprintf(keys[i].buf, keys[i].size, "%s", value);
	}
}

static void hint_read_cpuinfo(struct hint *hint)
{
	struct sysfile file;
	const char *line;

	if (sysfile_open(&file, "/proc/cpuinfo"))
		return;
	while ((line = sysfile_line(&file)))
		hint_read_cpuinfo_line(hint, line);
	sysfile_close(&file);
}

static void hint_read_iomem_line(struct hint *hint, const char *text)
{
	struct iomem_line line;

	if (!iomem_parse(text, &line) || (!strstr(line.label, "uart") &&
					  !strstr(line.label, "serial")))
		return;
	if (!line.last)
		hint->iomem_hidden = true;
	else if (hint->uarts < HINT_UARTS)
		hint->uart[hint->uarts++] = line.start;
}

static void hint_read_iomem(struct hint *hint)
{
	struct sysfile file;
	const char *line;

	if (sysfile_open(&file, "/proc/iomem"))
		return;
	while ((line = sysfile_line(&file)))
		hint_read_iomem_line(hint, line);
	sysfile_close(&file);
}

static bool hint_known;

const struct hint *hint_get(void)
{
	static struct hint hint;

	if (!hint_known) {
		memset(&hint, 0, sizeof(hint));
		hint_read_tree(&hint);
		hint_read_cpuinfo(&hint);
		hint_read_iomem(&hint);
		hint_known = true;
	}
	return &hint;
}

ssize_t hint_soc(const char *name, char *buf, size_t size)
{
	/* As Documentation/ABI/testing/sysfs-devices-soc has it, and the bus. */
	static const char where[][13] = { "/sys", "/sys/bus/soc" };
	char path[64];
	ssize_t len = 0;
	size_t i;

	for (i = 0; len <= 0 && i < ARRAY_SIZE(where); i++) {
		snprintf(path, sizeof(path), "%s/devices/soc0/%s", where[i],
			 name);
		len = sysfile_word(path, buf, size);
	}
	return len;
}

bool hint_says(const char *string)
{
	const struct hint *hint = hint_get();
	const char *text = NULL;
	unsigned int i;

	while ((text = hint_next_compatible(hint, text))) {
		if (!strcmp(text, string))
			return true;
	}
	for (i = 0; i < HINT_MACHINES; i++) {
		if (!strcmp(hint->machine[i], string))
			return true;
	}
	return false;
}

void hint_forget(void)
{
	hint_known = false;
}
