// SPDX-License-Identifier: GPL-2.0-only
/*
 * Listed addresses become System RAM while memphys is loaded, open and mapped:
 * who gets that memory next shares it with nobody.
 *
 * Nothing makes the memory go again but a boot: so the program prepares
 * everything, puts memory online, and then runs its cases, each in a child.
 * HOTPLUG_ADDR is the first of two memory blocks that are there and that the
 * kernel does not know of.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include <pthread.h>
#include <stdatomic.h>

#include "ksft_fixture.h"
#include "ksft_stall.h"

#define MEMORY	"/sys/devices/system/memory"
#define MIB	0x100000ULL
#define SIZE	(4 * MIB)
#define HALF	0x10000ULL
#define USED	(16 * MIB)

/* Offsets: into the block that is put online, and into the other one. */
#define REGS	(8 * MIB)	/* as registers are listed */
#define MEM	(16 * MIB)	/* as memory is */
#define FLIGHT	(24 * MIB)	/* mapped by who keeps its mmap_lock */
#define ADDED	(8 * MIB)

#define REGIONS	"regs@0x%llx+4M:node,mem@0x%llx+4M:rw:wb:node," \
		"edge@0x%llx+128K:rw:node,flight@0x%llx+4M," \
		"added0@0x%llx+1M:rw:node,added1@0x%llx+1M:rw:node," \
		"added2@0x%llx+1M:rw:node,pattern@0x%llx+64K:node"

/* Regions that are gone when their cases begin; "edge" is half in the block. */
static const char *const gone[] = { "regs", "mem", "edge" };

/* What one variant was given before. */
struct given {
	int fd;
	void *regs;
	void *mem;
	void *copy;	/* private and written, remap only */
	void *edge;
	void *added;
	void *pattern;
	uint64_t added_at;	/* each variant has one that nobody else maps */
	int survivors;	/* before anybody opened or mapped anything again */
	int added_err;	/* of the first mmap() after that */
};

static struct given given[3];
static const char *unprepared;
static bool impossible;
static uint64_t other, block, block_size;
static unsigned long grown;	/* KiB of MemTotal */
static struct mp_log before;

/* The first attempt to put it online, while a process keeps its mmap_lock. */
static struct {
	const char *missing;	/* why there was none */
	int err;
	bool said;
	bool can_be_read;
	int fd;
	atomic_int maps;
	atomic_int loads;
} *flight;

static const char *give(struct given *g, const char *node, bool remap)
{
	const int rw = PROT_READ | PROT_WRITE;
	uint32_t word;

	g->fd = mp_open(node, O_RDWR);
	if (g->fd < 0)
		return "a node does not open";
	g->regs = mp_map(g->fd, block + REGS, SIZE, PROT_READ, MAP_SHARED);
	g->mem = mp_map(g->fd, block + MEM, SIZE, rw, MAP_SHARED);
	g->edge = mp_map(g->fd, block - HALF, 2 * HALF, rw, MAP_SHARED);
	g->added_at = other + ADDED + (g - given) * MIB;
	g->added = mp_map(g->fd, g->added_at, MIB, rw, MAP_SHARED);
	g->pattern = mp_map(g->fd, MP_PATTERN, HALF, PROT_READ, MAP_SHARED);
	if (remap)
		g->copy = mp_map(g->fd, block + MEM, SIZE, rw, MAP_PRIVATE);
	if (!g->regs || !g->mem || !g->edge || !g->added || !g->pattern ||
	    (remap && !g->copy))
		return "mmap() fails";
	/* The first page of each is touched, others are not. */
	if (mp_peek32(g->regs, &word) || mp_poke32(g->mem, 0x600d) ||
	    mp_peek32(g->mem, &word) || word != 0x600d ||
	    mp_poke32(g->edge, 1) || mp_poke32(g->added, 1) ||
	    mp_peek32(g->pattern, &word) ||
	    (remap && mp_poke32(g->copy, 0xbad)))
		return "a mapping cannot be used";
	return NULL;
}

static unsigned long mem_total(void)
{
	unsigned long kib = 0;
	FILE *file = fopen("/proc/meminfo", "re");

	if (!file)
		return 0;
	if (fscanf(file, "MemTotal: %lu", &kib) != 1)
		kib = 0;
	fclose(file);
	return kib;
}

/* The addresses are memory that is there, and nobody's. */
static const char *find_blocks(void)
{
	char text[32];

	other = mp_env_number("HOTPLUG_ADDR");
	impossible = !other || access(MEMORY "/block_size_bytes", F_OK);
	if (impossible)
		return "this machine has no memory to put online";
	if (mp_file_read(MEMORY "/block_size_bytes", text, sizeof(text)))
		return "the size of a memory block cannot be read";
	block_size = strtoull(text, NULL, 16);
	block = other + block_size;
	return other % block_size ? "a memory block is too large" : NULL;
}

static void *load_run(void *arg)
{
	uint32_t word;

	/* A fault waits for mmap_lock, so this goes on as long as it may. */
	while (!mp_peek32(arg, &word))
		atomic_fetch_add(&flight->loads, 1);
	return NULL;
}

static void map_flight(struct mp_stall *s, void *arg)
{
	pthread_t thread;
	void *map = mp_map(flight->fd, block + FLIGHT, SIZE, PROT_READ,
			   MAP_SHARED);

	(void)s;
	(void)arg;
	if (map && !pthread_create(&thread, NULL, load_run, map))
		atomic_store(&flight->maps, 1);
	for (;;)
		pause();
}

/*
 * Between the end of an mmap() and the proof of it, the process takes its
 * mmap_lock for good. Memory that is only added cannot be mapped any more: so
 * this comes before.
 */
static struct mp_stall *begin_flight(void)
{
	struct mp_stall *s;

	flight->fd = open(MP_NODE_REMAP, O_RDONLY | O_CLOEXEC);
	/* Until the driver has looked at the mmap() calls from before. */
	sleep(3);
	s = mp_stall_start(map_flight, NULL);
	if (s && (!mp_stall_arm(s) || !mp_stall_until(&flight->maps, 1) ||
		  !mp_stall_hold(s))) {
		mp_stall_stop(s);
		s = NULL;
	}
	return s;
}

/* The memory must not go online, until it lets go. */
static void refuse_online(struct mp_stall *s, const char *path)
{
	int loads;

	flight->err = mp_file_write(path, "online_movable");
	flight->said = mp_log_says(&before, "cannot go online yet");
	loads = atomic_load(&flight->loads);
	usleep(200000);
	flight->can_be_read = atomic_load(&flight->loads) != loads;
	mp_stall_let_go(s);
	mp_stall_stop(s);
	close(flight->fd);
}

/* Some kernels put online at once what is added; here it is done by hand. */
static const char *put_online(void)
{
	unsigned long total = mem_total();
	struct mp_stall *s = NULL;
	char path[64];
	int owner = mp_owner_open();

	if (owner < 0)
		return MP_NO_OWNER;
	if (mp_file_write(MEMORY "/auto_online_blocks", "offline"))
		return "auto_online_blocks cannot be written";
	flight->missing = mp_stall_missing();
	if (!flight->missing) {
		s = begin_flight();
		if (!s)
			return "no process keeps its mmap_lock";
	}
	if (mp_owner_ram(owner, block, block_size))
		return "the memory cannot be added";
	snprintf(path, sizeof(path), MEMORY "/memory%llu/state",
		 (unsigned long long)(block / block_size));
	if (s)
		refuse_online(s, path);
	/* So that it is what programs get next. */
	if (mp_file_write(path, "online_movable"))
		return "the memory does not go online";
	grown = mem_total() - total;
	/* This one is added and stays offline. */
	if (mp_owner_ram(owner, other, block_size))
		return "more memory cannot be added";
	close(owner);
	return NULL;
}

/* How many accesses do not end in SIGBUS, of those that must. */
static int survivors(const struct given *g)
{
	uint32_t word;

	/* Pages that were touched and others, reads and writes. */
	return (mp_peek32(g->regs, &word) != SIGBUS) +
	       (mp_peek32(g->regs + SIZE / 2, &word) != SIGBUS) +
	       (mp_peek32(g->mem, &word) != SIGBUS) +
	       (mp_poke32(g->mem, 0xbad) != SIGBUS) +
	       (mp_poke32(g->mem + SIZE - 4, 0xbad) != SIGBUS) +
	       /* All of a region goes, if a part of it is RAM. */
	       (mp_peek32(g->edge, &word) != SIGBUS) +
	       (mp_poke32(g->edge + HALF, 0xbad) != SIGBUS) +
	       (g->copy && mp_peek32(g->copy, &word) != SIGBUS);
}

static const char *prepare(void)
{
	const char *reason = find_blocks();
	struct given *g;

	if (reason)
		return reason;
	if (mp_log_mark(&before))
		return "the kernel log cannot be read";
	if (mp_load("soc=none regions=%s" REGIONS, mp_base(), block + REGS,
		    block + MEM, block - HALF, block + FLIGHT, other + ADDED,
		    other + ADDED + MIB, other + ADDED + 2 * MIB, MP_PATTERN))
		return "memphys does not load";
	flight = mp_stall_shared(sizeof(*flight));
	if (!flight)
		return "no memory";
	reason = give(&given[0], MP_NODE_FAULT, false);
	if (!reason)
		reason = give(&given[1], MP_NODE_REMAP, true);
	if (!reason)
		reason = give(&given[2], MP_NODE_EACH, false);
	if (!reason)
		reason = put_online();
	if (!reason) {
		for (g = given; g < given + ARRAY_SIZE(given); g++)
			g->survivors = survivors(g);
		for (g = given; g < given + ARRAY_SIZE(given); g++)
			g->added_err = mp_map_error(g->fd, g->added_at,
						    mp_page_size(), PROT_READ,
						    MAP_SHARED);
		/* Here: the cases share a file position. */
		mp_log_says(&before, "");
	}
	return reason;
}

MP_FIXTURE_GIVEN(hotplug, given)
MP_ALSO_EACH(hotplug);
MP_FIXTURE_GIVEN(wide, given)

/* Without such memory there is nothing to test; all else is a failure. */
#define NEEDS_ONLINE							\
	do {								\
		MP_NEEDS(!impossible, unprepared);			\
		ASSERT_TRUE(!unprepared)				\
			TH_LOG("before: %s", unprepared);		\
	} while (0)

TEST_F(hotplug, mappings_die)
{
	NEEDS_ONLINE;
	EXPECT_EQ(0, self->g->survivors);
	EXPECT_EQ(0, survivors(self->g));
	EXPECT_EQ(0, mp_pattern_errors(self->g->pattern, MP_PATTERN, HALF));
}

TEST_F(wide, refused_while_in_flight)
{
	NEEDS_ONLINE;
	MP_NEEDS(!flight->missing, flight->missing);
	MP_NEEDS(!MP_IS_FAULT, "mmap() by the fault method maps nothing");
	EXPECT_EQ(-EBUSY, flight->err);
	EXPECT_TRUE(flight->said);
	EXPECT_FALSE(flight->can_be_read);
}

TEST_F(hotplug, register_path)
{
	uint64_t value;
	uint32_t word = 0xbad;
	int fd = self->g->fd;

	NEEDS_ONLINE;
	EXPECT_EQ(-ENODEV, mp_reg_read(fd, block + REGS, 4, &value));
	EXPECT_EQ(-ENODEV, mp_reg_read(fd, block + MEM, 4, &value));
	EXPECT_EQ(-ENODEV, mp_reg_write(fd, block + MEM, 4, word));
	EXPECT_EQ(-ENODEV, mp_reg_write(fd, block - HALF, 4, word));
	EXPECT_EQ(-1, mp_pread(fd, &word, 4, block + MEM));
	EXPECT_EQ(ENODEV, errno);
	EXPECT_EQ(-1, mp_pwrite(fd, &word, 4, block + MEM));
	EXPECT_EQ(ENODEV, errno);
	EXPECT_EQ(0, mp_reg_read(fd, MP_PATTERN, 4, &value));
	EXPECT_EQ(MP_PATTERN, value);
}

/* Added is enough: it may go online at any time. */
TEST_F(hotplug, added_and_not_online)
{
	uint32_t word;
	char name[16];

	NEEDS_ONLINE;
	EXPECT_EQ(ENODEV, self->g->added_err);
	EXPECT_EQ(SIGBUS, mp_peek32(self->g->added, &word));
	snprintf(name, sizeof(name), "added%u", variant->m.number);
	EXPECT_EQ(-ENODEV, mp_revoke(name, false));
}

TEST_F(hotplug, new_mappings_are_refused)
{
	uint32_t word;
	void *map;
	int fd;

	NEEDS_ONLINE;
	fd = mp_case_open(_metadata, variant->m.node, O_RDWR);
	EXPECT_EQ(ENODEV, mp_map_error(fd, block + REGS, SIZE, PROT_READ,
				       MAP_SHARED));
	EXPECT_EQ(ENODEV, mp_map_error(fd, block + MEM, self->c.page,
				       PROT_READ | PROT_WRITE, MAP_SHARED));
	EXPECT_EQ(ENODEV, mp_map_error(fd, block + MEM, self->c.page,
				       PROT_READ, MAP_PRIVATE));
	EXPECT_EQ(ENODEV, mp_map_error(fd, block - HALF, self->c.page,
				       PROT_READ, MAP_SHARED));
	map = mp_case_map(_metadata, fd, MP_PATTERN, HALF, PROT_READ,
			  MAP_SHARED);
	EXPECT_EQ(0, mp_peek32(map, &word));
	EXPECT_EQ(MP_PATTERN, word);
}

TEST_F(hotplug, is_for_good)
{
	struct memphys_region region;
	char text[8];
	uint32_t word;
	size_t i;

	NEEDS_ONLINE;
	for (i = 0; i < sizeof(gone) / sizeof(*gone); i++) {
		EXPECT_EQ(0, mp_region_read(gone[i], "revoked", text,
					    sizeof(text)));
		EXPECT_STREQ("1", text)
			TH_LOG("%s", gone[i]);
		EXPECT_EQ(-ENODEV, mp_revoke(gone[i], false));
		EXPECT_EQ(0, mp_revoke(gone[i], true));
		EXPECT_EQ(-ENODEV, mp_revoke(gone[i], false));
		EXPECT_EQ(0, mp_region_read(gone[i], "revoked", text,
					    sizeof(text)));
		EXPECT_STREQ("1", text)
			TH_LOG("%s, after 0 was written", gone[i]);
	}
	EXPECT_EQ(0, mp_get_region(self->g->fd, block + MEM, &region));
	EXPECT_TRUE(region.attributes & MEMPHYS_REGION_F_REVOKED);
	EXPECT_EQ(SIGBUS, mp_peek32(self->g->mem, &word));
	EXPECT_EQ(0, mp_region_read("pattern", "revoked", text, sizeof(text)));
	EXPECT_STREQ("0", text);
}

TEST_F(hotplug, the_log_says_why)
{
	char words[96];
	size_t i;

	NEEDS_ONLINE;
	for (i = 0; i < sizeof(gone) / sizeof(*gone); i++) {
		snprintf(words, sizeof(words), "%s at 0x%llx+", gone[i],
			 (unsigned long long)block + (i == 0 ? REGS :
						      i == 1 ? MEM : -HALF));
		EXPECT_TRUE(mp_log_says(&before, words))
			TH_LOG("no line holds %s", words);
	}
	EXPECT_TRUE(mp_log_says(&before,
				"is becoming System RAM: revoked for good"));
	EXPECT_FALSE(mp_log_says(&before, "pattern at "));
}

/* Is the page of an address in the block that went online? */
static bool in_block(int pagemap, const void *at, size_t page)
{
	uint64_t entry = 0;

	pread(pagemap, &entry, 8, (uintptr_t)at / page * 8);
	/* Bit 63: present; bits 0 to 54: where. */
	entry = entry >> 63 ? (entry & ((1ULL << 55) - 1)) * page : 0;
	return entry >= block && entry < block + block_size;
}

/* What is online is somebody's: this program's, and no mapping of ours sees it. */
TEST_F(hotplug, works_as_ram)
{
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	const size_t page = self->c.page;
	size_t at, here = 0, wrong = 0;
	uint32_t word;
	char *mem;

	NEEDS_ONLINE;
	/* Some of it may hold what describes it. */
	EXPECT_LE(block_size / 1024 / 100 * 95, grown);
	ASSERT_LE(0, pagemap);
	mem = mmap(NULL, USED, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)mem);
	for (at = 0; at < USED; at += 4)
		*(uint32_t *)(mem + at) = at ^ 0x5a5a5a5a;
	for (at = 0; at < USED; at += 4)
		wrong += *(uint32_t *)(mem + at) != (at ^ 0x5a5a5a5a);
	EXPECT_EQ(0, wrong);
	for (at = 0; at < USED; at += page)
		here += in_block(pagemap, mem + at, page);
	EXPECT_LT(USED / page / 2, here)
		TH_LOG("only %zu pages are in the block", here);
	EXPECT_EQ(SIGBUS, mp_peek32(self->g->mem, &word));
	close(pagemap);
}

int main(int argc, char **argv)
{
	/* Before the module is unloaded. */
	atexit(mp_drop_all);
	unprepared = prepare();
	return test_harness_run(argc, argv);
}
