#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Listed addresses become System RAM. The machine has 256 MiB of memory that
# Linux is not told of at boot: two blocks for a test module to add. On amd64 the one
# that goes online lies in another resource, as memory of a DAX device does.
#
# Parts: module user tests
# Arches: arm64 amd64
# Modules: fuse?
# Memory arm64: 768
# Append arm64: mem=512M
# Append amd64: mem=768M memmap=128M$0x38000000

case $ARCH in
arm64) export HOTPLUG_ADDR=0x60000000 ;;
amd64) export HOTPLUG_ADDR=0x30000000 ;;
esac
cd /ksft && printf 'memphys:%s\n' hotplug_test >kselftest-list.txt &&
	./run_kselftest.sh
