# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The commands of the project; the work is done in the folders.
#
#   make modules KDIR=<prepared kernel tree> ARCH= CROSS_COMPILE= O=
#   make demo             memphys on a stock strict kernel, and what it is for
#   make check-qemu ARCHES="armhf amd64" KERNELS=6.1 SCENARIOS="ksft ..."
#   make shell ARCHES=armhf KERNELS=6.1

O ?= build
out := $(abspath $(O))
bench := selftests/qemu

# The scripts know the defaults.
export ARCHES KERNELS SCENARIOS TESTS CLAIM CHIP_ID MODULE V

help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

all: modules

modules:
	+$(MAKE) -C kernel modules O=$(out)

demo:
	@$(bench)/demo

check-qemu:
	@$(bench)/check

shell:
	@$(bench)/shell

clean:
	rm -rf $(out)

.PHONY: help all modules demo check-qemu shell clean
