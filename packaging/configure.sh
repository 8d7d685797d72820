#!/usr/bin/env bash
# Configures a build folder for one purpose and prints the commands that build and test it.
#   bash packaging/configure.sh KIND [FOLDER]     FOLDER: build-KIND at the top level where none is named
# KIND is one of
#   dev        debug information, one compiler run for each file
#   asan       AddressSanitizer and UndefinedBehaviorSanitizer
#   tsan       ThreadSanitizer; without LibTorch, whose own threads it cannot see through
#   no-torch   as dev, without LibTorch: nothing large to fetch
#   release    as run.sh builds it
# All have the tests, compile_commands.json, and use ccache where it is installed.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

usage() {
    sed -n '2,/^source/{/^# \{0,1\}/s///p}' "${BASH_SOURCE[0]}" >&2
    exit 2
}

kind=${1:-}
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    usage
fi
folder=${2:-$root/build-$kind}

options=(-DSAMSCOPE_TESTS=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON)
debug=(-DCMAKE_BUILD_TYPE=RelWithDebInfo)
single=(-DCMAKE_UNITY_BUILD=OFF)
several=(-DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=8)
case "$kind" in
    dev) options+=("${debug[@]}" "${single[@]}") ;;
    no-torch) options+=("${debug[@]}" "${single[@]}" -DSAMSCOPE_TORCH=OFF) ;;
    asan) options+=("${debug[@]}" "${several[@]}" "-DSAMSCOPE_SANITIZE=address,undefined") ;;
    tsan) options+=("${debug[@]}" "${several[@]}" -DSAMSCOPE_SANITIZE=thread -DSAMSCOPE_TORCH=OFF) ;;
    release) options+=(-DCMAKE_BUILD_TYPE=Release "${several[@]}") ;;
    *) usage ;;
esac
if command -v ccache >/dev/null; then
    # ccache looks into precompiled headers only where it is told that their macros do not matter.
    slack=pch_defines,time_macros,include_file_mtime,include_file_ctime
    options+=("-DCMAKE_CXX_COMPILER_LAUNCHER=cmake;-E;env;CCACHE_SLOPPINESS=$slack;ccache")
fi

install_packages "${packages[@]}"
configure_samscope "$folder" "${options[@]}"
echo "cmake --build $folder"
echo "ctest --test-dir $folder --output-on-failure -j $(nproc)"
