#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
#
# style.sh: every check that reads the source instead of running it. One TAP
# line per check, at the end "N passed, N failed, N skipped".
#
#	CHECKPATCH=FILE		checkpatch.pl of a kernel source
#	KERNELDOC=FILE		kernel-doc of a kernel source or linux-kbuild
#	KDIR=DIR [ARCH=, CROSS_COMPILE=, ...]
#				a prepared kernel, for W=1 and sparse; other
#				variables reach make through the environment
#
# A check whose tool or variable is missing is skipped, with the reason.

set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=host/tap.sh
. selftests/host/tap.sh
# shellcheck source=style-docs.sh
. selftests/style-docs.sh

MAX_LINES=400
MAX_TEST_LINES=600
MAX_PAIR_LINES=100

# The files of the project: tracked, and new ones that are not ignored.
files()
{
	if git rev-parse --git-dir >/dev/null 2>&1; then
		git ls-files -co --exclude-standard -- "$@"
	else
		for pattern; do
			find . -path ./build -prune -o -type f \
				-path "./$pattern" -print
		done | sed 's,^\./,,'
	fi | sort -u | while read -r file; do
		[ -f "$file" ] && echo "$file"
	done
}

# REUSE-IgnoreStart
# Licence texts are quoted, not written.
is_licence()
{
	case $1 in
	LICENSES/* | */COPYING) return 0 ;;
	esac
	return 1
}

# The licence that a file of this folder has.
licence_of()
{
	case $1 in
	kernel/include/uapi/*)
		echo 'GPL-2.0-only WITH Linux-syscall-note' ;;
	user/*)
		echo 'GPL-2.0-only|GPL-2.0-or-later|LGPL-2.1-or-later' ;;
	dts/Makefile | dts/*.sh)
		echo 'GPL-2.0-only' ;;
	dts/*)
		echo '\(GPL-2.0-only OR BSD-2-Clause\)' ;;
	*)
		echo 'GPL-2.0-only' ;;
	esac
}

# No file fails: nothing found is the good case of every search.
none()
{
	found=$("$@")
	[ -z "$found" ] && return 0
	printf '%s\n' "$found"
	return 1
}

spdx()
{
	files '*' | while read -r file; do
		is_licence "$file" && continue
		head -n 2 "$file" | grep -Eq \
			"SPDX-License-Identifier: ($(licence_of "$file"))( |\$)" ||
			echo "$file: line 1 or 2 must say $(licence_of "$file")"
		head -n 30 "$file" | grep -q 'Copyright (C) 20' ||
			echo "$file: no copyright line"
	done
}

# REUSE-IgnoreEnd

# What checkpatch cannot know about a file.
checkpatch_ignores()
{
	case $1 in
	user/tests/*)
		# Expected output, shown as the lines that it has; cmocka.
		echo SPLIT_STRING,MISSING_SPACE,PARENTHESIS_ALIGNMENT
		echo CAMELCASE ;;
	selftests/exec_*)
		# <elf.h>, and a program for two architectures.
		echo CAMELCASE,ARCH_DEFINES ;;
	selftests/memtype_test.c | selftests/qemu/guest/bench-exit.c)
		# x86 is of two widths.
		echo ARCH_DEFINES ;;
	esac
	case $1 in
	user/lib/inline.c | user/lib/libmemphys-access.h)
		# An inline function is made a symbol by declaring it extern;
		# the header is for compilers older than the word inline, too.
		echo AVOID_EXTERNS,INLINE ;;
	esac
	case $1 in
	kernel/compat.h)
		# The one place for versions, and for macros that define what
		# other kernels declare differently.
		echo LINUX_VERSION_CODE,CONSTANT_COMPARISON,NEW_TYPEDEFS
		echo MACRO_WITH_FLOW_CONTROL,TRAILING_SEMICOLON
		echo MACRO_ARG_PRECEDENCE,MACRO_ARG_REUSE ;;
	kernel/trace.h)
		# The form that the kernel's own trace headers have.
		echo PARENTHESIS_ALIGNMENT,OPEN_ENDED_LINE ;;
	kernel/region.[ch] | kernel/include/uapi/* | user/* | selftests/* | \
		lab/classic.h | lab/lesson.[ch] | lab/table.c | lab/timeline.c | lab/predict.c)
		# Compiled for user space: kernel macros do not exist, registers
		# are read through volatile, errno is positive, and ENOSYS is
		# what an old kernel answers.
		echo PREFER_KERNEL_TYPES,ARRAY_SIZE,BIT_MACRO,VOLATILE,ENOSYS
		echo USE_NEGATIVE_ERRNO
		echo PREFER_DEFINED_ATTRIBUTE_MACRO,PREFER_FALLTHROUGH
		# Takes what other files declare extern for a local array.
		echo STATIC_CONST_CHAR_ARRAY
		# Fixtures are made by macros as in kselftest_harness.h, whose
		# EXPECT and ASSERT are more than one statement.
		echo MULTISTATEMENT_MACRO_USE_DO_WHILE,MACRO_ARG_REUSE
		echo MACRO_WITH_FLOW_CONTROL,COMPLEX_MACRO,BRACES ;;
	esac
}

checkpatch()
{
	list=$(files "$1/*.c" "$1/*.h")
	[ -n "$list" ] || {
		echo "no source files in $1"
		return 1
	}
	bad=0
	for file in $list; do
		ignore=$(checkpatch_ignores "$file" | tr '\n' ',')
		perl "$CHECKPATCH" ${ignore:+--ignore="$ignore"} -f "$file" ||
			bad=1
	done
	return $bad
}

# uapi_alone CC LANGUAGE STANDARD: the header needs nothing but itself.
uapi_alone()
{
	echo '#include "kernel/include/uapi/linux/memphys.h"' |
		"$1" -I. -Wall -Wextra -Werror -pedantic-errors \
			-Wno-long-long -fsyntax-only -x "$2" -std="$3" -
}

version_tests()
{
	files 'kernel/*.c' 'kernel/*.h' | grep -vxE 'kernel/compat(-old)?\.h' |
		xargs -r grep -nE 'LINUX_VERSION_CODE|KERNEL_VERSION\('
}

# most_lines FILE: 0 for what is read row by row, as tables, lists and figures.
# The cases of one test program stay together, and so does what the driver's
# sources share.
most_lines()
{
	case $1 in
	*.rst | *.tab | *.csv | *.svg | *.inc | *.dtso | *.abi | \
		kernel/source_soc.c | kernel/compat.h)
		echo 0 ;;
	kernel/*.[ch] | selftests/*.[ch])
		echo $MAX_TEST_LINES ;;
	*)
		echo $MAX_LINES ;;
	esac
}

long_files()
{
	files '*' | while read -r file; do
		is_licence "$file" && continue
		most=$(most_lines "$file")
		lines=$(wc -l <"$file")
		[ "$most" = 0 ] || [ "$lines" -le "$most" ] ||
			echo "$file: $lines lines, more than $most"
	done
}

# rooms: the folders of the client, in the order of their list.
rooms()
{
	sed -nE 's,^[^a-z ]+([a-z]+)/[^a-z]+$,\1,p' user/README.rst
}

# A folder of the client includes only itself and those below it in the list.
includes_down()
{
	below=$(rooms | tr '\n' '|')
	[ -n "$below" ] || echo 'user/README.rst lists no folder'
	files 'user/*.c' 'user/*.h' |
		grep -vE "^user/(${below}tests|examples)/" |
		sed 's/$/: in no folder that user\/README.rst lists/'
	for room in $(rooms); do
		# shellcheck disable=SC2046 # one word per file
		grep -HnE '^#include "' $(files "user/$room/*.[ch]") |
			grep -vE "\"((${below%|})/)?[^/]+\"\$"
		below=${below#*|}
	done
}

# The functions that a file defines, in order, without the method's name: both
# have a .fault handler.
functions()
{
	grep -oE '^[a-z][a-z0-9_ *]*memphys_(remap|fault)[a-z0-9_]*\(' "$1" |
		sed -E -e 's/^.*memphys_(remap_)?fault\(/.fault(/' \
			-e 's/^.*memphys_(remap|fault)/memphys_METHOD/'
}

# map_remap.c and map_fault.c are the two pages of one lesson.
method_pair()
{
	for file in kernel/map_remap.c kernel/map_fault.c; do
		lines=$(wc -l <"$file") || return
		[ "$lines" -le $MAX_PAIR_LINES ] || {
			echo "$file: $lines lines, more than $MAX_PAIR_LINES"
			return 1
		}
	done
	remap=$(functions kernel/map_remap.c)
	fault=$(functions kernel/map_fault.c)
	[ -n "$remap" ] && [ "$remap" = "$fault" ] && return 0
	printf 'map_remap.c defines:\n%s\nmap_fault.c defines:\n%s\n' \
		"$remap" "$fault"
	return 1
}

# What is true on one machine only: its folders, and where it gets packages.
machine_names()
{
	files '*' | while read -r file; do
		is_licence "$file" ||
			grep -HnE -e '(^|[^[:alnum:]_.$})-])/(home|root|work)/' \
			-e '(deb|snapshot|security|registry|archive|ftp)\.[a-z]+\.(org|com)' \
			"$file"
	done
}

white_space()
{
	files '*' | while read -r file; do
		is_licence "$file" && continue
		case $file in
		# Keep the white space of what they change, or test it.
		*.patch | user/tests/out_test.py) continue ;;
		esac
		grep -HnE '[[:space:]]+$' "$file"
		[ -z "$(tail -c 1 "$file")" ] || echo "$file: no newline at the end"
	done
}

shell_scripts()
{
	files '*' | while read -r file; do
		case $file in
		*.sh) echo "$file" ;;
		*) head -n 1 "$file" | grep -Eq '^#!.*[ /](ba|da|)sh$' &&
			echo "$file" ;;
		esac
	done
}

shell_check()
{
	# shellcheck disable=SC2046
	shellcheck $(shell_scripts)
}

python_scripts()
{
	files '*' | while read -r file; do
		case $file in
		*.py) echo "$file" ;;
		*) head -n 1 "$file" | grep -Eq '^#!.*[ /]python3' &&
			echo "$file" ;;
		esac
	done
}

# Lines may be as long as in the rest of the project.
python_check()
{
	# shellcheck disable=SC2046
	silent pyflakes3 $(python_scripts) &&
		silent pycodestyle --max-line-length=88 $(python_scripts)
}

spelling()
{
	# shellcheck disable=SC2046
	codespell -I .codespellignore $(files '*' | grep -v -e '^LICENSES/' \
		-e '/COPYING$' -e '^\.codespellignore$')
}

yaml_lint()
{
	# shellcheck disable=SC2046
	yamllint -s $(files '*.yaml' '*.yml' .yamllint)
}

kernel_doc()
{
	# shellcheck disable=SC2046
	silent perl "$KERNELDOC" -none -Werror \
		$(files 'kernel/*.c' 'kernel/*.h' 'user/*.h')
}

# build TARGET VARIABLE...: make it apart; a warning in our files fails.
build()
{
	dir=$(mktemp -d)
	make O="$dir" "$@" >"$dir/log" 2>&1
	rc=$?
	grep -E '(warning|error): ' "$dir/log" && rc=1
	[ $rc -eq 0 ] || tail -n 20 "$dir/log"
	rm -rf "$dir"
	return $rc
}

[ -n "$(files '*')" ] || {
	echo 'style.sh: finds no files here' >&2
	exit 2
}

tap_check 'SPDX identifier and copyright in every file' none spdx
tap_need reuse 'reuse lint' reuse lint
for part in kernel user selftests lab; do
	if [ -n "${CHECKPATCH:-}" ]; then
		tap_check "checkpatch $part" checkpatch "$part"
	else
		tap_skip "checkpatch $part" 'CHECKPATCH= names no checkpatch.pl'
	fi
done
if [ -n "${KERNELDOC:-}" ]; then
	tap_check 'kernel-doc comments' kernel_doc
else
	tap_skip 'kernel-doc comments' 'KERNELDOC= names no kernel-doc'
fi
if [ -n "${KDIR:-}" ]; then
	tap_need sparse 'the driver builds clean with W=1 and sparse' \
		build modules W=1 C=2
else
	tap_skip 'the driver builds clean with W=1 and sparse' \
		'KDIR= names no kernel'
fi
tap_check 'the client builds clean' \
	build user CFLAGS='-O2 -Wall -Wextra -Werror' KMOD=0
tap_check 'the programs of the course build clean' \
	build -C lab programs
for cc in gcc arm-linux-gnueabihf-gcc aarch64-linux-gnu-gcc; do
	for std in c90 c11; do
		tap_need $cc "the UAPI header alone, $cc $std" \
			uapi_alone $cc c $std
	done
done
for std in c++98 c++17; do
	tap_need g++ "the UAPI header alone, g++ $std" uapi_alone g++ c++ $std
done
tap_need codespell 'codespell' spelling
tap_check 'the words of selftests/wording.tab are not used' none wording
tap_check 'functions and lines that documents name are there' none named_in_files
tap_check 'no line of a document is over 80 columns' none document_width
tap_check 'the figures of the course are drawn by lab/figures' \
	lab/figures --check
tap_check 'the tables of figures are those of the data' tables_drawn
tap_need shellcheck 'shellcheck' shell_check
tap_need pycodestyle 'pyflakes and pycodestyle' python_check
tap_need yamllint 'yamllint' yaml_lint
tap_check 'kernel versions are tested in compat*.h only' none version_tests
tap_need unifdef 'the series for a kernel holds nothing for others' \
	selftests/series/series --check 7.2
tap_check 'no file is longer than what one reads at once' none long_files
tap_check "the client's includes point one way" none includes_down
tap_check 'map_remap.c and map_fault.c match' method_pair
tap_check 'no names of one machine' none machine_names
tap_check 'white space' none white_space
tap_check 'no file that git ignores' none git ls-files -ci --exclude-standard
tap_check 'selftests/README.rst lists every case' none case_list
tap_check 'security.rst names cases that exist' none claims_tested
tap_check 'README.md links to files that exist' none readme_links
tap_check "README.md has at most $MAX_README_LINES lines" readme_length
tap_done
