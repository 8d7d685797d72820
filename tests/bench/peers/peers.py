#!/usr/bin/env python3
"""samscope's encoder and decoder beside their peers on the same weights, input and threads, as a Markdown table.

    pip install torch transformers segment-anything openvino onnxruntime onnx onnxscript
    python tests/bench/peers/peers.py build/bin/samscope --image PICTURE --model HF_FOLDER[=CHECKPOINT.pth] ...
        [--rounds 10] [--minutes 60] [--peers eager,sdpa,meta,openvino,onnxruntime] [--json FILE] [--markdown FILE]

Every round runs each contender once, in turns. Each peer is a process that stays alive, with glibc told to keep its
memory, which is its best environment; samscope is started anew for each round and its warm times are taken. Before and
after each sample stands a probe of 0.1 s; samples beside a probe under --undisturbed (90 %) of a good one (of ten, the
second best) are left out. Meta's modules need the checkpoint behind the equals sign. What was measured is written after
every round, and the run ends within --minutes with what it has.
"""
import argparse
import datetime
import json
import os
import platform
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "4294967295", "MALLOC_TRIM_THRESHOLD_": "4294967295",
               "MALLOC_TOP_PAD_": "268435456"}
EXPORTED = ("openvino", "onnxruntime")  # in a process of its own, whose memory is then free again
DECODES = 5  # a round; the encoder runs once


class Late(Exception):
    pass


class Server:
    """A process of serve.py. Answers that come after the deadline raise Late."""

    def __init__(self, peer, folder, checkpoint, threads, scratch, deadline):
        self.deadline = deadline
        self.results = f"{scratch}/{peer}.npz"
        self.log = open(f"{scratch}/{peer}.log", "w+")
        serve = [sys.executable, str(Path(__file__).with_name("serve.py")), peer, folder, checkpoint]
        if peer in EXPORTED:
            self.export([*serve, "0", scratch])
        self.process = subprocess.Popen([*serve, str(threads), scratch], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True, env={**os.environ, **KEEP_MEMORY})
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def export(self, command):
        try:
            subprocess.run(command, stdout=self.log, stderr=self.log, check=True,
                           timeout=max(0.01, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise Late from None
        except subprocess.CalledProcessError:
            raise RuntimeError(self.last_words()) from None

    def last_words(self):
        self.log.seek(0)
        return (self.log.read().strip().splitlines() or ["ended without a word"])[-1]

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def answer(self):
        while True:
            try:
                line = self.lines.get(timeout=max(0.01, self.deadline - time.monotonic()))
            except queue.Empty:
                raise Late from None
            if line == "":
                raise RuntimeError(self.last_words())
            words = line.split()
            if words[0] == "ready" or words[0][0].isdigit():  # libraries print, too
                return words

    def ask(self, question):
        print(question, file=self.process.stdin, flush=True)
        return [float(word) for word in self.answer()]

    def end(self):
        self.process.kill()
        self.process.wait()


def samscope_round(program, folder, deadline):
    """Warm times of one start of `samscope bench`."""
    command = [program, "bench", "--model", folder, "--rounds", "1", "--device", "cpu", "--json", "-"]
    try:
        out = subprocess.run(command, check=True, capture_output=True, text=True,
                             timeout=max(0.01, deadline - time.monotonic())).stdout
    except subprocess.TimeoutExpired:
        raise Late from None
    return json.loads(out)


def prepare(program, folder, image, scratch):
    """samscope's own results, and the input that every peer gets. The point is the picture's centre."""
    command = [program, "predict", "--model", folder, "--image", image, "--device", "cpu", "--npy", scratch, "--json",
               "-", "--point"]
    size = json.loads(subprocess.run([*command, "1,1"], check=True, capture_output=True, text=True).stdout)["image"]
    width, height = size["width"], size["height"]
    x, y = width // 2, height // 2
    subprocess.run([*command, f"{x},{y}"], check=True, capture_output=True)
    scale = 1024 / max(width, height)
    resized = [int(side * scale + 0.5) for side in (width, height)]
    point = np.array([x * resized[0] / width, y * resized[1] / height], dtype=np.float32)
    np.savez(f"{scratch}/input.npz", pixel_values=np.load(f"{scratch}/pixel_values.npy"), point=point)
    return {"embedding": np.load(f"{scratch}/image_embedding.npy"), "masks": np.load(f"{scratch}/low_res_masks.npy"),
            "scores": np.load(f"{scratch}/iou_scores.npy")}


def differences(results, reference):
    """Correctness beside every time, from transformers' eager numerics (or the first peer's)."""
    a, b = results["embedding"].ravel().astype(float), reference["embedding"].ravel().astype(float)
    found = {"embedding": float(np.abs(a - b).max()),
             "cosine": float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))}
    if "masks" in results and "masks" in reference:
        masks, expected = (np.squeeze(each["masks"]) for each in (results, reference))
        both, either = np.logical_and(masks > 0, expected > 0), np.logical_or(masks > 0, expected > 0)
        found["logits"] = float(np.abs(masks - expected).max())
        found["scores"] = float(np.abs(np.squeeze(results["scores"]) - np.squeeze(reference["scores"])).max())
        found["iou"] = float(min(1.0 if not e.any() else b.sum() / e.sum() for b, e in zip(both, either)))
    return found


class Contender:
    def __init__(self, name):
        self.name = name
        self.samples = []  # stage, wall seconds, CPU seconds / threads or None, lower probe
        self.memory = None
        self.correctness = {}

    def summary(self, stage, lowest_probe):
        kept = [sample for sample in self.samples if sample[0] == stage and sample[3] >= lowest_probe]
        if not kept:
            return None
        wall = [sample[1] for sample in kept]
        cpu = [sample[2] for sample in kept if sample[2] is not None]
        return {"runs": len(wall), "min": min(wall), "median": statistics.median(wall),
                "p95": float(np.quantile(wall, 0.95)), "cpu_per_thread": statistics.median(cpu) if cpu else None}


class ModelRun:
    """All contenders on one model."""

    def __init__(self, arguments, model, deadline):
        self.folder, _, self.checkpoint = model.partition("=")
        self.arguments, self.deadline = arguments, deadline
        self.contenders, self.servers, self.skipped = [Contender("samscope")], {}, {}
        self.shares, self.peaks, self.starts = [], [], []
        self.rounds = 0
        self.probes = []

    def start(self, scratch):
        ours = prepare(self.arguments.program, self.folder, self.arguments.image, scratch)
        reference = None
        for peer in ["probe", *self.arguments.peers.split(",")]:
            if peer == "meta" and not self.checkpoint:
                self.skipped[peer] = "no checkpoint given"
                continue
            try:
                server = Server(peer, self.folder, self.checkpoint, self.arguments.threads, scratch, self.deadline)
                self.servers[peer] = server
                server.answer()
            except (RuntimeError, Late) as error:
                self.skipped[peer] = str(error) or "not ready in time"
                if peer in self.servers:
                    self.servers.pop(peer).end()
                continue
            if peer == "probe":
                continue
            results = dict(np.load(server.results))
            reference = reference or results
            self.contenders.append(Contender(peer))
            self.contenders[-1].correctness = differences(results, reference)
        if reference:
            self.contenders[0].correctness = differences(ours, reference)

    def probe(self):
        time.sleep(0.2)  # a peer's threads spin for a while after its last answer
        value = self.servers["probe"].ask("encode")[0]
        self.probes.append(value)
        return value

    def measure(self, contender, before):
        """One sample of each stage; returns the probe after them."""
        found = []
        if contender.name == "samscope":
            report = samscope_round(self.arguments.program, self.folder, self.deadline)
            cpu = report["encoder_cpu"]["p50_ms"] / 1000
            found = [("encode", report["encoder"]["p50_ms"] / 1000, cpu),
                     ("decode", report["decoder_point"]["p50_ms"] / 1000, None)]
            contender.memory = max(contender.memory or 0, report["peak_rss_mb"])
            self.shares.append(report["encoder_share_of_peak"])
            self.peaks.append(report["probe_gflops"]["median"])
            self.starts.append(report["cold_start_ratio"])
        else:
            server = self.servers[contender.name]
            found.append(("encode", *server.ask("encode")))
            if "logits" in contender.correctness:
                found += [("decode", *server.ask("decode")) for _ in range(DECODES)]
            contender.memory = server.ask("memory")[0]
        after = self.probe()
        contender.samples += [(*sample, min(before, after)) for sample in found]
        return after

    def round(self):
        probe = self.probe()
        for contender in self.contenders:
            probe = self.measure(contender, probe)
        self.rounds += 1

    def end(self):
        for server in self.servers.values():
            server.end()

    def report(self):
        lowest = self.arguments.undisturbed * float(np.quantile(self.probes or [0], 0.9))
        samples = [sample for each in self.contenders for sample in each.samples]
        return {"model": self.folder, "rounds": self.rounds, "threads": self.arguments.threads,
                "samples": len(samples), "disturbed": sum(sample[3] < lowest for sample in samples),
                "skipped": self.skipped, "fma_probe_gflops": max(self.peaks, default=None),
                "encoder_share_of_probe": statistics.median(self.shares) if self.shares else None,
                "cold_start_ratio": statistics.median(self.starts) if self.starts else None,
                "contenders": [{"name": each.name, "encode": each.summary("encode", lowest),
                                "decode": each.summary("decode", lowest),
                                "encode_all": each.summary("encode", 0), "peak_rss_mb": each.memory,
                                "differences": each.correctness} for each in self.contenders]}


def cell(pattern, value):
    return "" if value is None else pattern.format(value)


def markdown(reports):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    lines = [f"{datetime.date.today()}, {platform.system()} {platform.machine()}, {cpu}, {os.cpu_count()} CPUs, float32."]
    for report in reports:
        ours = report["contenders"][0]
        lines += ["", f"**{Path(report['model']).name}**: {report['rounds']} rounds, {report['threads']} threads, "
                  f"{report['disturbed']} of {report['samples']} samples left out as disturbed, FMA probe "
                  f"{cell('{:.0f}', report['fma_probe_gflops'])} GFLOP/s, samscope's encoder at "
                  f"{cell('{:.0%}', report['encoder_share_of_probe'])} of it, cold start "
                  f"{cell('{:.2f}', report['cold_start_ratio'])} x a warm image.", "",
                  "| | encoder min / median / p95 s | CPU s / threads | ratio | point min / median / p95 ms | ratio | "
                  "peak MB | embedding | cosine - 1 | logits | scores | IoU |", "|---" * 12 + "|"]
        for each in report["contenders"]:
            def stage(name, factor, digits):
                mine, base = each[name], ours[name]
                if not mine:
                    return ["", "", ""]
                times = " / ".join(f"{factor * mine[key]:.{digits}f}" for key in ("min", "median", "p95"))
                ratio = f"{mine['median'] / base['median']:.2f}" if base else ""
                return [times, cell("{:.3f}", mine["cpu_per_thread"]), ratio]
            encode, decode = stage("encode", 1, 3), stage("decode", 1000, 1)
            found = each["differences"]
            lines.append("| " + " | ".join([
                each["name"], *encode, decode[0], decode[2], cell("{:.0f}", each["peak_rss_mb"]),
                cell("{:.1e}", found.get("embedding")), cell("{:.0e}", found["cosine"] - 1 if found else None),
                cell("{:.1e}", found.get("logits")), cell("{:.1e}", found.get("scores")),
                cell("{:.4f}", found.get("iou"))]) + " |")
        lines += [f"\nLeft out: {peer} ({why})." for peer, why in report["skipped"].items()]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--model", action="append", required=True)
    parser.add_argument("--image", required=True)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--peers", default="eager,sdpa,meta,openvino,onnxruntime")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--undisturbed", type=float, default=0.9)
    parser.add_argument("--json")
    parser.add_argument("--markdown")
    arguments = parser.parse_args()
    end = time.monotonic() + 60 * arguments.minutes
    reports = []

    def write(current):
        everything = [*reports, current]
        if arguments.json:
            Path(arguments.json).write_text(json.dumps(everything, indent=1))
        if arguments.markdown:
            Path(arguments.markdown).write_text(markdown(everything))

    for index, model in enumerate(arguments.model):
        share = (end - time.monotonic()) / (len(arguments.model) - index)
        run = ModelRun(arguments, model, time.monotonic() + share)
        with tempfile.TemporaryDirectory() as scratch:
            try:
                run.start(scratch)
                while run.rounds < arguments.rounds:
                    run.round()
                    print(f"{model}: {run.rounds} of {arguments.rounds} rounds", file=sys.stderr, flush=True)
                    write(run.report())
            except Late:
                print(f"{model}: out of time after {run.rounds} rounds", file=sys.stderr, flush=True)
            finally:
                run.end()
        reports.append(run.report())
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(reports, indent=1))
    text = markdown(reports)
    if arguments.markdown:
        Path(arguments.markdown).write_text(text)
    print(text)


if __name__ == "__main__":
    main()
