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
 * @compatible: root compatibles of its boards, each ended by a NUL, then "";
 *              the part behind the comma is good for soc= as well
 * @page: physical address and region name of each ID page
 */
struct memphys_soc {
	const char *name;
	const char *compatible;
	struct {
		u64 start;
		const char *name;
	} page[3];
};

static const struct memphys_soc memphys_socs[] __initconst = {
#ifdef CONFIG_MEMPHYS_SOC_HISILICON
	{
		.name = "hisi-v1",
		.compatible = "hisilicon,hi3516cv100\0"
			      "hisilicon,hi3518cv100\0"
			      "hisilicon,hi3518ev100\0"
			      "hisilicon,hi3518av100\0"
			      "hisilicon,hi3516a\0"
			      "hisilicon,hi3516av100\0"
			      "hisilicon,hi3516dv100\0"
			      "hisilicon,hi3516cv200\0"
			      "hisilicon,hi3518ev200\0"
			      "hisilicon,hi3518ev201\0",
		.page = { { 0x20050000, "sysctrl" } },
	},
	{
		.name = "hisi-v3",
		.compatible = "hisilicon,hi3516cv300\0"
			      "hisilicon,hi3516ev100\0"
			      "hisilicon,hi3519\0"
			      "hisilicon,hi3519v101\0"
			      "hisilicon,hi3516av200\0"
			      "hisilicon,hi3556v100\0"
			      "hisilicon,hi3559v100\0"
			      "hisilicon,hi3516cv500\0"
			      "hisilicon,hi3516av300\0"
			      "hisilicon,hi3516dv300\0"
			      "hisilicon,hi3516ev200\0"
			      "hisilicon,hi3516ev300\0"
			      "hisilicon,hi3518ev300\0"
			      "hisilicon,hi3516dv200\0"
			      "goke,gk7201v200\0"
			      "goke,gk7201v300\0"
			      "goke,gk7202v300\0"
			      "goke,gk7202v330\0"
			      "goke,gk7205v200\0"
			      "goke,gk7205v210\0"
			      "goke,gk7205v300\0"
			      "goke,gk7205v500\0"
			      "goke,gk7205v510\0"
			      "goke,gk7205v530\0"
			      "goke,gk7605v100\0",
		.page = { { 0x12020000, "sysctrl" } },
	},
	{
		.name = "hisi-nvr",
		.compatible = "hisilicon,hi3521dv100\0"
			      "hisilicon,hi3536cv100\0"
			      "hisilicon,hi3536dv100\0"
			      "hisilicon,hi3520dv400\0",
		.page = { { 0x12050000, "sysctrl" } },
	},
	{
		.name = "hisi-v5",
		.compatible = "hisilicon,hi3516cv608\0"
			      "hisilicon,hi3516cv610\0"
			      "hisilicon,hi3516cv613\0"
			      "hisilicon,hi3516dv500\0"
			      "hisilicon,hi3519dv500\0",
		.page = { { 0x11020000, "sysctrl" } },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_XIONGMAI
	{
		.name = "xm5xx",
		.compatible = "xiongmai,xm510\0"
			      "xiongmai,xm530\0"
			      "xiongmai,xm550\0",
		.page = { { 0x100b0000, "ddr" } },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_SIGMASTAR
	{
		.name = "sigmastar",
		.compatible = "sstar,infinity2m\0"
			      "sstar,infinity3\0"
			      "sstar,infinity5\0"
			      "sstar,infinity6\0"
			      "sstar,infinity6b0\0"
			      "sstar,infinity6c\0"
			      "sstar,infinity6e\0"
			      "sstar,infinity6f\0"
			      "sstar,mercury5\0"
			      "sstar,mercury6\0"
			      "sstar,pioneer3\0"
			      "mstar,infinity2m\0"
			      "mstar,mercury5\0",
		.page = { { 0x1f003000, "chipid" },
			  { 0x1f004000, "dieid" },
			  { 0x1f203000, "efuse" } },
	},
	{
		.name = "mstar",
		.compatible = "mstar,infinity\0"
			      "mstar,infinity3\0",
		.page = { { 0x1f202000, "efuse" } },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_INGENIC
	{
		.name = "ingenic",
		.compatible = "ingenic,t10\0"
			      "ingenic,t20\0"
			      "ingenic,t21\0"
			      "ingenic,t23\0"
			      "ingenic,t30\0"
			      "ingenic,t31\0"
			      "ingenic,t40\0"
			      "ingenic,t41\0",
		.page = { { 0x13000000, "socid" },
			  { 0x10000000, "cpm" },
			  { 0x13540000, "efuse" } },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_FULLHAN
	{
		.name = "fullhan",
		.compatible = "fullhan,fh8626v100\0"
			      "fullhan,fh8632\0"
			      "fullhan,fh8652\0"
			      "fullhan,fh8656\0"
			      "fullhan,fh8658\0"
			      "fullhan,fh8852v100\0"
			      "fullhan,fh8856v100\0"
			      "fullhan,fh8852v200\0"
			      "fullhan,fh8856v200\0"
			      "fullhan,fh8858v200\0"
			      "fullhan,fh8852v210\0"
			      "fullhan,fh8856v210\0"
			      "fullhan,fh8858v210\0",
		.page = { { 0xf0000000, "pmu" } },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_NOVATEK
	{
		.name = "novatek",
		.compatible = "novatek,na51055\0"
			      "novatek,na51084\0"
			      "novatek,na51089\0"
			      "novatek,na51103\0",
		.page = { { 0xf0010000, "top" } },
	},
	{
		.name = "na51068",
		.compatible = "novatek,na51068\0",
		.page = { { 0xfe030000, "top" } },
	},
	{
		.name = "na51090",
		.compatible = "novatek,na51090\0",
		.page = { { 0x2f0010000ULL, "top" } },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_ANYKA
	{
		.name = "anyka",
		.compatible = "anyka,ak3918ev200\0"
			      "anyka,ak3918ev300\0"
			      "anyka,ak39ev330\0"
			      "anyka,ak3918av100\0"
			      "anyka,ak37d\0"
			      "anyka,ak37e\0",
		.page = { { 0x08000000, "sysctrl" } },
	},
#endif
#ifdef CONFIG_MEMPHYS_SOC_GENERAL
	{
		.name = "zynq",
		.compatible = "xlnx,zynq-7000\0",
		.page = { { 0xf8000000, "slcr" }, { 0xf8007000, "devcfg" } },
	},
	{
		/* drivers/soc/aspeed/aspeed-socinfo.c */
		.name = "aspeed",
		.compatible = "aspeed,ast2400\0"
			      "aspeed,ast2500\0"
			      "aspeed,ast2600\0",
		.page = { { 0x1e6e2000, "scu" } },
	},
	{
		/*
		 * arch/arm/mach-imx/anatop.c: DIGPROG, and the strap of the
		 * reset controller that tells an i.MX6ULZ
		 */
		.name = "imx6",
		.compatible = "fsl,imx6q\0"
			      "fsl,imx6qp\0"
			      "fsl,imx6dl\0"
			      "fsl,imx6sl\0"
			      "fsl,imx6sll\0"
			      "fsl,imx6sx\0"
			      "fsl,imx6ul\0"
			      "fsl,imx6ull\0"
			      "fsl,imx6ulz\0",
		.page = { { 0x020c8000, "anatop" }, { 0x020d8000, "src" } },
	},
	{
		/* the same, at another place */
		.name = "imx7",
		.compatible = "fsl,imx7d\0"
			      "fsl,imx7s\0",
		.page = { { 0x30360000, "anatop" } },
	},
	{
		/* drivers/soc/samsung/exynos-chipid.c */
		.name = "exynos",
		.compatible = "samsung,exynos3250\0"
			      "samsung,exynos4210\0"
			      "samsung,exynos4212\0"
			      "samsung,exynos4412\0"
			      "samsung,exynos5250\0"
			      "samsung,exynos5260\0"
			      "samsung,exynos5410\0"
			      "samsung,exynos5420\0"
			      "samsung,exynos5433\0"
			      "samsung,exynos5440\0"
			      "samsung,exynos5800\0"
			      "samsung,exynos7\0"
			      "samsung,exynos7885\0"
			      "samsung,exynos850\0"
			      "samsung,exynosautov9\0",
		.page = { { 0x10000000, "chipid" } },
	},
	{
		/*
		 * arch/arm/boot/dts/arm-realview-*.dts, versatile-ab.dts and
		 * vexpress-v2m.dtsi: SYS_ID
		 */
		.name = "realview",
		.compatible = "arm,realview-eb\0"
			      "arm,realview-pb1176\0"
			      "arm,realview-pb11mp\0"
			      "arm,realview-pba8\0"
			      "arm,realview-pbx\0"
			      "arm,versatile-ab\0"
			      "arm,versatile-pb\0"
			      "arm,vexpress,v2p-ca9\0",
		.page = { { 0x10000000, "sysreg" } },
	},
	{
		/* arch/arm/boot/dts/vexpress-v2m*.dtsi: SYS_ID */
		.name = "vexpress",
		.compatible = "arm,vexpress,v2p-ca15\0"
			      "arm,vexpress,v2p-ca15,tc1\0"
			      "arm,vexpress,v2p-ca15_a7\0",
		.page = { { 0x1c010000, "sysreg" } },
	},
#endif
};

static bool __init memphys_soc_is_named(const struct memphys_soc *soc,
					const char *name)
{
	const char *compatible;

	if (!strcmp(soc->name, name))
		return true;
	for (compatible = soc->compatible; *compatible;
	     compatible += strlen(compatible) + 1)
		if (!strcmp(strchr(compatible, ',') + 1, name))
			return true;
	return false;
}

static bool __init memphys_soc_is_here(const struct memphys_soc *soc)
{
	const char *compatible;

	for (compatible = soc->compatible; *compatible;
	     compatible += strlen(compatible) + 1)
		if (of_machine_is_compatible(compatible))
			return true;
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

	for (i = 0; i < ARRAY_SIZE(soc->page) && soc->page[i].name; i++) {
		area.start = soc->page[i].start;
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
		if (is_auto ? memphys_soc_is_here(soc) :
			      memphys_soc_is_named(soc, name))
			return memphys_soc_add(list, soc);
	}
	if (is_auto)
		return 0;
	pr_err("soc=%s: unknown; say auto, none, a chip, or a family:\n", name);
	for (i = 0; i < ARRAY_SIZE(memphys_socs); i++)
		pr_err("  soc=%s\n", memphys_socs[i].name);
	return -EINVAL;
}
