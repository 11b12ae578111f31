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

static const char *const memphys_source_names[] = {
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
	MEMPHYS_ATTR_EXCLUSIVE,
	MEMPHYS_ATTR_USER,
	MEMPHYS_ATTR_ALWAYS_ON,
	MEMPHYS_ATTR_SOURCE,
	MEMPHYS_ATTR_MAPS,
	MEMPHYS_ATTR_FAULTS,
	MEMPHYS_ATTR_READS,
	MEMPHYS_ATTR_WRITES,
	MEMPHYS_ATTR_REVOKED,
};

static ssize_t memphys_attr_show(struct device *dev,
				 struct device_attribute *attr, char *buf);
static ssize_t memphys_attr_store(struct device *dev,
				  struct device_attribute *attr,
				  const char *buf, size_t count);

#define MEMPHYS_RO(name, mode) __ATTR(name, mode, memphys_attr_show, NULL)

/* Addresses help an attacker and are for root, as in /proc/iomem. */
static struct device_attribute memphys_attrs[] = {
	[MEMPHYS_ATTR_START] = MEMPHYS_RO(start, 0400),
	[MEMPHYS_ATTR_SIZE] = MEMPHYS_RO(size, 0400),
	[MEMPHYS_ATTR_ACCESS] = MEMPHYS_RO(access, 0444),
	[MEMPHYS_ATTR_TYPE] = MEMPHYS_RO(type, 0444),
	[MEMPHYS_ATTR_EXCLUSIVE] = MEMPHYS_RO(exclusive, 0444),
	[MEMPHYS_ATTR_USER] = MEMPHYS_RO(user, 0444),
	[MEMPHYS_ATTR_ALWAYS_ON] = MEMPHYS_RO(always_on, 0444),
	[MEMPHYS_ATTR_SOURCE] = MEMPHYS_RO(source, 0444),
	[MEMPHYS_ATTR_MAPS] = MEMPHYS_RO(maps, 0444),
	[MEMPHYS_ATTR_FAULTS] = MEMPHYS_RO(faults, 0444),
	[MEMPHYS_ATTR_READS] = MEMPHYS_RO(reads, 0444),
	[MEMPHYS_ATTR_WRITES] = MEMPHYS_RO(writes, 0444),
	/* The mode decides, when it is opened: a descriptor can be passed on. */
	[MEMPHYS_ATTR_REVOKED] = __ATTR(revoked, 0644, memphys_attr_show,
					memphys_attr_store),
};

/* One for all: a callback for each would be a kilobyte more. */
static ssize_t memphys_attr_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	unsigned int index = (unsigned long)dev_get_drvdata(dev);
	const struct memphys_area *area = &memphys_list.area[index];
	struct memphys_state *state = &memphys_states[index];
	unsigned int attributes = READ_ONCE(area->attributes);
	atomic_long_t *counter = NULL;
	const char *word = NULL;
	u64 number = 0;

	switch (attr - memphys_attrs) {
	case MEMPHYS_ATTR_START:
		number = area->start;
		break;
	case MEMPHYS_ATTR_SIZE:
		number = area->size;
		break;
	case MEMPHYS_ATTR_ACCESS:
		word = attributes & MEMPHYS_REGION_F_WRITE ? "rw" : "ro";
		break;
	case MEMPHYS_ATTR_TYPE:
		word = memphys_type_name(area->type);
		break;
	case MEMPHYS_ATTR_EXCLUSIVE:
		word = attributes & MEMPHYS_REGION_F_EXCLUSIVE ? "1" : "0";
		break;
	case MEMPHYS_ATTR_USER:
		word = attributes & MEMPHYS_REGION_F_USER ? "1" : "0";
		break;
	case MEMPHYS_ATTR_ALWAYS_ON:
		word = attributes & MEMPHYS_REGION_F_ALWAYS_ON ? "1" : "0";
		break;
	case MEMPHYS_ATTR_SOURCE:
		word = memphys_source_names[area->source];
		break;
	case MEMPHYS_ATTR_MAPS:
		counter = &state->maps;
		break;
	case MEMPHYS_ATTR_FAULTS:
		counter = &state->faults;
		break;
	case MEMPHYS_ATTR_READS:
		counter = &state->reads;
		break;
	case MEMPHYS_ATTR_WRITES:
		counter = &state->writes;
		break;
	case MEMPHYS_ATTR_REVOKED:
		word = attributes & MEMPHYS_REGION_F_REVOKED ? "1" : "0";
		break;
	}
	if (word)
		return sysfs_emit(buf, "%s\n", word);
	if (counter)
		return sysfs_emit(buf, "%ld\n", atomic_long_read(counter));
	return sysfs_emit(buf, "0x%llx\n", number);
}

static ssize_t memphys_attr_store(struct device *dev,
				  struct device_attribute *attr,
				  const char *buf, size_t count)
{
	bool revoked;
	int err = kstrtobool(buf, &revoked);

	if (!err)
		err = memphys_revoke((unsigned long)dev_get_drvdata(dev),
				     revoked);
	return err ? err : count;
}

static struct attribute *memphys_attr_list[] = {
	&memphys_attrs[MEMPHYS_ATTR_START].attr,
	&memphys_attrs[MEMPHYS_ATTR_SIZE].attr,
	&memphys_attrs[MEMPHYS_ATTR_ACCESS].attr,
	&memphys_attrs[MEMPHYS_ATTR_TYPE].attr,
	&memphys_attrs[MEMPHYS_ATTR_EXCLUSIVE].attr,
	&memphys_attrs[MEMPHYS_ATTR_USER].attr,
	&memphys_attrs[MEMPHYS_ATTR_ALWAYS_ON].attr,
	&memphys_attrs[MEMPHYS_ATTR_SOURCE].attr,
	&memphys_attrs[MEMPHYS_ATTR_MAPS].attr,
	&memphys_attrs[MEMPHYS_ATTR_FAULTS].attr,
	&memphys_attrs[MEMPHYS_ATTR_READS].attr,
	&memphys_attrs[MEMPHYS_ATTR_WRITES].attr,
	&memphys_attrs[MEMPHYS_ATTR_REVOKED].attr,
	NULL,
};

static const struct attribute_group memphys_group = {
	.attrs = memphys_attr_list,
};

const struct attribute_group *memphys_groups[] = { &memphys_group, NULL };

/* Wake whoever polls the file after the region was taken back or given. */
void memphys_revoked_notify(unsigned int index)
{
	struct device *dev = memphys_states[index].dev;

	if (dev)
		sysfs_notify(&dev->kobj, NULL, "revoked");
}
