/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process that keeps its own mmap_lock for as long as a test likes, without
 * any privilege: an mmap() that waits for the process's own FUSE server.
 *
 * Copyright (C) 2026 The memphys authors
 */
#ifndef KSFT_STALL_H
#define KSFT_STALL_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

/**
 * struct mp_stall - what the test, the process and its server share
 * @read: post: the server is asked for a page
 * @reads: how many of these have ended
 * @keep: the server does not answer
 * @asked: how often it was asked
 * @map: post: mmap() waits for that page, with mmap_lock held for writing
 * @wait_for: unless it is 0, mmap() is not called before @stage has this value
 * @stage: set by the process for the test
 * @maps: how many such mmap() calls have returned
 * @mapper: the thread that calls it
 * @pid: the process
 * @server: its server
 * @ready: the process has done all this; its error otherwise
 */
struct mp_stall {
	sem_t read;
	atomic_int reads;
	atomic_int keep;
	atomic_int asked;
	sem_t map;
	int wait_for;
	atomic_int stage;
	atomic_int maps;
	pid_t mapper;
	pid_t pid;
	pid_t server;
	atomic_int ready;
};

/* NULL if this kernel can do it, or why not. */
const char *mp_stall_missing(void);

/*
 * Fork the process, which becomes nobody and then runs work(arg). The structure,
 * or NULL if the process said in its exit status why it could not begin.
 */
struct mp_stall *mp_stall_start(void (*work)(struct mp_stall *s, void *arg),
				void *arg);
void mp_stall_stop(struct mp_stall *s);

/* The server is asked for a page, and keeps it: the next mmap() of its file will wait. */
bool mp_stall_arm(struct mp_stall *s);
/* The mapper calls it, and has or waits for mmap_lock when this returns. */
bool mp_stall_hold(struct mp_stall *s);
/* mmap() returns. */
bool mp_stall_let_go(struct mp_stall *s);

/* Wait until the value is reached; false after ten seconds. */
bool mp_stall_until(atomic_int *value, int wanted);
/* Since some time in the past. */
double mp_seconds(void);
/* Memory that forked processes share; it stays. */
void *mp_stall_shared(size_t size);

#endif /* KSFT_STALL_H */
