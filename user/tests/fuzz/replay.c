// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a fuzz target over the files of its corpus, without a fuzzer.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"

static void replay(const char *folder, const char *name)
{
	static uint8_t data[1 << 16];
	char path[512];
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	if (file) {
		size = fread(data, 1, sizeof(data), file);
		fclose(file);
	}
	LLVMFuzzerTestOneInput(data, size);
}

int main(int argc, char **argv)
{
	const struct dirent *entry;
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	unsigned int count = 0;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		replay(argv[1], entry->d_name);
		printf("ok %u - %s\n", ++count, entry->d_name);
		/* So that a crash shows which file it was. */
		fflush(stdout);
	}
	if (dir)
		closedir(dir);
	printf("1..%u\n", count);
	return !count;
}
