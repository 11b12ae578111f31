// SPDX-License-Identifier: GPL-2.0-only
/*
 * One directory per region, one value per file:
 * Documentation/ABI/testing/sysfs-class-misc-memphys.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/cred.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

#include "memphys.h"

/**
 * struct memphys_dir - a region's directory
 * @kobj: the directory
 * @index: the region
 */
struct memphys_dir {
	struct kobject kobj;
	unsigned int index;
};

static struct kobject *memphys_regions;

static unsigned int memphys_index_of(struct kobject *kobj)
{
	return container_of(kobj, struct memphys_dir, kobj)->index;
}

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
	MEMPHYS_ATTR_SOURCE,
	MEMPHYS_ATTR_MAPS,
	MEMPHYS_ATTR_FAULTS,
	MEMPHYS_ATTR_READS,
	MEMPHYS_ATTR_WRITES,
};

/* Addresses help an attacker and are for root, as in /proc/iomem. */
static struct attribute memphys_attrs[] = {
	[MEMPHYS_ATTR_START] = { .name = "start", .mode = 0400 },
	[MEMPHYS_ATTR_SIZE] = { .name = "size", .mode = 0400 },
	[MEMPHYS_ATTR_ACCESS] = { .name = "access", .mode = 0444 },
	[MEMPHYS_ATTR_TYPE] = { .name = "type", .mode = 0444 },
	[MEMPHYS_ATTR_EXCLUSIVE] = { .name = "exclusive", .mode = 0444 },
	[MEMPHYS_ATTR_USER] = { .name = "user", .mode = 0444 },
	[MEMPHYS_ATTR_SOURCE] = { .name = "source", .mode = 0444 },
	[MEMPHYS_ATTR_MAPS] = { .name = "maps", .mode = 0444 },
	[MEMPHYS_ATTR_FAULTS] = { .name = "faults", .mode = 0444 },
	[MEMPHYS_ATTR_READS] = { .name = "reads", .mode = 0444 },
	[MEMPHYS_ATTR_WRITES] = { .name = "writes", .mode = 0444 },
};

/* One for all: a callback for each would be a kilobyte more. */
static ssize_t memphys_attr_show(struct kobject *kobj, struct attribute *attr,
				 char *buf)
{
	unsigned int index = memphys_index_of(kobj);
	const struct memphys_area *area = &memphys_list.area[index];
	struct memphys_state *state = &memphys_states[index];
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
		word = area->attributes & MEMPHYS_REGION_F_WRITE ? "rw" : "ro";
		break;
	case MEMPHYS_ATTR_TYPE:
		word = memphys_type_name(area->type);
		break;
	case MEMPHYS_ATTR_EXCLUSIVE:
		word = area->attributes & MEMPHYS_REGION_F_EXCLUSIVE ? "1" : "0";
		break;
	case MEMPHYS_ATTR_USER:
		word = area->attributes & MEMPHYS_REGION_F_USER ? "1" : "0";
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
	}
	if (word)
		return sysfs_emit(buf, "%s\n", word);
	if (counter)
		return sysfs_emit(buf, "%ld\n", atomic_long_read(counter));
	return sysfs_emit(buf, "0x%llx\n", number);
}

static const struct sysfs_ops memphys_attr_ops = {
	.show = memphys_attr_show,
};

static ssize_t revoked_read(struct file *file, struct kobject *kobj,
			    MEMPHYS_BIN_CONST struct bin_attribute *attr,
			    char *buf, loff_t off, size_t count)
{
	bool revoked = READ_ONCE(memphys_list.area[memphys_index_of(kobj)].attributes) &
		       MEMPHYS_REGION_F_REVOKED;

	return memory_read_from_buffer(buf, count, &off, revoked ? "1\n" : "0\n",
				       2);
}

static ssize_t revoked_write(struct file *file, struct kobject *kobj,
			     MEMPHYS_BIN_CONST struct bin_attribute *attr,
			     char *buf, loff_t off, size_t count)
{
	char text[4] = "";
	bool revoked;
	int err;

	/* Whoever opened it decides, not whom the descriptor was handed to. */
	if (!file_ns_capable(file, &init_user_ns, CAP_SYS_RAWIO))
		return -EPERM;
	if (off || count >= sizeof(text))
		return -EINVAL;
	memcpy(text, buf, count);
	err = kstrtobool(strim(text), &revoked);
	if (!err)
		err = memphys_revoke(memphys_index_of(kobj), revoked);
	return err ? err : count;
}

/* Binary, because only those callbacks are told who opened the file. */
static MEMPHYS_BIN_CONST struct bin_attribute memphys_attr_revoked = {
	.attr = { .name = "revoked", .mode = 0600 },
	.read = revoked_read,
	.write = revoked_write,
};

static void memphys_dir_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct memphys_dir, kobj));
}

static struct kobj_type memphys_dir_type = {
	.release = memphys_dir_release,
	.sysfs_ops = &memphys_attr_ops,
};

static int __init memphys_dir_add(unsigned int index)
{
	struct memphys_dir *dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	unsigned int i;
	int err;

	if (!dir)
		return -ENOMEM;
	dir->index = index;
	err = kobject_init_and_add(&dir->kobj, &memphys_dir_type,
				   memphys_regions, "%s",
				   memphys_list.area[index].name);
	for (i = 0; i < ARRAY_SIZE(memphys_attrs) && !err; i++)
		err = sysfs_create_file(&dir->kobj, &memphys_attrs[i]);
	if (!err)
		err = sysfs_create_bin_file(&dir->kobj, &memphys_attr_revoked);
	if (err)
		kobject_put(&dir->kobj);
	else
		memphys_states[index].kobj = &dir->kobj;
	return err;
}

void memphys_sysfs_exit(void)
{
	unsigned int i;

	/* Waits for whoever is inside one of the callbacks. */
	for (i = 0; i < memphys_list.count; i++)
		kobject_put(memphys_states[i].kobj);
	kobject_put(memphys_regions);
}

int __init memphys_sysfs_init(struct device *dev)
{
	unsigned int i;
	int err;

	memphys_regions = kobject_create_and_add("regions", &dev->kobj);
	if (!memphys_regions)
		return -ENOMEM;
	for (i = 0; i < memphys_list.count; i++) {
		err = memphys_dir_add(i);
		if (err) {
			memphys_sysfs_exit();
			return err;
		}
	}
	return 0;
}
