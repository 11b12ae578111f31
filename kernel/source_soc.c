// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions from built-in tables: per SoC family the pages that hold the
 * registers that identify the chip, read-only, and nothing else.
 *
 * Addresses: public identification code for these chips (OpenIPC ipctool) and,
 * for the general SoCs, the drivers named beside them.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <linux/of.h>
#include <linux/sizes.h>

#include "memphys.h"

/**
 * struct memphys_soc - one family
 * @name: for soc=
 * @compatible: root compatibles of its boards: the spellings of a vendor, each
 *              with its comma, and the chips of that vendor, good for soc= as
 *              well; each word, which begins with a letter, ended by a NUL, then
 *              ""
 * @page: frame number and region name of each ID page
 *
 * Names lie in the table: a pointer to each would cost a relocation as well.
 */
struct memphys_soc {
	char name[12];
	const char *compatible;
	struct {
		u32 frame;
		char name[8];
	} page[3];
};

#define MEMPHYS_PAGE(start, name)	{ (start) >> 12, name }

static const struct memphys_soc memphys_socs[] __initconst = {
#ifdef CONFIG_MEMPHYS_SOC_HISILICON
	{
		.name = "hisi-v1",
		.compatible = "hisilicon,\0hi3516\0hi3518\0hi3516cv100\0"
			      "hi3518cv100\0hi3518ev100\0hi3518av100\0"
			      "hi3516a\0hi3516av100\0hi3516dv100\0"
			      "hi3516cv200\0hi3518ev200\0hi3518ev201\0"
			      "hi3518ev20x\0",
		.page = { MEMPHYS_PAGE(0x20050000, "sysctrl") },
	},
	{
		.name = "hisi-v3",
		.compatible = "hisilicon,\0hi3516cv300\0hi3516ev100\0hi3519\0"
			      "hi3556\0hi3559\0hi3519v101\0hi3516av200\0"
			      "hi3556v100\0hi3559v100\0hi3516cv500\0"
			      "hi3516av300\0hi3516dv300\0hi3556v200\0"
			      "hi3559v200\0hi3559av100\0hi3516ev200\0"
			      "hi3516ev300\0hi3518ev300\0hi3516dv200\0"
			      "goke,\0gk7201v200\0gk7201v300\0gk7202v300\0"
			      "gk7202v330\0gk7205v200\0gk7205v210\0"
			      "gk7205v300\0gk7205v500\0gk7205v510\0"
			      "gk7205v530\0gk7605v100\0"
			      "xmedia,\0xm72020300\0xm72050200\0xm72050300\0"
			      "xm72050500\0xm76050100\0xm720xxx\0",
		.page = { MEMPHYS_PAGE(0x12020000, "sysctrl") },
	},
	{
		.name = "hisi-nvr",
		.compatible = "hisilicon,\0hi3521a\0hi3521d\0hi3531a\0"
			      "hi3531d\0hi3536\0hi3536c\0hi3521dv100\0"
			      "hi3536cv100\0hi3536dv100\0hi3520dv400\0",
		.page = { MEMPHYS_PAGE(0x12050000, "sysctrl") },
	},
	{
		/* by the vendor's boot loader */
		.name = "hisi-av100",
		.compatible = "hisilicon,\0hi3519av100\0hi3556av100\0",
		.page = { MEMPHYS_PAGE(0x04520000, "sysctrl") },
	},
	{
		.name = "hisi-v5",
		.compatible = "hisilicon,\0hi3516cv608\0hi3516cv610\0"
			      "hi3516cv613\0hi3516dv500\0hi3519dv500\0",
		.page = { MEMPHYS_PAGE(0x11020000, "sysctrl") },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_XIONGMAI
	{
		.name = "xm5xx",
		.compatible = "xiongmai,\0xm510\0xm530\0xm550\0",
		.page = { MEMPHYS_PAGE(0x100b0000, "ddr") },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_SIGMASTAR
	{
		.name = "sigmastar",
		.compatible = "sstar,\0sigmastar,\0mstar,\0infinity\0"
			      "infinity2m\0infinity3\0infinity5\0infinity6\0"
			      "infinity6b0\0infinity6c\0infinity6e\0"
			      "infinity6f\0infinity7\0iford\0mercury5\0"
			      "mercury6\0mercury6p\0pioneer3\0",
		.page = { MEMPHYS_PAGE(0x1f003000, "chipid"),
			  MEMPHYS_PAGE(0x1f004000, "dieid"),
			  MEMPHYS_PAGE(0x1f203000, "efuse") },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_INGENIC
	{
		.name = "ingenic",
		.compatible = "ingenic,\0t10\0t20\0t21\0t23\0t30\0t31\0t32\0"
			      "t33\0t40\0t41\0a1\0shark\0marmot\0tucana\0"
			      "zeratul\0PRJ007\0",
		.page = { MEMPHYS_PAGE(0x13000000, "socid"),
			  MEMPHYS_PAGE(0x13540000, "efuse") },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_FULLHAN
	{
		.name = "fullhan",
		.compatible = "fh,\0fullhan,\0fh8626v100\0fh8632\0fh8652\0"
			      "fh8656\0fh8658\0fh8852v100\0fh8856v100\0"
			      "fh8852v200\0fh8856v200\0fh8858v200\0"
			      "fh8852v210\0fh8856v210\0fh8858v210\0",
		.page = { MEMPHYS_PAGE(0xf0000000, "pmu") },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_NOVATEK
	{
		.name = "novatek",
		.compatible = "novatek,\0na51055\0na51084\0na51089\0na51103\0",
		.page = { MEMPHYS_PAGE(0xf0010000, "top") },
	},
	{
		.name = "na51068",
		.compatible = "novatek,\0na51068\0",
		.page = { MEMPHYS_PAGE(0xfe030000, "top") },
	},
	{
		.name = "na51090",
		.compatible = "novatek,\0na51090\0na51102\0",
		.page = { MEMPHYS_PAGE(0x2f0010000ULL, "top") },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_ANYKA
	{
		.name = "anyka",
		.compatible = "anyka,\0ak3918ev200\0ak3918ev300\0"
			      "ak3918ev300l\0ak39ev330\0ak3916ev330\0"
			      "ak3918ev330\0ak3919ev330\0ak39ev331\0"
			      "ak3916ev331\0ak3918ev331\0ak3919ev331\0"
			      "ak3918av100\0ak3918av130\0ak37d\0ak37e\0",
		.page = { MEMPHYS_PAGE(0x08000000, "sysctrl") },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_GENERAL
	{
		/* arm64 parts only; CPUID, by the vendor's posting */
		.name = "ambarella",
		.compatible = "ambarella,\0s5l\0s6lm\0cv2\0cv2fs\0cv22\0cv25\0"
			      "cv28m\0cv3\0cv3ad655\0cv3ad685\0cv5\0cv72\0"
			      "cv75\0n1\0",
		.page = { MEMPHYS_PAGE(0xe0000000, "cpuid") },
	},
	{
		.name = "zynq",
		.compatible = "xlnx,\0zynq-7000\0",
		.page = { MEMPHYS_PAGE(0xf8000000, "slcr"), MEMPHYS_PAGE(0xf8007000, "devcfg") },
	},
	{
		/* drivers/soc/aspeed/aspeed-socinfo.c */
		.name = "aspeed",
		.compatible = "aspeed,\0ast2400\0ast2500\0ast2600\0",
		.page = { MEMPHYS_PAGE(0x1e6e2000, "scu") },
	},
	{
		/*
		 * arch/arm/mach-imx/anatop.c: DIGPROG, and the strap of the
		 * reset controller that tells an i.MX6ULZ
		 */
		.name = "imx6",
		.compatible = "fsl,\0imx6q\0imx6qp\0imx6dl\0imx6sl\0imx6sll\0"
			      "imx6sx\0imx6ul\0imx6ull\0imx6ulz\0",
		.page = { MEMPHYS_PAGE(0x020c8000, "anatop"), MEMPHYS_PAGE(0x020d8000, "src") },
	},
	{
		/* the same, at another place */
		.name = "imx7",
		.compatible = "fsl,\0imx7d\0imx7s\0",
		.page = { MEMPHYS_PAGE(0x30360000, "anatop") },
	},
	{
		/* drivers/soc/samsung/exynos-chipid.c */
		.name = "exynos",
		.compatible = "samsung,\0exynos3250\0exynos4210\0exynos4212\0"
			      "exynos4412\0exynos5250\0exynos5260\0"
			      "exynos5410\0exynos5420\0exynos5433\0"
			      "exynos5440\0exynos5800\0exynos7\0exynos7885\0"
			      "exynos850\0exynosautov9\0",
		.page = { MEMPHYS_PAGE(0x10000000, "chipid") },
	},
	{
		/*
		 * arch/arm/boot/dts/arm-realview-*.dts, versatile-ab.dts and
		 * vexpress-v2m.dtsi: SYS_ID
		 */
		.name = "realview",
		.compatible = "arm,\0realview-eb\0realview-pb1176\0"
			      "realview-pb11mp\0realview-pba8\0realview-pbx\0"
			      "versatile-ab\0versatile-pb\0vexpress,v2p-ca9\0",
		.page = { MEMPHYS_PAGE(0x10000000, "sysreg") },
	},
	{
		/* arch/arm/boot/dts/vexpress-v2m*.dtsi: SYS_ID */
		.name = "vexpress",
		.compatible = "arm,\0vexpress,v2p-ca15\0"
			      "vexpress,v2p-ca15,tc1\0vexpress,v2p-ca15_a7\0",
		.page = { MEMPHYS_PAGE(0x1c010000, "sysreg") },
	},
#endif
};

static bool __init memphys_soc_is_vendor(const char *word)
{
	return word[strlen(word) - 1] == ',';
}

/* Does the root have this chip by any spelling of its vendor? */
static bool __init memphys_soc_is_board(const char *vendor, const char *chip)
{
	char compatible[64];

	for (; memphys_soc_is_vendor(vendor); vendor += strlen(vendor) + 1) {
		snprintf(compatible, sizeof(compatible), "%s%s", vendor, chip);
		if (of_machine_is_compatible(compatible))
			return true;
	}
	return false;
}

/* Is it the family or a chip of this name or, without one, is it this board? */
static bool __init memphys_soc_matches(const struct memphys_soc *soc, const char *name)
{
	const char *vendor = NULL, *word;
	bool behind = false;

	if (name && !strcmp(soc->name, name))
		return true;
	for (word = soc->compatible; *word; word += strlen(word) + 1) {
		if (memphys_soc_is_vendor(word)) {
			if (!behind)
				vendor = word;
			behind = true;
			continue;
		}
		behind = false;
		if (name ? !strcmp(word, name) : memphys_soc_is_board(vendor, word))
			return true;
	}
	return false;
}

static int __init memphys_soc_add(struct memphys_list *list,
				  const struct memphys_soc *soc)
{
	struct memphys_area area = {
		.size = SZ_4K,
		.source = MEMPHYS_SOURCE_SOC,
	};
	char reason[MEMPHYS_REASON_SIZE];
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(soc->page) && soc->page[i].frame; i++) {
		area.start = (u64)soc->page[i].frame << 12;
		/* What the user or the board listed there comes first. */
		if (memphys_list_overlaps(list, area.start, area.size))
			continue;
		snprintf(area.name, sizeof(area.name), "%s-%s", soc->name,
			 soc->page[i].name);
		err = memphys_list_add(list, &area, reason);
		if (err) {
			pr_err("soc=%s: %s\n", soc->name, reason);
			return err;
		}
	}
	return 0;
}

/**
 * memphys_source_soc() - add the ID pages of a SoC family
 * @list: the whitelist; pages that overlap it are left out
 * @name: "auto" matches the root compatible, and may match nothing; "none"; or
 *        a family or chip
 *
 * Return: 0; -EINVAL for an unknown name, after listing the known ones.
 */
int __init memphys_source_soc(struct memphys_list *list, const char *name)
{
	bool is_auto = !strcmp(name, "auto");
	const struct memphys_soc *soc;
	unsigned int i;

	if (!strcmp(name, "none"))
		return 0;
	for (i = 0; i < ARRAY_SIZE(memphys_socs); i++) {
		soc = &memphys_socs[i];
		if (memphys_soc_matches(soc, is_auto ? NULL : name))
			return memphys_soc_add(list, soc);
	}
	if (is_auto)
		return 0;
	pr_err("soc=%s: unknown; say auto, none, a chip, or a family:\n", name);
	for (i = 0; i < ARRAY_SIZE(memphys_socs); i++)
		pr_err("  soc=%s\n", memphys_socs[i].name);
	return -EINVAL;
}
