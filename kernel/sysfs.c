// SPDX-License-Identifier: GPL-2.0-only
/*
 * The attributes of a region's device, one value per file:
 * Documentation/ABI/testing/sysfs-class-memphys.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/device.h>
#include <linux/sysfs.h>

#include "memphys.h"

static const char memphys_source_names[][8] = {
	[MEMPHYS_SOURCE_PARAM] = "param",
	[MEMPHYS_SOURCE_OF] = "of",
	[MEMPHYS_SOURCE_SOC] = "soc",
	[MEMPHYS_SOURCE_SCRATCH] = "scratch",
};

enum memphys_attr {
	MEMPHYS_ATTR_START,
	MEMPHYS_ATTR_SIZE,
	MEMPHYS_ATTR_ACCESS,
	MEMPHYS_ATTR_TYPE,
	MEMPHYS_ATTR_SOURCE,
};

/*
 * What there is; memphys_sysfs_init() makes attributes of it. Each pointer in a
 * table of those would be a relocation in the module, half a kilobyte. Flags show
 * as 0 or 1, counters are in struct memphys_state.
 */
static const struct {
	char name[10];
	umode_t mode;
	u16 flag;
	u16 counter;
} memphys_files[] = {
	/* Addresses help an attacker and are for root, as in /proc/iomem. */
	[MEMPHYS_ATTR_START] = { "start", 0400 },
	[MEMPHYS_ATTR_SIZE] = { "size", 0400 },
	[MEMPHYS_ATTR_ACCESS] = { "access", 0444 },
	[MEMPHYS_ATTR_TYPE] = { "type", 0444 },
	[MEMPHYS_ATTR_SOURCE] = { "source", 0444 },
	{ "exclusive", 0444, .flag = MEMPHYS_REGION_F_EXCLUSIVE },
	{ "user", 0444, .flag = MEMPHYS_REGION_F_USER },
	{ "always_on", 0444, .flag = MEMPHYS_REGION_F_ALWAYS_ON },
	{ "maps", 0444, .counter = offsetof(struct memphys_state, maps) },
	{ "faults", 0444, .counter = offsetof(struct memphys_state, faults) },
	{ "reads", 0444, .counter = offsetof(struct memphys_state, reads) },
	{ "writes", 0444, .counter = offsetof(struct memphys_state, writes) },
	/*
	 * The only one that can be written. The mode decides, when it is
	 * opened: a descriptor can be passed on.
	 */
	{ "revoked", 0644, .flag = MEMPHYS_REGION_F_REVOKED },
};

#define MEMPHYS_ATTRS ARRAY_SIZE(memphys_files)

static struct device_attribute memphys_attrs[MEMPHYS_ATTRS];

/* One for all: a callback for each would be a kilobyte more. */
static ssize_t memphys_attr_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	unsigned int index = (unsigned long)dev_get_drvdata(dev);
	const struct memphys_area *area = &memphys_list.area[index];
	struct memphys_state *state = &memphys_states[index];
	unsigned int attributes = READ_ONCE(area->attributes);
	unsigned int i = attr - memphys_attrs;
	const char *word;

	if (memphys_files[i].counter)
		return sysfs_emit(buf, "%ld\n",
				  atomic_long_read((void *)state +
						   memphys_files[i].counter));
	if (memphys_files[i].flag)
		return sysfs_emit(buf, "%d\n",
				  !!(attributes & memphys_files[i].flag));
	switch (i) {
	case MEMPHYS_ATTR_ACCESS:
		word = attributes & MEMPHYS_REGION_F_WRITE ? "rw" : "ro";
		break;
	case MEMPHYS_ATTR_TYPE:
		word = memphys_type_name(area->type);
		break;
	case MEMPHYS_ATTR_SOURCE:
		word = memphys_source_names[area->source];
		break;
	default:
		return sysfs_emit(buf, "0x%llx\n", i == MEMPHYS_ATTR_START ?
						   area->start : area->size);
	}
	return sysfs_emit(buf, "%s\n", word);
}

static ssize_t memphys_attr_store(struct device *dev,
				  struct device_attribute *attr,
				  const char *buf, size_t count)
{
	bool revoked;
	int err = kstrtobool(buf, &revoked);

	if (!err)
		err = memphys_revoke((unsigned long)dev_get_drvdata(dev), revoked);
	return err ? err : count;
}

static struct attribute *memphys_attr_list[MEMPHYS_ATTRS + 1];

static const struct attribute_group memphys_group = {
	.attrs = memphys_attr_list,
};

const struct attribute_group *memphys_groups[] = { &memphys_group, NULL };

void __init memphys_sysfs_init(void)
{
	unsigned int i;

	for (i = 0; i < MEMPHYS_ATTRS; i++) {
		memphys_attrs[i].attr.name = memphys_files[i].name;
		memphys_attrs[i].attr.mode = memphys_files[i].mode;
		memphys_attrs[i].show = memphys_attr_show;
		if (memphys_files[i].mode & 0200)
			memphys_attrs[i].store = memphys_attr_store;
		memphys_attr_list[i] = &memphys_attrs[i].attr;
	}
}

/*
 * Wake those who poll the file after the region was taken back or given. Not by its
 * name: mmap_lock may be held, and to look for it takes a lock that readdir() has.
 */
void memphys_revoked_notify(unsigned int index)
{
	if (memphys_states[index].revoked)
		sysfs_notify_dirent(memphys_states[index].revoked);
}
