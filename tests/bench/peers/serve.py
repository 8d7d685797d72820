"""One peer in a process of its own: loads the model, then runs one stage for every line on standard input.

    python serve.py PEER FOLDER CHECKPOINT THREADS SCRATCH

The input is SCRATCH/input.npz. Prints "ready" when the model is warm and its results lie in SCRATCH/PEER.npz. A line
"encode" or "decode" is answered with wall seconds and CPU seconds / threads; "memory" with the peak resident set in
MB. With no threads (0) the peer's exported model is written to SCRATCH and nothing is served.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np


class Transformers:
    """SamModel with the attention `name`; both stages."""

    def __init__(self, name, folder, threads, data):
        import torch
        from transformers import SamModel

        torch.set_num_threads(threads)
        self.torch = torch
        self.model = SamModel.from_pretrained(folder, attn_implementation=name).eval()
        self.pixels = torch.from_numpy(data["pixel_values"])
        self.point = torch.from_numpy(data["point"]).reshape(1, 1, 1, 2)
        self.label = torch.ones(1, 1, 1, dtype=torch.int64)
        self.embedding = torch.from_numpy(self.encode())

    def encode(self):
        with self.torch.inference_mode():
            return self.model.get_image_embeddings(self.pixels).numpy()

    def decode(self):
        with self.torch.inference_mode():
            out = self.model(image_embeddings=self.embedding, input_points=self.point, input_labels=self.label)
        return out.pred_masks[0, 0].numpy(), out.iou_scores[0, 0].numpy()


class Meta:
    """segment_anything's own modules, built to the widths of the checkpoint; both stages."""

    def __init__(self, folder, checkpoint, threads, data):
        import torch
        from functools import partial
        from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

        torch.set_num_threads(threads)
        self.torch = torch
        with open(f"{folder}/config.json") as file:
            vision = json.load(file)["vision_config"]
        width = vision["hidden_size"]
        encoder = ImageEncoderViT(
            depth=vision["num_hidden_layers"], embed_dim=width, img_size=1024,
            mlp_ratio=(vision["mlp_dim"] + 0.5) / width, norm_layer=partial(torch.nn.LayerNorm, eps=1e-6),
            num_heads=vision["num_attention_heads"], patch_size=16, qkv_bias=True, use_rel_pos=True,
            global_attn_indexes=vision["global_attn_indexes"], window_size=14, out_chans=256)
        prompt = PromptEncoder(embed_dim=256, image_embedding_size=(64, 64), input_image_size=(1024, 1024),
                               mask_in_chans=16)
        decoder = MaskDecoder(
            num_multimask_outputs=3, iou_head_depth=3, iou_head_hidden_dim=256, transformer_dim=256,
            transformer=TwoWayTransformer(depth=2, embedding_dim=256, mlp_dim=2048, num_heads=8))
        self.model = Sam(encoder, prompt, decoder).eval()
        self.model.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
        self.pixels = torch.from_numpy(data["pixel_values"])
        self.points = (torch.from_numpy(data["point"]).reshape(1, 1, 2), torch.ones(1, 1, dtype=torch.int64))
        self.embedding = torch.from_numpy(self.encode())

    def encode(self):
        with self.torch.inference_mode():
            return self.model.image_encoder(self.pixels).numpy()

    def decode(self):
        with self.torch.inference_mode():
            sparse, dense = self.model.prompt_encoder(points=self.points, boxes=None, masks=None)
            masks, scores = self.model.mask_decoder(
                image_embeddings=self.embedding, image_pe=self.model.prompt_encoder.get_dense_pe(),
                sparse_prompt_embeddings=sparse, dense_prompt_embeddings=dense, multimask_output=True)
        return masks[0].numpy(), scores[0].numpy()


def vision_encoder(folder):
    """The module that OpenVINO and ONNX Runtime are given, traced in transformers' eager form."""
    import torch
    from transformers import SamModel

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = SamModel.from_pretrained(folder, attn_implementation="eager").vision_encoder

        def forward(self, pixel_values):
            return self.encoder(pixel_values)[0]

    return Encoder().eval()


def export(peer, folder, data, file):
    """The encoder in the peer's own format; takes several times the memory that running it does."""
    import torch

    pixels = torch.from_numpy(data["pixel_values"])
    if peer == "openvino":
        import openvino

        with torch.no_grad():
            model = openvino.convert_model(vision_encoder(folder), example_input=pixels)
        openvino.save_model(model, file, compress_to_fp16=False)
    else:
        torch.onnx.export(vision_encoder(folder), (pixels,), file, input_names=["pixel_values"],
                          output_names=["embedding"])


class OpenVino:
    def __init__(self, file, threads, data):
        import openvino

        self.pixels = data["pixel_values"]
        settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
        self.request = openvino.Core().compile_model(file, "CPU", settings).create_infer_request()

    def encode(self):
        return self.request.infer([self.pixels])[0]


class OnnxRuntime:
    def __init__(self, file, threads, data):
        import onnxruntime

        self.pixels = data["pixel_values"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def encode(self):
        return self.session.run(None, {"pixel_values": self.pixels})[0]


class Probe:
    """Not a peer: products of matrices in the cache for about 0.1 s, the measure of disturbance."""

    def __init__(self, threads):
        import torch

        torch.set_num_threads(threads)
        self.torch = torch
        self.matrix = torch.rand(512, 512)

    def encode(self):
        with self.torch.inference_mode():
            end = time.perf_counter() + 0.1
            count = 0
            start = time.perf_counter()
            while time.perf_counter() < end:
                self.torch.mm(self.matrix, self.matrix)
                count += 1
        return count * 2 * 512**3 / (time.perf_counter() - start) / 1e9


EXPORTED = {"openvino": ("encoder.xml", OpenVino), "onnxruntime": ("encoder.onnx", OnnxRuntime)}


def make(peer, folder, checkpoint, threads, data, scratch):
    if peer in EXPORTED:
        file, runtime = EXPORTED[peer]
        return runtime(str(scratch / file), threads, data)
    if peer == "meta":
        return Meta(folder, checkpoint, threads, data)
    return Transformers(peer, folder, threads, data)


def peak_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1000 for line in status if line.startswith("VmHWM"))


def main():
    peer, folder, checkpoint, threads, scratch = sys.argv[1:]
    threads, scratch = int(threads), Path(scratch)
    if peer == "probe":
        model = Probe(threads)
    else:
        data = dict(np.load(scratch / "input.npz"))
        if threads == 0:
            export(peer, folder, data, str(scratch / EXPORTED[peer][0]))
            return
        model = make(peer, folder, checkpoint, threads, data, scratch)
        results = {"embedding": model.encode()}
        if hasattr(model, "decode"):
            results["masks"], results["scores"] = model.decode()
        np.savez(scratch / f"{peer}.npz", **results)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "memory":
            print(peak_memory(), flush=True)
            continue
        stage = getattr(model, line.strip())
        wall, cpu = time.perf_counter(), time.process_time()
        result = stage()
        wall, cpu = time.perf_counter() - wall, (time.process_time() - cpu) / threads
        print(result if peer == "probe" else wall, cpu, flush=True)


if __name__ == "__main__":
    main()
