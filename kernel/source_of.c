// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions from device-tree policy nodes: dts/bindings/memphys,policy.yaml.
 *
 * Read once when the module loads. There is no platform driver: the node is
 * policy and no device, and a whitelist that grows later would be no whitelist.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/of.h>
#include <linux/of_address.h>

#include "memphys.h"

#ifdef CONFIG_OF

static int __init memphys_of_refuse(struct device_node *np, const char *why)
{
	pr_err(MEMPHYS_NODE ": %s\n", memphys_node(np), why);
	return -EINVAL;
}

/*
 * Address and size as they are in the tree: a struct resource cuts them to the
 * 32 bits that some kernels have for them, and would list another block.
 */
static int __init memphys_of_address(struct device_node *np, struct memphys_area *area)
{
	const __be32 *reg = of_get_address(np, 0, &area->size, NULL);

	if (!reg)
		return -EINVAL;
	area->start = of_translate_address(np, reg);
	return area->start == OF_BAD_ADDR ? -EINVAL : 0;
}

/*
 * The child's range: its own reg, or the reserved memory that it points to. What
 * else there is must not be left out silently.
 */
static int __init memphys_of_range(struct device_node *np, struct memphys_area *area)
{
	struct device_node *memory;
	bool several;
	int err, len;

	if (!of_find_property(np, "memory-region", &len)) {
		err = memphys_of_address(np, area);
		if (err)
			memphys_of_refuse(np, "needs reg or memory-region");
		several = of_get_address(np, 1, NULL, NULL);
		goto out;
	}
	if (of_find_property(np, "reg", NULL))
		return memphys_of_refuse(np, "reg and memory-region exclude each other");
	memory = of_parse_phandle(np, "memory-region", 0);
	if (!memory)
		return memphys_of_refuse(np, "memory-region points nowhere");
	err = memphys_of_address(memory, area);
	if (err) {
		pr_err(MEMPHYS_NODE ": " MEMPHYS_NODE " has no reg\n",
		       memphys_node(np), memphys_node(memory));
	} else if (!of_property_read_bool(memory, "no-map")) {
		pr_err(MEMPHYS_NODE ": " MEMPHYS_NODE " lacks no-map, so it is System RAM\n",
		       memphys_node(np), memphys_node(memory));
		err = -EINVAL;
	}
	several = len > sizeof(__be32) || of_get_address(memory, 1, NULL, NULL);
	of_node_put(memory);
out:
	if (!err && several)
		err = memphys_of_refuse(np, "more than one range: give each a node");
	return err;
}

static int __init memphys_of_flags(struct device_node *np, struct memphys_area *area)
{
	const char *text;
	int type;

	if (of_property_read_bool(np, "memphys,writable"))
		area->attributes |= MEMPHYS_REGION_F_WRITE;
	if (of_property_read_bool(np, "memphys,exclusive"))
		area->attributes |= MEMPHYS_REGION_F_EXCLUSIVE;
	if (of_property_read_bool(np, "memphys,user"))
		area->attributes |= MEMPHYS_REGION_F_USER;
	if (of_property_read_bool(np, "memphys,always-on"))
		area->attributes |= MEMPHYS_REGION_F_ALWAYS_ON;
	if (of_property_read_bool(np, "memphys,node"))
		area->attributes |= MEMPHYS_REGION_F_NODE;
	if (!of_find_property(np, "memphys,type", NULL))
		return 0;
	if (!of_property_read_string(np, "memphys,type", &text)) {
		type = memphys_type_parse(text, strlen(text));
		if (type >= 0) {
			area->type = type;
			return 0;
		}
	}
	return memphys_of_refuse(np, "memphys,type is device, uncached, wc or wb");
}

static int __init memphys_of_region(struct memphys_list *list, struct device_node *np)
{
	struct memphys_area area = { .source = MEMPHYS_SOURCE_OF };
	char reason[MEMPHYS_REASON_SIZE];
	const char *name;
	size_t len;
	int err;

	if (of_property_read_string(np, "label", &name))
		name = np->name; /* without the unit address */
	len = strlen(name);
	if (len >= sizeof(area.name))
		return memphys_of_refuse(np, "the name is longer than 31 characters");
	memcpy(area.name, name, len);

	err = memphys_of_range(np, &area);
	if (!err)
		err = memphys_of_flags(np, &area);
	if (err)
		return err;
	err = memphys_list_add(list, &area, reason);
	if (err)
		memphys_of_refuse(np, reason);
	return err;
}

/**
 * memphys_source_of() - add the regions of every enabled policy node
 * @list: the whitelist
 *
 * Return: 0, or a negative errno for the first region that is refused.
 */
int __init memphys_source_of(struct memphys_list *list)
{
	struct device_node *policy, *np;
	int err;

	for_each_compatible_node(policy, NULL, "memphys,policy") {
		if (!of_device_is_available(policy))
			continue;
		for_each_available_child_of_node(policy, np) {
			err = memphys_of_region(list, np);
			if (err) {
				of_node_put(np);
				of_node_put(policy);
				return err;
			}
		}
	}
	return 0;
}

#else

int __init memphys_source_of(struct memphys_list *list)
{
	return 0;
}

#endif /* CONFIG_OF */
