/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints, /sys/kernel/tracing/events/memphys. Integers only.
 *
 * Copyright (C) 2026 The memphys authors
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM memphys

#if !defined(MEMPHYS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define MEMPHYS_TRACE_H

#include "compat.h"

#ifdef CONFIG_MEMPHYS_TRACE

#include <linux/tracepoint.h>

/* mode: 1 for an mmap() by remap, and for a region that is taken back */
DECLARE_EVENT_CLASS(memphys_range_class,
	TP_PROTO(u64 start, u64 size, unsigned int mode, int err),
	TP_ARGS(start, size, mode, err),
	TP_STRUCT__entry(
		__field(u64, start)
		__field(u64, size)
		__field(unsigned int, mode)
		__field(int, err)
	),
	TP_fast_assign(
		__entry->start = start;
		__entry->size = size;
		__entry->mode = mode;
		__entry->err = err;
	),
	TP_printk("start=0x%llx size=0x%llx mode=%u err=%d",
		  __entry->start, __entry->size, __entry->mode, __entry->err)
);

DEFINE_EVENT(memphys_range_class, memphys_mmap,
	TP_PROTO(u64 start, u64 size, unsigned int mode, int err),
	TP_ARGS(start, size, mode, err)
);

DEFINE_EVENT(memphys_range_class, memphys_revoke,
	TP_PROTO(u64 start, u64 size, unsigned int mode, int err),
	TP_ARGS(start, size, mode, err)
);

DECLARE_EVENT_CLASS(memphys_fault_class,
	TP_PROTO(u64 addr, unsigned int flags, vm_fault_t ret),
	TP_ARGS(addr, flags, ret),
	TP_STRUCT__entry(
		__field(u64, addr)
		__field(unsigned int, flags)
		__field(unsigned int, ret)
	),
	TP_fast_assign(
		__entry->addr = addr;
		__entry->flags = flags;
		__entry->ret = (__force unsigned int)ret;
	),
	TP_printk("addr=0x%llx flags=0x%x ret=0x%x",
		  __entry->addr, __entry->flags, __entry->ret)
);

/* addr is physical; flags are FAULT_FLAG_*, ret is VM_FAULT_* */
DEFINE_EVENT(memphys_fault_class, memphys_fault,
	TP_PROTO(u64 addr, unsigned int flags, vm_fault_t ret),
	TP_ARGS(addr, flags, ret)
);

#ifdef MEMPHYS_HUGE
DEFINE_EVENT(memphys_fault_class, memphys_huge_fault,
	TP_PROTO(u64 addr, unsigned int flags, vm_fault_t ret),
	TP_ARGS(addr, flags, ret)
);
#endif

TRACE_EVENT(memphys_regio,
	TP_PROTO(u64 addr, size_t len, unsigned int width, bool write, int err),
	TP_ARGS(addr, len, width, write, err),
	TP_STRUCT__entry(
		__field(u64, addr)
		__field(unsigned int, len)
		__field(unsigned int, width)
		__field(int, write)
		__field(int, err)
	),
	TP_fast_assign(
		__entry->addr = addr;
		__entry->len = len;
		__entry->width = width;
		__entry->write = write;
		__entry->err = err;
	),
	TP_printk("addr=0x%llx len=%u width=%u write=%d err=%d",
		  __entry->addr, __entry->len, __entry->width, __entry->write, __entry->err)
);

#else /* !CONFIG_MEMPHYS_TRACE */

static inline void trace_memphys_mmap(u64 start, u64 size, unsigned int mode, int err) { }

static inline void trace_memphys_revoke(u64 start, u64 size, unsigned int mode, int err) { }

static inline void trace_memphys_fault(u64 addr, unsigned int flags, vm_fault_t ret) { }

static inline void trace_memphys_huge_fault(u64 addr, unsigned int flags, vm_fault_t ret) { }

static inline void trace_memphys_regio(u64 addr, size_t len, unsigned int width,
				       bool write, int err) { }

#endif /* CONFIG_MEMPHYS_TRACE */
#endif /* MEMPHYS_TRACE_H */

#ifdef CONFIG_MEMPHYS_TRACE
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
#endif
