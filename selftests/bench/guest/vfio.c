// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way to a device of vfio-pci: container, group, device.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <linux/vfio.h>

#include "vfio.h"

int vfio_open(const char *group_path, const char *device, unsigned int bar,
	      unsigned long long *offset)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info),
		.index = VFIO_PCI_BAR0_REGION_INDEX + bar,
	};
	int container = open("/dev/vfio/vfio", O_RDWR);
	int group = open(group_path, O_RDWR), fd;

	if (container < 0 || group < 0)
		err(1, "%s", container < 0 ? "/dev/vfio/vfio" : group_path);
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container))
		err(1, "VFIO_GROUP_SET_CONTAINER");
	if (ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU))
		err(1, "VFIO_SET_IOMMU");
	fd = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, device);
	if (fd < 0)
		err(1, "VFIO_GROUP_GET_DEVICE_FD %s", device);
	if (ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &info))
		err(1, "VFIO_DEVICE_GET_REGION_INFO");
	*offset = info.offset;
	return fd;
}
