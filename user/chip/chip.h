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

#define CHIP_TESTS	3	/* conditions that one chip can need */
#define CHIP_UARTS	3	/* UART0 addresses that hint at a probe */
#define CHIP_READS	40	/* registers of one report */
#define CHIP_CANDIDATES	16	/* names that one report can leave open */
#define CHIP_EXTRAS	4	/* facts of one vendor's chips in the report */
#define CHIP_NAME	32	/* room for a name, with its NUL */
#define CHIP_STATED	64	/* the same for a name and who states it */

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
} __attribute__((packed));	/* the tables are a fifth of the program */

/* Conditions that can never be found out; the chip stays a candidate. */
#define CHIP_REG_SAME		0xff
#define CHIP_REG_DISPUTED	0xfe
#define CHIP_REG_WRITE		0xfd
/* Nothing that may be read tells it from another chip. */
#define CHIP_SAME	{ 1, 1, CHIP_REG_SAME }
/* Sources give the same reading another name. */
#define CHIP_DISPUTED	{ 1, 1, CHIP_REG_DISPUTED }
/* It shows itself only after a register write. */
#define CHIP_WRITE	{ 1, 1, CHIP_REG_WRITE }

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
	 * tree's compatible, and the beginning of a word of /proc/cpuinfo,
	 * which is enough if there is one probe only.
	 */
	const char *tree;
	const char *cpuinfo;

	const struct chip_reg *regs;
	size_t nr_regs;
	const struct chip_row *rows;
	size_t nr_rows;
	const struct chip_probe *probes;
	size_t nr_probes;

	/* Value of a test's register, where it is not simply one of .regs. */
	int (*get)(struct chip_search *s, unsigned int reg, uint32_t *value);
	/* A row fits: add what it cannot say. */
	void (*finish)(struct chip_search *s, const struct chip_row *row);
	/*
	 * Can a model that the kernel states, and no row has, be of this
	 * family? Without this, never.
	 */
	bool (*agrees)(const char *family, const char *model);
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
	const char *decided;	/* what chose among the candidates, or NULL */
	char text[CHIP_NAME];	/* a model that is in no table */
	char family_text[CHIP_NAME];	/* and its family */

	struct chip_extra extra[CHIP_EXTRAS + 1];	/* the last is not shown */
	unsigned int extras;
	bool family_first;

	/* Known to be one of these, where the model is not known. */
	const char *candidate[CHIP_CANDIDATES];
	unsigned int candidates;

	/* Everything that was read on the way. */
	struct chip_read read[CHIP_READS];
	unsigned int reads;

	/* By the chip's own sensor, where it runs. */
	bool measured;
	int millidegrees;

	/* What the kernel states, where that is another name; else "". */
	char stated[CHIP_STATED];

	/* Whose tables the family is from; NULL: none. */
	const struct chip_vendor *found;
	/* An ID register of these chips held another value than theirs. */
	const struct chip_vendor *other;

	/* Why there is no answer, or what is to be known about it. */
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
#define CHIP_HEAT	0x4	/* and how hot it is */

/**
 * chip_identify() - find out which chip this is
 * @chip: filled in, also where the answer is "unknown"
 * @regs: where to read; NULL if there is nothing
 * @flags: without %CHIP_LISTED, only hints lead to registers
 */
void chip_identify(struct chip *chip, struct regs *regs, unsigned int flags);

/* The short name of a model, as "hi3516cv608". Return: @buf of %CHIP_NAME. */
const char *chip_name(const struct chip_maker *maker, const char *model,
		      char *buf);

/*
 * For the vendors' .get and .finish: read a register of the probe, or an
 * address, once. What was read becomes part of the report.
 */
int chip_get(struct chip_search *s, unsigned int reg, uint32_t *value);
int chip_get_addr(struct chip_search *s, const char *name, uint64_t addr,
		  unsigned int width, uint64_t *value);

/* The value for a condition: of a register, or what .get makes of several. */
int chip_get_test(struct chip_search *s, const struct chip_test *test,
		  uint32_t *value);

/*
 * Look for the row that fits a place whose registers answer. Rows that could
 * hold, but for a register that cannot be read, stay in the running: only if they
 * all name the same model it is known. Where the ID is known but nothing fits the
 * rest, the family is all that can be said. Return: is at least that known?
 */
bool chip_search_rows(struct chip_search *s);

/* Can this probe find this chip? */
bool chip_row_here(const struct chip_row *row, const struct chip_probe *probe);

/*
 * Read a register that only adds to the report. False: not wanted, not to be
 * read here, or not readable.
 */
bool chip_detail(struct chip_search *s, const char *name, uint64_t addr,
		 uint64_t *value);

/* How hot it is, if %CHIP_HEAT asks for it. */
void chip_temperature(struct chip_search *s, const char *family);

/* Add a fact to the report. */
void chip_extra(struct chip *chip, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void chip_extra_number(struct chip *chip, const char *key,
		       unsigned int value);

/* All vendors, by number; NULL after the last. */
const struct chip_vendor *chip_vendor(size_t i);

/* Who sells this chip. */
const struct chip_maker *chip_maker(const struct chip_vendor *vendor,
				    const struct chip_row *row);

/* What the kernel itself states about the chip. */
struct chip_stated {
	const struct chip_maker *maker;
	const struct chip_vendor *vendor;	/* whose table has it; or NULL */
	const char *method;		/* where it states it */
	char model[CHIP_NAME];		/* "": the family only */
	char family[CHIP_NAME];
	const char *candidate[2];	/* of a name for two chips; or NULL */
	void (*add)(struct chip *chip);	/* facts for the report; or NULL */
};

/* Read it. False: it states nothing. */
bool chip_read_stated(struct chip_stated *st);

/* The same where a vendor has a file of its own, or a way of its own. */
bool chip_read_files(struct chip_stated *st);

/*
 * Is this word a chip's name in the device tree, without "maker,", or in
 * /proc/cpuinfo, where @tree is NULL? Fill in what it says then, but .method.
 */
bool chip_is_name(struct chip_stated *st, const char *tree, const char *word);

/* Set the model, and the family if there is one: else it is the model. */
void chip_set_stated(struct chip_stated *st, const struct chip_maker *maker,
		     const char *model, const char *family);

/*
 * Hear what the kernel states: it chooses among candidates that the registers
 * leave, and names the chip where they say nothing; never against them.
 */
void chip_hear(struct chip *chip);

/* How much speaks for a probe. */
enum chip_hint {
	CHIP_HINT_NONE,
	CHIP_HINT_UART,		/* weak: a serial port at a usual address */
	CHIP_HINT_NAME,		/* the kernel calls the machine so */
};

enum chip_hint chip_hint_for(const struct chip_vendor *vendor,
			     const struct chip_probe *probe);

/* The driver's soc= for the chip that the hints speak for most; or NULL. */
const char *chip_soc(void);

/* Does the text begin with one of these strings, each ending in a NUL? */
bool chip_begins(const char *text, const char *beginnings);

/* The next beginning of a word in a line, from @text on; "" at the end. */
const char *chip_word(const char *line, const char *text);

extern const struct chip_vendor chip_ambarella;
extern const struct chip_vendor chip_anyka;
extern const struct chip_vendor chip_arm;
extern const struct chip_vendor chip_aspeed;
extern const struct chip_vendor chip_exynos;
extern const struct chip_vendor chip_fullhan;
extern const struct chip_vendor chip_hisilicon;
extern const struct chip_vendor chip_imx;
extern const struct chip_vendor chip_ingenic;
extern const struct chip_vendor chip_novatek;
extern const struct chip_vendor chip_sigmastar;
extern const struct chip_vendor chip_xilinx;

#endif /* CHIP_H */
