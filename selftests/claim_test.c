// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks that other drivers have claimed: /dev/mem refuses them, memphys shows
 * them, and their drivers notice nothing. And claims of our own.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <limits.h>
#include <stdlib.h>

#include "ksft_fixture.h"

#define DEVICES	"/sys/bus/platform/devices"
#define WINDOW	0x10000

MP_FIXTURE(claim, "pattern@0x12400000+0x10000")

/* The device whose driver claims the page, as in /proc/iomem. */
static const char *claimer(void)
{
	const char *name = mp_env("CLAIM_DRIVER");

	return name && mp_file_has("/proc/iomem", name) ? name : NULL;
}

#define NEEDS_CLAIM \
	MP_NEEDS(claimer(), "no driver claims 0x11029000 on this machine")

#define NEEDS_PAGES \
	MP_NEEDS(self->c.page <= 0x1000, "the claimed block is less than a page")

static bool bound(const char *device)
{
	char path[128];

	snprintf(path, sizeof(path), DEVICES "/%s/driver", device);
	return !access(path, F_OK);
}

/* The driver's folder, for bind and unbind, which outlives the binding. */
static int driver_folder(const char *device, char *folder, size_t size)
{
	char path[128], real[PATH_MAX];

	snprintf(path, sizeof(path), DEVICES "/%s/driver", device);
	if (!realpath(path, real))
		return -errno;
	snprintf(folder, size, "%s", real);
	return 0;
}

static int driver_write(const char *folder, const char *file,
			const char *device)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	return mp_file_write(path, device);
}

/* errno of a read of /dev/mem, or 0. */
static int devmem_error(uint64_t phys, size_t len)
{
	int fd = open("/dev/mem", O_RDONLY | O_SYNC | O_CLOEXEC);
	int err;

	if (fd < 0)
		return errno;
	err = mp_map_error(fd, phys, len, PROT_READ, MAP_SHARED);
	close(fd);
	return err;
}

/* The problem: what a strict kernel says to everybody else. */
TEST_F(claim, devmem_refuses)
{
	NEEDS_CLAIM;
	NEEDS_PAGES;
	EXPECT_EQ(EPERM, devmem_error(MP_CLAIMED, self->c.page));
	EXPECT_EQ(EPERM, devmem_error(MP_SYSCTL, WINDOW));
	/* memphys claims nothing by being there: its page stays free. */
	EXPECT_EQ(0, devmem_error(MP_SYSCTL, self->c.page));
}

/* The answer. */
TEST_F(claim, claimed_page_is_readable)
{
	uint64_t value;
	uint32_t word;
	void *map;

	NEEDS_CLAIM;
	NEEDS_PAGES;
	map = mp_case_map(_metadata, self->c.fd, MP_CLAIMED, self->c.page,
			  PROT_READ, MAP_SHARED);
	ASSERT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(0, mp_reg_read(self->c.fd, MP_CLAIMED, 4, &value));
	EXPECT_EQ(value, word);
	EXPECT_TRUE(bound(claimer()));
}

/* Nothing of ours in /proc/iomem without "exclusive". */
TEST_F(claim, nothing_is_claimed)
{
	EXPECT_FALSE(mp_file_has("/proc/iomem", "sysctl"));
	EXPECT_FALSE(mp_file_has("/proc/iomem", "pattern"));
	EXPECT_FALSE(mp_file_has("/proc/iomem", "memphys"));
}

/* The driver goes and comes while memphys is loaded and maps its page. */
TEST_F(claim, driver_probes_after_memphys)
{
	const char *device = claimer();
	char folder[PATH_MAX];
	uint32_t word;
	void *map;

	NEEDS_CLAIM;
	NEEDS_PAGES;
	map = mp_case_map(_metadata, self->c.fd, MP_CLAIMED, self->c.page,
			  PROT_READ, MAP_SHARED);
	ASSERT_EQ(0, driver_folder(device, folder, sizeof(folder)));
	ASSERT_EQ(0, driver_write(folder, "unbind", device));
	EXPECT_FALSE(bound(device));
	EXPECT_EQ(0, devmem_error(MP_CLAIMED, self->c.page));
	EXPECT_EQ(0, mp_peek32(map, &word));
	ASSERT_EQ(0, driver_write(folder, "bind", device));
	EXPECT_TRUE(bound(device));
	EXPECT_EQ(EPERM, devmem_error(MP_CLAIMED, self->c.page));
	EXPECT_EQ(0, mp_peek32(map, &word));
}

static int pwm_write(const char *file, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/pwm/pwmchip0/%s", file);
	return mp_file_write(path, text);
}

/*
 * Is that how many ticks of 24 MHz these nanoseconds are? Before 5.11, the driver
 * took a tick for 42 ns.
 */
static bool is_ticks(uint32_t ticks, unsigned int ns)
{
	return ticks == ns * 24 / 1000 || ticks == (ns + 21) / 42;
}

/* What the driver writes to its registers is what memphys shows: live. */
TEST_F(claim, pwm_driver_works)
{
	uint32_t period, duty;
	void *map;

	NEEDS_CLAIM;
	NEEDS_PAGES;
	MP_NEEDS(!access("/sys/class/pwm/pwmchip0", F_OK),
		 "the claiming driver is no PWM driver");
	map = mp_case_map(_metadata, self->c.fd, MP_CLAIMED, self->c.page,
			  PROT_READ, MAP_SHARED);
	ASSERT_EQ(0, pwm_write("export", "0"));
	EXPECT_EQ(0, pwm_write("pwm0/period", "100000"));
	EXPECT_EQ(0, pwm_write("pwm0/duty_cycle", "50000"));
	EXPECT_EQ(0, pwm_write("pwm0/enable", "1"));
	EXPECT_EQ(0, mp_peek32(map + 0x10, &period));
	EXPECT_TRUE(is_ticks(period, 100000)) TH_LOG("%u", period);
	EXPECT_EQ(0, mp_peek32(map + 0x14, &duty));
	EXPECT_TRUE(is_ticks(duty, 50000)) TH_LOG("%u", duty);
	EXPECT_EQ(0, pwm_write("pwm0/duty_cycle", "25000"));
	EXPECT_EQ(0, mp_peek32(map + 0x14, &duty));
	EXPECT_TRUE(is_ticks(duty, 25000)) TH_LOG("%u", duty);
	EXPECT_EQ(0, pwm_write("pwm0/enable", "0"));
	EXPECT_EQ(0, pwm_write("unexport", "0"));
}

/* The driver reads, at its probe, what memphys wrote: one device, two users. */
TEST_F(claim, pvpanic_driver_works)
{
	const char *device = claimer();
	char folder[PATH_MAX], path[128], text[16];
	int fd;

	NEEDS_CLAIM;
	snprintf(path, sizeof(path), DEVICES "/%s/capability", device);
	MP_NEEDS(!access(path, F_OK),
		 "the claiming driver is not pvpanic-mmio");
	ASSERT_EQ(0, driver_folder(device, folder, sizeof(folder)));
	close(self->c.fd);
	ASSERT_EQ(0, mp_load("soc=none regions=pwm@0x11029000+0x1000:rw"));
	fd = mp_case_open(_metadata, variant->m.node, O_RDWR);

	ASSERT_EQ(0, driver_write(folder, "unbind", device));
	EXPECT_EQ(0, mp_reg_write(fd, MP_CLAIMED, 1, 2));
	ASSERT_EQ(0, driver_write(folder, "bind", device));
	EXPECT_EQ(0, mp_file_read(path, text, sizeof(text)));
	EXPECT_EQ(2, strtoul(text, NULL, 0)) TH_LOG("%s", text);
	EXPECT_EQ(0, mp_reg_write(fd, MP_CLAIMED, 1, 0));
}

/* A claim begins with the module and ends with it. */
MP_FIXTURE_BARE(exclusive)

TEST_F(exclusive, claims_and_releases)
{
	ASSERT_EQ(0, mp_load("soc=none regions=mine@0x12400000+0x10000:exclusive"));
	EXPECT_TRUE(mp_file_has("/proc/iomem", "12400000-1240ffff : mine"));
	EXPECT_EQ(EPERM, devmem_error(MP_PATTERN, 0x10000));
	ASSERT_EQ(0, mp_unload());
	EXPECT_FALSE(mp_file_has("/proc/iomem", "mine"));
	EXPECT_EQ(0, devmem_error(MP_PATTERN, 0x10000));
}

/* Our own claim does not keep ourselves out. */
TEST_F(exclusive, is_mapped)
{
	static const char *const nodes[] = { MP_NODE_FAULT, MP_NODE_REMAP };
	size_t i;
	void *map;
	int fd;

	ASSERT_EQ(0, mp_load("soc=none regions=mine@0x12400000+0x10000:exclusive"));
	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		fd = mp_case_open(_metadata, nodes[i], O_RDWR);
		map = mp_case_map(_metadata, fd, MP_PATTERN, 0x10000,
				  PROT_READ, MAP_SHARED);
		EXPECT_EQ(0, mp_pattern_errors(map, MP_PATTERN, 0x10000));
	}
}

/* A live /dev/mem mapping ends with the claim: documented, and seen here. */
TEST_F(exclusive, ends_live_devmem_mappings)
{
	int fd = open("/dev/mem", O_RDONLY | O_SYNC | O_CLOEXEC);
	uint32_t word;
	void *map;

	MP_NEEDS(mp_kernel_since(5, 8), "a claim ends no mapping before 5.8");
	ASSERT_LE(0, fd);
	map = mp_case_map(_metadata, fd, MP_PATTERN, 0x10000, PROT_READ,
			  MAP_SHARED);
	ASSERT_EQ(0, mp_peek32(map, &word));
	ASSERT_EQ(0, mp_load("soc=none regions=mine@0x12400000+0x10000:exclusive"));
	EXPECT_EQ(SIGBUS, mp_peek32(map, &word));
	munmap(map, 0x10000);
	close(fd);
}

/*
 * A block that somebody else has claimed and nobody has listed: on machines
 * whose device tree lists the usual one, their clock.
 */
struct foreign {
	uint64_t start;
	const char *owner;
};

static struct foreign foreign(void)
{
	struct foreign usual = { MP_CLAIMED, claimer() };
	struct foreign clock = { 0x09010000, "rtc-pl031" };

	if (!mp_has_policy_node())
		return usual;
	if (!mp_file_has("/proc/iomem", clock.owner))
		clock.owner = NULL;
	return clock;
}

/* The load fails, says where the owner is, and undoes the claims it had made. */
static void claim_refused(struct __test_metadata *_metadata,
			  struct mp_log *log, const char *owner,
			  uint64_t start, unsigned int size)
{
	const char *line = "";

	EXPECT_EQ(-EBUSY,
		  mp_load("soc=none regions=%s,taken@0x%llx+0x%x:exclusive",
			  "first@0x12400000+0x10000:exclusive",
			  (unsigned long long)start, size));
	EXPECT_EQ(1, mp_log_errors(log, &line));
	EXPECT_TRUE(!!strstr(line, "taken")) TH_LOG("%s", line);
	EXPECT_TRUE(!!strstr(line, "/proc/iomem")) TH_LOG("%s", line);
	EXPECT_FALSE(mp_loaded("memphys"));
	EXPECT_FALSE(mp_file_has("/proc/iomem", "first"));
	EXPECT_TRUE(mp_file_has("/proc/iomem", owner));
}

TEST_F(exclusive, refused_where_claimed)
{
	struct foreign f = foreign();

	MP_NEEDS(f.owner, "no driver claims a block that nobody lists");
	claim_refused(_metadata, &self->c.log, f.owner, f.start, 0x1000);
}

/* The claim is only a part of the region. */
TEST_F(exclusive, refused_where_claimed_in_part)
{
	struct foreign f = foreign();

	MP_NEEDS(f.owner, "no driver claims a block that nobody lists");
	claim_refused(_metadata, &self->c.log, f.owner, f.start - 0x1000, 0x2000);
}

/*
 * The end of a PCI host bridge's window, if nothing follows: a resource in which
 * others are claimed, but across whose end nothing can be.
 */
static uint64_t window_end(char *name, size_t size)
{
	unsigned long long start, end, window = 0;
	FILE *iomem = fopen("/proc/iomem", "re");
	char line[128], *owner;

	while (iomem && fgets(line, sizeof(line), iomem)) {
		if (*line == ' ' || sscanf(line, "%llx-%llx", &start, &end) != 2)
			continue;
		if (window && start > window + 0x1000)
			break;
		owner = strstr(line, " : ") + strlen(" : ");
		owner[strcspn(owner, "\n")] = '\0';
		window = 0;
		if (!strncmp(owner, "PCI Bus", 7) || !strncmp(owner, "pcie@", 5)) {
			window = end + 1;
			snprintf(name, size, "%s", owner);
		}
	}
	if (iomem)
		fclose(iomem);
	return window;
}

TEST_F(exclusive, refused_across_an_end)
{
	char bridge[64];
	uint64_t end = window_end(bridge, sizeof(bridge));

	MP_NEEDS(end, "no PCI window with a hole behind it in /proc/iomem");
	claim_refused(_metadata, &self->c.log, bridge, end - 0x1000, 0x2000);
}

TEST_HARNESS_MAIN
