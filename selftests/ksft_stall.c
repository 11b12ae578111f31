// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that keeps its own mmap_lock: it mounts a FUSE file system in a user
 * namespace of its own and serves it itself, by the protocol of <linux/fuse.h>.
 *
 * The server keeps a read of its only file, so a page of it stays locked. mmap()
 * of the same file, through a descriptor with direct I/O, first gets rid of the
 * pages, and so waits for that one, with mmap_lock held for writing.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/param.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/fuse.h>

#include "ksft_memphys.h"
#include "ksft_stall.h"

#define NOBODY		65534
#define MOUNT_POINT	"/tmp/ksft-fuse"
#define FILE_SIZE	(1ULL << 42) /* each stall takes a step */
/* Far enough apart that no read is answered from what another one left. */
#define STEP		(128 * 1024)
#define MODULE		"/lib/extra/fuse.ko"
/* What one read asks for at most: the largest page. */
#define MOST		65536

static int cached, direct;	/* two descriptors of the file */

double mp_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

void *mp_stall_shared(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

bool mp_stall_until(atomic_int *value, int wanted)
{
	int tries;

	for (tries = 0; atomic_load(value) < wanted; tries++) {
		if (tries == 10000)
			return false;
		usleep(1000);
	}
	return true;
}

const char *mp_stall_missing(void)
{
	if (access("/dev/fuse", F_OK))
		mp_insert(MODULE, "");
	if (access("/dev/fuse", F_OK))
		return "this kernel has no FUSE";
	if (!mp_kernel_since(4, 18))
		return "nobody may mount FUSE before 4.18";
	if (access("/proc/self/ns/user", F_OK))
		return "this kernel has no user namespaces";
	if (chmod("/dev/fuse", 0666) || (mkdir(MOUNT_POINT, 0777) &&
					 errno != EEXIST))
		return "FUSE cannot be made available to nobody";
	return NULL;
}

static void answer(int fuse, const struct fuse_in_header *in, int err,
		   const void *data, size_t len)
{
	static char buf[sizeof(struct fuse_out_header) + MOST];
	struct fuse_out_header *out = (void *)buf;

	out->len = sizeof(*out) + (err ? 0 : len);
	out->error = err;
	out->unique = in->unique;
	if (!err)
		memcpy(out + 1, data, len);
	if (write(fuse, buf, out->len) < 0 && errno != ENOENT)
		_exit(1);
}

static struct fuse_attr attributes(uint64_t inode)
{
	return (struct fuse_attr){
		.ino = inode,
		.mode = inode == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0644,
		.nlink = 1,
		.size = inode == FUSE_ROOT_ID ? 0 : FILE_SIZE,
		.blksize = 4096,
		.uid = getuid(),
		.gid = getgid(),
	};
}

static void serve_one(struct mp_stall *s, int fuse,
		      const struct fuse_in_header *in)
{
	const struct fuse_read_in *wanted = (const void *)(in + 1);
	static const char zeros[MOST];
	static int opened;
	struct fuse_init_out init = { .major = 7, .minor = 31,
				      .max_write = MOST, };
	struct fuse_entry_out entry = { .nodeid = 2, .entry_valid = 1000,
					.attr_valid = 1000, };
	struct fuse_attr_out attr = { .attr_valid = 1000 };
	struct fuse_open_out open = { 0 };

	switch (in->opcode) {
	case FUSE_INIT:
		answer(fuse, in, 0, &init, sizeof(init));
		break;
	case FUSE_LOOKUP:
		entry.attr = attributes(2);
		answer(fuse, in, 0, &entry, sizeof(entry));
		break;
	case FUSE_GETATTR:
		attr.attr = attributes(in->nodeid);
		answer(fuse, in, 0, &attr, sizeof(attr));
		break;
	case FUSE_OPEN:
		open.open_flags = opened++ ? FOPEN_DIRECT_IO : 0;
		answer(fuse, in, 0, &open, sizeof(open));
		break;
	case FUSE_READ:
		atomic_fetch_add(&s->asked, 1);
		while (atomic_load(&s->keep))
			usleep(1000);
		/* Less would be the end of the file. */
		answer(fuse, in, 0, zeros, MIN(wanted->size, MOST));
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break; /* have no answer */
	default:
		answer(fuse, in, -ENOSYS, NULL, 0);
	}
}

static void serve(struct mp_stall *s, int fuse)
{
	static char buf[1 << 17];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The descriptors of the process are its own. */
	mp_drop_all();
	while (read(fuse, buf, sizeof(buf)) > 0 || errno == EINTR ||
	       errno == ENOENT)
		serve_one(s, fuse, (const void *)buf);
	_exit(0);
}

static void *reader_run(void *arg)
{
	struct mp_stall *s = arg;
	off_t at = 0;
	char byte;

	for (;; at += STEP) {
		while (sem_wait(&s->read))
			;
		if (pread(cached, &byte, 1, at) != 1)
			return NULL;
		atomic_fetch_add(&s->reads, 1);
	}
}

static void *mapper_run(void *arg)
{
	struct mp_stall *s = arg;
	void *map;

	s->mapper = syscall(SYS_gettid);
	for (;;) {
		while (sem_wait(&s->map))
			;
		while (s->wait_for && atomic_load(&s->stage) < s->wait_for)
			;
		map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, direct, 0);
		if (map != MAP_FAILED)
			munmap(map, 4096);
		atomic_fetch_add(&s->maps, 1);
	}
	return NULL;
}

static int become_nobody(void)
{
	char map[32];

	if (setgid(NOBODY) || setuid(NOBODY) || prctl(PR_SET_DUMPABLE, 1) ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) ||
	    unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return -errno;
	snprintf(map, sizeof(map), "0 %d 1", NOBODY);
	if (mp_file_write("/proc/self/setgroups", "deny") ||
	    mp_file_write("/proc/self/uid_map", map) ||
	    mp_file_write("/proc/self/gid_map", map))
		return -EPERM;
	return 0;
}

static int begin(struct mp_stall *s)
{
	pthread_t thread;
	char options[80];
	pid_t server;
	int fuse, err = become_nobody();

	if (err)
		return err;
	fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (fuse < 0)
		return -errno;
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=0,group_id=0", fuse);
	mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
	if (mount("ksft", MOUNT_POINT, "fuse", MS_NOSUID | MS_NODEV, options))
		return -errno;
	s->pid = getpid();
	server = fork();
	if (!server)
		serve(s, fuse);
	s->server = server;
	close(fuse);
	cached = open(MOUNT_POINT "/file", O_RDONLY | O_CLOEXEC);
	direct = open(MOUNT_POINT "/file", O_RDONLY | O_CLOEXEC);
	if (cached < 0 || direct < 0)
		return -errno;
	/* One page per read. */
	posix_fadvise(cached, 0, 0, POSIX_FADV_RANDOM);
	return -(pthread_create(&thread, NULL, reader_run, s) ||
		 pthread_create(&thread, NULL, mapper_run, s));
}

struct mp_stall *mp_stall_start(void (*work)(struct mp_stall *s, void *arg),
				void *arg)
{
	struct mp_stall *s = mp_stall_shared(sizeof(*s));
	pid_t pid;

	if (!s || sem_init(&s->read, 1, 0) || sem_init(&s->map, 1, 0))
		return NULL;
	pid = mp_fork();
	if (!pid) {
		int err = begin(s);

		if (err)
			printf("# a process with FUSE: %s\n", strerror(-err));
		fflush(stdout);
		atomic_store(&s->ready, err ? -1 : 1);
		if (!err)
			work(s, arg);
		_exit(1);
	}
	while (!atomic_load(&s->ready))
		usleep(1000);
	if (atomic_load(&s->ready) == 1)
		return s;
	mp_wait(pid);
	return NULL;
}

void mp_stall_stop(struct mp_stall *s)
{
	/* Without a server, what waits for it ends. */
	kill(s->server, SIGKILL);
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
}

bool mp_stall_arm(struct mp_stall *s)
{
	int before = atomic_load(&s->asked);

	atomic_store(&s->keep, 1);
	sem_post(&s->read);
	return mp_stall_until(&s->asked, before + 1);
}

/* A thread that waits for a lock or a page is in state D. */
static bool waits(pid_t pid, pid_t thread)
{
	char path[64], text[256] = "";
	const char *state;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, thread);
	if (mp_file_read(path, text, sizeof(text)))
		return false;
	state = strrchr(text, ')');
	return state && state[1] == ' ' && state[2] == 'D';
}

bool mp_stall_hold(struct mp_stall *s)
{
	int tries;

	sem_post(&s->map);
	for (tries = 0; tries < 10000; tries++) {
		if (waits(s->pid, s->mapper))
			return true;
		usleep(1000);
	}
	return false;
}

bool mp_stall_let_go(struct mp_stall *s)
{
	int reads = atomic_load(&s->reads), maps = atomic_load(&s->maps);

	/* The page may be thrown away before it is read, and asked for again. */
	atomic_store(&s->keep, 0);
	return mp_stall_until(&s->reads, reads + 1) &&
	       mp_stall_until(&s->maps, maps + 1);
}
