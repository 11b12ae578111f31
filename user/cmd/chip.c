// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe chip: the chip's name in one word. On the boot path of cameras.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "cmd/app.h"

static int cmd_chip_run(struct app *app, int argc, char **argv)
{
	static struct chip chip;
	char name[CHIP_NAME] = "unknown";
	int status = app_options(&cmd_chip, argc, argv, NULL, NULL);

	if (status != APP_GO_ON)
		return status;
	status = app_identify(app, &chip, 0);
	if (chip.model)
		chip_name(chip.maker, chip.model, name);
	if (app_line(name))
		return EXIT_FAILED;
	app_explain(app, &chip, status);
	return status;
}

const struct command cmd_chip = {
	.name = "chip",
	.args = "",
	.help = "print the chip's name, one word",
	.run = cmd_chip_run,
};
