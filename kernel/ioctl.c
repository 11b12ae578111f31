// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls of include/uapi/linux/memphys.h.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "memphys.h"

union memphys_arg {
	u32 size;
	struct memphys_info info;
	struct memphys_region region;
	struct memphys_access access;
	struct memphys_prefault prefault;
};

static bool memphys_file_sees(const struct memphys_file *mf, unsigned int index)
{
	return memphys_is_visible(mf->visible, index);
}

static int memphys_get_info(const struct memphys_file *mf, struct memphys_info *info)
{
	unsigned int i;

	if (info->flags || info->reserved)
		return -EINVAL;
	info->features = 0;
	if (MEMPHYS_HAVE_PFN_MKWRITE)
		info->features |= MEMPHYS_FEATURE_PFN_MKWRITE;
#ifdef MEMPHYS_HUGE
	info->features |= MEMPHYS_FEATURE_HUGE;
#endif
	if (IS_ENABLED(CONFIG_64BIT))
		info->features |= MEMPHYS_FEATURE_ACCESS64;
	/* Without it, the core never asks .access. */
	if (IS_ENABLED(CONFIG_HAVE_IOREMAP_PROT))
		info->features |= MEMPHYS_FEATURE_PTRACE;
	info->regions = 0;
	for (i = 0; i < memphys_list.count; i++)
		info->regions += memphys_file_sees(mf, i);
	info->method = mf->method;
	info->page_size = PAGE_SIZE;
	info->rights = mf->rights;
	info->base = memphys_file_base(mf);
	return 0;
}

/* The list's index of the region that the caller calls number. */
static int memphys_region_by_number(const struct memphys_file *mf, u32 number)
{
	unsigned int i;

	for (i = 0; i < memphys_list.count; i++)
		if (memphys_file_sees(mf, i) && !number--)
			return i;
	return -1;
}

static u32 memphys_region_number(const struct memphys_file *mf, int index)
{
	u32 number = 0;

	while (index--)
		number += memphys_file_sees(mf, index);
	return number;
}

static int memphys_get_region(const struct memphys_file *mf,
			      struct memphys_region *region)
{
	const struct memphys_area *area;
	int index;

	if ((region->flags & ~MEMPHYS_GET_REGION_BY_ADDR) || region->reserved)
		return -EINVAL;

	if (region->flags & MEMPHYS_GET_REGION_BY_ADDR)
		index = memphys_list_find(&memphys_list, region->start, 1, mf->visible);
	else
		index = memphys_region_by_number(mf, region->index);
	if (index < 0)
		return -ENOENT;

	area = &memphys_list.area[index];
	region->index = memphys_region_number(mf, index);
	region->attributes = READ_ONCE(area->attributes);
	region->type = area->type;
	region->start = area->start;
	region->length = area->size;
	memcpy(region->name, area->name, sizeof(region->name));
	return 0;
}

static int memphys_access_check(const struct memphys_access *access)
{
	if (access->flags || access->reserved)
		return -EINVAL;
	if (access->width != 1 && access->width != 2 && access->width != 4 &&
	    access->width != 8)
		return -EINVAL;
	if (access->addr & (access->width - 1))
		return -EINVAL;
	if (access->width == 8 && !IS_ENABLED(CONFIG_64BIT))
		return -EOPNOTSUPP;
	return 0;
}

static int memphys_ioctl_access(struct file *file,
				struct memphys_access *access, bool write)
{
	/* The low bytes of value, as many as the access is wide. */
	void *low = &access->value;
	int err = memphys_access_check(access);

	if (!(file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		return -EBADF;
	if (err)
		return err;
	if (!write)
		access->value = 0;
	else if (access->width < 8 && access->value >> (8 * access->width))
		return -EINVAL;
#ifdef __BIG_ENDIAN
	low += sizeof(access->value) - access->width;
#endif
	return memphys_regio(file->private_data, access->addr, low,
			     access->width, access->width, write);
}

static int memphys_ioctl_call(struct file *file, unsigned int cmd, union memphys_arg *arg)
{
	switch (cmd) {
	case MEMPHYS_IOC_GET_INFO:
		return memphys_get_info(file->private_data, &arg->info);
	case MEMPHYS_IOC_GET_REGION:
		return memphys_get_region(file->private_data, &arg->region);
	case MEMPHYS_IOC_PREFAULT:
		return memphys_prefault(file, &arg->prefault);
	default:
		return memphys_ioctl_access(file, &arg->access, cmd == MEMPHYS_IOC_WRITE);
	}
}

static const unsigned int memphys_ioctls[] = {
	MEMPHYS_IOC_GET_INFO, MEMPHYS_IOC_GET_REGION, MEMPHYS_IOC_READ,
	MEMPHYS_IOC_WRITE, MEMPHYS_IOC_PREFAULT,
};

/**
 * memphys_ioctl() - take the argument, call, hand the argument back
 * @file: the descriptor
 * @cmd: the size in it is ignored: the structure says its own
 * @arg: user address of the structure
 *
 * All structures are in their first version, so their smallest size is the one
 * known here.
 */
long memphys_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	union memphys_arg a;
	unsigned int nr;
	size_t known;
	u32 size;
	int err;

	/* A search: an index from user space would need a speculation guard. */
	for (nr = 0; nr < ARRAY_SIZE(memphys_ioctls); nr++)
		if (!((cmd ^ memphys_ioctls[nr]) & ~IOCSIZE_MASK))
			break;
	if (nr == ARRAY_SIZE(memphys_ioctls))
		return -ENOTTY;
	if (memphys_locked_down())
		return -EPERM;
	if (get_user(size, (u32 __user *)user))
		return -EFAULT;
	known = min_t(size_t, _IOC_SIZE(memphys_ioctls[nr]), sizeof(a));
	if (size < known)
		return -EINVAL;
	if (size > PAGE_SIZE)
		return -E2BIG;
	err = copy_struct_from_user(&a, known, user, size);
	if (err)
		return err;
	err = memphys_ioctl_call(file, memphys_ioctls[nr], &a);
	if (err)
		return err;
	/* Another thread may have changed it after the first look. */
	a.size = size;
	if ((_IOC_DIR(cmd) & _IOC_READ) && copy_to_user(user, &a, known))
		return -EFAULT;
	return 0;
}
