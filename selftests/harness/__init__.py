# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
"""The machinery of the tests: what runs them, judges them and adds them up."""
