// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report's section about the software: boot loader, kernel, C library,
 * the vendor's media driver, and the process that does the work.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sysfile.h"
#include "base/util.h"
#include "report/report.h"

/* Without the number of the build, "#1 ", as published reports have it. */
static void report_kernel(struct out *o)
{
	char release[80], version[120];
	size_t skip;

	if (sysfile_word("/proc/sys/kernel/osrelease", release,
			 sizeof(release)) > 0 &&
	    sysfile_word("/proc/sys/kernel/version", version,
			 sizeof(version)) > 0) {
		skip = *version == '#' ? strcspn(version, " ") : 0;
		skip += strspn(version + skip, " ");
		out_fmt(o, "kernel", "%s (%s)", release, version + skip);
	}
}

/* "Linux version 5.10.221 (who@where) (gcc (Name) 12.2.0, GNU ld ...) #1" */
static void report_toolchain(struct out *o)
{
	char text[512];
	char *start, *end;

	if (sysfile_word("/proc/version", text, sizeof(text)) <= 0)
		return;
	start = strstr(text, ") (");
	end = start ? strstr(start, ") #") : NULL;
	if (!end)
		return;
	*end = '\0';
	out_str(o, "toolchain", start + 3);
}

/* The dynamic loader in /lib tells which C library programs use. */
static void report_libc(struct out *o)
{
	static const struct {
		const char *begin;
		const char *name;
	} libs[] = {
		{ "ld-musl-", "musl" },
		{ "ld-uClibc", "uClibc" },
		{ "ld-linux", "glibc" },
	};
	const struct dirent *entry;
	const char *name = NULL;
	DIR *dir = sysfile_dir("/lib");

	if (!dir)
		return;
	while (!name && (entry = readdir(dir))) {
		size_t i;

		for (i = 0; i < ARRAY_SIZE(libs); i++) {
			if (!strncmp(entry->d_name, libs[i].begin,
				     strlen(libs[i].begin)))
				name = libs[i].name;
		}
	}
	closedir(dir);
	if (name)
		out_str(o, "libc", name);
}

/* "[SYS] Version: [Hi3516EV200_MPP_V1.0.1.2 B030 Release], Build Time:[DATE]" */
static void report_sdk(struct out *o)
{
	static const char before[] = "Version: [", built[] = "Build Time";
	char text[256];
	char *start, *end, *date;

	if (sysfile_read("/proc/umap/sys", text, sizeof(text)) <= 0)
		return;
	start = strstr(text, before);
	if (!start)
		return;
	start += sizeof(before) - 1;
	end = strchr(start, ']');
	if (!end)
		return;
	*end = '\0';
	date = strstr(end + 1, built);
	date = date ? strchr(date, '[') : NULL;
	if (date)
		out_fmt(o, "sdk", "%s (%.*s)", start,
			(int)strcspn(date + 1, "]\n"), date + 1);
	else
		out_str(o, "sdk", start);
}

#define PROCESS_KERNEL	0x00200000UL	/* in the flags: a kernel thread */

#define PROCESS_NAME	63	/* bytes: a kernel worker's; others have 15 */

/*
 * Time used, in ticks: fields 14 and 15 of the line; field 9 has the flags,
 * and field 2, in parentheses, may hold anything.
 */
static unsigned long long process_time(const char *pid)
{
	char path[48] = "/proc/", text[512];
	size_t len = strnlen(pid, 16);
	const char *field;
	ssize_t size;
	char *end;
	int i;

	/*
	 * Done for every process, so not by the whole of snprintf(), nor by a
	 * search from the end of the line.
	 */
	memcpy(path + 6, pid, len);
	strcpy(path + 6 + len, "/stat");
	size = sysfile_read_once(path, text, sizeof(text));
	if (size <= 0)
		return 0;
	len += strlen(" ()") + PROCESS_NAME;
	if ((size_t)size > len)
		size = (ssize_t)len;
	field = memrchr(text, ')', (size_t)size);
	for (i = 2; field && i < 14; i++) {
		if (i == 9 && strtoul(field, NULL, 10) & PROCESS_KERNEL)
			return 0;
		field = strchr(field + 1, ' ');
	}
	if (!field)
		return 0;
	return strtoull(field, &end, 10) + strtoull(end, NULL, 10);
}

/* Its words with single spaces between them. */
static bool process_command(const char *pid, char *buf, size_t size)
{
	char path[48];
	ssize_t len, i;

	snprintf(path, sizeof(path), "/proc/%.16s/cmdline", pid);
	len = sysfile_read(path, buf, size);
	while (len > 0 && !buf[len - 1])
		len--;
	for (i = 0; i < len; i++) {
		if (!buf[i])
			buf[i] = ' ';
	}
	return len > 0;
}

/* The process that has used most time, but less than so much. Return: its time. */
static unsigned long long process_busiest(unsigned long long below, char *pid,
					  size_t size)
{
	unsigned long long most = 0;
	char self[17];
	const struct dirent *entry;
	DIR *dir = sysfile_dir("/proc");

	if (!dir)
		return 0;
	snprintf(self, sizeof(self), "%ld",
		 sysfile_is_live() ? (long)getpid() : 0L);
	while ((entry = readdir(dir))) {
		unsigned long long time;

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    !strcmp(entry->d_name, self))
			continue;
		time = process_time(entry->d_name);
		if (time <= most || time >= below)
			continue;
		most = time;
		snprintf(pid, size, "%.16s", entry->d_name);
	}
	closedir(dir);
	return most;
}

bool report_main_app(char *buf, size_t size)
{
	unsigned long long time = ULLONG_MAX;
	char pid[17];

	/* One that has ended has no command any more. */
	do {
		time = process_busiest(time, pid, sizeof(pid));
	} while (time && !process_command(pid, buf, size));
	return time;
}

void report_firmware(struct out *o)
{
	char text[256];

	out_map(o, "firmware");
	report_file(o, "u-boot", "/proc/device-tree/chosen/u-boot,version");
	report_kernel(o);
	report_toolchain(o);
	report_libc(o);
	report_sdk(o);
	if (report_main_app(text, sizeof(text)))
		out_str(o, "main-app", text);
	out_end(o);
}
