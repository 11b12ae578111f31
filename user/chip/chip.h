/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which chip is this: tables of what identifies each one, and the search.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef CHIP_H
#define CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/util.h"
#include "chip/hint.h"
#include "regs/regs.h"

#define CHIP_TESTS	4	/* conditions that one chip can need */
#define CHIP_UARTS	3	/* UART0 addresses that hint at a probe */
#define CHIP_READS	40	/* registers of one report */
#define CHIP_CANDIDATES	16	/* names that one report can leave open */
#define CHIP_EXTRAS	4	/* facts of one vendor's chips in the report */

/* A register of a vendor, relative to chip_probe.base. */
struct chip_reg {
	const char *name;
	uint32_t offset;
	uint8_t width;		/* bytes */
};

/* One condition: (register & mask) == value. A zero mask is always true. */
struct chip_test {
	uint32_t mask;
	uint32_t value;
	uint8_t reg;		/* index into chip_vendor.regs, or see .get */
};

/* In chip_row.where: sold by chip_vendor.maker[1]. */
#define CHIP_MAKER_1	0x80

/* One chip. The first row whose conditions all hold names the chip. */
struct chip_row {
	const char *model;	/* as the maker writes it; NULL: has no name */
	const char *family;	/* in lower case */
	uint8_t where;		/* chip_probe.where that it is found by; 0: all */
	struct chip_test test[CHIP_TESTS];
};

/* A place where a vendor's ID register can be. */
struct chip_probe {
	uint64_t base;
	uint32_t first;		/* offset of the register that is read first */
	uint8_t width;		/* of that register, bytes */
	uint8_t where;		/* one bit */
	uint32_t uart[CHIP_UARTS];	/* a serial port here is a hint */
	/* Whole words that are hints beside the rows' names, with a NUL each. */
	const char *names;
	const char *soc;	/* the driver's soc= that lists it; or NULL */
};

struct chip_maker {
	const char *name;
	/* What is put before the lower-cased model to make the short name. */
	const char *prefix;
};

struct chip_search;
struct chip;

/* Chips that are told apart in the same way. */
struct chip_vendor {
	struct chip_maker maker[2];
	/* Hints, strings ending in a NUL each: before the comma of a device
	 * tree's compatible, and the beginning of a line of /proc/cpuinfo,
	 * which is enough if there is one probe only.
	 */
	const char *tree;
	const char *cpuinfo;

	const struct chip_reg *regs;
	const struct chip_row *rows;
	size_t nr_rows;
	const struct chip_probe *probes;
	size_t nr_probes;

	/* Value of a test's register, where it is not simply one of .regs. */
	int (*get)(struct chip_search *s, unsigned int reg, uint32_t *value);
	/* A row fits: add what it cannot say. */
	void (*finish)(struct chip_search *s, const struct chip_row *row);
	/* In the report, the family stands before these additions. */
	bool family_first;
};

/* A register that was read, or tried. */
struct chip_read {
	const char *name;
	uint64_t addr;
	uint64_t value;
	unsigned int width;
	int err;
};

/* A fact that only some vendors' chips have. */
struct chip_extra {
	const char *key;
	bool number;
	char text[64];
};

/* The answer. */
struct chip {
	const struct chip_maker *maker;	/* NULL: unknown */
	const char *model;	/* NULL: unknown */
	const char *family;	/* NULL: unknown */
	const char *method;	/* how it was found out */
	char text[32];		/* a model that is in no table */
	char family_text[32];	/* and its family */

	struct chip_extra extra[CHIP_EXTRAS];
	unsigned int extras;
	bool family_first;

	/* Known to be one of these, where the model is not known. */
	const char *candidate[CHIP_CANDIDATES];
	unsigned int candidates;

	/* Everything that was read on the way. */
	struct chip_read read[CHIP_READS];
	unsigned int reads;

	/* Why there is no answer, if there is none. */
	const char *reason;
	/* The first register of the last place could not be read: the errno. */
	int err;
};

/* A search under way. */
struct chip_search {
	struct regs *regs;
	struct chip *chip;
	const struct chip_vendor *vendor;
	const struct chip_probe *probe;
	unsigned int flags;
};

/* Flags of chip_identify(). */
#define CHIP_LISTED	0x1	/* .regs knows what may be read */
#define CHIP_DETAILS	0x2	/* read what does not help to name it, too */

/**
 * chip_identify() - find out which chip this is
 * @chip: filled in, also where the answer is "unknown"
 * @regs: where to read; NULL if there is nothing
 * @flags: without %CHIP_LISTED, only hints lead to registers
 */
void chip_identify(struct chip *chip, struct regs *regs, unsigned int flags);

/* Room that chip_name() needs. */
#define CHIP_NAME	32

/* The short name of a model, as "hi3516cv608". Return: @buf. */
const char *chip_name(const struct chip_maker *maker, const char *model,
		      char *buf);

/*
 * For the vendors' .get and .finish: read a register of the probe, or an
 * address, once. What was read becomes part of the report.
 */
int chip_get(struct chip_search *s, unsigned int reg, uint32_t *value);
int chip_get_addr(struct chip_search *s, const char *name, uint64_t addr,
		  unsigned int width, uint64_t *value);

/*
 * Read a register that only adds to the report. False: not wanted, not to be
 * read here, or not readable.
 */
bool chip_detail(struct chip_search *s, const char *name, uint64_t addr,
		 uint64_t *value);

/* Add a fact to the report. */
void chip_extra(struct chip *chip, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void chip_extra_number(struct chip *chip, const char *key,
		       unsigned int value);

/* Name the chip from what the kernel says, where no register does. */
void chip_identify_files(struct chip *chip);

/* The driver's soc= for the chip that the hints speak for most; or NULL. */
const char *chip_soc(void);

/* Does the text begin with one of these strings, each ending in a NUL? */
bool chip_begins(const char *text, const char *beginnings);

extern const struct chip_vendor chip_anyka;
extern const struct chip_vendor chip_arm;
extern const struct chip_vendor chip_aspeed;
extern const struct chip_vendor chip_exynos;
extern const struct chip_vendor chip_fullhan;
extern const struct chip_vendor chip_hisilicon;
extern const struct chip_vendor chip_imx;
extern const struct chip_vendor chip_ingenic;
extern const struct chip_vendor chip_mstar;
extern const struct chip_vendor chip_novatek;
extern const struct chip_vendor chip_sigmastar;
extern const struct chip_vendor chip_xilinx;

#endif /* CHIP_H */
