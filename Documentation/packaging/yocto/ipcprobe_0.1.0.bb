# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
SUMMARY = "Name the SoC of an IP camera without writing a register"
LICENSE = "GPL-2.0-or-later & LGPL-2.1-or-later"
LIC_FILES_CHKSUM = "file://user/COPYING;md5=b234ee4d69f5fce4486a80fdaf4a4263 \
                    file://LICENSES/LGPL-2.1-or-later.txt;md5=4fbd65380cdd255951079008b364516c"

SRC_URI = "git://github.com/openipc/memphys.git;protocol=https;branch=main;destsuffix=memphys"
# The commit of the release: a tag would need the network at every parse.
SRCREV = "0000000000000000000000000000000000000000"
# Before Yocto 5.1 it was called WORKDIR.
S = "${UNPACKDIR}/memphys"

inherit pkgconfig
DEPENDS = "kmod"
RRECOMMENDS:${PN} = "kernel-module-memphys"

EXTRA_OEMAKE = "-C user O=${B}/out prefix=${prefix} libdir=${libdir}"

do_install() {
    oe_runmake DESTDIR=${D} install
}
