// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nothing is executed from a mapping, and asking for it is no reason to refuse:
 * PROT_EXEC by name, and implied by PROT_READ where the process has
 * READ_IMPLIES_EXEC.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <elf.h>
#include <sys/personality.h>
#include <sys/wait.h>

#include "ksft_fixture.h"

#define REGIONS \
	"pattern@0x12400000+0x10000:node", \
	"mid@0x12420000+0x10000:rw:node", \
	"memory@0x12440000+0x10000:rw:wb:node"

MP_FIXTURE(exec, REGIONS)
MP_ALSO_EACH(exec);
MP_FIXTURE(wide, REGIONS)

#define MID	0x12420000ULL
#define MEMORY	0x12440000ULL
#define LEN	0x10000

#define RX (PROT_READ | PROT_EXEC)
#define RW (PROT_READ | PROT_WRITE)

#define COPY "/tmp/exec-nostack"

static const uint64_t where[] = { MP_PATTERN, MID, MEMORY };

/* The permissions of a process's one mapping of a node, as /proc shows them. */
static void perms_of(pid_t pid, char perms[8])
{
	char path[32], line[256];
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "re");
	strcpy(perms, "none");
	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, MP_NODE_FAULT))
			sscanf(line, "%*s %4s", perms);
	if (maps)
		fclose(maps);
}

static void *jump_target;

static void jump_ended(int sig, siginfo_t *info, void *context)
{
	(void)context;
	_exit(sig == SIGSEGV && info->si_addr == jump_target ? 42 : 1);
}

/*
 * Does a jump there end at once, with SIGSEGV? If it is young, the entry decides,
 * else the VMA: after the fork, each is old.
 */
static bool jump_fails(void *map, bool young)
{
	struct sigaction action = {
		.sa_sigaction = jump_ended,
		.sa_flags = SA_SIGINFO,
	};
	pid_t pid = mp_fork();
	uint32_t word;

	if (pid)
		return mp_wait(pid) == 42;
	if (young)
		mp_peek32(map, &word);
	jump_target = map;
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGILL, &action, NULL);
	((void (*)(void))map)();
	_exit(1);
}

/*
 * Whether an entry can forbid to execute a page. Not that of ARMv5, nor that of
 * x86 without NX; nor does one of PAE in QEMU 7.2, of whatever page. Asked of a
 * page of memory that traps, before the personality is changed.
 */
static bool execute_never;

static void __attribute__((constructor)) ask_execute_never(void)
{
	void *page = mmap(NULL, LEN, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(page, 0xcc, LEN);
	execute_never = !mprotect(page, LEN, PROT_READ) && jump_fails(page, true);
	munmap(page, LEN);
}

static void not_executable(struct __test_metadata *_metadata, void *map,
			   uint64_t phys, const char *want)
{
	char perms[8];

	perms_of(getpid(), perms);
	EXPECT_STREQ(want, perms);
	/* On x86, the kernel leaves it to the entry. */
	if (execute_never || !mp_kernel_is_x86())
		EXPECT_TRUE(jump_fails(map, false));
	EXPECT_EQ(0, mp_pattern_errors(map, phys, LEN));
	if (execute_never)
		EXPECT_TRUE(jump_fails(map, true));
	EXPECT_EQ(-1, mprotect(map, LEN, RX));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(0, munmap(map, LEN));
}

TEST_F(exec, asked_for)
{
	int fd = self->c.fd;
	void *map;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(where); i++) {
		map = mp_case_map(_metadata, fd, where[i], LEN, RX, MAP_SHARED);
		not_executable(_metadata, map, where[i], "r--s");
		map = mp_case_map(_metadata, fd, where[i], LEN, RX,
				  MAP_PRIVATE);
		not_executable(_metadata, map, where[i], "r--p");
	}
	map = mp_case_map(_metadata, fd, MID, LEN, RW | PROT_EXEC, MAP_SHARED);
	not_executable(_metadata, map, MID, "rw-s");
}

TEST_F(exec, implied_by_the_personality)
{
	int fd = self->c.fd;
	void *map;
	size_t i;

	ASSERT_LE(0, personality(READ_IMPLIES_EXEC));
	for (i = 0; i < ARRAY_SIZE(where); i++) {
		map = mp_case_map(_metadata, fd, where[i], LEN, PROT_READ,
				  MAP_SHARED);
		/* It implies PROT_EXEC here, too, and still does no harm. */
		EXPECT_EQ(0, mprotect(map, LEN, PROT_READ));
		not_executable(_metadata, map, where[i], "r--s");
		map = mp_case_map(_metadata, fd, where[i], LEN, PROT_READ,
				  MAP_PRIVATE);
		not_executable(_metadata, map, where[i], "r--p");
	}
	map = mp_case_map(_metadata, fd, MID, LEN, RW, MAP_SHARED);
	not_executable(_metadata, map, MID, "rw-s");
}

/* Copy a program without its PT_GNU_STACK, as old compilers left it. */
static int copy_without_stack(const char *from, const char *to)
{
	static char image[2 << 20];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	bool wide, changed = false;
	ssize_t size;
	size_t at, n;

	size = read(in, image, sizeof(image));
	close(in);
	if (size < (ssize_t)sizeof(Elf64_Ehdr) || out < 0)
		return -1;
	wide = image[EI_CLASS] == ELFCLASS64;
	at = wide ? ((Elf64_Ehdr *)image)->e_phoff :
		    ((Elf32_Ehdr *)image)->e_phoff;
	n = wide ? ((Elf64_Ehdr *)image)->e_phnum :
		   ((Elf32_Ehdr *)image)->e_phnum;
	/* The type is the first word of both. */
	for (; n; n--, at += wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr))
		if (*(uint32_t *)(image + at) == PT_GNU_STACK) {
			*(uint32_t *)(image + at) = PT_NULL;
			changed = true;
		}
	if (write(out, image, size) != size)
		changed = false;
	close(out);
	return changed ? 0 : -1;
}

/* Has a stopped process that flag? */
static bool implies_exec(pid_t pid)
{
	char path[40], text[32];

	snprintf(path, sizeof(path), "/proc/%d/personality", pid);
	return !mp_file_read(path, text, sizeof(text)) &&
	       (strtoul(text, NULL, 16) & READ_IMPLIES_EXEC);
}

/* The program maps descriptor 3, stops, and then jumps there. */
static void run_without_stack(struct __test_metadata *_metadata, int fd,
			      const char *program, bool must)
{
	char perms[8];
	int status;
	pid_t pid;

	ASSERT_EQ(0, copy_without_stack(program, COPY));
	pid = mp_fork();
	if (!pid) {
		dup2(fd, 3);
		execl(COPY, COPY, NULL);
		_exit(127);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, WUNTRACED));
	EXPECT_TRUE(WIFSTOPPED(status)) {
		TH_LOG("it could not map: status 0x%x", status);
		return;
	}
	/* On 64-bit machines, newer kernels keep it for 32-bit programs. */
	EXPECT_TRUE(implies_exec(pid) || (sizeof(long) == 8 && !must));
	perms_of(pid, perms);
	EXPECT_STREQ("r--s", perms);
	EXPECT_EQ(0, kill(pid, SIGCONT));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGSEGV, WTERMSIG(status));
	unlink(COPY);
}

TEST_F(wide, implied_by_the_program)
{
	run_without_stack(_metadata, self->c.fd, "./exec_child", false);
}

TEST_F(wide, implied_by_an_i386_program)
{
	MP_NEEDS(!access("./exec_child_i386", X_OK), "not an x86 machine");
	run_without_stack(_metadata, self->c.fd, "./exec_child_i386", true);
}

TEST_HARNESS_MAIN
