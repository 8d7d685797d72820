#!/usr/bin/env bash
# The gates before a build: every source as clang-format writes it, every changed file without a finding of clang-tidy.
#   bash packaging/check.sh [--install] [BASE]
# --install   installs clang-format and clang-tidy first; without it a missing one is reported and its gate left out
# BASE        the commit to compare with; without it where the branch left origin/main, on main itself the parent
# SAMSCOPE_TIDY_SECONDS   clang-tidy starts no further file after so many seconds (240)
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$root"

if [ "${1:-}" = --install ]; then
    shift
    install_packages "${packages[@]}"
    install_packages "${check_packages[@]}" || echo "check: not everything could be installed; going on with what is here"
fi
base=
if [ $# -gt 0 ]; then
    base=$(git rev-parse --verify --quiet "$1^{commit}") || { echo "check: there is no commit $1" >&2; exit 2; }
fi
folder=$root/build-tidy # configured, never built

sources() { find core ui app tests -name '*.h' -o -name '*.cpp'; }

check_format() {
    if ! command -v clang-format >/dev/null; then
        echo "format: left out, clang-format is not installed (bash packaging/check.sh --install)"
        return
    fi
    echo "format: all $(sources | wc -l) sources"
    sources | xargs clang-format --dry-run -Werror || {
        echo "format: mend it with: clang-format -i FILE" >&2
        return 1
    }
}

# Prints the commit to compare with; fails with a reason on standard error where there is none.
find_base() {
    local head main
    head=$(git rev-parse HEAD) || return 1
    if [ -n "$base" ]; then
        echo "$base"
        return
    fi
    main=$(git merge-base HEAD origin/main 2>/dev/null || true)
    if [ -n "$main" ] && [ "$main" != "$head" ]; then
        echo "$main"
        return
    fi
    git rev-parse --verify --quiet HEAD^ || { echo "the clone has only one commit" >&2; return 1; }
}

# The changed .cpp files, and those beside changed headers; the most changed first.
changed_files() {
    git diff --numstat --no-renames --diff-filter=d "$1" -- core ui app tests | sort -rn | cut -f3 |
        sed -n 's/\.\(cpp\|h\)$/.cpp/p' | awk '!seen[$0]++' | while read -r file; do
        if [ -f "$file" ]; then
            echo "$file"
        fi
    done
}

configure_tidy() {
    # clang reads no precompiled headers of gcc's.
    configure_samscope "$folder" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON
    # Tests include what moc writes for them, which has nothing to find in it.
    local file name
    while read -r file; do
        name=$(dirname "${file#tests/}")
        mkdir -p "$folder/tests/moc/tests_${name//\//_}"
        : >"$folder/tests/moc/tests_${name//\//_}/$(basename "$file" .cpp).moc"
    done < <(find tests -name 'tst_*.cpp')
}

tidy_file() {
    if [ "$(date +%s)" -ge "$deadline" ]; then
        echo "$1" >>"$folder/left"
        return
    fi
    local findings
    findings=$(clang-tidy -p "$folder" --quiet "$1" 2>&1) && return
    grep -vE '^[0-9]+ warnings?.* generated' <<<"$findings" >&2
    return 1
}

check_tidy() {
    local commit reason files
    if ! command -v clang-tidy >/dev/null; then
        echo "tidy: left out, clang-tidy is not installed (bash packaging/check.sh --install)"
        return
    fi
    if ! command -v git >/dev/null; then
        echo "tidy: left out, git is not installed and cannot say what changed"
        return
    fi
    reason=$(find_base 2>&1 >/dev/null) || { echo "tidy: left out, nothing to compare with: ${reason%%$'\n'*}"; return; }
    commit=$(find_base)
    files=$(changed_files "$commit")
    if [ -z "$files" ]; then
        echo "tidy: no source changed since $(git log -1 --format='%h (%s)' "$commit")"
        return
    fi
    echo "tidy: $(wc -l <<<"$files") files that changed since $(git log -1 --format='%h (%s)' "$commit")"
    configure_tidy
    rm -f "$folder/left"
    deadline=$(($(date +%s) + ${SAMSCOPE_TIDY_SECONDS:-240}))
    export folder deadline
    export -f tidy_file
    local code=0
    xargs -d '\n' -P "$(nproc)" -I FILE bash -c 'tidy_file FILE' <<<"$files" || code=1
    if [ -f "$folder/left" ]; then
        echo "tidy: time is up, $(wc -l <"$folder/left") files were not looked at:" && sed 's/^/  /' "$folder/left"
    fi
    return $code
}

check_format
check_tidy
