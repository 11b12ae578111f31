/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a program asks /dev/mem for: its system calls, seen by ptrace().
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef LEARN_H
#define LEARN_H

#include <sys/types.h>

/**
 * learn_begin() - trace a process, and all that it starts
 * @pid: a child, which is about to stop itself
 * @node: what it has as /dev/mem: that file, or one of memphys
 *
 * Return: 0 or a negative errno value.
 */
int learn_begin(pid_t pid, const char *node);

/* A traced process has stopped with this status of waitpid(). */
void learn_stop(pid_t pid, int status);

/*
 * Print what was asked for, and the list that would let memphys give it.
 * Return: 0, or a negative errno value if that is not known.
 */
int learn_print(void);

#endif /* LEARN_H */
