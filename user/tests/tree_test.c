// SPDX-License-Identifier: GPL-2.0-only
/*
 * --root never leaves its folder: recordings that somebody else has made, with
 * links of every kind, what is no file, and mounts.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sysfile.h"
#include "unit.h"

/* base/secret must never be seen through base/tree. */
static char base[] = "/tmp/tree_test.XXXXXX";

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(base) || chdir(base))
		return -1;
	put("secret", "secret\n");
	if (mkdir("tree", 0700) || mkdir("tree/a", 0700) ||
	    mkdir("tree/a/b", 0700) || mkdir("outside", 0700))
		return -1;
	put("tree/file", "inside\n");
	put("tree/a/file", "below\n");
	return sysfile_root("tree");
}

static int teardown(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -r '%s'", base);
	return system(command);
}

/* What is read of a path: text, or the error. */
static void reads(const char *path, const char *text, int err)
{
	char buf[32];
	ssize_t len = sysfile_word(path, buf, sizeof(buf));

	if (err)
		assert_int_equal(len, err);
	else
		assert_string_equal(buf, text);
}

static void links_to(const char *target, const char *link)
{
	unlink(link);
	assert_int_equal(symlink(target, link), 0);
}

static void plain_paths(void **state)
{
	(void)state;
	reads("/file", "inside", 0);
	reads("//a/./file", "below", 0);
	reads("/a/b/../file", "below", 0);
	reads("/none", NULL, -ENOENT);
	reads("/file/none", NULL, -ENOTDIR);
}

static void parents_of_the_root(void **state)
{
	(void)state;
	reads("/../secret", NULL, -ENOENT);
	reads("/../../../../../../../../etc/hostname", NULL, -ENOENT);
	reads("/a/../../file", "inside", 0);
}

static void links(void **state)
{
	char secret[80];

	(void)state;
	snprintf(secret, sizeof(secret), "%s/secret", base);
	links_to(secret, "tree/l");
	reads("/l", NULL, -ENOENT);
	links_to("/etc/passwd", "tree/l");
	reads("/l", NULL, -ENOENT);
	links_to("../secret", "tree/l");
	reads("/l", NULL, -ENOENT);
	links_to("../../../secret", "tree/a/b/l");
	reads("/a/b/l", NULL, -ENOENT);
	links_to("/file", "tree/a/l");
	reads("/a/l", "inside", 0);
	links_to("../../file", "tree/a/b/l");
	reads("/a/b/l", "inside", 0);
	links_to("/", "tree/l");
	reads("/l/l/l/file", "inside", 0);
	links_to("..", "tree/l");
	reads("/l/secret", NULL, -ENOENT);
	reads("/l/file", "inside", 0);
	links_to("/proc/self/root", "tree/l");
	reads("/l/etc/passwd", NULL, -ENOENT);
	/* A folder on the way, and a link at its end. */
	links_to("/a", "tree/l");
	links_to("b/l", "tree/a/l");
	reads("/l/l", "inside", 0);
	links_to("l", "tree/l");
	reads("/l", NULL, -ELOOP);
}

static void texts_of_links(void **state)
{
	char buf[16];

	(void)state;
	links_to("../../bus/none", "tree/a/l");
	assert_int_equal(sysfile_link("/a/l", buf, sizeof(buf)), 4);
	assert_string_equal(buf, "none");
	links_to("/..", "tree/l");
	assert_int_equal(sysfile_link("/l/../l/a/l", buf, sizeof(buf)), 4);
	assert_int_equal(sysfile_link("/a/none", buf, sizeof(buf)), -ENOENT);
	assert_int_equal(sysfile_link("/a/l", buf, 4), -ENAMETOOLONG);
}

static void names_too_long(void **state)
{
	static char path[2 * PATH_MAX];

	(void)state;
	memset(path, 'x', NAME_MAX + 1);
	path[NAME_MAX + 1] = '\0';
	reads(path, NULL, -ENAMETOOLONG);
	memset(path, '/', sizeof(path) - 1);
	reads(path, NULL, -ENAMETOOLONG);
	/* So is a tree of more folders than are kept open. */
	strcpy(path, "a/");
	while (strlen(path) < 200)
		strcat(path, "a/");
	links_to("..", "tree/a/a");
	reads(path, NULL, -ELOOP);
}

static void no_files(void **state)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	alarm(10);	/* opening a FIFO waits for a writer */
	assert_int_equal(mkfifo("tree/fifo", 0600), 0);
	reads("/fifo", NULL, -EINVAL);
	links_to("fifo", "tree/l");
	reads("/l", NULL, -EINVAL);
	strcpy(name.sun_path, "tree/socket");
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	reads("/socket", NULL, -EINVAL);
	close(fd);
	reads("/a", NULL, -EISDIR);
	alarm(0);
	if (!mknod("tree/null", S_IFCHR | 0600, 1 << 8 | 3))
		reads("/null", NULL, -EINVAL);
}

/* What is mounted in the tree belongs to it, but not what is around it. */
static void mounts(void **state)
{
	pid_t pid;
	int status;

	(void)state;
	assert_int_equal(mkdir("outside/sub", 0700), 0);
	put("outside/secret", "secret\n");
	put("outside/sub/file", "mounted\n");
	links_to("../secret", "outside/sub/l");
	mkdir("tree/mnt", 0700);
	pid = fork();
	if (!pid) {
		if (unshare(CLONE_NEWNS) ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("outside/sub", "tree/mnt", NULL, MS_BIND, NULL))
			_exit(77);
		sysfile_root("tree");
		reads("/mnt/file", "mounted", 0);
		reads("/mnt/l", NULL, -ENOENT);
		reads("/mnt/../secret", NULL, -ENOENT);
		reads("/mnt/../file", "inside", 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_paths),
		cmocka_unit_test(parents_of_the_root),
		cmocka_unit_test(links),
		cmocka_unit_test(texts_of_links),
		cmocka_unit_test(names_too_long),
		cmocka_unit_test(no_files),
		cmocka_unit_test(mounts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
