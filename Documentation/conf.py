# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""Sphinx configuration; see Documentation/Makefile for how it is called."""

import os
import re
import sys
import types

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def driver_version():
    """The one place that holds the version is kernel/Kbuild."""
    with open(os.path.join(TOP, "kernel/Kbuild"), encoding="utf-8") as kbuild:
        return re.search(r"memphys-version := (\S+)", kbuild.read()).group(1)


def load_kernel_doc():
    """The kernel's own directive and parser, from a kernel source package."""
    script = os.environ.get("KERNELDOC", "")
    folder = os.path.dirname(script)
    if not os.path.exists(os.path.join(folder, "kerneldoc.py")):
        sys.exit("conf.py: KERNELDOC must name scripts/kernel-doc with "
                 "kerneldoc.py beside it; selftests/qemu/fetch kernel-doc "
                 "brings both")
    sys.path.insert(0, folder)
    # The directive logs through a module of the kernel's tree.
    log = types.ModuleType("kernellog")
    log.warn = lambda app, message: sys.exit(message)
    log.verbose = lambda app, message: None
    sys.modules["kernellog"] = log
    return script


project = "memphys"
copyright = "2026, The memphys authors"
author = "The memphys authors"
release = version = driver_version()

extensions = ["kerneldoc"]
kerneldoc_bin = load_kernel_doc()
kerneldoc_srctree = TOP
kerneldoc_verbosity = 1

master_doc = "index"
primary_domain = "c"
highlight_language = "none"
# The bench writes no source here, but O= may lie in this folder.
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {
    "description": "Whitelisted registers for user space",
    "page_width": "68em",
    "sidebar_width": "14em",
    "show_relbars": True,
}
# custom.css: 80 columns of code, and a dark page for readers who have that.
html_static_path = ["static"]
html_copy_source = False
