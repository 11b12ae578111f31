#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# ipcprobe exec: one program has memphys as its /dev/mem, nobody else has, and
# nothing of it is left, however the program ends.
#
# In check: none
# Kernels: 6.1
# Dtb: no-policy
# Parts: module user learn

# shellcheck source=../guest/tap.sh
. /bench/tap.sh
tap_begin

id=0x11020ee0
pwm=pwm@0x11028000+0x4000
list=sysctl@0x11020000+0x4000,$pwm

# gone TITLE: the driver is unloaded, and /dev/mem is the kernel's own.
gone()
{
	is "$1: the driver is gone" "$(ls -d /sys/module/memphys 2>/dev/null)" ""
	is "$1: /dev/mem is the kernel's" "$(stat -c %t:%T /dev/mem)" 1:1
}

# refused TITLE STATUS ERROR COMMAND...: it says so, and the program is not run.
refused()
{
	title=$1 wanted=$2 why=$3
	shift 3
	try "$@"
	is "$title: the status" "$status" "$wanted"
	like "$title: why" "$err" "$why"
	is "$title: nothing is run" "$out" ""
}

# wait_for COMMAND...: until it succeeds, at most ten seconds.
wait_for()
{
	for _ in $(seq 100); do
		! "$@" 2>/dev/null || return 0
		usleep 100000
	done
	return 1
}

# As systemd has it: what is mounted in one namespace is mounted in all.
mount --make-rshared /

is "/dev/mem refuses a claimed page" \
	"$(devmem 0x11029000 2>&1 | grep -c 'not permitted')" 1
refused "the driver is absent" 125 'in /lib/modules' \
	ipcprobe exec -r $list -- echo run
cp "$MEMPHYS_KO" /bin/

try ipcprobe exec -r $list -- devmem $id
is "a program reads a register: $err" "$out" 0x3516C608
gone "after it"
try ipcprobe -m remap exec -r $list -- devmem $id
is "by the other node: $err" "$out" 0x3516C608
try ipcprobe -d /dev/memphys.d/pwm exec -r $pwm:node -o /etc/passwd -- \
	sh -c 'echo over >/tmp/over; devmem 0x11029000; cat /etc/passwd | head -c 0'
is "over another file, /dev/mem is the kernel's" \
	"$(echo "$err" | grep -c 'not permitted')" 1
gone "after that"

for code in 0 7; do
	try ipcprobe exec -r $list -- sh -c "exit $code"
	is "exit $code is passed on" "$status" $code
done
refused "no such program" 127 'nonesuch: No such file' \
	ipcprobe exec -r $list -- nonesuch
refused "no program" 126 'passwd: Permission denied' \
	ipcprobe exec -r $list -- /etc/passwd
refused "System RAM" 125 'dmesg names the region' \
	ipcprobe exec -r "ram@$RAM_ADDR+0x4000" -- echo run
refused "nothing to list" 125 'exec --learn -- echo' \
	ipcprobe exec -- echo run
refused "nobody" 125 'run as root' \
	su -s /bin/sh nobody -c 'ipcprobe exec -r a@0+4K -- echo run'
gone "after what is refused"

# While it runs, everybody else's /dev/mem is the kernel's.
ipcprobe exec -r $list -- \
	sh -c 'echo $$ >/tmp/pid; devmem 0x11020ee0; exec sleep 60' >/tmp/inside &
exec=$!
wait_for grep -q 0x3516C608 /tmp/inside
is "it runs with a /dev/mem of its own" "$(cat /tmp/inside)" 0x3516C608
is "everybody else's is the kernel's" "$(stat -c %t:%T /dev/mem)" 1:1
is "nothing is mounted outside" "$(grep -c ' /dev/mem ' /proc/mounts)" 0
refused "another list meanwhile" 125 'another list' \
	ipcprobe exec -r $pwm -- echo run
try ipcprobe exec -r $list -- devmem $id
is "the same list meanwhile: $err" "$out" 0x3516C608
is "the driver stays for the other" "$(ls -d /sys/module/memphys)" \
	/sys/module/memphys
kill -9 "$(cat /tmp/pid)"
wait $exec
is "SIGKILL of the program" $? 137
gone "after SIGKILL"

rm /tmp/pid
ipcprobe exec -r $list -- sh -c 'echo $$ >/tmp/pid; exec sleep 60' &
exec=$!
wait_for [ -s /tmp/pid ]
kill $exec
wait $exec
is "SIGTERM is passed on" $? 143
gone "after SIGTERM"

try ipcprobe exec -r $list -- \
	sh -c 'exec 3</dev/mem; sleep 5 >/dev/null 2>&1 &'
like "a process that stays: it is said" "$err" 'the driver stays loaded'
is "a process that stays: the status" "$status" 0
wait_for rmmod memphys

try ipcprobe load -s none -r $list
is "the driver is loaded: $err" "$status" 0
try ipcprobe exec -- devmem $id
is "its list is used: $err" "$out" 0x3516C608
is "it stays" "$(ls -d /sys/module/memphys)" /sys/module/memphys
rmmod memphys

# As many regions as the driver takes, each with as much to say.
long=$(for i in $(seq 10 73); do
	printf 'the-longest-name-of-a-region-%s@0x12c%s000+0x1000:rw:uncached:always-on:user,' \
		"$i" "$i"
done)
long=${long%,}
# shellcheck disable=SC2016 # for the program
try ipcprobe exec -r "$long" -- \
	sh -c 'ipcprobe exec -r "$0" -- echo same' "$long"
is "64 regions, and the same list again" "$out" same
gone "after 64 regions"
try ipcprobe load -s none -r "$long"
is "load 64 regions: $err" "$(echo "$out" | wc -l)" 64
rmmod memphys

# learn COMMAND...: the lines that --learn prints, without the program's.
learn()
{
	try ipcprobe exec --learn "$@"
	learned=$(echo "$out" | grep -E '^(#|regions=)')
}

refused "--learn: no such file" 125 'zer0: No such file' \
	ipcprobe exec --learn -o /dev/zer0 -- echo run
refused "--learn: no device" 125 'passwd: No such device' \
	ipcprobe exec --learn -o /etc/passwd -- echo run
learn -- devmem 0x11029000
is "--learn: a page that is refused: $err" "$learned" \
	"# asked for 0x11029000+0x1000
regions=at-11029000@0x11029000+0x1000"
learn -- memreg $id
is "--learn: a window, to write" "$learned" \
	"# asked for 0x11020000+0x10000, to write
regions=at-11020000@0x11020000+0x10000:rw"
learn -- dd if=/dev/mem bs=4 skip=$((id / 4)) count=1 of=/dev/null
is "--learn: read()" "$learned" "# asked for 0x11020000+0x1000
regions=at-11020000@0x11020000+0x1000"
for call in readv preadv; do
	learn -- rawmem $call 0x11020ee0
	is "--learn: $call()" "$learned" "# asked for 0x11020000+0x2000
regions=at-11020000@0x11020000+0x2000"
done
learn -- sh -c 'devmem 0x11020ee0 & wait; devmem 0x11029000; exit 3'
is "--learn: what a program starts" "$learned" "# asked for 0x11020000+0x1000
# asked for 0x11029000+0x1000
regions=at-11020000@0x11020000+0x1000,at-11029000@0x11029000+0x1000"
is "--learn: the status" "$status" 3
learn -- sh -c 'devmem 0x11029000 && devmem 0x11020ee0'
is "--learn: the program goes on after what is refused" "$learned" \
	"# asked for 0x11020000+0x1000
# asked for 0x11029000+0x1000
regions=at-11020000@0x11020000+0x1000,at-11029000@0x11029000+0x1000"
is "--learn: it was given zeros" "$(echo "$out" | grep '^0x')" "0x00000000
0x3516C608"
like "--learn: and that is said" "$err" 'read as zeros'
learn -- rawmem map 0x11029000
is "--learn: the call that was changed has its arguments back" \
	"$(echo "$out" | grep flags)" "0x00000000, flags 0x1"
learn -r $list -- devmem 0x11029000
is "--learn: on memphys" "$learned $(echo "$out" | grep -c '^0x')" \
	"# asked for 0x11029000+0x1000
regions=at-11029000@0x11029000+0x1000 1"
gone "after --learn -r"
try ipcprobe load -s none -r $pwm
learn -- rawmem map 0x11020000
is "--learn: beside a driver that is loaded" "$learned" \
	"# asked for 0x11020000+0x1000
regions=at-11020000@0x11020000+0x1000"
is "--learn: its list is what it was" \
	"$(cat /sys/module/memphys/parameters/regions)" $pwm
rmmod memphys
learn -- devmem "$RAM_ADDR"
like "--learn: System RAM is in no list" "$learned" \
	'^# asked for .*: System RAM in it cannot be listed$'
unlike "--learn: nothing is left to list" "$learned" '^regions='
learn -- true
is "--learn: nothing" "$learned" "# it asked for nothing that could be listed"
gone "at the end"
tap_end
