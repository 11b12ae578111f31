// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe doctor: may this address be read, through memphys and through
 * /dev/mem; if not, why, and what would change it. Maps, but reads nothing, so
 * whether anything answers there is another question.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/iomem.h"
#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/app.h"
#include "cmd/remedy.h"
#include "lib/libmemphys.h"

/* What memphys gives. */
enum doctor_verdict {
	DOCTOR_MAPPED,
	DOCTOR_BY_KERNEL,	/* the register path, for a part of a page */
	DOCTOR_ABSENT,		/* from here on: nothing */
	DOCTOR_CLOSED,
	DOCTOR_UNLISTED,
	DOCTOR_REVOKED,
	DOCTOR_NO_RAWIO,
	DOCTOR_FAILED,
};

struct doctor {
	uint64_t addr;
	uint64_t page;		/* of the address */
	size_t page_size;
	struct iomem iomem;
	bool lockdown;

	enum doctor_verdict verdict;
	int err;		/* of DOCTOR_CLOSED and DOCTOR_FAILED */
	struct memphys_region region;
};

/* Can it be mapped? Return: 0 or a negative errno value. */
static int doctor_map(int fd, uint64_t start, size_t length)
{
	void *map;
	int err;

	err = memphys_map(fd, start, length, PROT_READ, &map);
	if (!err)
		munmap(map, length);
	return err;
}

static const char *doctor_open_error(int err)
{
	switch (err) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		return "there is no such node";
	case -EACCES:
		return "the node's permissions refuse this user";
	case -EPERM:
		return app_refusal();
	default:
		return strerror(-err);
	}
}

/* May it ask the kernel for single registers? */
static bool doctor_rawio(int fd)
{
	struct memphys_info info;

	return !memphys_get_info(fd, &info) &&
	       info.rights & MEMPHYS_FILE_F_RAWIO;
}

static enum doctor_verdict doctor_listed(struct doctor *d, int fd)
{
	if (d->region.attributes & MEMPHYS_REGION_F_REVOKED)
		return DOCTOR_REVOKED;
	d->err = doctor_map(fd, d->page, d->page_size);
	if (!d->err)
		return DOCTOR_MAPPED;
	/* A region that does not fill its page. */
	if (d->err == -EPERM || d->err == -EINVAL)
		return doctor_rawio(fd) ? DOCTOR_BY_KERNEL : DOCTOR_NO_RAWIO;
	return DOCTOR_FAILED;
}

static enum doctor_verdict doctor_memphys(struct doctor *d, const char *node)
{
	enum doctor_verdict verdict;
	int fd = memphys_open(node, O_RDONLY);

	d->err = fd;
	if (fd == -ENOENT || fd == -ENXIO || fd == -ENODEV)
		return DOCTOR_ABSENT;
	if (fd < 0)
		return DOCTOR_CLOSED;
	d->err = memphys_find_region(fd, d->addr, &d->region);
	if (!d->err)
		verdict = doctor_listed(d, fd);
	else
		verdict = d->err == -ENOENT ? DOCTOR_UNLISTED : DOCTOR_FAILED;
	close(fd);
	return verdict;
}

static bool doctor_allowed(const struct doctor *d)
{
	return d->verdict == DOCTOR_MAPPED || d->verdict == DOCTOR_BY_KERNEL;
}

static const char *doctor_says(const struct doctor *d)
{
	switch (d->verdict) {
	case DOCTOR_MAPPED:
		return "mapping";
	case DOCTOR_BY_KERNEL:
		return "register access by the kernel: the region does not fill its page";
	case DOCTOR_ABSENT:
		return "the driver is not loaded";
	case DOCTOR_CLOSED:
		return doctor_open_error(d->err);
	case DOCTOR_UNLISTED:
		return "not listed";
	case DOCTOR_REVOKED:
		return "the region is revoked";
	case DOCTOR_NO_RAWIO:
		return "CAP_SYS_RAWIO is missing";
	case DOCTOR_FAILED:
		break;
	}
	return strerror(-d->err);
}

/* Why would /dev/mem not map a page? */
static const char *doctor_refusal(const struct doctor *d, int err)
{
	if (err != -EPERM)
		return strerror(-err);
	if (d->iomem.ram)
		return "System RAM (CONFIG_STRICT_DEVMEM)";
	if (d->iomem.elsewhere)
		return "a part of its page is claimed by a driver (CONFIG_IO_STRICT_DEVMEM)";
	if (*d->iomem.owner)
		return "claimed by a driver (CONFIG_IO_STRICT_DEVMEM)";
	return "refused by the kernel";
}

/* Would it map the 64 KiB that its clients like; if not, who is in there? */
static void doctor_window(struct out *o, const struct doctor *d, int fd)
{
	uint64_t start = d->addr & ~(uint64_t)(REGS_WINDOW - 1);
	struct iomem iomem;
	int err = doctor_map(fd, start, REGS_WINDOW);

	out_bool(o, "window-64k", !err);
	if (err == -EPERM && !iomem_find(d->addr, REGS_WINDOW, &iomem) &&
	    *iomem.owner)
		out_str(o, "window-resource", iomem.owner);
}

static bool doctor_devmem(struct out *o, const struct doctor *d,
			  const char *node)
{
	int fd = memphys_open(node, O_RDONLY | O_SYNC);
	int err;

	out_map(o, "devmem");
	if (fd < 0) {
		out_bool(o, "allowed", false);
		out_str(o, "reason", doctor_open_error(fd));
		out_end(o);
		return false;
	}
	err = doctor_map(fd, d->page, d->page_size);
	out_bool(o, "allowed", !err);
	if (err)
		out_str(o, "reason", doctor_refusal(d, err));
	if (d->page_size < REGS_WINDOW)
		doctor_window(o, d, fd);
	out_end(o);
	close(fd);
	return !err;
}

/* "11029000.pwm pwm@11029000": the driver of the device 11029000.pwm. */
static void doctor_driver(struct out *o, const struct doctor *d)
{
	static const char *const buses[] = { "platform", "amba", "pci", "pnp" };
	char link[SYSFILE_PATH], name[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(buses); i++) {
		snprintf(link, sizeof(link), "/sys/bus/%s/devices/%.*s/driver",
			 buses[i], (int)strcspn(d->iomem.owner, " "),
			 d->iomem.owner);
		if (sysfile_link(link, name, sizeof(name)) > 0) {
			out_str(o, "driver", name);
			return;
		}
	}
}

/* "11029000.pwm pwm@11029000": a name for the region, "pwm". */
static void doctor_name(const struct doctor *d, char *name, size_t size)
{
	const char *text = d->iomem.owner;
	size_t len = 0;

	text += strspn(text, "0123456789abcdef");
	if (*text == '.')
		text++;
	else
		text = d->iomem.owner;
	/* The name of a part of the page is not the name of the rest. */
	if (d->iomem.elsewhere)
		text = "";
	while (len < size - 1 && (islower((unsigned char)text[len]) ||
				  (len && (isdigit((unsigned char)text[len]) ||
					   text[len] == '-'))))
		len++;
	memcpy(name, text, len);
	name[len] = '\0';
	if (!len)
		snprintf(name, size, "block");
}

/* Is it this user who may not? */
static bool doctor_is_closed(const struct doctor *d)
{
	return geteuid() && !d->lockdown &&
	       (d->verdict == DOCTOR_NO_RAWIO || d->verdict == DOCTOR_CLOSED);
}

/* What would make memphys read it. */
static void doctor_remedy(struct out *o, const struct doctor *d)
{
	unsigned long long page = d->page;
	char name[24], regions[80], command[256];
	bool works;

	if (d->iomem.ram) {
		out_str(o, "remedy",
			"memphys lists no RAM: reserve it with no-map, or use scratch=");
		return;
	}
	if (d->verdict == DOCTOR_REVOKED) {
		out_fmt(o, "remedy",
			"%secho 0 > /sys/class/memphys/%s/revoked",
			geteuid() ? "as root: " : "", d->region.name);
		return;
	}
	if (doctor_is_closed(d)) {
		out_fmt(o, "remedy", "as root: ipcprobe read 0x%llx",
			(unsigned long long)d->addr);
		out_str(o, "for-users",
			"list whole pages as user:always-on, if the block answers every access");
		return;
	}
	doctor_name(d, name, sizeof(name));
	snprintf(regions, sizeof(regions), "%s@0x%llx+0x%zx", name, page,
		 d->page_size);
	works = remedy_load(regions, command, sizeof(command));
	out_fmt(o, "remedy", "%s%s", works && geteuid() ? "as root: " : "",
		command);
	if (!works)
		return;
	out_list(o, "device-tree");
	out_fmt(o, NULL, "%s@%llx {", name, page);
	out_fmt(o, NULL, "  reg = %s<0x%llx 0x%zx>;",
		page >> 32 ? "/bits/ 64 " : "", page, d->page_size);
	out_str(o, NULL, "};");
	out_end(o);
}

static int doctor_report(struct app *app, const struct doctor *d)
{
	const char *mem = app->device && app->backend == &regs_devmem ?
			  app->device : "/dev/mem";
	struct out *o = app_begin(app);
	bool devmem;

	out_map(o, "doctor");
	out_hex(o, "address", d->addr, 8);
	out_hex(o, "page", d->page, 8);
	if (d->iomem.hidden)
		out_str(o, "resource", "hidden from this user");
	else if (*d->iomem.owner)
		out_str(o, "resource", d->iomem.owner);
	doctor_driver(o, d);
	out_bool(o, "lockdown", d->lockdown);
	out_map(o, "memphys");
	out_bool(o, "allowed", doctor_allowed(d));
	if (*d->region.name) {
		out_str(o, "region", d->region.name);
		app_region_flags(o, d->region.attributes);
	}
	out_str(o, doctor_allowed(d) ? "method" : "reason", doctor_says(d));
	if (d->verdict == DOCTOR_MAPPED)
		out_str(o, "programs",
			"ipcprobe exec -- PROGRAM (-m remap exec, if it scans)");
	out_end(o);
	devmem = doctor_devmem(o, d, mem);
	if (d->verdict == DOCTOR_ABSENT || d->verdict == DOCTOR_UNLISTED ||
	    d->verdict == DOCTOR_REVOKED || doctor_is_closed(d))
		doctor_remedy(o, d);
	out_end(o);
	if (app_finish(app))
		return EXIT_FAILED;
	return doctor_allowed(d) || devmem ? EXIT_OK : EXIT_NO_ACCESS;
}

static int cmd_doctor_run(struct app *app, int argc, char **argv)
{
	struct doctor d = { .page_size = (size_t)sysconf(_SC_PAGESIZE) };
	int status = app_options(&cmd_doctor, argc, argv, NULL, NULL);
	uint64_t length = 0;
	int err;

	if (status != APP_GO_ON)
		return status;
	if (app_elsewhere(app))
		return app_usage(&cmd_doctor, "only this machine can be asked",
				 NULL);
	err = app_range(app, argv[optind], &d.addr, &length);
	if (err)
		return app_no_range(app, &cmd_doctor, argv[optind], err);
	d.page = d.addr & ~(uint64_t)(d.page_size - 1);
	d.lockdown = app_locked_down();
	err = iomem_find(d.addr, d.page_size, &d.iomem);
	if (err)
		msg_error("/proc/iomem: %s", strerror(-err));
	d.verdict = doctor_memphys(&d, app_node(app));
	return doctor_report(app, &d);
}

const struct command cmd_doctor = {
	.name = "doctor",
	.args = "ADDRESS|REGION",
	.help = "tell why an address can be read or not",
	.least = 1,
	.most = 1,
	.missing = "one address is needed",
	.run = cmd_doctor_run,
};
