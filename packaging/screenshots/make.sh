#!/usr/bin/env bash
# Renders the README's pictures from the demo under Xvfb: make.sh PROGRAM [FOLDER]. SCALE=1.5, SAMSCOPE_THEME=dark and
# SAMSCOPE_LANGUAGE=zh_CN vary them. Needs xvfb, xdotool and imagemagick.
set -euo pipefail
program=$(realpath "$1")
folder=$(realpath "${2:-$(dirname "$0")}")
display=:$((60 + RANDOM % 30))
state=$(mktemp -d)
export DISPLAY=$display QT_QPA_PLATFORM=xcb XDG_CONFIG_HOME=$state/config XDG_RUNTIME_DIR=$state QT_SCALE_FACTOR=${SCALE:-1}
width=$(awk -v s="$QT_SCALE_FACTOR" 'BEGIN { print int(1408 * s) }')
height=$(awk -v s="$QT_SCALE_FACTOR" 'BEGIN { print int(880 * s) }')
Xvfb "$display" -screen 0 "${width}x${height}x24" -nolisten tcp >/dev/null 2>&1 &
server=$!
trap 'kill $samscope $server 2>/dev/null || true; rm -rf "$state"' EXIT
mkdir -p "$XDG_CONFIG_HOME/samscope"
printf '[window]\nfirstStepsSeen=true\nlanguage=%s\n' "${SAMSCOPE_LANGUAGE:-en}" >"$XDG_CONFIG_HOME/samscope/samscope.conf"
sleep 1
cd "$state"
model=$(dirname "$program")/../share/samscope/resources/demo/demo_sam.pth
"$program" convert --checkpoint_path "$model" --pytorch_dump_folder_path half --dtype bfloat16 >/dev/null
"$program" demo >/dev/null 2>&1 &
samscope=$!
at() { awk -v p="$1" -v s="$QT_SCALE_FACTOR" 'BEGIN { print int(p * s) }'; }
sleep "${WAIT:-8}"
window=$(xdotool search --onlyvisible --name samscope | head -1)
xdotool windowfocus "$window"
xdotool mousemove "$(at 660)" "$(at 180)" click 1
sleep 3
import -window root "$folder/segment.png"
xdotool key ctrl+1
sleep 2
import -window root "$folder/convert.png"
xdotool key ctrl+3
sleep 1
xdotool key ctrl+alt+o
sleep 2
xdotool type "$state/half/config.json"
xdotool key Return
sleep 4
xdotool mousemove "$(at 500)" "$(at 380)" click 1
sleep 3
import -window root "$folder/compare.png"
