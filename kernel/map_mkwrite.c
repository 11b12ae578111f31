// SPDX-License-Identifier: GPL-2.0-only
/*
 * .pfn_mkwrite: where a read-only page of a writable window is defended.
 *
 * A VMA has one protection for all its pages. If its operations have this one,
 * the kernel makes every entry read-only at first, and asks here before the
 * first write to each page: from Linux 4.5 on as memphys needs it, see
 * MEMPHYS_HAVE_PFN_MKWRITE.
 *
 * Copyright (C) 2026 The memphys authors
 */
#include "memphys.h"

vm_fault_t memphys_mkwrite(struct vm_fault *vmf)
{
	struct memphys_run run;
	bool listed = memphys_vma_run(vmf->vma, vmf->address, &run);

	return listed && !memphys_run_is_ro(&run) ? 0 : VM_FAULT_SIGBUS;
}
