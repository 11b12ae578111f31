# SPDX-License-Identifier: GPL-2.0-only
# Copyright (C) 2026 The memphys authors
# shellcheck shell=sh
#
# What documents say: their words, and whether what they name is there. Sourced by
# style.sh, whose files() this needs.

MAX_README_LINES=200

# prose: documents whole, and of the sources the lines with a comment, as
# FILE:LINE:TEXT.
prose()
{
	files '*.rst' README.md 'lab/*' 'user/man/*' | xargs grep -Hn ''
	files '*.c' '*.h' '*.sh' '*.py' '*.patch' '*.yaml' '*.dts*' \
		'selftests/*' 'user/*' |
		grep -v -e '\.rst$' -e '^user/man/' -e '^selftests/wording.tab$' |
		xargs grep -HnIP '(^|\s)(/?\*|//|#)\s'
}

# Words that are not the field's, or not English, each with what to say instead.
wording()
{
	lines=$(prose)
	sed -n 's/^\([^#\t][^\t]*\)\t\t*\(.*\)/\1\n\2/p' selftests/wording.tab |
		while read -r word && read -r instead; do
			echo "$lines" | grep -aiP -e "$word" |
				sed "s/\$/  (say: $instead)/"
		done
}

# What documents say about a function of ours is about one that there is.
named_functions()
{
	# shellcheck disable=SC2016,SC2046
	grep -ohE '``(memphys|owner|simple|classic)_[a-z0-9_]+\(\)``' \
		$(files '*.rst' README.md) | tr -d '\`()' | sort -u |
		while read -r name; do
			grep -rqw "$name" kernel user lab selftests \
				--include='*.[ch]' --include='*.patch' ||
				echo "there is no $name()"
		done
}

# What a document shows of a file begins and ends at lines that there are.
shown_lines()
{
	# shellcheck disable=SC2016
	files '*.rst' | xargs awk -v OFS='\t' '
		/^\.\. literalinclude:: / { shown = $3 }
		/^$/ { if (last !~ /^\.\. /) shown = "" }
		{ last = $0 }
		shown && sub(/^   :(start|end)-(at|after|before): /, "") {
			print FILENAME, shown, $0
		}' |
		while IFS="$(printf '\t')" read -r document shown text; do
			grep -qsF -e "$text" "${document%/*}/$shown" ||
				echo "$document: no such line in $shown: $text"
		done
}

named_in_files()
{
	named_functions
	shown_lines
}

# Tables and what programs print may be wider in README.md, which has no way to
# break them.
document_width()
{
	files '*.rst' README.md | xargs awk 'length > 80 &&
		!(FILENAME == "README.md" && /^([|]|    )/) {
			print FILENAME ":" FNR ": over 80 columns" }'
}

# What the documents show as measured is in their data.
tables_drawn()
{
	drawn=$(mktemp -d)
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 selftests/bench/tables.py \
		Documentation/data/bench.csv "$drawn"
	rc=$?
	for table in "$drawn"/*.inc; do
		diff -u "Documentation/plots/${table##*/}" "$table" || rc=1
	done
	rm -rf "$drawn"
	selftests/kernels --draw | diff -u Documentation/process/kernels.inc - || rc=1
	return $rc
}

# cases_written FILE: the names of a test program's cases.
cases_written()
{
	sed -nE -e 's/^TEST_F(_TIMEOUT)?\([a-z]+, ([a-z0-9_]+).*/\2/p' \
		-e 's/^(BAD|BAD_PARAM|REFUSED)\(([a-z0-9_]+).*/\2/p' "$1" |
		grep -vx refused | sort -u
}

# cases_listed PROGRAM: those of its section in selftests/README.rst.
cases_listed()
{
	awk -v program="$1" '
		/^---/ { inside = last == program }
		{ last = $0 }
		inside && sub(/^    /, "") { print }' selftests/README.rst |
		tr -d ' ' | tr ',' '\n' | grep . | sort -u
}

case_list()
{
	for file in selftests/*_test.c; do
		program=$(basename "$file" .c)
		[ "$(cases_written "$file")" = "$(cases_listed "$program")" ] ||
			echo "selftests/README.rst does not list $program as it is"
	done
}

# Each claim of security.rst names cases that hold it, and they exist.
claims_tested()
{
	awk '/^What is not defended/ { exit }
		/^    / && last ~ /^[^ ]/ { claim = last; open[claim] = 1 }
		{ last = $0 }
		sub(/^    :Tests: /, "") { field = 1; delete open[claim] }
		field && /^$/ { field = 0; print ";" }
		field { print }
		END { for (claim in open) print claim " names: none;" }' \
		Documentation/admin-guide/security.rst |
		tr -s ' \n' ' ' | tr ';' '\n' |
		while IFS=':' read -r program cases; do
			program=selftests/${program# }.c
			for case in $(echo "$cases" | tr ',' ' '); do
				cases_written "$program" 2>/dev/null |
					grep -qx "$case" ||
					echo "security.rst: $program: $case"
			done
		done
}

readme_links()
{
	grep -oE '\]\([^)#]+' README.md | sed 's/^](//' | grep -v '^https\?:' |
		while read -r path; do
			[ -e "$path" ] || echo "README.md: no file $path"
		done
}

readme_length()
{
	lines=$(wc -l <README.md) && echo "README.md: $lines lines" &&
		[ "$lines" -le $MAX_README_LINES ]
}
