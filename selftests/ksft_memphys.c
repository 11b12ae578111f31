// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the memphys selftests share: the boot, the module, the ioctls.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ksft_memphys.h"

#define MP_ENV_FILE	"/etc/bench.env"
#define MP_KO		"/lib/memphys/memphys.ko"

/* Lines of the form NAME=VALUE, as a shell would read them. */
static void mp_env_load(void)
{
	char line[256], *value;
	FILE *file = fopen(MP_ENV_FILE, "re");

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		value = strchr(line, '=');
		if (*line == '#' || !value)
			continue;
		*value++ = '\0';
		value += strspn(value, "\"'");
		value[strcspn(value, "\"'\n")] = '\0';
		setenv(line, value, 0);
	}
	fclose(file);
}

const char *mp_env(const char *name)
{
	static bool loaded;

	if (!loaded) {
		loaded = true;
		mp_env_load();
	}
	return getenv(name);
}

uint64_t mp_env_number(const char *name)
{
	const char *value = mp_env(name);

	return value ? strtoull(value, NULL, 0) : 0;
}

size_t mp_page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

bool mp_kernel_is_x86(void)
{
	struct utsname name;

	return !uname(&name) && strstr(name.machine, "86");
}

size_t mp_kernel_word(void)
{
	struct utsname name;

	return !uname(&name) && strstr(name.machine, "64") ? 8 : 4;
}

bool mp_kernel_since(unsigned long version, unsigned long level)
{
	unsigned long is, has;
	struct utsname name;

	if (uname(&name) || sscanf(name.release, "%lu.%lu", &is, &has) != 2)
		abort();
	return is > version || (is == version && has >= level);
}

static const char *mp_ko(void)
{
	const char *ko = mp_env("MEMPHYS_KO");

	return ko ? ko : MP_KO;
}

int mp_insert(const char *path, const char *params)
{
	int err = 0, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, params, 0))
		err = -errno;
	close(fd);
	return err;
}

/*
 * A process that was killed may still be letting go of its mappings: so a busy
 * module gets two seconds.
 */
int mp_remove(const char *name)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK) ||
		    errno == ENOENT)
			return 0;
		if (errno != EWOULDBLOCK)
			break;
		nanosleep(&pause, NULL);
	}
	return -errno;
}

bool mp_loaded(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return !access(path, F_OK);
}

int mp_unload(void)
{
	return mp_remove("memphys");
}

int mp_load(const char *params, ...)
{
	char *text;
	va_list args;
	int err;

	err = mp_unload();
	if (err)
		return err;
	va_start(args, params);
	err = vasprintf(&text, params, args);
	va_end(args);
	if (err < 0)
		return -ENOMEM;
	err = mp_insert(mp_ko(), text);
	free(text);
	return err;
}

static bool mp_any_revoked(void)
{
	struct dirent *entry;
	bool revoked = false;
	char text[8];
	DIR *dir = opendir(MP_SYSFS);

	if (!dir)
		return true;
	while (!revoked && (entry = readdir(dir)))
		revoked = !mp_region_read(entry->d_name, "revoked", text,
					  sizeof(text)) && *text != '0';
	closedir(dir);
	return revoked;
}

/* A parameter that was not given reads as "(null)". */
static bool mp_parameter_is(const char *name, const char *value)
{
	char path[64], text[2048];

	snprintf(path, sizeof(path), "/sys/module/memphys/parameters/%s", name);
	return !mp_file_read(path, text, sizeof(text)) && !strcmp(text, value);
}

bool mp_loaded_with(const char *regions)
{
	return mp_parameter_is("regions", regions) &&
	       mp_parameter_is("soc", "none") &&
	       mp_parameter_is("scratch", "(null)") && !mp_any_revoked();
}

bool mp_has_policy_node(void)
{
	const char *root = "/proc/device-tree";
	char path[300], text[64];
	struct dirent *entry;
	bool found = false;
	DIR *dir = opendir(root);

	if (!dir)
		return false;
	while (!found && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s/compatible", root,
			 entry->d_name);
		found = !mp_file_read(path, text, sizeof(text)) &&
			!strcmp(text, "memphys,policy");
	}
	closedir(dir);
	return found;
}

const char *mp_base(void)
{
	if (mp_has_policy_node())
		return "";
	return "sysctl@0x11020000+0x1000,pwm@0x11029000+0x1000,";
}

static bool mp_is_node(const char *path)
{
	return !strncmp(path, MP_NODE_FAULT, strlen(MP_NODE_FAULT));
}

static void mp_unmap_all(void)
{
	unsigned long start, end;
	char line[512], *path;
	FILE *maps = fopen("/proc/self/maps", "re");

	if (!maps)
		return;
	while (fgets(line, sizeof(line), maps)) {
		path = strchr(line, '/');
		if (path && mp_is_node(path) &&
		    sscanf(line, "%lx-%lx", &start, &end) == 2)
			munmap((void *)start, end - start);
	}
	fclose(maps);
}

static void mp_close_all(void)
{
	const char *root = "/proc/self/fd";
	char path[300], target[64];
	struct dirent *entry;
	DIR *dir = opendir(root);
	ssize_t len;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", root, entry->d_name);
		len = readlink(path, target, sizeof(target) - 1);
		if (len <= 0)
			continue;
		target[len] = '\0';
		if (mp_is_node(target))
			close(atoi(entry->d_name));
	}
	closedir(dir);
}

void mp_drop_all(void)
{
	mp_unmap_all();
	mp_close_all();
}

int mp_file_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, text, size - 1);
	if (len < 0)
		len = -errno;
	close(fd);
	if (len < 0)
		return len;
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

int mp_file_write(const char *path, const char *text)
{
	int err = 0, fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

bool mp_file_has(const char *path, const char *word)
{
	FILE *file = fopen(path, "re");
	char line[512];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, word);
	fclose(file);
	return found;
}

int mp_region_read(const char *region, const char *file, char *text,
		   size_t size)
{
	char path[sizeof(MP_SYSFS) + 300];

	snprintf(path, sizeof(path), MP_SYSFS "/%s/%s", region, file);
	return mp_file_read(path, text, size);
}

int mp_region_write(const char *region, const char *file, const char *text)
{
	char path[sizeof(MP_SYSFS) + 300];

	snprintf(path, sizeof(path), MP_SYSFS "/%s/%s", region, file);
	return mp_file_write(path, text);
}

int mp_revoke(const char *region, bool revoked)
{
	return mp_region_write(region, "revoked", revoked ? "1" : "0");
}

size_t mp_pattern_errors(const void *map, uint64_t phys, size_t len)
{
	const volatile uint32_t *word = map;
	size_t i, errors = 0;
	uint32_t value;

	for (i = 0; i < len / sizeof(*word); i++)
		if (mp_peek32(&word[i], &value) ||
		    value != (uint32_t)(phys + i * sizeof(*word)))
			errors++;
	return errors;
}

static int mp_ioctl(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? -errno : 0;
}

int mp_get_info(int fd, struct memphys_info *info)
{
	*info = (struct memphys_info){ .size = sizeof(*info) };
	return mp_ioctl(fd, MEMPHYS_IOC_GET_INFO, info);
}

int mp_get_region(int fd, uint64_t addr, struct memphys_region *region)
{
	*region = (struct memphys_region){
		.size = sizeof(*region),
		.flags = MEMPHYS_GET_REGION_BY_ADDR,
		.start = addr,
	};
	return mp_ioctl(mp_place(fd, addr).fd, MEMPHYS_IOC_GET_REGION, region);
}

int mp_reg_read(int fd, uint64_t addr, unsigned int width, uint64_t *value)
{
	struct memphys_access arg = {
		.size = sizeof(arg),
		.addr = addr,
		.width = width,
	};
	int err = mp_ioctl(mp_place(fd, addr).fd, MEMPHYS_IOC_READ, &arg);

	*value = arg.value;
	return err;
}

int mp_reg_write(int fd, uint64_t addr, unsigned int width, uint64_t value)
{
	struct memphys_access arg = {
		.size = sizeof(arg),
		.addr = addr,
		.width = width,
		.value = value,
	};

	return mp_ioctl(mp_place(fd, addr).fd, MEMPHYS_IOC_WRITE, &arg);
}

int mp_prefault(int fd, void *start, size_t length, uint64_t *mapped)
{
	struct memphys_prefault arg = {
		.size = sizeof(arg),
		.start = (uintptr_t)start,
		.length = length,
	};
	int err = mp_ioctl(fd, MEMPHYS_IOC_PREFAULT, &arg);

	*mapped = arg.mapped;
	return err;
}

int mp_owner_open(void)
{
	char path[256];
	int fd, err;

	if (!mp_loaded("memphys_owner")) {
		snprintf(path, sizeof(path), "%s/memphys_owner.ko",
			 dirname(strdupa(mp_ko())));
		err = mp_insert(path, "");
		if (err)
			return err;
	}
	fd = open(OWNER_NODE, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int mp_owner_range(int fd, unsigned long cmd, unsigned int kind,
			  uint64_t start, uint64_t length)
{
	struct owner_hold range = {
		.start = start,
		.length = length,
		.kind = kind,
	};

	return mp_ioctl(fd, cmd, &range);
}

int mp_owner_hold(int fd, unsigned int kind, uint64_t start, uint64_t length)
{
	return mp_owner_range(fd, OWNER_IOC_HOLD, kind, start, length);
}

int mp_owner_ram(int fd, uint64_t start, uint64_t length)
{
	return mp_owner_range(fd, OWNER_IOC_RAM, 0, start, length);
}

int mp_owner_drop(int fd, unsigned int kind)
{
	return mp_owner_range(fd, OWNER_IOC_DROP, kind, 0, 1);
}

int mp_owner_node(int fd, const char *path, bool available)
{
	struct owner_node node = { .available = available };

	snprintf(node.path, sizeof(node.path), "%s", path);
	return mp_ioctl(fd, OWNER_IOC_NODE, &node);
}

int mp_owner_entry(int fd, const void *addr, uint64_t *entry)
{
	struct owner_entry arg = { .address = (uintptr_t)addr };
	int err = mp_ioctl(fd, OWNER_IOC_ENTRY, &arg);

	*entry = arg.entry;
	return err ? err : (int)arg.level;
}

void *mp_map(int fd, uint64_t phys, size_t len, int prot, int flags)
{
	struct mp_place at = mp_place(fd, phys);
	void *map = mmap(NULL, len, prot, flags, at.fd, (off_t)at.offset);

	return map == MAP_FAILED ? NULL : map;
}

pid_t mp_fork(void)
{
	pid_t pid = fork();

	if (!pid)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

int mp_wait(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}
