// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device per region, of class memphys; some have a node in /dev. The driver
 * core frees them: nothing here is needed after the last one has been
 * unregistered.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/slab.h>

#include "memphys.h"

static struct class *memphys_class;
static int memphys_major;

/* memphys itself is a node. */
static char *memphys_devnode(MEMPHYS_DEVNODE_CONST struct device *dev, umode_t *mode)
{
	if (mode)
		*mode = 0600;
	return kasprintf(GFP_KERNEL, "memphys.d/%s", dev_name(dev));
}

void memphys_devices_exit(void)
{
	unsigned int i;

	/* Waits for those who are inside an attribute. */
	for (i = 0; i < memphys_list.count; i++) {
		if (memphys_states[i].dev)
			device_unregister(memphys_states[i].dev);
		sysfs_put(memphys_states[i].revoked);
	}
	__unregister_chrdev(memphys_major, 0, MEMPHYS_MAX_REGIONS, "memphys");
	class_destroy(memphys_class);
}

int __init memphys_devices_init(void)
{
	const struct memphys_area *area;
	struct device *dev;
	unsigned int i;

	memphys_class = memphys_class_create("memphys");
	if (IS_ERR(memphys_class))
		return PTR_ERR(memphys_class);
	memphys_class->devnode = memphys_devnode;
	/* Minor numbers are indices. */
	memphys_major = __register_chrdev(0, 0, MEMPHYS_MAX_REGIONS, "memphys",
					  &memphys_fops);
	if (memphys_major < 0) {
		class_destroy(memphys_class);
		return memphys_major;
	}
	memphys_sysfs_init();
	for (i = 0; i < memphys_list.count; i++) {
		area = &memphys_list.area[i];
		dev = device_create_with_groups(memphys_class, NULL,
						area->attributes & MEMPHYS_REGION_F_NODE ?
						MKDEV(memphys_major, i) : 0,
						(void *)(unsigned long)i,
						memphys_groups, "%s", area->name);
		if (IS_ERR(dev)) {
			memphys_devices_exit();
			return PTR_ERR(dev);
		}
		memphys_states[i].dev = dev;
		memphys_states[i].revoked = sysfs_get_dirent(dev->kobj.sd, "revoked");
	}
	return 0;
}
