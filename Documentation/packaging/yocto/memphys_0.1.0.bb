# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
SUMMARY = "Whitelisted registers for user space on strict kernels"
LICENSE = "GPL-2.0-only"
LIC_FILES_CHKSUM = "file://COPYING;md5=b234ee4d69f5fce4486a80fdaf4a4263"

SRC_URI = "git://github.com/openipc/memphys.git;protocol=https;branch=main;destsuffix=memphys"
# The commit of the release: a tag would need the network at every parse.
SRCREV = "0000000000000000000000000000000000000000"
# Before Yocto 5.1 it was called WORKDIR.
S = "${UNPACKDIR}/memphys/kernel"

inherit module

# The class hands the kernel's build folder over as O=, which is a word of
# kbuild: so kbuild is called itself, with M= for the driver.
EXTRA_OEMAKE = "-C ${STAGING_KERNEL_DIR} M=${S}"
MAKE_TARGETS = "modules"
