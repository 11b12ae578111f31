#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# Do the headers of the driver name what they use? Today's kernel headers include
# so much of each other that nothing misses it. So: each alone and each after
# each other on a real kernel, and the region*.c, which have no other header than
# their own, on headers that give no more than those of Linux 3.10 to 4.9 do.
#
#	KDIR=DIR [ARCH= CROSS_COMPILE=]	a prepared kernel

set -u
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tap.sh
. selftests/host/tap.sh

dir=$(mktemp -d)
trap 'rm -rf "$dir" "$tap_log"' EXIT

# header NAME: a header of the old kernel, from stdin.
header()
{
	mkdir -p "$dir/old/${1%/*}"
	{
		echo '#pragma once'
		cat
	} >"$dir/old/$1"
}

old_headers()
{
	header linux/types.h <<-'END'
		typedef unsigned char u8;
		typedef unsigned short u16;
		typedef unsigned int u32, __u32;
		typedef unsigned long long u64, __u64;
		typedef __u64 __aligned_u64 __attribute__((aligned(8)));
		typedef __SIZE_TYPE__ size_t;
		typedef _Bool bool;
		enum { false, true };
		#define NULL ((void *)0)
	END
	header linux/ioctl.h <<-'END'
		#define _IOR(type, nr, what) 0
		#define _IOW(type, nr, what) 0
		#define _IOWR(type, nr, what) 0
	END
	header linux/errno.h <<-'END'
		enum { ENOENT = 2, EBUSY = 16, EEXIST, EINVAL = 22, ENOSPC = 28,
		       ERANGE = 34 };
	END
	header linux/init.h <<-'END'
		#define __init
	END
	header linux/string.h <<-'END'
		#include <linux/types.h>
		int strcmp(const char *a, const char *b);
		int strncmp(const char *a, const char *b, size_t n);
		char *strchr(const char *s, int c);
		size_t strlen(const char *s);
		void *memchr(const void *s, int c, size_t n);
		size_t strcspn(const char *s, const char *reject);
		size_t strspn(const char *s, const char *accept);
		void *memcpy(void *to, const void *from, size_t n);
		void *memmove(void *to, const void *from, size_t n);
		void *memset(void *s, int c, size_t n);
		int memcmp(const void *a, const void *b, size_t n);
	END
	# Not <linux/bug.h>, although ARRAY_SIZE() is nothing without it.
	header linux/kernel.h <<-'END'
		#include <linux/types.h>
		#define ARRAY_SIZE(a) \
			(sizeof(a) / sizeof((a)[0]) + BUILD_BUG_ON_ZERO(0))
		#define min(a, b) ((a) < (b) ? (a) : (b))
		#define max(a, b) ((a) > (b) ? (a) : (b))
		int snprintf(char *buf, size_t size, const char *fmt, ...);
		int scnprintf(char *buf, size_t size, const char *fmt, ...);
	END
	header linux/bug.h <<-'END'
		#define BUILD_BUG_ON_ZERO(e) 0
	END
}

on_old_headers()
{
	gcc -std=gnu89 -ffreestanding -nostdinc -D__KERNEL__ -I"$dir/old" \
		-Wall -Werror -fsyntax-only kernel/region.c \
		kernel/region_parse.c
}

# The same must fail without that header, or it shows nothing.
old_headers_are_told_apart()
{
	mkdir -p "$dir/kernel"
	cp -r kernel/include kernel/region*.c "$dir/kernel/"
	grep -v '<linux/bug.h>' kernel/region.h >"$dir/kernel/region.h"
	(cd "$dir" && on_old_headers) 2>&1 | grep BUILD_BUG_ON_ZERO
}

alone_and_in_any_order()
{
	number=0
	mkdir -p "$dir/order"
	for first in kernel/*.h; do
		for second in kernel/*.h; do
			number=$((number + 1))
			# Without tracepoints where it is alone.
			{
				[ "$first" = "$second" ] ||
					echo '#define CONFIG_MEMPHYS_TRACE'
				printf '#include "%s"\n' "${first#kernel/}" \
					"${second#kernel/}"
			} >"$dir/order/order$number.c"
			echo "obj-m += order$number.o"
		done
	done >"$dir/order/Kbuild"
	echo "ccflags-y += -iquote $PWD/kernel -Werror" >>"$dir/order/Kbuild"
	# shellcheck disable=SC2046 # one word a target
	make -s -C "$KDIR" "M=$dir/order" \
		$(sed -n 's/^obj-m += //p' "$dir/order/Kbuild") >"$dir/log" 2>&1 ||
		{
			grep -E 'error|In file' "$dir/log"
			return 1
		}
}

old_headers
tap_check 'region*.c name what they use' on_old_headers
tap_check 'a header that it does not name is missed' old_headers_are_told_apart
if [ -n "${KDIR:-}" ]; then
	tap_check 'each header alone, and in any order' alone_and_in_any_order
else
	tap_skip 'each header alone, and in any order' 'KDIR= names no kernel'
fi
tap_done
