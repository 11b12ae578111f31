# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The commands of the project; the work is done in the folders.
#
#   make demo             memphys on a stock kernel that locks /dev/mem
#   make check            every test; the last line counts them
#   make check-all        the same on the other kernels, too, and packaging;
#                         FRESH=1 repeats boots that passed with the same files
#   make check-intree     the driver in the kernel's own tree, as =m and =y
#   make series KERNEL=7.2 [KDIR=<its sources>]   the driver as patches for a kernel
#   make check-builds     by gcc and clang for every kernel; does each shim matter?
#   make check-kernel KDIR=<tree> IMAGE=<zImage> TREE= ARCH= CROSS_COMPILE=
#   make kit KDIR=<tree>  what tests memphys on a real board: Documentation/admin-guide/kit.rst
#   make matrix           write what check-all found into README.md
#   make programs         run other people's programs, write the table of them
#   make check-qemu ARCHES="armhf amd64" KERNELS="6.1" SCENARIOS="ksft"
#   make bench            instructions and bytes, held to their budgets
#   make plots CSV=build/bench.csv   the pictures of that, and the tables
#   make mutants          does a test fail for each selftests/mutants/*.patch?
#   make fuzz T=600       random input for the client and the driver, T seconds
#   make fuzz-kcov SYZKALLER=DIR T=3600      syzkaller on the driver
#   make coverage         which lines of the driver do the tests run?
#   make cache            what is in the cache of downloads; PRUNE=10 keeps 10 GB
#   make shell ARCHES=armhf KERNELS=6.1      the demo's camera, with a prompt
#   make lab              the guest of the course: Documentation/teaching
#   make lab-start N=3    begin an exercise of the course; lab-check N=3 grades it
#   make lab-check        does each exercise fail at its start, and pass solved?
#   make lab-timeline     a page that shows which page is mapped when
#   make modules KDIR=<prepared kernel> ARCH= CROSS_COMPILE= O=
#   make user CROSS_COMPILE= CC= STATIC=1 KMOD=0 O=
#   make dtbs             the device-tree overlays
#   make docs             the documentation, as HTML and man pages
#   make install          the client; DESTDIR=, prefix=
#   make clean
#
# Output goes to build/, or where O= says; V=1 shows the commands.

O ?= build
out := $(abspath $(O))
ifneq ($(words $(CURDIR) $(out)),2)
$(error the path '$(CURDIR)' or O='$(O)' has a space in it, and kbuild takes none)
endif
bench := selftests/qemu

# What ends is ended whole: no process stays, and no temporary file.
ready := $(bench)/tools run && exec
alone := $(ready) selftests/alone

# The scripts know the defaults.
export MEMPHYS_BUILD := $(out)
export ARCHES KERNELS CELLS SCENARIOS TESTS CLAIM CHIP_ID MODULE CSV V

help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

all: modules user

modules:
	+$(MAKE) -C kernel modules O=$(out)

user:
	+$(MAKE) -C user all O=$(out)

dtbs:
	+$(MAKE) -C dts O=$(out)

docs:
	@$(alone) $(bench)/tools docs
	+$(MAKE) -C Documentation O=$(out)

install:
	+$(MAKE) -C user install O=$(out)

demo:
	@$(alone) $(bench)/demo

check:
	@$(ready) selftests/check

check-all:
	@export CELLS=all; $(ready) selftests/check --all

check-intree:
	@export CELLS=builtin-amd64; $(ready) selftests/check intree qemu

series:
	@$(alone) selftests/series/series $(or $(KERNEL),$(error KERNEL= is missing: \
		the release that the series is for)) "$(KDIR)" $(out)/series

check-builds:
	@selftests/check builds shims

check-kernel:
	@$(alone) selftests/check-kernel

kit:
	@$(alone) selftests/kit/make

matrix:
	@$(ready) selftests/matrix README.md

programs:
	@ARCHES="amd64 arm64 armhf" KERNELS=6.1 SCENARIOS=clients selftests/check qemu
	@selftests/programs Documentation/admin-guide/programs.inc README.md

check-qemu:
	@$(ready) selftests/check qemu

bench:
	@$(alone) selftests/bench/bench

plots:
	@$(alone) selftests/bench/plots

mutants:
	@$(alone) selftests/mutants/run $(PATCHES)

# Half of the time for each; all of it where there is one only.
T ?= 600
fuzz-driver := $(wildcard $(bench)/fuzz)

fuzz:
	@$(alone) $(bench)/tools fuzz
	+@$(alone) $(MAKE) -C user fuzz O=$(out) T=$(if $(fuzz-driver),$$(($(T) / 2)),$(T))
	$(if $(fuzz-driver),@$(alone) $(fuzz-driver) $$(($(T) / 2)))

fuzz-kcov:
	@$(alone) selftests/syzkaller/fuzz "$(SYZKALLER)" "$(T)" "$(or $(KERNEL),6.1)"

coverage:
	@$(alone) $(bench)/debug/coverage

cache:
	@$(ready) selftests/cache $(PRUNE)

shell:
	@$(alone) $(bench)/shell

lab:
	@$(alone) $(bench)/shell lab/shell.sh

lab-start:
	@lab/check start $(or $(N),$(error N=3 is missing: the number of an exercise))

lab-timeline:
	@ARCHES=armhf KERNELS=6.1 SCENARIOS=lab-timeline selftests/check qemu
	@mkdir -p $(out)/lab
	@lab/timeline --html $(out)/lab/timeline.html \
		$(out)/qemu/log/6.1-armhf-lab-timeline.log
	@echo $(out)/lab/timeline.html

lab-check:
	@$(alone) lab/check $(N)

clean:
	rm -rf $(out)

.PHONY: help all modules user dtbs docs install demo check check-all check-intree
.PHONY: series programs check-builds check-kernel kit matrix check-qemu bench plots mutants fuzz fuzz-kcov
.PHONY: coverage cache shell
.PHONY: lab lab-start lab-check lab-timeline clean
