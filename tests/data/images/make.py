"""Made the files of this folder and the expected values of tests/core/imaging: Pillow 13.0.0, transformers 5.23.0,
torch 2.15.0, pycocotools. The tests need none of them. Usage: make.py FOLDER"""
import hashlib
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps
from transformers.models.sam.image_processing_pil_sam import SamImageProcessorPil

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def pattern(width, height, seed=1):
    """patternImage of tests/support/image_files.cpp."""
    with np.errstate(over="ignore"):
        z = (np.arange(1, width * height * 3 + 1, dtype=np.uint64) + np.uint64(seed)) * GOLDEN
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return ((3 * x + 5 * y + 85 * c).ravel() + (z >> np.uint64(58)).astype(np.int64)).astype(np.uint8).reshape(
        height, width, 3)


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def exif(orientation):
    tags = Image.Exif()
    tags[0x112] = orientation
    return tags.tobytes()


def pictures(folder):
    at = lambda name: os.path.join(folder, name)
    rgb = Image.fromarray(pattern(61, 43))
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        rgb.save(at(f"ycc_{name}.jpg"), quality=88, subsampling=subsampling)
    rgb.save(at("progressive.jpg"), quality=70, progressive=True)
    rgb.save(at("restarts.jpg"), quality=80, restart_marker_blocks=3)
    rgb.convert("L").save(at("grey.jpg"), quality=85)
    inks = np.dstack([pattern(61, 43), pattern(61, 43, 9)[..., :1]])
    Image.fromarray(inks, "CMYK").save(at("cmyk.jpg"), quality=92)
    small = Image.fromarray(pattern(24, 17))
    for orientation in range(1, 9):
        small.save(at(f"exif_{orientation}.jpg"), quality=90, exif=exif(orientation))
    small.save(at("exif_6.png"), exif=exif(6))
    small.save(at("xmp_8.jpg"), xmp=b'<x tiff:Orientation="8"/>')
    rgb.save(at("rgb.png"))
    rgb.convert("L").save(at("grey.png"))
    rgb.convert("1").save(at("bits.png"))
    alpha = np.dstack([pattern(61, 43), pattern(61, 43, 4)[..., :1] * (np.arange(43) > 9)[:, None, None]])
    Image.fromarray(alpha.astype(np.uint8)).save(at("alpha.png"))
    Image.fromarray(alpha.astype(np.uint8)).convert("LA").save(at("grey_alpha.png"))
    few = rgb.quantize(40)
    rgb.quantize(200).save(at("palette.png"))
    rgb.quantize(13).save(at("palette_4.png"), bits=4)
    few.save(at("palette_key.png"), transparency=3)
    few.save(at("palette_alpha.png"), transparency=bytes(range(40)))
    rgb.save(at("rgb_key.png"), transparency=tuple(int(v) for v in pattern(61, 43)[0, 0]))
    rgb.convert("L").save(at("grey_key.png"), transparency=int(np.asarray(rgb.convert("L"))[0, 0]))
    rgb.quantize(200).save(at("palette.gif"))
    few.save(at("palette_key.gif"), transparency=int(np.asarray(few)[20, 20]))
    rgb.save(at("rgb.bmp"))
    few.save(at("palette.bmp"))
    Image.fromarray(alpha.astype(np.uint8)).save(at("alpha.bmp"))
    rgb.save(at("rgb.ppm"))
    rgb.convert("L").save(at("grey.pgm"))
    rgb.convert("1").save(at("bits.pbm"))
    Image.fromarray(pattern(1, 1)).save(at("one_pixel.png"))
    rows = {}
    for name in sorted(os.listdir(folder)):
        if name.rsplit(".")[-1] in ("jpg", "png", "gif", "bmp", "ppm", "pgm", "pbm"):
            image = np.asarray(ImageOps.exif_transpose(Image.open(at(name))).convert("RGB"))
            rows[name] = {"width": image.shape[1], "height": image.shape[0], "sha256": sha(image)}
    # What must be refused comes after the list of what is read.
    Image.fromarray(pattern(30, 20).astype(np.uint16)[..., 0] * 257).save(at("refused_16_bits.png"))
    rgb.save(at("refused_animated.png"), save_all=True, append_images=[ImageOps.mirror(rgb)])
    few.save(at("refused_animated.gif"), save_all=True, append_images=[ImageOps.mirror(few)])
    small.save(at("refused.tif"))
    small.save(at("refused.webp"))
    with open(at("expected.json"), "w") as file:
        json.dump(rows, file, indent=1)
        file.write("\n")


def resized():
    for width, height, to_width, to_height in (
        (1, 1, 1, 1), (1, 1, 7, 5), (7, 5, 1, 1), (1, 90, 30, 20), (90, 1, 20, 30), (64, 48, 64, 48), (64, 48, 64, 31),
        (64, 48, 31, 48), (4000, 30, 1024, 8), (30, 4000, 8, 1024), (2000, 500, 1024, 256), (500, 2000, 256, 1024),
        (120, 235, 288, 119), (300, 200, 1024, 683), (1023, 681, 1024, 682), (333, 777, 97, 1203),
        (1080, 2160, 512, 1024), (100, 200, 40, 80), (100, 201, 40, 80), (101, 200, 40, 79)):
        image = Image.fromarray(pattern(width, height)).resize((to_width, to_height), Image.BILINEAR)
        print(f'{{{width}, {height}, {to_width}, {to_height}, "{sha(np.asarray(image))}"}},')


def preprocessed():
    for width, height, size in ((1100, 700, 1024), (700, 1100, 1024), (5, 5, 1024), (64, 64, 64), (61, 43, 64),
                                (500, 1700, 256), (1279, 853, 512), (4000, 2, 1024)):
        processor = SamImageProcessorPil(size={"longest_edge": size}, pad_size={"height": size, "width": size})
        out = processor(Image.fromarray(pattern(width, height)), return_tensors="np")
        rows, columns = out["reshaped_input_sizes"][0]
        print(f'{{{width}, {height}, {size}, {columns}, {rows}, "{sha(out["pixel_values"][0])}"}},')


def logits(side):
    """patternLogits of tests/core/imaging/tst_logit_rows.cpp."""
    image = pattern(side, side)[..., 0].astype(np.int64)
    return ((image - 128).astype(np.float32) / np.float32(16.0)).reshape(1, 1, side, side)


def upscaled(folder):
    cases = []
    for side, width, height, size in ((16, 100, 50, 64), (16, 33, 90, 64), (16, 64, 64, 64), (64, 300, 200, 256),
                                      (256, 700, 1100, 1024), (256, 5, 3, 1024), (256, 1200, 5, 1024)):
        scale = size / max(width, height)
        rows, columns = int(height * scale + 0.5), int(width * scale + 0.5)
        out = F.interpolate(torch.from_numpy(logits(side)), (size, size), mode="bilinear", align_corners=False)
        out = F.interpolate(out[..., :rows, :columns], (height, width), mode="bilinear", align_corners=False).flatten()
        index = np.arange(64) * 4099 % out.numel()
        cases.append({"side": side, "width": width, "height": height, "input": size, "area": int((out > 0).sum()),
                      "above_one": int((out > 1).sum()), "samples": [float(v) for v in out.numpy()[index]]})
    with open(os.path.join(folder, "upscaled.json"), "w") as file:
        json.dump(cases, file)
        file.write("\n")


if __name__ == "__main__":
    pictures(sys.argv[1])
    upscaled(sys.argv[1])
    resized()
    preprocessed()
