#!/usr/bin/env bash
# Installs what is missing, builds samscope and starts the main job on the demo: a window where there is a display,
# otherwise the same steps on the terminal.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
build=${SAMSCOPE_BUILD:-$root/build}
install_packages "${packages[@]}"
build_samscope "$build" OFF
exec "$build/bin/samscope" demo "$@"
