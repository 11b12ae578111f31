// SPDX-License-Identifier: GPL-2.0-only
/*
 * memphys: map whitelisted register blocks to user space on kernels whose
 * /dev/mem refuses them.
 *
 * From here: chardev.c -> map_remap.c, map_fault.c.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/module.h>

#include "memphys.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static const char *regions;

/*
 * Not a charp, which ends at 1 KiB: 64 regions can be more. The text is the
 * module's own copy, or the kernel's command line, and stays.
 */
static int memphys_regions_set(const char *val, const struct kernel_param *kp)
{
	regions = val;
	return 0;
}

static const struct kernel_param_ops memphys_regions_ops = {
	.set = memphys_regions_set,
	.get = param_get_charp,
};

module_param_cb(regions, MEMPHYS_LONG_PARAM(&memphys_regions_ops), &regions, 0400);
__MODULE_PARM_TYPE(regions, "charp");
MODULE_PARM_DESC(regions,
		 "name@start+size[:ro|rw][:device|uncached|wc|wb][:exclusive][:user][:always-on][:node][,...]");

static char *soc = "auto";
module_param(soc, charp, 0400);
MODULE_PARM_DESC(soc,
		 "built-in list of ID pages: auto (default), none, a family or a chip");

static char *scratch;
module_param(scratch, charp, 0400);
MODULE_PARM_DESC(scratch,
		 "size of a block of the driver's own pages, a power of two up to 4M; for tests and teaching");

struct memphys_list memphys_list;
struct memphys_state memphys_states[MEMPHYS_MAX_REGIONS];

/* Every source, then every check: nothing is claimed or visible before. */
static int __init memphys_list_build(void)
{
	int err;

	memphys_list.limit = memphys_phys_limit();
	memphys_list.page_size = PAGE_SIZE;
	/* A PC reads all ones. */
	memphys_list.fatal_abort = !IS_ENABLED(CONFIG_X86);
	err = memphys_source_param(&memphys_list, regions);
	if (!err)
		err = memphys_source_of(&memphys_list);
	if (!err)
		err = memphys_source_soc(&memphys_list, soc);
	if (!err)
		err = memphys_scratch_alloc(&memphys_list, scratch);
	if (!err)
		err = memphys_ram_check_all();
	if (err)
		return err;
	if (!memphys_list.count)
		pr_notice("nothing is listed: this board is not known; try \"ipcprobe load\", soc= or regions=\n");
	return 0;
}

static int __init memphys_init(void)
{
	int err = memphys_list_build();

	if (err)
		goto err_scratch;
	err = memphys_claim_all();
	if (err)
		goto err_claim;
	err = memphys_mapping_init();
	if (err)
		goto err_claim;
	err = memphys_devices_init();
	if (err)
		goto err_mapping;
	err = memphys_hotplug_init();
	if (err)
		goto err_devices;
	/* Last: what is in /dev is complete. */
	err = memphys_chardev_init();
	if (!err)
		return 0;

	memphys_hotplug_exit();
err_devices:
	memphys_devices_exit();
err_mapping:
	memphys_mapping_exit();
err_claim:
	memphys_release_all();
err_scratch:
	memphys_scratch_free();
	return err;
}

static void __exit memphys_exit(void)
{
	memphys_chardev_exit();
	memphys_hotplug_exit();
	memphys_devices_exit();
	memphys_mapping_exit();
	memphys_release_all();
	memphys_scratch_free();
}

module_init(memphys_init);
module_exit(memphys_exit);

MODULE_DESCRIPTION("Map whitelisted physical register blocks to user space");
MODULE_AUTHOR("The memphys authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(MEMPHYS_VERSION);
/* Not MODULE_DEVICE_TABLE(): a policy node is read, not bound to. */
MODULE_ALIAS("of:N*T*Cmemphys,policy*");
