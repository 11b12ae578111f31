// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench-exit CODE: end QEMU with this exit status, from inside the guest.
 *
 * Copyright (C) 2026 The memphys authors
 *
 * On arm and arm64 by the semihosting call SYS_EXIT_EXTENDED, on x86 through
 * the isa-debug-exit device, which turns a value v into the status 2v + 1.
 */
#include <stdio.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <sys/io.h>

#define DEBUG_EXIT_PORT	0xf4

static void leave(unsigned long code)
{
	if (ioperm(DEBUG_EXIT_PORT, 4, 1) == 0)
		outl((code - 1) / 2, DEBUG_EXIT_PORT);
}
#else
#define SYS_EXIT_EXTENDED	0x20
#define APPLICATION_EXIT	0x20026

static void leave(unsigned long code)
{
	unsigned long block[2] = { APPLICATION_EXIT, code };
#ifdef __aarch64__
	register unsigned long op asm("x0") = SYS_EXIT_EXTENDED;
	register unsigned long *arg asm("x1") = block;

	asm volatile("hlt #0xf000" : "+r"(op) : "r"(arg) : "memory");
#else
	register unsigned long op asm("r0") = SYS_EXIT_EXTENDED;
	register unsigned long *arg asm("r1") = block;

	asm volatile("svc #0x123456" : "+r"(op) : "r"(arg) : "memory");
#endif
}
#endif

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: bench-exit CODE\n", stderr);
		return 2;
	}
	leave(strtoul(argv[1], NULL, 0));
	fputs("bench-exit: QEMU does not listen\n", stderr);
	return 1;
}
