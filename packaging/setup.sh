# shellcheck shell=bash disable=SC2034
# Sourced by the other scripts: what samscope needs on Debian 12, how it is installed, and how a build folder is
# configured. Second runs reuse everything and need no network.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

tools=(
    g++ cmake ninja-build pkg-config python3 python3-pip ca-certificates
    qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-translations-l10n
)
libraries=( # dependencies.sh knows the licence of each
    qt6-base-dev libqcustomplot-dev libjpeg-dev libopencv-core-dev libopencv-imgproc-dev
    nlohmann-json3-dev libcli11-dev libdeflate-dev libssl-dev libfmt-dev libhwy-dev
)
packages=("${tools[@]}" "${libraries[@]}")
check_packages=(git clang-format clang-tidy) # only for check.sh

# install_packages PACKAGE...: those that are missing
install_packages() {
    local missing=()
    local package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "installing: ${missing[*]}"
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "setup: not root and no sudo; install by hand: ${missing[*]}" >&2; return 2; }
        sudo=(sudo)
    fi
    "${sudo[@]}" apt-get update -qq &&
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# configure_samscope FOLDER OPTION...: with the LibTorch that CMAKE_PREFIX_PATH names, otherwise with the pinned one,
# unless an option says -DSAMSCOPE_TORCH=OFF
configure_samscope() {
    local folder=$1
    local options=("${@:2}")
    if [ -z "${CMAKE_PREFIX_PATH:-}" ] && [[ " ${options[*]} " != *" -DSAMSCOPE_TORCH=OFF "* ]]; then
        local libtorch
        libtorch=$(bash "$root/packaging/libtorch.sh" ${SAMSCOPE_CUDA:+--cuda})
        options+=(-DSAMSCOPE_LIBTORCH_DIR="$libtorch")
    fi
    cmake -S "$root" -B "$folder" -G Ninja "${options[@]}" >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
    rm -f "$folder.log"
}

# build_samscope FOLDER ON|OFF: with or without the tests
build_samscope() {
    # Several files a compiler run: half the time of a build from nothing. Developers configure without it.
    configure_samscope "$1" -DSAMSCOPE_TESTS="$2" -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=8
    cmake --build "$1"
}
