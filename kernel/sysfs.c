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

static struct memphys_area *memphys_area_of(struct kobject *kobj)
{
	return &memphys_list.area[container_of(kobj, struct memphys_dir,
					       kobj)->index];
}

static struct memphys_state *memphys_state_of(struct kobject *kobj)
{
	return &memphys_states[container_of(kobj, struct memphys_dir,
					    kobj)->index];
}

#define MEMPHYS_ATTR(_name, _mode, _fmt, ...)				\
static ssize_t _name##_show(struct kobject *kobj,			\
			    struct kobj_attribute *attr, char *buf)	\
{									\
	return sysfs_emit(buf, _fmt "\n", __VA_ARGS__);			\
}									\
static struct kobj_attribute memphys_attr_##_name =			\
	__ATTR(_name, _mode, _name##_show, NULL)

static const char *const memphys_source_names[] = {
	[MEMPHYS_SOURCE_PARAM] = "param",
	[MEMPHYS_SOURCE_OF] = "of",
	[MEMPHYS_SOURCE_SOC] = "soc",
	[MEMPHYS_SOURCE_SCRATCH] = "scratch",
};

/* Addresses help an attacker and are for root, as in /proc/iomem. */
MEMPHYS_ATTR(start, 0400, "0x%llx", memphys_area_of(kobj)->start);
MEMPHYS_ATTR(size, 0400, "0x%llx", memphys_area_of(kobj)->size);
MEMPHYS_ATTR(access, 0444, "%s", memphys_area_of(kobj)->attributes &
	     MEMPHYS_REGION_F_WRITE ? "rw" : "ro");
MEMPHYS_ATTR(type, 0444, "%s", memphys_type_name(memphys_area_of(kobj)->type));
MEMPHYS_ATTR(type_used, 0444, "%s",
	     memphys_type_name(READ_ONCE(memphys_state_of(kobj)->type_used)));
MEMPHYS_ATTR(exclusive, 0444, "%d", !!(memphys_area_of(kobj)->attributes &
				       MEMPHYS_REGION_F_EXCLUSIVE));
MEMPHYS_ATTR(user, 0444, "%d", !!(memphys_area_of(kobj)->attributes &
				  MEMPHYS_REGION_F_USER));
MEMPHYS_ATTR(source, 0444, "%s",
	     memphys_source_names[memphys_area_of(kobj)->source]);
MEMPHYS_ATTR(maps, 0444, "%ld", atomic_long_read(&memphys_state_of(kobj)->maps));
MEMPHYS_ATTR(faults, 0444, "%ld",
	     atomic_long_read(&memphys_state_of(kobj)->faults));
MEMPHYS_ATTR(reads, 0444, "%ld",
	     atomic_long_read(&memphys_state_of(kobj)->reads));
MEMPHYS_ATTR(writes, 0444, "%ld",
	     atomic_long_read(&memphys_state_of(kobj)->writes));

static struct attribute *memphys_attrs[] = {
	&memphys_attr_start.attr,
	&memphys_attr_size.attr,
	&memphys_attr_access.attr,
	&memphys_attr_type.attr,
	&memphys_attr_type_used.attr,
	&memphys_attr_exclusive.attr,
	&memphys_attr_user.attr,
	&memphys_attr_source.attr,
	&memphys_attr_maps.attr,
	&memphys_attr_faults.attr,
	&memphys_attr_reads.attr,
	&memphys_attr_writes.attr,
	NULL
};

static ssize_t revoked_read(struct file *file, struct kobject *kobj,
			    MEMPHYS_BIN_CONST struct bin_attribute *attr,
			    char *buf, loff_t off, size_t count)
{
	bool revoked = READ_ONCE(memphys_area_of(kobj)->attributes) &
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
		err = memphys_revoke(container_of(kobj, struct memphys_dir,
						  kobj)->index, revoked);
	return err ? err : count;
}

/* Binary, because only those callbacks are told who opened the file. */
static MEMPHYS_BIN_CONST struct bin_attribute memphys_attr_revoked = {
	.attr = { .name = "revoked", .mode = 0600 },
	.read = revoked_read,
	.write = revoked_write,
};

static const struct attribute_group memphys_group = {
	.attrs = memphys_attrs,
};

static void memphys_dir_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct memphys_dir, kobj));
}

/* As kobj_sysfs_ops, which kernels before 3.14 keep to themselves. */
static ssize_t memphys_dir_show(struct kobject *kobj, struct attribute *attr,
				char *buf)
{
	struct kobj_attribute *kattr;

	kattr = container_of(attr, struct kobj_attribute, attr);
	return kattr->show(kobj, kattr, buf);
}

static const struct sysfs_ops memphys_dir_ops = {
	.show = memphys_dir_show,
};

static struct kobj_type memphys_dir_type = {
	.release = memphys_dir_release,
	.sysfs_ops = &memphys_dir_ops,
};

static int __init memphys_dir_add(unsigned int index)
{
	struct memphys_dir *dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	int err;

	if (!dir)
		return -ENOMEM;
	dir->index = index;
	err = kobject_init_and_add(&dir->kobj, &memphys_dir_type,
				   memphys_regions, "%s",
				   memphys_list.area[index].name);
	if (!err)
		err = sysfs_create_group(&dir->kobj, &memphys_group);
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
