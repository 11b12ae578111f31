// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcinfo: one word per line, for the boot scripts of cameras. The same program
 * under another name.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"
#include "report/report.h"

static const char ipcinfo_help[] =
	"Usage: ipcinfo [OPTION]...\n"
	"\n"
	"One fact per line, in the order of the options.\n"
	"\n"
	"Options:\n"
	"  -c, --chip-name     chip name\n"
	"  -f, --family        chip family\n"
	"  -v, --vendor        chip vendor\n"
	"  -i, --info          die number\n"
	"  -F, --flash-type    nor or nand\n"
	"  -t, --temp          degrees Celsius\n"
	"  -S, --streamer      the busiest command\n"
	"  -l, --long-sensor   sensor: refused\n"
	"  -s, --short-sensor  the same\n"
	"  -x, --xm-mac        MAC in flash: refused\n"
	"      --replay FILE   registers from a record\n"
	"      --root DIR      /proc and /sys below DIR\n"
	"  -h, --help          help\n"
	"  -V, --version       version\n";

#define DEGREES_MOST	200	/* of a chip that runs */

struct ipcinfo {
	struct app app;
	struct chip chip;
	bool identified;
	bool explained;		/* why it is not known */
	int known;		/* exit status of the identification */
	unsigned int flags;	/* of app_identify() */
};

static const struct chip *ipcinfo_chip(struct ipcinfo *info)
{
	if (!info->identified)
		info->known = app_identify(&info->app, &info->chip,
					   info->flags);
	info->identified = true;
	return &info->chip;
}

static const char *ipcinfo_die(const struct chip *chip)
{
	unsigned int i;

	for (i = 0; i < chip->extras; i++) {
		if (!strcmp(chip->extra[i].key, "id"))
			return chip->extra[i].text;
	}
	return NULL;
}

/*
 * What a driver says, in millidegrees. Some vendors' drivers count in degrees:
 * so few millidegrees would be zero, which no chip that runs stays at.
 */
static bool ipcinfo_parse_heat(const char *text, long *milli)
{
	char *end;

	errno = 0;
	*milli = strtol(text, &end, 10);
	if (labs(*milli) <= DEGREES_MOST)
		*milli *= 1000;
	return !errno && end > text && !*end;
}

/*
 * The first sensor that the kernel has, or that SigmaStar's own driver reads;
 * else the chip's, if it runs already.
 */
static const char *ipcinfo_temperature(struct ipcinfo *info, char *buf,
				       size_t size)
{
	static const char sigmastar[] = "Temperature ";
	const char *text = buf;
	long milli, hundredths;

	if (sysfile_word("/sys/class/thermal/thermal_zone0/temp", buf,
			 size) > 0 ||
	    sysfile_word("/sys/class/mstar/msys/TEMP_R", buf, size) > 0) {
		if (!strncmp(text, sigmastar, sizeof(sigmastar) - 1))
			text += sizeof(sigmastar) - 1;
		if (!ipcinfo_parse_heat(text, &milli))
			return NULL;
	} else {
		if (!ipcinfo_chip(info)->measured)
			return NULL;
		milli = info->chip.millidegrees;
	}
	hundredths = labs(milli / 10);
	snprintf(buf, size, "%s%ld.%02ld", milli < 0 ? "-" : "",
		 hundredths / 100, hundredths % 100);
	return buf;
}

/* The answer to an option; NULL if there is none. */
static const char *ipcinfo_answer(struct ipcinfo *info, int opt, char *buf,
				  size_t size)
{
	static const struct chip_maker plain = { .prefix = "" };
	const struct chip *chip;

	switch (opt) {
	case 'c':
		chip = ipcinfo_chip(info);
		return chip->model ? chip_name(chip->maker, chip->model, buf) :
		       NULL;
	case 'f':
		chip = ipcinfo_chip(info);
		return chip->family ? chip_name(&plain, chip->family, buf) :
		       NULL;
	case 'v':
		chip = ipcinfo_chip(info);
		return chip->maker ? chip_name(&plain, chip->maker->name, buf) :
		       NULL;
	case 'i':
		return ipcinfo_die(ipcinfo_chip(info));
	case 'F':
		return report_rom_type(buf, size) ? buf : NULL;
	case 't':
		return ipcinfo_temperature(info, buf, size);
	case 'S':
		return report_main_app(buf, size) ? buf : NULL;
	default:
		return NULL;
	}
}

/*
 * Say why an option has no answer; of the chip, only once. Return: the exit
 * status.
 */
static int ipcinfo_explain(struct ipcinfo *info, int opt)
{
	if (strchr("cfvi", opt) && info->known != EXIT_OK) {
		if (!info->explained)
			app_explain(&info->app, &info->chip, info->known);
		info->explained = true;
		return info->known;
	}
	switch (opt) {
	case 'i':
		msg_error("-i: the number of this chip's die is not known or not listed");
		break;
	case 'F':
		msg_error("-F: there is no NOR or NAND flash in /proc/mtd");
		break;
	case 't':
		msg_error("-t: no temperature in /sys/class/thermal");
		msg_hint("the chip's own sensor must be known, listed and running");
		break;
	case 'S':
		msg_error("-S: no process in /proc has used any time");
		break;
	case 'l':
	case 's':
		msg_error("-%c: finding the sensor would take writes to its bus",
			  opt);
		break;
	case 'x':
		msg_error("-x: the contents of the flash are not read");
		break;
	}
	return EXIT_FAILED;
}

static int ipcinfo_option(int argc, char **argv)
{
	static const struct option options[] = {
		{ "chip-name", no_argument, NULL, 'c' },
		{ "family", no_argument, NULL, 'f' },
		{ "vendor", no_argument, NULL, 'v' },
		{ "info", no_argument, NULL, 'i' },
		{ "flash-type", no_argument, NULL, 'F' },
		{ "temp", no_argument, NULL, 't' },
		{ "streamer", no_argument, NULL, 'S' },
		{ "long-sensor", no_argument, NULL, 'l' },
		{ "short-sensor", no_argument, NULL, 's' },
		{ "xm-mac", no_argument, NULL, 'x' },
		{ "replay", required_argument, NULL, 'R' },
		{ "root", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};

	/* Long ones with one dash, too. */
	return getopt_long_only(argc, argv, ":cfviFtSlsxVh", options, NULL);
}

/* Which machine it is about, wherever the options say so. */
static int ipcinfo_machine(struct app *app, int argc, char **argv)
{
	int opt, err = 0;

	app->argv = argv;
	opterr = 0;
	while (!err && (opt = ipcinfo_option(argc, argv)) >= 0) {
		if (opt == 'R')
			app->replay = optarg;
		else if (opt == 'r')
			err = sysfile_root(optarg);
	}
	if (err)
		msg_error("%s: %s", strerror(-err), optarg);
	optind = 0;
	return err ? EXIT_USAGE : EXIT_OK;
}

int ipcinfo_main(int argc, char **argv)
{
	static struct ipcinfo info;
	char buf[256];
	int opt, why, status = EXIT_OK;

	msg_program = "ipcinfo";
	if (argc == 1)
		return app_puts(ipcinfo_help);
	if (ipcinfo_machine(&info.app, argc, argv))
		return EXIT_USAGE;
	while ((opt = ipcinfo_option(argc, argv)) >= 0) {
		const char *answer;

		switch (opt) {
		case 'R':
		case 'r':
			continue;
		case 'V':
			return app_puts("ipcinfo " MEMPHYS_VERSION "\n");
		case 'h':
			return app_puts(ipcinfo_help);
		case '?':
		case ':':
			msg_error("%s: %s", opt == '?' ? "bad option" :
				  "no argument for the option",
				  app_bad_option(argv));
			msg_hint("ipcinfo -h lists the options");
			return EXIT_USAGE;
		case 'i':
		case 't':
			info.flags |= CHIP_DETAILS |
				      (opt == 't' ? CHIP_HEAT : 0);
			info.identified = false;
			break;
		}
		answer = ipcinfo_answer(&info, opt, buf, sizeof(buf));
		why = answer ? EXIT_OK : ipcinfo_explain(&info, opt);
		if (answer && app_line(answer))
			return EXIT_FAILED;
		/* Whatever comes first: of the chip, before of the rest. */
		if (why > status)
			status = why;
	}
	if (optind < argc) {
		msg_error("unexpected argument: %s", argv[optind]);
		return EXIT_USAGE;
	}
	return status;
}
