#!/usr/bin/env bash
# Puts the pinned LibTorch into the user's cache and prints its folder; a second run needs no network.
#   bash packaging/libtorch.sh [--cuda]     --cuda: with the CUDA half and its libraries (about 3 GB to fetch)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pins=("$here/libtorch.pin")
libraries='libc10|libtorch_cpu|libgomp|libcudart|libcupti'
case "${1:-}" in
    "") ;;
    --cuda)
        pins+=("$here/libtorch-cuda.pin")
        libraries='lib(?!torch_python|shm).*'
        ;;
    *)
        echo "libtorch.sh: unknown option $1; the only one is --cuda" >&2
        exit 2
        ;;
esac

version=$(sed -n 's/^torch==\([^ ]*\) .*/\1/p' "${pins[0]}")
folder=${XDG_CACHE_HOME:-$HOME/.cache}/samscope/libtorch-$version

# The file "pins" is written last: it says what is there. More than what is asked for is as good.
if [ -f "$folder/pins" ] && ! cat "${pins[@]}" | grep -vxFf "$folder/pins" >/dev/null; then
    echo "$folder"
    exit 0
fi

if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "libtorch.sh: the pinned LibTorch is for Linux x86-64; point CMAKE_PREFIX_PATH to an official LibTorch" >&2
    exit 2
fi
if ! python3 -m pip --version >/dev/null 2>&1; then
    echo "libtorch.sh: python3 -m pip is missing; install it with: apt-get install python3-pip" >&2
    exit 2
fi

mkdir -p "$(dirname "$folder")"
stage=$(mktemp -d "$folder.partial-XXXXXXXX")
trap 'rm -rf "$stage"' EXIT
mkdir "$stage/wheels" "$stage/new"

echo "Fetching LibTorch $version into $folder (once)" >&2
platforms=()
for tag in 2_28 2_27 2_26 2_25 2_18 2_17; do
    platforms+=(--platform "manylinux_${tag}_x86_64")
done
python3 -m pip download --disable-pip-version-check --no-cache-dir --no-deps --require-hashes --only-binary=:all: \
    --python-version 3.11 --implementation cp --abi cp311 "${platforms[@]}" --platform manylinux2014_x86_64 \
    --dest "$stage/wheels" "${pins[@]/#/--requirement=}" >&2 || {
    echo "libtorch.sh: could not fetch LibTorch $version (see above); nothing was changed, run it again" >&2
    exit 1
}

# The wheels' own folders are kept, so that the run paths inside the libraries hold.
python3 - "$stage/wheels" "$stage/new" "$libraries" <<'PYTHON'
import pathlib, re, sys, zipfile

wheels, goal, libraries = sys.argv[1:]
wanted = re.compile(rf"torch/include/.*|torch/lib/({libraries})\.so[^/]*|nvidia/[^/]+/lib/({libraries})\.so[^/]*")
for wheel in sorted(pathlib.Path(wheels).glob("*.whl")):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(goal, [name for name in archive.namelist() if wanted.fullmatch(name)])
    wheel.unlink()
PYTHON
cat "${pins[@]}" >"$stage/new/pins"

if [ -e "$folder" ]; then
    mv -T "$folder" "$stage/old"
fi
mv -T "$stage/new" "$folder"
echo "$folder"
