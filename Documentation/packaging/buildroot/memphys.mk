# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
################################################################################
#
# memphys
#
################################################################################

MEMPHYS_VERSION = v0.1.0
MEMPHYS_SITE = $(call github,openipc,memphys,$(MEMPHYS_VERSION))
MEMPHYS_LICENSE = GPL-2.0 (driver), GPL-2.0+ (ipcprobe), LGPL-2.1+ (library)
MEMPHYS_LICENSE_FILES = kernel/COPYING user/COPYING LICENSES/LGPL-2.1-or-later.txt

MEMPHYS_MODULE_SUBDIRS = kernel
# What a camera does not need; see Kconfig for what each of them is.
MEMPHYS_MODULE_MAKE_OPTS = MEMPHYS_TRACE=n

MEMPHYS_USER_OPTS = $(TARGET_CONFIGURE_OPTS) KMOD=0 O=$(@D)/out

define MEMPHYS_BUILD_CMDS
	$(TARGET_MAKE_ENV) $(MAKE) $(MEMPHYS_USER_OPTS) -C $(@D)/user
endef

define MEMPHYS_INSTALL_TARGET_CMDS
	$(INSTALL) -D -m 0755 $(@D)/out/ipcprobe $(TARGET_DIR)/usr/sbin/ipcprobe
endef

$(eval $(kernel-module))
$(eval $(generic-package))
