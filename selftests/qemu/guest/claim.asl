/* SPDX-License-Identifier: GPL-2.0-only */
/* Copyright (C) 2026 The memphys authors */
/*
 * A device for the PC without a device tree: the stock driver pvpanic-mmio
 * binds to it and claims the camera's PWM page.
 */
DefinitionBlock ("", "SSDT", 2, "MEMPHS", "CLAIM", 1)
{
	Device (\_SB.CLM0)
	{
		Name (_HID, "QEMU0001")
		Name (_CRS, ResourceTemplate () {
			Memory32Fixed (ReadWrite, 0x11029000, 0x1000)
		})
	}
}
