#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# The kit of "make kit" on a board that has BusyBox, a root that is read-only, and
# nothing else: it tests, says what it found, fails with a reason, leaves nothing.
#
# Parts: kit
# Boards: camera malta pseries raspi0 raspi3b
# Kernels: 6.1
# In check: none
# Dtb: no-policy
# Claim: no
# Append raspi0: initcall_blacklist=bcm2835_power_driver_init
# Timeout: 600

# shellcheck source=../guest/tap.sh
. /bench/tap.sh

board=/tmp/board
mkdir $board
mount -t tmpfs tmpfs $board
mkdir $board/bin $board/dev $board/etc $board/proc $board/sys $board/tmp
cp /bin/busybox $board/bin/
cp /etc/passwd $board/etc/
cp -r /kit $board/kit
chroot $board /bin/busybox --install -s /bin
cp -r /kit $board/other
sed -i 's/ mod_unload / mod_unlOad /' $board/other/memphys.ko
cp -r /kit $board/slow
printf '#!/bin/sh\nexec sleep 60\n' >$board/slow/mapcost
cp -r /kit $board/late
cat >$board/late/insmod <<'LATE'
#!/bin/sh
insmod "$@"
status=$?
sleep 1
exit $status
LATE
chmod +x $board/late/insmod
# The shell takes its own insmod first, whatever PATH says.
# shellcheck disable=SC2016 # run.sh expands it
sed -i 's|(insmod |("$here/insmod" |' $board/late/run.sh
sed -i "s/^KIT_RELEASE=.*/KIT_RELEASE='3.4.35'/" $board/other/kit.env
mount -t proc proc $board/proc
mount -t sysfs sysfs $board/sys
mount -t devtmpfs devtmpfs $board/dev
mount -o remount,ro $board

# on_board COMMAND...: as there, with nothing else to be found.
on_board()
{
	env -i PATH=/bin chroot $board "$@"
}

# left: what a run could leave; the console's own node changes its times only.
left()
{
	find $board/tmp $board/dev -mindepth 1 ! -path '*/memphys-kit.t[ax][pt]' |
		grep -v -e /vcs -e /pts/ | sort
	cat /proc/modules
	pidof board_test mapcost ipcprobe insmod
}

# nothing_left CASE
nothing_left()
{
	is "$1: nothing is left" "$(left)" "$before"
}

# refused CASE WORDS COMMAND...: nothing was tested, and it says why.
refused()
{
	title=$1 words=$2
	shift 2
	try on_board "$@"
	is "$title: it is refused" "$status" 2
	like "$title: it says why" "$err" "$words"
	nothing_left "$title"
}

mount -t tmpfs tmpfs $board/tmp
before=$(left)
try on_board /kit/run.sh
tap=$(cat $board/tmp/memphys-kit.tap)
report=$(cat $board/tmp/memphys-kit.txt)
# Its cases are cases of ours.
echo "$tap"

tap_begin
comment "$report"
is "it ends well: $err" "$status" 0
nothing_left "a run"
is "the results are two files" "$(ls $board/tmp)" "memphys-kit.tap
memphys-kit.txt"
like "the report is of version 1" "$report" '^memphys-kit: 1$'
like "the report names the kernel" "$report" "^kernel: $(uname -r)\$"
like "the report counts" "$report" '^failed: 0$'
for figure in mmap touch munmap; do
	for method in fault remap; do
		like "measured: $method, $figure" "$report" \
			"^map/$method/64K/read/up/$figure: [1-9][0-9]* ns\$"
	done
done
case ${BOARD:-$ARCH} in
armhf | arm64 | armel)
	like "the report names the chip" "$report" '^chip: hi3516cv608$'
	;;
*) like "the report names no chip" "$report" '^chip: unknown$' ;;
esac
unlike "no address is in the results" "$report" '0x[0-9a-f]{5}'
rm $board/tmp/*

try on_board /other/run.sh
is "a module for another kernel: it fails" "$status" 1
like "a module for another kernel: it says so" "$err" \
	'for kernel 3.4.35, this is'
like "a module for another kernel: so does the report" \
	"$(cat $board/tmp/memphys-kit.txt)" '^failure: the module loads$'
nothing_left "a module for another kernel"
rm $board/tmp/*

refused "an unknown option" 'usage: ' /kit/run.sh --help
refused "not root" 'only root' su -s /bin/sh nobody -c /kit/run.sh
refused "no such folder" '/none cannot be written' /kit/run.sh /none
refused "a read-only folder" '/etc cannot be written' /kit/run.sh /etc
umount $board/tmp
before=$(left)
refused "no folder can be written" 'mount -t tmpfs' /kit/run.sh
mount -t tmpfs -o size=64k tmpfs $board/tmp
refused "no room" 'less than 256 KiB' /kit/run.sh /tmp
umount $board/tmp
mount -t tmpfs tmpfs $board/tmp

# cut SIGNAL PROGRAM KIT: end it as soon as that runs.
cut()
{
	# Without a shell between, so that the signal is run.sh's.
	env -i PATH=/bin chroot $board "/$3/run.sh" >/tmp/out 2>/tmp/err &
	pid=$!
	tries=0
	until pidof "$2" >/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || break
		usleep 50000
	done
	kill "-$1" $pid
	wait $pid
	is "$1 ends it during $2" "$?" 130
	like "$1 during $2: it says so" "$(cat /tmp/err)" 'nothing is left'
	nothing_left "$1 during $2"
}

cut TERM sleep slow
cut HUP board_test kit
# The module is there already, and insmod is not back.
cut TERM insmod late

insmod $board/kit/memphys.ko scratch=64K
before=$(left)
refused "loaded already" 'rmmod memphys' /kit/run.sh
rmmod memphys

# Where no devtmpfs makes nodes.
umount $board/dev
mount -t tmpfs tmpfs $board/dev
mknod $board/dev/null c 1 3
mknod $board/dev/memphys-remap c 10 254
before=$(left)
refused "a node of something else" 'leads elsewhere' /kit/run.sh
rm $board/dev/memphys-remap
before=$(left)
try on_board /kit/run.sh
is "without devtmpfs: it ends well: $err" "$status" 0
rm $board/tmp/*
nothing_left "without devtmpfs"
tap_end
