#!/usr/bin/env bash
# The same set-up as run.sh, then every test through ctest.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
build=${SAMSCOPE_BUILD:-$root/build}
install_packages "${packages[@]}"
build_samscope "$build" ON
exec ctest --test-dir "$build" --output-on-failure -j "$(nproc)"
