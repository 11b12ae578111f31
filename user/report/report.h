/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sections of the report beyond the chip, from what the kernel shows of
 * itself. A section or key that is not known is left out.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/out.h"

void report_board(struct out *o);
void report_ethernet(struct out *o);
void report_rom(struct out *o);
void report_ram(struct out *o);
void report_firmware(struct out *o);

/* "nor" or "nand"; false if there is no flash. */
bool report_rom_type(char *buf, size_t size);

/* The command line of the process that has used most time; false if none. */
bool report_main_app(char *buf, size_t size);

/* For the sections: the word in a file as text under a key, if there is one. */
void report_file(struct out *o, const char *key, const char *path);

/* Bytes as "64K" or "8M". */
void report_size(struct out *o, const char *key, unsigned long long bytes);

#endif /* REPORT_H */
