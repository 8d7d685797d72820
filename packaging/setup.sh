# Sourced by run.sh and test.sh: installs what is missing on Debian 12, fetches LibTorch once, configures and builds.
# Second runs reuse everything and need no network.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${SAMSCOPE_BUILD:-$root/build}

packages=(
    g++ cmake ninja-build pkg-config python3 python3-pip ca-certificates
    qt6-base-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-translations-l10n
    libqcustomplot-dev libjpeg-dev
    nlohmann-json3-dev libcli11-dev libdeflate-dev libssl-dev libfmt-dev libhwy-dev
)

install_packages() {
    local missing=()
    local package
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "installing: ${missing[*]}"
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "setup: not root and no sudo; install by hand: ${missing[*]}" >&2; exit 2; }
        sudo=(sudo)
    fi
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build_samscope ON|OFF: with or without the tests
build_samscope() {
    # Several files a compiler run: half the time of a build from nothing. Developers configure without it.
    local options=(-DSAMSCOPE_TESTS="$1" -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=8)
    if [ -z "${CMAKE_PREFIX_PATH:-}" ]; then
        options+=(-DSAMSCOPE_LIBTORCH_DIR="$(bash "$root/packaging/libtorch.sh" ${SAMSCOPE_CUDA:+--cuda})")
    fi
    cmake -S "$root" -B "$build" -G Ninja "${options[@]}" >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
    rm -f "$build.log"
    cmake --build "$build"
}

install_packages
