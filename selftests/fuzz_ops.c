// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random operations on both nodes: first by one thread, which compares every
 * answer with the model of fuzz_model.c; then by several threads of several
 * processes at once, where the words that are read tell whether they may be.
 *
 *   FUZZ_OPS=N       operations, half of them of either kind
 *   FUZZ_SEED=N      of an earlier run, to see it again
 *   FUZZ_SECONDS=N   go on for that long, with one seed after the other
 *   FUZZ_TRACE=1     print each operation of the first kind
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "fuzz_stream.h"
#include "kselftest.h"
#include "ksft_stall.h"

#define DEFAULT_OPS	8000
#define ENOUGH_TRIES	200
#define PROCESSES	2
#define THREADS		2
#define ALL		"all@0x12400000+0x800000:rw"

static struct fuzz_shared *shared;
static pthread_barrier_t arena_is_free;

static void *thread_main(void *arg)
{
	pthread_barrier_wait(&arena_is_free);
	fuzz_stream_run(arg);
	return NULL;
}

/* Addresses at the same place within a huge page in each run. */
static char *arena_reserve(void)
{
	uintptr_t map = (uintptr_t)mmap(NULL, 2 * FUZZ_ARENA, PROT_NONE,
					MAP_PRIVATE | MAP_ANONYMOUS |
						MAP_NORESERVE, -1, 0);

	if ((void *)map == MAP_FAILED)
		return NULL;
	return (char *)((map + FUZZ_ARENA - 1) & -FUZZ_ARENA);
}

/* The streams of one process, each with a share of its count. */
static bool streams_init(struct fuzz_stream *streams, unsigned int threads,
			 uint64_t seed, unsigned long count)
{
	static struct fuzz_file files[FUZZ_FILES];
	char *arena = arena_reserve();
	int mem = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	unsigned int i;

	if (!arena || mem < 0) {
		fuzz_broken(shared, "a process could not begin: %s",
			    strerror(errno));
		return false;
	}
	for (i = 0; i < threads; i++)
		streams[i] = (struct fuzz_stream){
			/* Never 0. */
			.random = (seed + i) * 2 + 1,
			.count = count / threads,
			.arena = arena,
			.files = files,
			.mem = mem,
			.shared = shared,
		};
	return true;
}

static void streams_run(struct fuzz_stream *streams, unsigned int threads)
{
	pthread_t thread[THREADS];
	unsigned int i;

	pthread_barrier_init(&arena_is_free, NULL, threads);
	for (i = 1; i < threads; i++)
		if (pthread_create(&thread[i], NULL, thread_main,
				   &streams[i])) {
			fuzz_broken(shared, "no thread");
			return;
		}
	/* Not before the threads have their stacks. */
	munmap(streams->arena, FUZZ_ARENA);
	thread_main(&streams[0]);
	for (i = 1; i < threads; i++)
		pthread_join(thread[i], NULL);
}

static void run_with_model(uint64_t seed, unsigned long count)
{
	static struct fuzz_model model;
	struct fuzz_stream stream;
	struct memphys_info info;

	if (!streams_init(&stream, 1, seed, count))
		return;
	stream.model = &model;
	stream.trace = getenv("FUZZ_TRACE");
	model.shared = shared;
	fuzz_model_unmap(&model, 0, FUZZ_PAGES);
	if (!fuzz_files_open(&stream) || mp_get_info(stream.files->fd, &info))
		return;
	model.debugger = info.features & MEMPHYS_FEATURE_PTRACE;
	model.copies = mp_kernel_since(5, 5);
	model.by_page = info.features & MEMPHYS_FEATURE_PFN_MKWRITE;
	shared->debugger = model.debugger;
	shared->huge = info.features & MEMPHYS_FEATURE_HUGE;
	streams_run(&stream, 1);
}

static void run_races(uint64_t seed, unsigned long count)
{
	struct fuzz_stream stream[THREADS];

	if (streams_init(stream, THREADS, seed, count) &&
	    fuzz_files_open(stream))
		streams_run(stream, THREADS);
}

/* So many children at once, each with its own seed. */
static void run_processes(unsigned int processes, uint64_t seed,
			  unsigned long count,
			  void (*run)(uint64_t seed, unsigned long count))
{
	bool stalls = processes > 1 && !mp_stall_missing();
	pid_t pid[PROCESSES], stalled;
	unsigned int i;
	int status;

	atomic_store(&shared->over, false);
	stalled = stalls ? mp_fork() : -1;
	if (!stalled) {
		fuzz_stall_run(shared, seed);
		_exit(0);
	}
	for (i = 0; i < processes; i++) {
		pid[i] = mp_fork();
		if (!pid[i]) {
			run(seed + i * THREADS, count / processes);
			fflush(stdout);
			_exit(0);
		}
	}
	for (i = 0; i < processes; i++) {
		status = mp_wait(pid[i]);
		if (status)
			fuzz_broken(shared, "process %u died", i);
	}
	atomic_store(&shared->over, true);
	if (stalls && mp_wait(stalled))
		fuzz_broken(shared, "the process with one that stalls died");
}

static unsigned long sum(const atomic_ulong counts[FUZZ_KINDS])
{
	unsigned long all = 0;
	unsigned int i;

	for (i = 0; i < FUZZ_KINDS; i++)
		all += counts[i];
	return all;
}

/* A child that says each minute how far this is. */
static pid_t report_begin(void)
{
	pid_t pid;

	fflush(stdout);
	pid = mp_fork();
	while (!pid) {
		sleep(60);
		ksft_print_msg("%lu operations so far\n", sum(shared->tried));
		fflush(stdout);
	}
	return pid;
}

static void report_end(pid_t pid)
{
	if (pid > 0 && !kill(pid, SIGKILL))
		mp_wait(pid);
}

static void device_reset(void)
{
	int frame, i;

	for (frame = 0; frame < fuzz_frames(); frame++)
		for (i = 0; i < FUZZ_WORDS; i++)
			shared->word[frame][i] = fuzz_frame_phys(frame) +
						 fuzz_word_offset(i);
}

/*
 * Look at the device through another whitelist, and leave it as it was: only
 * the last words of pages that are listed rw may differ, and only as marks.
 */
static bool device_is_well(void)
{
	size_t page = mp_page_size(), at;
	volatile uint32_t *word;
	bool well = true;
	uint64_t phys;
	int fd, region;
	void *map;

	if (mp_load("soc=none regions=%s" ALL, mp_base()))
		return false;
	fd = open(MP_NODE_FAULT, O_RDWR | O_CLOEXEC);
	map = mp_map(fd, MP_PATTERN, MP_PATTERN_SIZE, PROT_READ | PROT_WRITE,
		     MAP_SHARED);
	for (at = 0; map && at < MP_PATTERN_SIZE; at += sizeof(*word)) {
		word = map + at;
		phys = MP_PATTERN + at;
		if (*word == phys)
			continue;
		region = fuzz_byte_region(phys);
		if (region < 0 || !fuzz_regions[region].rw ||
		    !fuzz_is_mark(*word, at % page)) {
			ksft_print_msg("0x%llx holds 0x%x\n",
				       (unsigned long long)phys, *word);
			well = false;
		}
		*word = phys;
	}
	mp_drop_all();
	return map && well;
}

/* A number from the environment; what is not set, or empty, is wanted. */
static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *text = mp_env(name);

	return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

/* One seed: both kinds, and a look at the device after each. */
static bool round_passes(uint64_t seed, unsigned long count, bool races)
{
	char words[1024];
	int err;

	device_reset();
	fuzz_list_words(words, sizeof(words));
	err = mp_load("soc=none regions=%s%s", mp_base(), words);
	if (err)
		fuzz_broken(shared, "insmod: %s", strerror(-err));
	else if (races)
		run_processes(PROCESSES, seed, count, run_races);
	else
		run_processes(1, seed, count, run_with_model);
	if (!device_is_well())
		fuzz_broken(shared, "what nobody may write has changed");
	if (!atomic_exchange(&shared->failed, false))
		return true;
	ksft_print_msg("FUZZ_SEED=%llu: %s\n", (unsigned long long)seed,
		       shared->why);
	return false;
}

/* Where operations only ever fail, nothing is proved; few tries say nothing. */
static bool every_kind_worked(void)
{
	unsigned long tried = sum(shared->tried);
	bool all = true;
	unsigned int i;

	for (i = 0; i < FUZZ_KINDS; i++) {
		ksft_print_msg("%s: %lu of %lu times\n", fuzz_ops[i].name,
			       shared->good[i], shared->tried[i]);
		if (!shared->good[i] && shared->tried[i] > ENOUGH_TRIES &&
		    (shared->debugger || !fuzz_ops[i].debugger))
			all = false;
	}
	ksft_print_msg("%lu stalls, %lu mappings beside them\n",
		       shared->stalls, shared->stalled_maps);
	if (tried > ENOUGH_TRIES && !shared->stalled_maps && !mp_stall_missing())
		all = false;
	ksft_print_msg("%lu operations, of which %lu did what they are for\n",
		       tried, sum(shared->good));
	return all;
}

int main(void)
{
	time_t end = time(NULL) + setting("FUZZ_SECONDS", 0);
	unsigned long count = setting("FUZZ_OPS", DEFAULT_OPS);
	uint64_t seed = setting("FUZZ_SEED", time(NULL));
	bool predicted = true, kept = true;
	const char *complaint;
	struct mp_log log;
	pid_t reporter;

	ksft_print_header();
	ksft_set_plan(5);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || mp_log_mark(&log))
		ksft_exit_fail_msg("no memory, or no /dev/kmsg\n");
	fuzz_list_init();
	ksft_print_msg("FUZZ_OPS=%lu FUZZ_SEED=%llu\n", count,
		       (unsigned long long)seed);
	reporter = report_begin();
	do {
		fflush(stdout);
		predicted &= round_passes(seed, count / 2, false);
		kept &= round_passes(seed, count / 2, true);
		seed++;
	} while (predicted && kept && time(NULL) < end);
	report_end(reporter);

	ksft_test_result(predicted, "the model predicts every answer\n");
	ksft_test_result(kept, "threads and processes break no promise\n");
	ksft_test_result(every_kind_worked(), "each kind of operation works\n");
	complaint = mp_log_complaint(&log);
	if (complaint)
		ksft_print_msg("%s\n", complaint);
	ksft_test_result(!complaint, "the kernel log is clean\n");
	ksft_test_result(!mp_unload(), "the module goes\n");
	ksft_finished();
}
