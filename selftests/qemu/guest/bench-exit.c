// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench-exit CODE: end QEMU with this exit status, from inside the guest.
 * bench-exit keep COMMAND...: run it so that its children can do that, also
 * when the kernel is locked down meanwhile.
 *
 * Copyright (C) 2026 The memphys authors
 *
 * By a semihosting call, SYS_EXIT_EXTENDED where ARM's are used; on x86 through
 * the isa-debug-exit device, which turns a value v into the status 2v + 1. A
 * kernel that is locked down gives its port to nobody; who had it hands it down.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <termios.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__i386__)
#include <sys/io.h>

#define DEBUG_EXIT_PORT	0xf4
#define KEPT		"BENCH_EXIT_KEPT"

static void keep(void)
{
	if (ioperm(DEBUG_EXIT_PORT, 4, 1) == 0)
		setenv(KEPT, "1", 1);
}

static void leave(unsigned long code)
{
	if (ioperm(DEBUG_EXIT_PORT, 4, 1) == 0 || getenv(KEPT))
		outl((code - 1) / 2, DEBUG_EXIT_PORT);
}
#else
static void keep(void)
{
}

#if defined(__mips__) || defined(__powerpc__)
/*
 * With semihosting, QEMU gives a MIPS kernel no command line. A reset is a pass
 * there; all else, a panic too, hangs until the time is up.
 */
static void leave(unsigned long code)
{
	reboot(code == 33 ? RB_AUTOBOOT : RB_HALT_SYSTEM);
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
#elif defined(__riscv)
	register unsigned long op asm("a0") = SYS_EXIT_EXTENDED;
	register unsigned long *arg asm("a1") = block;

	/* Three uncompressed instructions in one page. */
	asm volatile(".option push; .option norvc; .balign 16;"
		     "slli x0, x0, 0x1f; ebreak; srai x0, x0, 7; .option pop"
		     : "+r"(op) : "r"(arg) : "memory");
#else
	register unsigned long op asm("r0") = SYS_EXIT_EXTENDED;
	register unsigned long *arg asm("r1") = block;

	asm volatile("svc #0x123456" : "+r"(op) : "r"(arg) : "memory");
#endif
}
#endif
#endif

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "keep")) {
		keep();
		execv(argv[2], argv + 2);
		perror(argv[2]);
		return 1;
	}
	if (argc != 2) {
		fputs("usage: bench-exit CODE | bench-exit keep COMMAND...\n",
		      stderr);
		return 2;
	}
	/* What was printed is with the tty still, and QEMU ends at once. */
	tcdrain(STDOUT_FILENO);
	leave(strtoul(argv[1], NULL, 0));
	fputs("bench-exit: QEMU does not listen\n", stderr);
	return 1;
}
