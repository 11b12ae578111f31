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
#include <linux/mii.h>
#include <linux/sockios.h>

#include "base/sysfile.h"
#include "report/report.h"

#define PORT	"/sys/class/net/eth0/"

struct phy {
	bool has_address;
	bool has_id;
	unsigned int address;	/* on its bus */
	uint32_t id;
};

/* "stmmac-0:01": the address is behind the colon. */
static void phy_from_sysfs(struct phy *phy)
{
	char text[64];
	const char *colon = NULL;

	if (sysfile_link(PORT "phydev", text, sizeof(text)) > 0)
		colon = strrchr(text, ':');
	if (colon) {
		phy->has_address = true;
		phy->address = (unsigned int)strtoul(colon + 1, NULL, 16);
	}
	if (sysfile_word(PORT "phydev/phy_id", text, sizeof(text)) > 0) {
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
	memcpy(ifr.ifr_name, "eth0", sizeof("eth0"));
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

	if (sysfile_word(PORT "address", text, sizeof(text)) <= 0)
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
	if (sysfile_word(PORT "phydev/phy_interface", text, sizeof(text)) > 0 ||
	    sysfile_word(PORT "device/of_node/phy-mode", text,
			 sizeof(text)) > 0)
		out_str(o, "phy-mode", text);
	out_end(o);
}
