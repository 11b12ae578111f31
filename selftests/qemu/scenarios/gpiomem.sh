#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# RPi.GPIO, which wants /dev/gpiomem or root and /dev/mem: an ordinary user runs it
# on the node of one block, and QEMU's GPIO does what it says.
#
# Boards: raspi3b
# In check: none
# Kernels: 6.1
# Parts: module user programs
# Dtb: revision

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

python=/usr/bin/python3
cat >/tmp/blink.py <<'END'
import RPi.GPIO as GPIO
GPIO.setwarnings(False)
GPIO.setmode(GPIO.BCM)
GPIO.setup(4, GPIO.OUT)
GPIO.output(4, 1)
print(GPIO.input(4), GPIO.gpio_function(4) == GPIO.OUT,
      GPIO.gpio_function(5) == GPIO.IN)
END

# blink USER
blink()
{
	try su -s /bin/sh "$1" -c "$python /tmp/blink.py"
}

like "a driver has claimed the block" "$(cat /proc/iomem)" \
	'3f200000-3f2000b3 : 3f200000.gpio'
blink root
is "root, by /dev/mem: refused" "$((status != 0))" 1
comment "$err"

try insmod "$MEMPHYS_KO" soc=none \
	regions=gpio@0x3f200000+4K:rw:node:always-on
is "memphys loads: $err" "$status" 0
ln -s memphys.d/gpio /dev/gpiomem
blink nobody
is "a user whom nobody let in: refused" "$((status != 0))" 1
chmod 0666 /dev/memphys.d/gpio
is "pin 4 is an input before" \
	"$(($(ipcprobe read gpio+0) >> 12 & 7))" 0
blink nobody
is "a user, by the block's node: $err" "$out" "1 True True"
is "QEMU's pin 4 is an output" "$(($(ipcprobe read gpio+0) >> 12 & 7))" 1
is "and high" "$(($(ipcprobe read gpio+0x34) >> 4 & 1))" 1
fails=$(su -s /bin/sh nobody -c 'ipcprobe read 0x3f200000' 2>&1)
like "no other node lets this user in" "$fails" 'ermission'
try rmmod memphys
is "memphys goes: $err" "$status" 0
tap_end
