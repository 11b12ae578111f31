// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report's section about the first network port and its PHY.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/mii.h>
#include <linux/sockios.h>

#include "base/sysfile.h"
#include "report/report.h"

struct phy {
	char port[16];		/* as the kernel calls it */
	bool has_address;
	bool has_id;
	unsigned int address;	/* on its bus */
	uint32_t id;
};

/* The path of one of the port's files. */
static const char *port_path(const struct phy *phy, const char *name,
			     char *path, size_t size)
{
	snprintf(path, size, "/sys/class/net/%s/%s", phy->port, name);
	return path;
}

static bool port_word(const struct phy *phy, const char *name, char *buf,
		      size_t size)
{
	char path[80];

	return sysfile_word(port_path(phy, name, path, sizeof(path)), buf,
			    size) > 0;
}

static bool port_has(const struct phy *phy, const char *name)
{
	char path[80], target[64];

	return sysfile_link(port_path(phy, name, path, sizeof(path)), target,
			    sizeof(target)) > 0;
}

/* A radio, whose driver is today's or an old one's? */
static bool port_is_radio(const struct phy *phy)
{
	char path[80];
	int fd = sysfile_fd(port_path(phy, "wireless", path, sizeof(path)));

	if (fd >= 0)
		close(fd);
	return fd >= 0 || port_has(phy, "phy80211");
}

/*
 * eth0, or else the first by name that is Ethernet, has a device, and is no
 * radio: other names are given by boards (lan0) and by udev (end0).
 */
static bool phy_find_port(struct phy *phy)
{
	struct phy found = { .has_address = false };
	const struct dirent *entry;
	char text[64];
	DIR *dir;

	strcpy(phy->port, "eth0");
	if (port_word(phy, "address", text, sizeof(text)))
		return true;
	*phy->port = '\0';
	dir = sysfile_dir("/sys/class/net");
	while (dir && (entry = readdir(dir))) {
		if (strlen(entry->d_name) >= sizeof(found.port))
			continue;
		strcpy(found.port, entry->d_name);
		if (port_has(&found, "device") &&
		    port_word(&found, "address", text, sizeof(text)) &&
		    (!port_word(&found, "type", text, sizeof(text)) ||
		     strtoul(text, NULL, 10) == ARPHRD_ETHER) &&
		    !port_is_radio(&found) && (!*phy->port || strcmp(found.port, phy->port) < 0))
			strcpy(phy->port, found.port);
	}
	if (dir)
		closedir(dir);
	return *phy->port;
}

/* "stmmac-0:01": the address is after the colon. */
static void phy_from_sysfs(struct phy *phy)
{
	char path[80], text[64];
	const char *colon = NULL;

	if (sysfile_link(port_path(phy, "phydev", path, sizeof(path)), text,
			 sizeof(text)) > 0)
		colon = strrchr(text, ':');
	if (colon) {
		phy->has_address = true;
		phy->address = (unsigned int)strtoul(colon + 1, NULL, 16);
	}
	if (port_word(phy, "phydev/phy_id", text, sizeof(text))) {
		phy->has_id = true;
		phy->id = (uint32_t)strtoul(text, NULL, 16);
	}
}

/*
 * Drivers that find their PHY before they register the port have no such link.
 * They can be asked; the registers 2 and 3 of every PHY are its ID.
 */
static void phy_from_driver(struct phy *phy)
{
	struct ifreq ifr;
	struct mii_ioctl_data mii;
	unsigned int high;
	int fd;

	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		return;
	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, phy->port);
	/* The kernel takes the data for the request's own union. */
	if (ioctl(fd, SIOCGMIIPHY, &ifr) < 0)
		goto out;
	memcpy(&mii, &ifr.ifr_ifru, sizeof(mii));
	phy->has_address = true;
	phy->address = mii.phy_id;
	mii.reg_num = MII_PHYSID1;
	memcpy(&ifr.ifr_ifru, &mii, sizeof(mii));
	if (ioctl(fd, SIOCGMIIREG, &ifr) < 0)
		goto out;
	memcpy(&mii, &ifr.ifr_ifru, sizeof(mii));
	high = mii.val_out;
	mii.reg_num = MII_PHYSID2;
	memcpy(&ifr.ifr_ifru, &mii, sizeof(mii));
	if (ioctl(fd, SIOCGMIIREG, &ifr) < 0)
		goto out;
	memcpy(&mii, &ifr.ifr_ifru, sizeof(mii));
	phy->has_id = true;
	phy->id = (uint32_t)high << 16 | mii.val_out;
out:
	close(fd);
}

void report_ethernet(struct out *o)
{
	struct phy phy = { .has_address = false };
	char text[64];

	if (!phy_find_port(&phy) ||
	    !port_word(&phy, "address", text, sizeof(text)))
		return;
	out_map(o, "ethernet");
	out_str(o, "mac", text);
	phy_from_sysfs(&phy);
	if (!phy.has_id && sysfile_is_live())
		phy_from_driver(&phy);
	if (phy.has_address)
		out_uint(o, "u-mdio-phyaddr", phy.address);
	if (phy.has_id)
		out_hex(o, "phy-id", phy.id, 8);
	if (port_word(&phy, "phydev/phy_interface", text, sizeof(text)) ||
	    port_word(&phy, "device/of_node/phy-mode", text, sizeof(text)))
		out_str(o, "phy-mode", text);
	out_end(o);
}
