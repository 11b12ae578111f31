# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=dash disable=SC2034
#
# What scenarios are written with: results in TAP, and the camera's switches.
# Sourced. A scenario begins with tap_begin and ends with tap_end.

tap_begin()
{
	tap_count=0
	tap_failed=0
	echo "TAP version 13"
}

tap_end()
{
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
}

# result STATUS NAME: the line of one case.
result()
{
	tap_count=$((tap_count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_count $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_count $2"
	fi
}

# skip NAME REASON
skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count $1 # SKIP $2"
}

# comment TEXT: shown with the case that follows or went before.
comment()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# is NAME GOT WANTED
is()
{
	[ "$2" = "$3" ] || comment "got:    $2
wanted: $3"
	[ "$2" = "$3" ]
	result $? "$1"
}

# like NAME TEXT REGEX: some line of the text matches.
like()
{
	if printf '%s\n' "$2" | grep -qE -e "$3"; then
		result 0 "$1"
	else
		comment "no line of this matches $3:
$2"
		result 1 "$1"
	fi
}

# unlike NAME TEXT REGEX: no line of the text does.
unlike()
{
	if printf '%s\n' "$2" | grep -qE -e "$3"; then
		comment "a line of this matches $3:
$2"
		result 1 "$1"
	else
		result 0 "$1"
	fi
}

# try COMMAND...: sets out, err and status.
try()
{
	status=0
	"$@" >/tmp/out 2>/tmp/err || status=$?
	out=$(cat /tmp/out)
	err=$(cat /tmp/err)
}

# memphys_on: load the driver with what the camera lists.
memphys_on()
{
	# shellcheck disable=SC2086 # one word per parameter
	insmod "$MEMPHYS_KO" $MEMPHYS_ARGS
}

# idle: a case that waits until nobody else runs: what a kernel does after its boot
# would be counted where instructions are.
idle()
{
	tries=0
	while read -r _ _ _ running _ </proc/loadavg && [ "${running%/*}" -gt 1 ]; do
		tries=$((tries + 1))
		[ $tries -lt 60 ] || break
		sleep 1
	done
	is "the machine is idle" "${running%/*}" 1
}

# registers_on: let the bus answer; the register image is a PCI device on arm.
registers_on()
{
	for enable in /sys/bus/pci/devices/*/enable; do
		case $(cat "${enable%/*}/vendor") in
		0x1af4) echo 1 >"$enable" ;;
		esac
	done
}

# registers_off: nobody answers there, whatever the kernel did at boot. Writes the
# command register: "enable" leaves the decoding of memory on.
registers_off()
{
	for vendor in /sys/bus/pci/devices/*/vendor; do
		case $(cat "$vendor") in
		0x1af4) printf '\0\0' | dd of="${vendor%/*}/config" bs=2 seek=2 \
			conv=notrunc 2>/dev/null ;;
		esac
	done
}

# claim_on: load the stock driver that claims 0x11029000.
claim_on()
{
	for module in $CLAIM_MODULES; do
		[ ! -e "/lib/claim/$module.ko" ] ||
			insmod "/lib/claim/$module.ko"
	done
}

# extra_on: load the kernel's modules that the scenario names, in its order; some
# kernels have some of them built in.
extra_on()
{
	for module in $EXTRA_MODULES; do
		[ -e "/lib/extra/$module.ko" ] || continue
		insmod "/lib/extra/$module.ko" || return
	done
}

# poke ADDR VALUE: write a register as an old client would, through a memphys
# that is mounted over /dev/mem.
poke()
{
	devmem "$1" 32 "$2"
}

# counters: on a kernel that counts lines, those of the driver, printed for who
# reads the console.
counters()
{
	find /sys/kernel/debug/gcov -name '*.gcda' 2>/dev/null |
		while read -r file; do
			base64 "$file" | sed "s/^/# gcov ${file##*/} /"
		done
}

# complaints: what no test may leave in the kernel log; and the mark, if one is set.
complaints()
{
	dmesg | grep -E -e 'WARNING:|BUG|Oops|Call [Tt]race|\[ cut here \]' \
		-e 'INFO: (possible|task|trying|rcu)|suspicious RCU' \
		-e 'lockdep is turned off|self-detected stall' \
		-e 'KASAN|UBSAN|unreferenced object' \
		-e 'freeing invalid memtype|conflicting memory types' \
		-e 'expected mapping type' ${mark:+-e "$mark"} || :
}

# hint TEXT: the first command of ipcprobe's in what was printed.
hint()
{
	echo "$1" | sed -n 's/.*\(ipcprobe [a-z][^";:]*\).*/\1/p' | head -n 1
}

# follow TITLE WANTED COMMAND...: run it, run what it hints at, as printed.
follow()
{
	title=$1 wanted=$2
	shift 2
	try "$@"
	advice=$(hint "$err
$out")
	like "$title: there is a command" "$advice" '^ipcprobe '
	# shellcheck disable=SC2086 # as a shell would split it
	try $advice
	is "$title: $advice: $err" "$status" "$wanted"
}
