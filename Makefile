# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The commands of the project; the work is done in the folders.
#
#   make demo             memphys on a stock kernel that locks /dev/mem
#   make check            every test; the last line counts them
#   make check-all        the same on every kernel of the matrix, and packaging;
#                         FRESH=1 repeats boots that passed with the same files
#   make check-intree     the driver in the kernel's own tree, as =m and =y
#   make check-builds     by gcc and clang for every kernel; does each shim matter?
#   make matrix           write what check-all found into README.md
#   make check-qemu ARCHES="armhf amd64" KERNELS="6.1" SCENARIOS="ksft"
#   make bench            instructions and bytes, held to their budgets
#   make plots CSV=build/bench.csv   the pictures of that, and the tables
#   make mutants          does a test fail for each selftests/mutants/*.patch?
#   make fuzz T=600       random input for the client and the driver, T seconds
#   make coverage         which lines of the driver do the tests run?
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
bench := selftests/qemu

# The scripts know the defaults.
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
	@$(bench)/tools docs
	+$(MAKE) -C Documentation O=$(out)

install:
	+$(MAKE) -C user install O=$(out)

demo:
	@$(bench)/demo

check:
	@selftests/check

check-all:
	@CELLS=all selftests/check --all

check-intree:
	@CELLS=builtin-amd64 selftests/check intree qemu

check-builds:
	@selftests/check builds shims

matrix:
	@$(bench)/matrix README.md

check-qemu:
	@$(bench)/check

bench:
	@selftests/bench/bench

plots:
	@selftests/bench/plots

mutants:
	@selftests/mutants/run $(PATCHES)

# Half of the time for each; all of it where there is one only.
T ?= 600
fuzz-driver := $(wildcard $(bench)/fuzz)

fuzz:
	@$(bench)/tools fuzz
	+$(MAKE) -C user fuzz O=$(out) T=$(if $(fuzz-driver),$$(($(T) / 2)),$(T))
	$(if $(fuzz-driver),@$(fuzz-driver) $$(($(T) / 2)))

coverage:
	@$(bench)/debug/coverage

shell:
	@$(bench)/shell

lab:
	@$(bench)/shell lab/shell.sh

lab-start:
	@lab/check start $(or $(N),$(error N=3 is missing: the number of an exercise))

lab-timeline:
	@ARCHES=armhf KERNELS=6.1 SCENARIOS=lab-timeline $(bench)/check
	@mkdir -p $(out)/lab
	@lab/timeline --html $(out)/lab/timeline.html \
		build/qemu/log/6.1-armhf-lab-timeline.log
	@echo $(out)/lab/timeline.html

lab-check:
	@lab/check $(N)

clean:
	rm -rf $(out)

.PHONY: help all modules user dtbs docs install demo check check-all check-intree
.PHONY: check-builds matrix check-qemu bench plots mutants fuzz coverage shell lab lab-start
.PHONY: lab-check lab-timeline clean
