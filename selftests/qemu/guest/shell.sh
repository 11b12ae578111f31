#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The scenario of "make shell".

cd /lib/memphys || exit
cat <<TEXT
This is the camera ($ARCH, kernel $KVER). Type

    insmod memphys.ko; ipcprobe

"exit" ends the machine.
TEXT
export PS1='camera# '
setsid cttyhack sh
bench-exit 33
