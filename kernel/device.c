// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device per region, of class memphys. The driver core frees them: nothing
 * here is needed after the last one has been unregistered.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/device.h>

#include "memphys.h"

static struct class *memphys_class;

void memphys_devices_exit(void)
{
	unsigned int i;

	/* Waits for whoever is inside an attribute. */
	for (i = 0; i < memphys_list.count; i++)
		if (memphys_states[i].dev)
			device_unregister(memphys_states[i].dev);
	class_destroy(memphys_class);
}

int __init memphys_devices_init(void)
{
	unsigned int i;
	struct device *dev;

	memphys_class = memphys_class_create("memphys");
	if (IS_ERR(memphys_class))
		return PTR_ERR(memphys_class);
	for (i = 0; i < memphys_list.count; i++) {
		dev = device_create_with_groups(memphys_class, NULL, 0,
						(void *)(unsigned long)i,
						memphys_groups, "%s",
						memphys_list.area[i].name);
		if (IS_ERR(dev)) {
			memphys_devices_exit();
			return PTR_ERR(dev);
		}
		memphys_states[i].dev = dev;
	}
	return 0;
}
