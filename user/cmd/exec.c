// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ipcprobe exec: run a program that knows only /dev/mem on memphys, and leave
 * everybody else's /dev/mem alone.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/modload.h"
#include "base/msg.h"
#include "base/sysfile.h"
#include "cmd/learn.h"
#include "cmd/load.h"
#include "cmd/remedy.h"
#include "lib/libmemphys.h"

/* As env and timeout have it; what is below is the program's own. */
#define EXEC_FAILED	125
#define EXEC_CANNOT_RUN	126
#define EXEC_NOT_FOUND	127

/* A file of sysfs shows no more than a page, line end included. */
#define EXEC_SHOWN	4094

/* Small programs are built without: see user/Makefile. */
#ifdef EXEC_LEARN
#define EXEC_CAN_LEARN	true
#else
#define EXEC_CAN_LEARN	false
#endif

#define EXEC_OVER	"/dev/mem"

struct exec {
	const char *regions;	/* to list; NULL: what is listed */
	const char *over;	/* the file that becomes the node */
	const char *node;	/* NULL: none, learn from the file as it is */
	bool learn;
	bool loaded;		/* by us */
	char **argv;
};

static bool exec_learns(const struct exec *exec)
{
	return EXEC_CAN_LEARN && exec->learn;
}

static int exec_option(void *to, int opt)
{
	struct exec *exec = to;

	if (opt == 'l' && !EXEC_CAN_LEARN)
		return app_usage(&cmd_exec, "built without --learn", NULL);
	if (opt == 'l')
		exec->learn = true;
	else if (opt == 'r')
		exec->regions = optarg;
	else
		exec->over = optarg;
	return EXIT_OK;
}

/* The option --over, for a hint; "" where it was not needed. */
static void exec_over_again(const struct exec *exec, char *buf, size_t size)
{
	char *const words[] = { (char *)exec->over, NULL };

	*buf = '\0';
	if (strcmp(exec->over, EXEC_OVER))
		snprintf(buf, size, " -o %s", app_words(words));
}

/* See to it that the driver lists what is wanted. */
static int exec_driver(const struct app *app, struct exec *exec)
{
	enum remedy_state state = remedy_state(app_node(app));
	const char *module = REMEDY_MODULE;
	char text[OUT_LINE], path[SYSFILE_PATH];
	int err;

	if (state == REMEDY_LISTED && exec->regions &&
	    (sysfile_word("/sys/module/" REMEDY_MODULE "/parameters/regions",
			  text, sizeof(text)) < 0 ||
	     strncmp(text, exec->regions, EXEC_SHOWN))) {
		msg_error("exec: the driver is loaded with another list");
		msg_hint("without -r, that one is used; ipcprobe unload ends it");
		return -EEXIST;
	}
	if (state == REMEDY_LISTED)
		return 0;
	if (!exec->regions) {
		msg_error("exec: nothing is listed: use -r");
		exec_over_again(exec, text, sizeof(text));
		msg_hint("ipcprobe exec %s%s -- %s", EXEC_CAN_LEARN ?
			 "--learn" : "-r NAME@START+SIZE", text,
			 app_words(exec->argv));
		return -ENOENT;
	}
	/* Where somebody holds it, it is said that it exists. */
	if (state == REMEDY_EMPTY)
		modload_remove(REMEDY_MODULE);
	if ((size_t)snprintf(text, sizeof(text), "soc=none regions=%s",
			     exec->regions) >= sizeof(text)) {
		msg_error("exec: too long: %s", exec->regions);
		return -E2BIG;
	}
	err = load_insert(&module, text, path, sizeof(path));
	if (err)
		load_explain(app, module, err);
	exec->loaded = !err;
	return err;
}

static int exec_mount(const struct exec *exec)
{
	/* What is mounted here must not come to those outside. */
	if (!unshare(CLONE_NEWNS) &&
	    !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	    !mount(exec->node, exec->over, NULL, MS_BIND, NULL))
		return EXIT_OK;
	msg_error("exec: mount %s over %s: %s", exec->node, exec->over,
		  strerror(errno));
	if (errno == EPERM)
		msg_hint("CAP_SYS_ADMIN is missing");
	if (errno == ENOENT)
		msg_hint("--over names another file");
	return EXEC_FAILED;
}

/* The child: it does not return. */
static void exec_program(const struct exec *exec, const sigset_t *mask)
{
	if (exec_learns(exec))
		raise(SIGSTOP);
	if (exec->node && exec_mount(exec))
		_exit(EXEC_FAILED);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(exec->argv[0], exec->argv);
	msg_error("exec: %s: %s", exec->argv[0], strerror(errno));
	_exit(errno == ENOENT ? EXEC_NOT_FOUND : EXEC_CANNOT_RUN);
}

/*
 * Wait for the end of the program. What the terminal sends, it gets itself; what
 * a process sends us is passed on.
 */
static int exec_wait(const struct exec *exec, pid_t child,
		     const sigset_t *signals)
{
	siginfo_t info;
	int sig, status;
	pid_t pid;

	for (;;) {
		sig = sigwaitinfo(signals, &info);
		if (sig > 0 && sig != SIGCHLD && info.si_code <= 0)
			kill(child, sig);
		while ((pid = waitpid(-1, &status, WNOHANG |
				      (exec_learns(exec) ? __WALL : 0))) > 0) {
			if (exec_learns(exec) && WIFSTOPPED(status))
				learn_stop(pid, status);
			else if (pid == child)
				return WIFEXITED(status) ? WEXITSTATUS(status) :
				       128 + WTERMSIG(status);
		}
	}
}

/* @begun: is it known what the program asks for? */
static int exec_start(const struct exec *exec, bool *begun)
{
	static const int passed[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD,
	};
	sigset_t signals, mask;
	int status, err = 0;
	unsigned int i;
	pid_t child;

	sigemptyset(&signals);
	for (i = 0; i < ARRAY_SIZE(passed); i++)
		sigaddset(&signals, passed[i]);
	sigprocmask(SIG_BLOCK, &signals, &mask);
	/* Ignored, it would leave nothing to wait for. */
	signal(SIGCHLD, SIG_DFL);
	child = fork();
	if (!child)
		exec_program(exec, &mask);
	if (child > 0 && exec_learns(exec))
		err = learn_begin(child, exec->node ? exec->node : exec->over);
	if (child < 0 || err) {
		msg_error("exec: %s: %s", !err ? "fork" : err == -EPERM ?
			  "ptrace" : exec->node ? exec->node : exec->over,
			  strerror(err ? -err : errno));
		if (err)
			kill(child, SIGKILL);
	}
	*begun = child > 0 && exec_learns(exec) && !err;
	status = child < 0 ? EXEC_FAILED : exec_wait(exec, child, &signals);
	return err ? EXEC_FAILED : status;
}

static void exec_explain_learned(int err)
{
	switch (err) {
	case 0:
		return;
	case -ENOSYS:
		msg_error("exec: system calls cannot be seen");
		msg_hint("--learn needs Linux 5.3 or later");
		return;
	case -ENOEXEC:
		msg_error("exec: a program was of an architecture that --learn does not know");
		return;
	default:
		msg_error("exec: more than can be listed was asked for");
	}
}

static int exec_run(struct app *app, struct exec *exec)
{
	bool begun = false;
	int fd = -1, status, err;

	/* What is learned first is what the kernel's own /dev/mem is asked for. */
	if (exec->regions || !exec_learns(exec)) {
		if (exec_driver(app, exec))
			return EXEC_FAILED;
		exec->node = app_node(app);
		/* Held: nobody unloads the driver meanwhile. */
		fd = memphys_open(exec->node, O_RDONLY | O_CLOEXEC);
	}
	if (exec->node && fd < 0) {
		app->memphys_err = fd;
		app_no_access(app);
		status = EXEC_FAILED;
	} else {
		status = exec_start(exec, &begun);
		if (EXEC_CAN_LEARN && begun)
			exec_explain_learned(learn_print());
		close(fd);
	}
	err = exec->loaded ? modload_remove(REMEDY_MODULE) : 0;
	if (err) {
		msg_error("exec: the driver stays loaded: %s", strerror(-err));
		load_in_use();
	}
	return status;
}

static int cmd_exec_run(struct app *app, int argc, char **argv)
{
	struct exec exec = { .over = EXEC_OVER };
	int status = app_options(&cmd_exec, argc, argv, exec_option, &exec);

	if (status != APP_GO_ON)
		return status ? EXEC_FAILED : EXIT_OK;
	exec.argv = argv + optind;
	if (load_elsewhere(app, &cmd_exec))
		return EXEC_FAILED;
	if (geteuid()) {
		msg_error("exec: only root may mount a node");
		app_as_root(app);
		return EXEC_FAILED;
	}
	if (app_locked_down()) {
		msg_error("exec: the kernel is locked down: nobody may read registers");
		return EXEC_FAILED;
	}
	return exec_run(app, &exec);
}

static const struct option cmd_exec_options[] = {
	{ "learn", no_argument, NULL, 'l' },
	{ "over", required_argument, NULL, 'o' },
	{ "regions", required_argument, NULL, 'r' },
	{ NULL, 0, NULL, 0 },
};

const struct command cmd_exec = {
	.name = "exec",
	.args = "[-l] [-o FILE] [-r REGIONS] [--] PROGRAM [ARGUMENT]...",
	.help = "run a program on memphys instead of /dev/mem",
	.options = cmd_exec_options,
	.least = 1,
	.most = INT_MAX,
	.missing = "no program",
	.run = cmd_exec_run,
};
