# SPDX-License-Identifier: GPL-2.0-only
#
# Results in the Test Anything Protocol.
#
# Copyright (C) 2026 The memphys authors
"""Print test results as TAP."""


class Tap:
    """Count and print results."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def result(self, problems, title):
        """Print one result; PROBLEMS is a list of texts, empty if all is well."""
        self.count += 1
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.count} - {title}")
        for problem in problems:
            print(f"# {problem}")

    def finish(self):
        """Print the plan; return the exit status."""
        print(f"1..{self.count}")
        return 1 if self.failed else 0
