#!/usr/bin/env python3
"""Times the image encoder of samscope against its peers on the same weights, input size and threads.

    pip install torch transformers openvino
    python tests/bench/peers/encoder.py SAMSCOPE HF_FOLDER [--rounds 10] [--peers eager,sdpa,openvino]

Every round runs each contender once, in turns, so that all of them meet the same disturbances. Each runs in a process
of its own that stays alive; the Python peers get glibc told to keep its memory, which is their best environment.
Prints the median of each, the ratio to samscope's, and the largest difference of the embedding from eager's.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "4294967295", "MALLOC_TRIM_THRESHOLD_": "4294967295", "MALLOC_TOP_PAD_": "268435456"}


def serve(peer, folder, threads, pixels_file, out_file):
    """Runs one encode for every line on standard input and answers with its seconds."""
    import time
    import numpy as np
    import torch
    from transformers import SamModel

    torch.set_num_threads(threads)
    pixels = torch.from_numpy(np.load(pixels_file))
    attention = "eager" if peer == "openvino" else peer
    model = SamModel.from_pretrained(folder, attn_implementation=attention).eval()
    if peer == "openvino":
        import openvino

        class Encoder(torch.nn.Module):
            def __init__(self, encoder):
                super().__init__()
                self.encoder = encoder

            def forward(self, x):
                return self.encoder(x)[0]

        with torch.no_grad():
            converted = openvino.convert_model(Encoder(model.vision_encoder), example_input=pixels)
        compiled = openvino.Core().compile_model(
            converted, "CPU", {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"})
        request = compiled.create_infer_request()

        def encode():
            return request.infer([pixels.numpy()])[0]
    else:
        def encode():
            with torch.inference_mode():
                return model.get_image_embeddings(pixels).numpy()
    np.save(out_file, encode())
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        encode()
        print(time.perf_counter() - start, flush=True)


def samscope_round(program, folder):
    """One warm encode of `samscope bench`, in seconds, with the probe beside it."""
    text = subprocess.run([program, "bench", "--model", folder, "--rounds", "1", "--device", "cpu", "--json", "-"],
                          check=True, capture_output=True, text=True).stdout
    report = json.loads(text)
    return report["encoder"]["p50_ms"] / 1000, report["probe_gflops"]["median"], report["encoder_share_of_peak"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--peers", default="eager,sdpa,openvino")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--image", required=True, help="a picture, for the input and the comparison of embeddings")
    arguments = parser.parse_args()
    peers = arguments.peers.split(",")
    import numpy as np

    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([arguments.program, "predict", "--model", arguments.folder, "--image", arguments.image, "--point",
                        "1,1", "--device", "cpu", "--npy", scratch], check=True, capture_output=True)
        ours = np.load(f"{scratch}/image_embedding.npy")
        servers = {}
        for peer in peers:
            servers[peer] = subprocess.Popen(
                [sys.executable, __file__, "--serve", peer, arguments.folder, str(arguments.threads),
                 f"{scratch}/pixel_values.npy", f"{scratch}/{peer}.npy"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **KEEP_MEMORY})
            assert servers[peer].stdout.readline().strip() == "ready", peer
        times = {name: [] for name in ["samscope", *peers]}
        probes, shares = [], []
        for _ in range(arguments.rounds):
            seconds, probe, share = samscope_round(arguments.program, arguments.folder)
            times["samscope"].append(seconds)
            probes.append(probe)
            shares.append(share)
            for peer, server in servers.items():
                print(file=server.stdin, flush=True)
                times[peer].append(float(server.stdout.readline()))
        reference = np.load(f"{scratch}/{peers[0]}.npy")
        base = statistics.median(times["samscope"])
        print(f"{arguments.folder}: {arguments.threads} threads, probe {statistics.median(probes):.0f} GFLOP/s, "
              f"samscope at {100 * statistics.median(shares):.0f} % of it")
        for name, list_ in times.items():
            median = statistics.median(list_)
            result = ours if name == "samscope" else np.load(f"{scratch}/{name}.npy")
            print(f"  {name:10s} min {min(list_):.3f} s  median {median:.3f} s  {median / base:5.2f} x  "
                  f"embedding differs from {peers[0]} by {np.abs(result - reference).max():.1e}")
        for server in servers.values():
            server.stdin.close()
            server.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5], sys.argv[6])
    else:
        main()
