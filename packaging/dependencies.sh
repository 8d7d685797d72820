#!/usr/bin/env bash
# Prints every library that samscope is built with, as it is installed here: name, version, licence (SPDX).
#   bash packaging/dependencies.sh     with SAMSCOPE_CUDA=1 also what the CUDA half needs
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# licence PACKAGE: name and licence of a Debian package
licence() {
    case "$1" in
        qt6-base-dev) echo "Qt|LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only" ;;
        libqcustomplot-dev) echo "QCustomPlot|GPL-3.0-or-later" ;;
        libjpeg-dev) echo "libjpeg-turbo|IJG AND BSD-3-Clause AND Zlib" ;;
        libopencv-core-dev) echo "OpenCV core|Apache-2.0" ;;
        libopencv-imgproc-dev) echo "OpenCV imgproc|Apache-2.0" ;;
        nlohmann-json3-dev) echo "nlohmann-json|MIT" ;;
        libcli11-dev) echo "CLI11|BSD-3-Clause" ;;
        libdeflate-dev) echo "libdeflate|MIT" ;;
        libssl-dev) echo "OpenSSL|Apache-2.0" ;;
        libfmt-dev) echo "fmt|MIT" ;;
        libhwy-dev) echo "Highway|Apache-2.0" ;;
        *) echo "dependencies.sh: no licence is known for $1; add it here" >&2 && return 1 ;;
    esac
}

row() { printf '%-28s %-24s %s\n' "$@"; }

for package in "${libraries[@]}"; do
    known=$(licence "$package")
    version=$(dpkg-query -W -f='${Version}' "$package" 2>/dev/null) || version="not installed"
    row "${known%%|*}" "$version" "${known##*|}"
done

# What libtorch.sh fetches. The licences of the GPU's libraries are in their wheels.
cat "$root"/packaging/libtorch.pin ${SAMSCOPE_CUDA:+"$root"/packaging/libtorch-cuda.pin} | while read -r requirement _; do
    name=${requirement%%==*}
    version=${requirement##*==}
    case "$name" in
        torch) row LibTorch "$version" BSD-3-Clause ;;
        nvidia-cuda-runtime | nvidia-cuda-cupti) row "$name" "$version" LicenseRef-NVIDIA-CUDA-EULA ;;
        nvidia-*) row "$name" "$version" NOASSERTION ;;
    esac
done
