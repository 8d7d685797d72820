#!/usr/bin/env python3
"""Draws scenes, trains a tiny SAM on them, measures it on held-out scenes and writes samscope's demo files.

    pip install torch transformers numpy opencv-python-headless pillow
    python make_demo.py draw     --work W                  # the pool of training scenes
    python make_demo.py train    --work W                  # resumes from W/last.pt; see README.md for the time
    python make_demo.py evaluate --work W                  # table on held-out scenes
    python make_demo.py export   --work W --out DIR        # demo_sam.pth, scenes, truth, demo.json, references.json

The network is transformers' own SamModel; only its starting values and the training loop are here.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is loaded: no spinning where other programs run too
import argparse, hashlib, json, re, time
from collections import OrderedDict
import cv2
import numpy as np
import torch
import torch.nn.functional as F
import transformers
from PIL import Image
from transformers import SamConfig, SamModel, SamProcessor
from transformers.models.sam.image_processing_pil_sam import SamImageProcessorPil
from transformers.models.sam.modeling_sam import SamVisionAttention

SIDE, PATCH, WIDTH, OUT = 192, 8, 128, 96          # frame, patch, encoder width, decoder width
WINDOW, CELL = 16 * PATCH, PATCH // 4              # training sees windows of 16 x 16 of the 24 x 24 tokens; pixels per mask cell
MEAN, STD = np.float32([123.675, 116.28, 103.53]), np.float32([58.395, 57.12, 57.375])
POOL, POOL_SIDE, HELD_OUT = 4000, 256, 60
TRAIN_SEED, HELD_OUT_SEED, SHIPPED_SEED = 1, 2, 3  # every scene's generator is seeded with [one of these, its number]
SHIPPED_SIZES = [(512, 384), (480, 480), (384, 512), (560, 400), (448, 448), (400, 520), (600, 400), (512, 512)]  # width, height


# ------------------------------------------------------------------------------------------------ scenes
def rgb(hue, saturation, value):
    return cv2.cvtColor(np.uint8([[[hue % 180, saturation, value]]]), cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def noise(rng, h, w, cell):
    grid = rng.normal(0, 1, (int(h / cell) + 2, int(w / cell) + 2)).astype(np.float32)
    return cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC)


def texture(rng, h, w, unit, first, second, kinds):
    """h x w x 3: two colours mixed by stripes, checks, dots, a gradient or mottle."""
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / unit
    angle = rng.uniform(0, 2 * np.pi)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    kind, period = rng.choice(kinds), rng.uniform(18, 48)
    if kind == "stripes":
        t = .5 + 2.5 * np.sin(2 * np.pi * u / period)
    elif kind == "checks":
        t = (np.floor(2 * u / period) + np.floor(2 * v / period)) % 2
    elif kind == "dots":
        t = unit * (rng.uniform(.22, .4) * period - np.hypot(u % period - period / 2, v % period - period / 2)) + .5
    elif kind == "gradient":
        t = (u - u.min()) / np.ptp(u) * rng.uniform(.8, 1)
    else:
        t = .5 + .4 * noise(rng, h, w, 44 * unit) + .3 * noise(rng, h, w, 18 * unit) + .15 * noise(rng, h, w, 8 * unit)
    return first + (second - first) * np.clip(t, 0, 1)[..., None]


def shape(rng, h, w, unit, radius, cx, cy):
    """A filled outline as an anti-aliased 8-bit alpha."""
    t, aspect = np.linspace(0, 2 * np.pi, 96, endpoint=False), rng.uniform(.55, 1)
    kind = rng.choice(["ellipse", "rectangle", "polygon", "star", "blob", "heart"], p=[.2, .2, .2, .12, .2, .08])
    c, s = np.cos(t), np.sin(t)
    if kind == "ellipse":
        p = np.stack([c, aspect * s], 1)
    elif kind == "rectangle":
        e = 2 / rng.uniform(4, 14)
        p = np.stack([np.sign(c) * abs(c) ** e, aspect * np.sign(s) * abs(s) ** e], 1) * .9
    elif kind == "polygon":
        k = rng.integers(3, 8)
        a = (np.arange(k) + rng.uniform(-.2, .2, k)) / k * 2 * np.pi
        p = np.stack([np.cos(a), np.sin(a)], 1) * rng.uniform(.85, 1, (k, 1))
    elif kind == "star":
        k = rng.integers(5, 9)
        a = np.arange(2 * k) / k * np.pi
        p = np.stack([np.cos(a), np.sin(a)], 1) * np.where(np.arange(2 * k) % 2, rng.uniform(.5, .7), 1)[:, None]
    elif kind == "blob":
        r = 1 + sum(rng.normal(0, .25 / k) * np.cos(k * t + rng.uniform(0, 6.3)) for k in range(2, 6))
        p = np.stack([r * c, max(aspect, .7) * r * s], 1) * .9
    else:
        p = np.stack([16 * s ** 3, 5 * np.cos(2 * t) + 2 * np.cos(3 * t) + np.cos(4 * t) - 13 * c], 1) / 16
    a = rng.uniform(0, 2 * np.pi)
    p = p @ np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) * radius + [cx, cy]
    alpha = np.zeros((h, w), np.uint8)
    cv2.fillPoly(alpha, np.round(p * 16).astype(np.int32)[None], 255, cv2.LINE_AA, 4)
    return alpha


def arrange(rng, h, w, unit):
    """3 to 6 outlines, each of the first three overlapping an earlier one, every visible part large and in one piece."""
    count, alphas, ids = int(rng.integers(3, 7)), [], np.zeros((h, w), np.uint8)
    for _ in range(80):
        radius = unit * np.exp(rng.uniform(np.log(64), np.log(150)))
        alpha = shape(rng, h, w, unit, min(radius, .42 * min(h, w)), rng.uniform(.1, .9) * w, rng.uniform(.1, .9) * h)
        new, after = alpha > 127, ids.copy()
        after[new] = len(alphas) + 1
        shared = max([(new & (a > 127)).sum() for a in alphas], default=0)
        if 0 < len(alphas) < 3 and shared < .06 * new.sum():
            continue
        for i, a in enumerate(alphas + [alpha], 1):
            seen = after == i
            area, pieces = seen.sum(), cv2.connectedComponentsWithStats(seen.astype(np.uint8))[2][1:, cv2.CC_STAT_AREA]
            if area < 6000 * unit ** 2 or area < .55 * (a > 127).sum() or pieces.max() < .97 * area:
                break
        else:
            alphas, ids = alphas + [alpha], after
            if len(alphas) == count:
                break
    return alphas, ids


def scene(seed, w, h):
    """-> picture uint8 h x w x 3, ids uint8 h x w (0 is the background, i the visible part of object i)"""
    rng, unit, alphas = np.random.default_rng(seed), max(w, h) / 512, []
    while len(alphas) < 3:
        alphas, ids = arrange(rng, h, w, unit)
    hues = (rng.uniform(0, 180) + rng.permutation(len(alphas) + 1) * 180 / (len(alphas) + 1)).astype(int)
    ground = [rgb(hues[0], rng.integers(10, 70), rng.integers(60, 240)) for _ in range(2)]
    picture = texture(rng, h, w, unit, *ground, ["stripes", "gradient", "mottle", "mottle"])
    for number, (hue, alpha) in enumerate(zip(hues[1:], alphas)):
        first = rgb(hue, rng.integers(170, 255), rng.integers(190, 255))
        dark, pale = rgb(hue, rng.integers(170, 255), rng.integers(70, 140)), rgb(hue, rng.integers(40, 100), rng.integers(215, 255))
        fill = texture(rng, h, w, unit, first, dark if rng.random() < .6 else pale, ["stripes", "checks", "dots", "mottle", "gradient"][:4 + (number > 2)])
        fill *= rng.uniform(.85, 1.05) + .12 * np.clip(noise(rng, h, w, 250 * unit), -1, 1)[..., None]
        if rng.random() < .3:
            size = int(rng.uniform(3, 8) * unit) | 1
            rim = cv2.erode(alpha, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), borderValue=255)[..., None] / np.float32(255)
            fill = fill * rim + dark * .5 * (1 - rim)
        if rng.random() < .4:
            dx, dy = rng.uniform(-8, 8, 2) * unit
            shadow = cv2.GaussianBlur(cv2.warpAffine(alpha, np.float32([[1, 0, dx], [0, 1, dy]]), (w, h)), (0, 0), 5 * unit)
            picture *= 1 - .4 * shadow[..., None] / np.float32(255)
        a = alpha[..., None] / np.float32(255)
        picture = picture * (1 - a) + fill * a
    return np.clip(picture, 0, 255).astype(np.uint8), ids


def draw(args):
    pictures = np.lib.format.open_memmap(f"{args.work}/pictures.npy", "w+", np.uint8, (POOL, POOL_SIDE, POOL_SIDE, 3))
    ids = np.lib.format.open_memmap(f"{args.work}/ids.npy", "w+", np.uint8, (POOL, POOL_SIDE, POOL_SIDE))
    for i in range(POOL):
        pictures[i], ids[i] = scene([TRAIN_SEED, i], POOL_SIDE, POOL_SIDE)


# ------------------------------------------------------------------------------------------------ batches
class Batches(torch.utils.data.Dataset):
    """Batch number n depends on n alone, so that training can resume."""
    def __init__(self, work):
        self.pictures, self.ids = np.load(f"{work}/pictures.npy", "r"), np.load(f"{work}/ids.npy", "r")

    def crop(self, rng):
        """A crop of a pool scene, scaled to fit the window, padded at the right and bottom as SAM does; objects' numbers."""
        i, long = rng.integers(POOL), int(POOL_SIDE * rng.uniform(.5, .85))
        short = long if rng.random() < .6 else int(long * rng.uniform(.6, 1))
        h, w = (long, short) if rng.random() < .5 else (short, long)
        y, x = rng.integers(0, POOL_SIDE - h + 1), rng.integers(0, POOL_SIDE - w + 1)
        picture, ids = self.pictures[i, y:y + h, x:x + w], self.ids[i, y:y + h, x:x + w]
        size = round(w * WINDOW / long), round(h * WINDOW / long)
        picture, ids = cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.resize(ids, size, interpolation=cv2.INTER_NEAREST)
        if rng.random() < .5:
            picture, ids = picture[:, ::-1], ids[:, ::-1]
        if rng.random() < .5:
            picture, ids = picture[::-1], ids[::-1]
        if rng.random() < .5:
            picture, ids = picture.transpose(1, 0, 2), ids.T
        picture = picture[..., rng.permutation(3)] * rng.uniform(.8, 1.15) + rng.uniform(-12, 12) + rng.normal(0, rng.uniform(0, 6), picture.shape)
        out, number = np.zeros((WINDOW, WINDOW, 3), np.float32), np.zeros((WINDOW, WINDOW), np.uint8)
        out[:ids.shape[0], :ids.shape[1]] = (np.clip(picture, 0, 255) - MEAN) / STD
        number[:ids.shape[0], :ids.shape[1]] = ids
        area = np.bincount(ids.ravel())
        return out, number, [k for k in range(1, len(area)) if area[k] > 500]

    def __getitem__(self, step):
        rng = np.random.default_rng([7, step])
        images, prompts = 8 if step < 400 else 4, 4
        origin = np.float32(rng.integers(0, 2, 2) * (SIDE - WINDOW))  # x, y of the window in the frame
        kind, extra = rng.choice(["box", "points", "box+point"], p=[.5, .35, .15]), int(rng.integers(2, 4))
        pixels, numbers, masks, clicks, points, labels, boxes = [], [], [], [], [], [], []
        for _ in range(images):
            objects = []
            while not objects:
                picture, ids, objects = self.crop(rng)
            pixels.append(picture), numbers.append(ids)
            for k in rng.choice(objects, prompts):
                mask = ids == k
                inside = np.argwhere(mask)[:, ::-1]
                low, high = inside.min(0), inside.max(0) + 1
                near = np.argwhere(cv2.dilate(mask.astype(np.uint8), np.ones((19, 19))).astype(bool) & ~mask)[:, ::-1]
                outside = int(rng.integers(0, extra)) if kind == "points" and len(near) else 0
                count = extra if kind == "points" else 1
                masks.append(mask), clicks.append(rng.choice(inside, 1))
                points.append(np.concatenate([rng.choice(inside, count - outside), rng.choice(near, outside)]) if outside else rng.choice(inside, count))
                labels.append([1.] * (count - outside) + [0.] * outside)
                boxes.append(np.concatenate([low, high]) + np.clip(rng.normal(0, .03, 4), -.08, .08) * np.tile(high - low, 2))
        tensor = lambda values, tail: torch.from_numpy(np.float32(np.stack(values)).reshape(images, -1, *tail))
        shift = torch.from_numpy(origin)
        return dict(pixels=torch.from_numpy(np.stack(pixels).transpose(0, 3, 1, 2).copy()), ids=torch.from_numpy(np.stack(numbers)).long(),
                    masks=F.avg_pool2d(tensor(masks, (WINDOW, WINDOW)), CELL), origin=shift.tolist(), kind=str(kind),
                    clicks=tensor(clicks, (1, 2)) + shift, points=tensor(points, (len(labels[0]), 2)) + shift if kind != "box" else None,
                    labels=tensor(labels, (len(labels[0]),)) if kind != "box" else None, boxes=tensor(boxes, (4,)) + shift.repeat(2) if kind != "points" else None)


# ------------------------------------------------------------------------------------------------ network
def config():
    return SamConfig(
        vision_config=dict(hidden_size=WIDTH, output_channels=OUT, num_hidden_layers=6, num_attention_heads=4, image_size=SIDE, patch_size=PATCH,
                           mlp_dim=192, mlp_ratio=1.5, window_size=8, global_attn_indexes=[1, 3, 5], num_pos_feats=OUT // 2),
        prompt_encoder_config=dict(hidden_size=OUT, image_size=SIDE, patch_size=PATCH, mask_input_channels=16),
        mask_decoder_config=dict(hidden_size=OUT, mlp_dim=128, num_hidden_layers=2, num_attention_heads=8, attention_downsample_rate=2,
                                 iou_head_depth=3, iou_head_hidden_dim=64, layer_norm_eps=1e-6))


def window_rel_pos(self, q, k, rel_pos):
    """transformers' get_rel_pos; for a window of the frame the true offsets, where transformers would stretch them"""
    skip = (rel_pos.shape[0] - (2 * q - 1)) // 2
    return rel_pos[skip:skip + 2 * q - 1][torch.arange(q)[:, None] - torch.arange(k)[None] + k - 1]


def start(model, pool):
    """Starting values. transformers' own are meant for loading weights over them, not for training."""
    torch.manual_seed(0)
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear):
            torch.nn.init.trunc_normal_(module.weight, std=.04) if name.startswith("vision") else torch.nn.init.xavier_uniform_(module.weight)
            torch.nn.init.zeros_(module.bias)
        elif isinstance(module, (torch.nn.Conv2d, torch.nn.ConvTranspose2d)):
            fan = module.in_channels * (module.weight[0, 0].numel() if isinstance(module, torch.nn.Conv2d) else 1)
            torch.nn.init.trunc_normal_(module.weight, std=fan ** -.5)
            if module.bias is not None:
                torch.nn.init.zeros_(module.bias)
        elif isinstance(module, torch.nn.Embedding):
            torch.nn.init.normal_(module.weight, std=.4)
        elif isinstance(module, SamVisionAttention):
            torch.nn.init.trunc_normal_(module.rel_pos_h, std=.02), torch.nn.init.trunc_normal_(module.rel_pos_w, std=.02)
    torch.nn.init.trunc_normal_(model.vision_encoder.pos_embed, std=.02)
    half, fourier = OUT // 2, model.shared_image_embedding.positional_embedding
    fourier.data = torch.randn(2, half) * torch.linspace(.4, 2.4, half)
    model.prompt_encoder.shared_embedding.positional_embedding = fourier.requires_grad_(False)

    # patch filters: the whitened principal components of real patches
    rng, patches = np.random.default_rng(0), []
    for _ in range(200):
        picture = pool.crop(rng)[0]
        patches.append(picture.reshape(16, PATCH, 16, PATCH, 3).transpose(0, 2, 4, 1, 3).reshape(256, -1))
    patches = np.concatenate(patches).astype(np.float64)
    values, vectors = np.linalg.eigh(np.cov(patches.T))
    filters = (vectors[:, ::-1][:, :WIDTH] / np.sqrt(values[::-1][:WIDTH] + .02 * values[-6])).T
    filters = .7 * np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))[0] @ filters
    projection = model.vision_encoder.patch_embed.projection
    projection.weight.data.copy_(torch.from_numpy(filters).view_as(projection.weight))
    projection.bias.data.copy_(torch.from_numpy(-filters @ patches.mean(0)))

    # decoder attention: query and key pick the same Fourier pairs, so a token looks at its own place from the first step
    def locate(attention, gain, turn):
        n, heads = attention.internal_dim, attention.num_attention_heads
        weight, pairs = torch.zeros(n, OUT), n // heads // 2
        frequency = ((torch.arange(n // 2) * half * 2 // n + turn) % half).view(pairs, heads).T  # every head gets low and high ones
        for head in range(heads):
            for j, i in enumerate(frequency[head].tolist()):
                row = head * 2 * pairs + 2 * j
                weight[row, i] = weight[row + 1, half + i] = gain
        for linear in (attention.q_proj, attention.k_proj):
            linear.weight.data = weight + .05 * torch.randn(n, OUT)
    for i, layer in enumerate(model.mask_decoder.transformer.layers):
        locate(layer.self_attn, .5, i), locate(layer.cross_attn_token_to_image, 2, i), locate(layer.cross_attn_image_to_token, 2, i + 1)
        basis = torch.linalg.qr(torch.randn(OUT, OUT))[0]
        layer.self_attn.v_proj.weight.data, layer.self_attn.out_proj.weight.data = basis, basis.T.contiguous()
    locate(model.mask_decoder.transformer.final_attn_token_to_image, 2, 0)


def encode(model, batch):
    vision, (x, y) = model.vision_encoder, [int(v) // PATCH for v in batch["origin"]]
    tokens = vision.patch_embed.projection(batch["pixels"]).permute(0, 2, 3, 1)
    tokens = tokens + vision.pos_embed[:, y:y + tokens.shape[1], x:x + tokens.shape[2]]
    for layer in vision.layers:
        tokens = layer(tokens)
    return vision.neck(tokens)


def decode(model, embedding, origin, points=None, labels=None, boxes=None, previous=None):
    """SamMaskDecoder.forward for a window, with all four masks and scores of every prompt: B, P, 4, h, w and B, P, 4."""
    (x, y), side, decoder = [int(v) // PATCH for v in origin], embedding.shape[-1], model.mask_decoder
    prompts = (points if points is not None else boxes).shape[1]
    sparse = model.prompt_encoder(points, labels, boxes, None)[0].flatten(0, 1)[:, None]
    dense = model.prompt_encoder.no_mask_embed.weight[..., None, None] if previous is None else model.prompt_encoder.mask_embed(previous)
    place = model.get_image_wide_positional_embeddings()[..., y:y + side, x:x + side]
    image = embedding.repeat_interleave(prompts, 0)
    output = torch.cat([decoder.iou_token.weight, decoder.mask_tokens.weight]).expand(len(sparse), 1, -1, -1)
    tokens, image = decoder.transformer(point_embeddings=torch.cat([output, sparse], 2), image_embeddings=image + dense,
                                        image_positional_embeddings=place.expand_as(image), attention_similarity=None)
    image = decoder.upscale_conv1(image.transpose(2, 3).reshape(len(sparse), OUT, side, side))
    image = decoder.activation(decoder.upscale_conv2(decoder.activation(decoder.upscale_layer_norm(image))))
    weights = torch.stack([mlp(tokens[:, 0, 1 + i]) for i, mlp in enumerate(decoder.output_hypernetworks_mlps)], 1)
    masks, scores = (weights @ image.flatten(2)).unflatten(2, image.shape[2:]), decoder.iou_prediction_head(tokens[:, 0, 0])
    return masks.unflatten(0, (-1, prompts)), scores.unflatten(0, (-1, prompts))


# ------------------------------------------------------------------------------------------------ training
class Muon:
    """Momentum, then Newton-Schulz orthogonalisation; matrices of one shape together; step size as AdamW's."""
    def __init__(self, parameters):
        groups = {}
        for p in parameters:
            groups.setdefault(p.shape, []).append(p)
        self.groups = list(groups.values())
        self.momentum = [torch.zeros(len(g), *g[0].shape) for g in self.groups]

    @torch.no_grad()
    def step(self, rate):
        for group, momentum in zip(self.groups, self.momentum):
            gradient = torch.stack([p.grad for p in group])
            x = gradient.lerp(momentum.lerp_(gradient, .05), .95)
            flip = x.shape[1] > x.shape[2]
            x = x.transpose(1, 2) if flip else x
            x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
            for _ in range(5):
                a = x @ x.transpose(1, 2)
                x = 3.4445 * x + (2.0315 * (a @ a) - 4.775 * a) @ x
            for p, update in zip(group, x.transpose(1, 2) if flip else x):
                p.mul_(1 - .03 * rate).sub_(update, alpha=rate * .2 * max(p.shape) ** .5)


class Dense(torch.nn.Module):
    """Help for the encoder while it trains, dropped afterwards. Per mask cell: is it an edge, the box of its object, and an
    embedding that is close within one object and far between two."""
    def __init__(self):
        super().__init__()
        self.head = torch.nn.Conv2d(OUT, 16 * 11, 1)

    def forward(self, embedding, ids):
        z, side = F.pixel_shuffle(self.head(embedding), 4), ids.shape[-1]
        number = ids[:, CELL // 2::CELL, CELL // 2::CELL]
        full = ids.float()[:, None]
        edge = (F.max_pool2d(full, 2 * CELL + 1, CELL, CELL) != -F.max_pool2d(-full, 2 * CELL + 1, CELL, CELL))[:, 0].float()
        loss = F.binary_cross_entropy_with_logits(z[:, 0], edge, pos_weight=torch.tensor(3.))
        at, boxes = torch.arange(side), torch.zeros(len(ids), 8, 4)
        for k in range(1, 8):  # left, top, right, bottom of every object
            mask = ids == k
            for axis, on in ((1, mask.any(1)), (2, mask.any(2))):
                boxes[:, k, axis - 1] = torch.where(on, at, side).amin(1)
                boxes[:, k, axis + 1] = torch.where(on, at, 0).amax(1)
        place = torch.stack(torch.meshgrid(at[CELL // 2::CELL], at[CELL // 2::CELL], indexing="xy")).repeat(2, 1, 1)
        target = (boxes[torch.arange(len(ids))[:, None, None], number].permute(0, 3, 1, 2) - place) / 32
        inside = (number > 0).float()
        loss = loss + (F.smooth_l1_loss(z[:, 1:5], target, reduction="none").mean(1) * inside).sum() / inside.sum().clamp(min=1)
        number, e = number.flatten(1), z[:, 5:].flatten(2).transpose(1, 2)
        chosen = torch.multinomial((number > 0) * 2. + 1, 256)
        number, e = number.gather(1, chosen), e.gather(1, chosen[..., None].expand(-1, -1, 6))
        same = (number[:, :, None] == number[:, None]).float()
        weight = torch.where(same > 0, .5 / same.mean(), .5 / (1 - same).mean().clamp(min=.02))
        distance = (e[:, :, None] - e[:, None]).square().sum(-1)
        return loss + (F.binary_cross_entropy_with_logits(2 - distance, same, reduction="none") * weight).mean()


def prompt_loss(logits, scores, target, focal, single):
    """Focal and dice loss of the best of the three masks, a little of the others and of mask 0; squared error of the scores."""
    t, p = target[:, :, None], logits.sigmoid()
    ce = F.softplus(logits) - logits * t
    loss = focal * (ce * (p - t) ** 2 * (.75 - .5 * t)).mean((-1, -2))
    loss = loss + 1 - (2 * (p * t).sum((-1, -2)) + 1) / ((p * p).sum((-1, -2)) + (t * t).sum((-1, -2)) + 1)
    with torch.no_grad():
        on, true = logits > 0, t > .5
        iou = (on & true).sum((-1, -2)) / (on | true).sum((-1, -2)).clamp(min=1)
    picked = iou[..., 1:].gather(-1, scores[..., 1:].argmax(-1, keepdim=True)).mean().item()
    return .8 * loss[..., 1:].amin(-1).mean() + .3 * loss[..., 1:].mean() + single * loss[..., 0].mean() + F.mse_loss(scores, iou), picked


def corrected(batch, logits, scores, points, labels):
    """The prompts of a refinement round: a point where the best-scored mask is wrong, and that mask."""
    best = (scores[..., 1:].argmax(-1) + 1)[..., None, None, None].expand(-1, -1, 1, *logits.shape[-2:])
    mask, target = logits.detach().gather(2, best)[:, :, 0], batch["masks"]
    wrong = ((mask > 0) != (target > .5)).flatten(0, 1).flatten(1) + 1e-6
    cell = torch.multinomial(wrong, 1).view(*target.shape[:2], 1)
    label = (target.flatten(2).gather(2, cell) > .5).float()
    point = torch.stack([cell % mask.shape[-1], cell // mask.shape[-1]], -1) * CELL + (CELL - 1) / 2 + torch.tensor(batch["origin"])
    if points is not None:
        point, label = torch.cat([points, point], 2), torch.cat([labels, label], 2)
    return point, label, mask.flatten(0, 1)[:, None]


def train(args):
    """The rate stays constant and a running average of the weights is shipped: how far to go can be decided late."""
    SamVisionAttention.get_rel_pos = window_rel_pos
    data, model = Batches(args.work), SamModel(config())
    start(model, data)
    dense, average = Dense(), None
    model.train()
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    matrix = lambda n, p: p.ndim == 2 and "rel_pos" not in n and n.startswith(("vision_encoder.layers", "mask_decoder.transformer"))
    muon = Muon([p for n, p in named if matrix(n, p)])
    adam = torch.optim.AdamW([p for n, p in named if not matrix(n, p)] + list(dense.parameters()), betas=(.9, .98), weight_decay=0)
    everything, first, file = [p for _, p in named] + list(dense.parameters()), 0, f"{args.work}/last.pt"
    if os.path.exists(file):
        state = torch.load(file)
        first, average, muon.momentum = state["step"], state["average"], state["muon"]
        model.load_state_dict(state["model"]), dense.load_state_dict(state["dense"]), adam.load_state_dict(state["adam"])
    loader = torch.utils.data.DataLoader(data, None, sampler=range(first, args.steps), num_workers=1, prefetch_factor=6)
    began, saved, log = time.time(), time.time(), {}
    for step, batch in zip(range(first, args.steps), loader):
        torch.manual_seed(step)
        rate = 1.2e-3 * min(1, (step + 1) / 100)
        focal, turn, losses = min(20, 5 + step / 20), np.random.default_rng([8, step]).random(2), {}
        embedding = encode(model, batch)
        click = decode(model, embedding, batch["origin"], batch["clicks"], torch.ones(batch["clicks"].shape[:3]))
        other = decode(model, embedding, batch["origin"], batch["points"], batch["labels"], batch["boxes"])
        losses["click"] = prompt_loss(*click, batch["masks"], focal, .3)
        losses[batch["kind"]] = prompt_loss(*other, batch["masks"], focal, .6)
        if step > 400 and turn[0] < .35:
            if turn[1] < .6:
                point, label, mask = corrected(batch, *click, batch["clicks"], torch.ones(batch["clicks"].shape[:3]))
            else:
                point, label, mask = corrected(batch, *other, batch["points"], batch["labels"])
            again = decode(model, embedding, batch["origin"], point, label, None if turn[1] < .6 else batch["boxes"], mask)
            losses["again"] = prompt_loss(*again, batch["masks"], focal, .6)
        help_ = dense(embedding, batch["ids"])
        for p in everything:
            p.grad = torch.zeros_like(p) if p.grad is None else p.grad.zero_()
        (sum(loss for loss, _ in losses.values()) + .5 * help_).backward()
        torch.nn.utils.clip_grad_norm_(everything, 3.)
        for group in adam.param_groups:
            group["lr"] = rate
        adam.step(), muon.step(1.5 * rate)
        with torch.no_grad():
            average = average or {k: v.clone() for k, v in model.state_dict().items()}
            for k, v in model.state_dict().items():
                average[k].lerp_(v, max(.002, 1 / (step / 4 + 1)))
        for name, value in [(k, v[1]) for k, v in losses.items()] + [("dense", help_.item())]:
            log.setdefault(name, []).append(value)
        if (step + 1) % 100 == 0:
            print(f"{step + 1} {time.time() - began:.0f} s", *(f"{k} {np.mean(v):.3f}" for k, v in log.items()), flush=True)
            log = {}
        if time.time() - saved > 180 or step + 1 == args.steps:
            torch.save(dict(step=step + 1, model=model.state_dict(), average=average, dense=dense.state_dict(), adam=adam.state_dict(), muon=muon.momentum), file + ".new")
            os.replace(file + ".new", file)
            saved = time.time()


# ------------------------------------------------------------------------------------------------ measuring
class Predictor:
    """Stock transformers: SamModel, eager attention, float32, Pillow's processor."""
    def __init__(self, work):
        self.model = SamModel._from_config(config(), attn_implementation="eager")
        self.model.load_state_dict(torch.load(f"{work}/last.pt")["average"])
        self.model.eval().requires_grad_(False)
        processor = SamImageProcessorPil(size={"longest_edge": SIDE}, pad_size={"height": SIDE, "width": SIDE})
        self.processor = SamProcessor(processor)

    def __call__(self, picture, points=None, labels=None, boxes=None):
        """Prompts, masks, h, w and prompts, masks for a list of prompts on one picture."""
        given = {k: [v] for k, v in dict(input_points=points, input_labels=labels, input_boxes=boxes).items() if v is not None}
        inputs = self.processor(Image.fromarray(picture), return_tensors="pt", **given)
        sizes = inputs.pop("original_sizes"), inputs.pop("reshaped_input_sizes")
        answer = self.model(**inputs)
        return self.processor.image_processor.post_process_masks(answer.pred_masks, *sizes)[0].numpy(), answer.iou_scores[0].numpy()


def objects(ids):
    """mask, most interior pixel, half-open box of every object"""
    for k in range(1, ids.max() + 1):
        mask = ids == k
        depth = cv2.distanceTransform(np.pad(mask.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
        y, x = np.unravel_index(depth.argmax(), depth.shape)
        xs, ys = np.nonzero(mask.any(0))[0], np.nonzero(mask.any(1))[0]
        yield mask, [int(x), int(y)], [int(v) for v in (xs[0], ys[0], xs[-1] + 1, ys[-1] + 1)]


def overlap(a, b):
    return (a & b).sum((-1, -2)) / np.maximum((a | b).sum((-1, -2)), 1)


def evaluate(args):
    predictor, rows, tolerances = Predictor(args.work), {}, (8, 16, 24, 32, 40, 48, 64, 80, 96, 128)
    for i in range(args.scenes):
        picture, ids = scene([HELD_OUT_SEED, i], *SHIPPED_SIZES[i % len(SHIPPED_SIZES)])
        masks, clicks, boxes = zip(*objects(ids))
        rng, truth = np.random.default_rng([9, i]), np.stack(masks)[:, None]
        three = [rng.choice(np.argwhere(m)[:, ::-1], 3).tolist() for m in masks]
        prompts = {"centre click": dict(points=[[c] for c in clicks], labels=[[1]] * len(masks)),
                   "three random points inside": dict(points=three, labels=[[1] * 3] * len(masks)), "box": dict(boxes=[list(map(float, b)) for b in boxes])}
        for name, prompt in prompts.items():
            answer, scores = predictor(picture, **prompt)
            rows.setdefault(name, []).extend(zip(scores, overlap(answer, truth)))
        smooth = cv2.GaussianBlur(picture, (0, 0), 1.2)
        for mask, click, (x0, y0, x1, y1) in zip(masks, clicks, boxes):
            filled = np.zeros_like(mask)
            filled[y0:y1, x0:x1] = True
            rows.setdefault("filled box", []).append(overlap(filled, mask))
            for t in tolerances:
                flood = np.zeros(np.add(mask.shape, 2), np.uint8)
                cv2.floodFill(smooth.copy(), flood, click, 0, (t,) * 3, (t,) * 3, 4 | 255 << 8 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY)
                rows.setdefault(t, []).append(overlap(flood[1:-1, 1:-1] > 0, mask))
    print(f"{args.scenes} held-out scenes, {len(rows['box'])} objects\n\n| prompt | best-scored mask | best of three | share over 0.75 | correlation of predicted and actual IoU |\n|---|---|---|---|---|")
    for name in prompts:
        scores, actual = (np.stack(v) for v in zip(*rows[name]))
        best = np.take_along_axis(actual, scores.argmax(1)[:, None], 1)
        print(f"| {name} | {best.mean():.3f} | {actual.max(1).mean():.3f} | {(best > .75).mean():.2f} | {np.corrcoef(scores.ravel(), actual.ravel())[0, 1]:.2f} |")
    best = max(tolerances, key=lambda t: np.mean(rows[t]))
    print(f"| baseline: flood fill from the click, tolerance {best} | {np.mean(rows[best]):.3f} | | {np.mean(np.array(rows[best]) > .75):.2f} | |")
    print(f"| baseline: the filled box | {np.mean(rows['filled box']):.3f} | | {np.mean(np.array(rows['filled box']) > .75):.2f} | |")


# ------------------------------------------------------------------------------------------------ export
ORIGINAL_NAMES = [  # transformers' names -> Meta's, in this order
    (r"shared_image_embedding\.positional_embedding", "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"), (r"vision_encoder", "image_encoder"),
    (r"^(image_encoder\.)layers", r"\1blocks"), (r"patch_embed\.projection", "patch_embed.proj"), (r"neck\.conv1", "neck.0"), (r"neck\.layer_norm1", "neck.1"),
    (r"neck\.conv2", "neck.2"), (r"neck\.layer_norm2", "neck.3"), (r"mask_embed\.conv1", "mask_downscaling.0"), (r"mask_embed\.layer_norm1", "mask_downscaling.1"),
    (r"mask_embed\.conv2", "mask_downscaling.3"), (r"mask_embed\.layer_norm2", "mask_downscaling.4"), (r"mask_embed\.conv3", "mask_downscaling.6"),
    (r"\.point_embed\.", ".point_embeddings."), (r"upscale_conv1", "output_upscaling.0"), (r"upscale_layer_norm", "output_upscaling.1"),
    (r"upscale_conv2", "output_upscaling.3"), (r"((?:head|mlps\.\d)\.)layers\.0", r"\1layers.1"), (r"((?:head|mlps\.\d)\.)proj_in", r"\1layers.0"),
    (r"((?:head|mlps\.\d)\.)proj_out", r"\1layers.2"), (r"layer_norm", "norm")]


def export(args):
    predictor, state = Predictor(args.work), OrderedDict()
    for name, value in predictor.model.state_dict().items():
        if name != "prompt_encoder.shared_embedding.positional_embedding":  # the same tensor as shared_image_embedding
            for pattern, to in ORIGINAL_NAMES:
                name = re.sub(pattern, to, name)
            state[name] = value.clone()
    for folder in ("scenes", "truth"):
        os.makedirs(f"{args.out}/{folder}", exist_ok=True)
    torch.save(state, f"{args.out}/demo_sam.pth")
    demo = {"model": "demo_sam.pth", "scenes": []}
    for i, (w, h) in enumerate(SHIPPED_SIZES):
        picture, ids = scene([SHIPPED_SEED, i], w, h)
        entry = {"image": f"scenes/scene_{i + 1}.png", "width": w, "height": h, "objects": []}
        Image.fromarray(picture).save(f"{args.out}/{entry['image']}", optimize=True)
        for k, (mask, click, box) in enumerate(objects(ids), 1):
            entry["objects"].append({"mask": f"truth/scene_{i + 1}_object_{k}.png", "click": click, "box": box, "area": int(mask.sum())})
            Image.fromarray(mask.astype(np.uint8) * 255).save(f"{args.out}/{entry['objects'][-1]['mask']}", optimize=True)
        demo["scenes"].append(entry)
    json.dump(demo, open(f"{args.out}/demo.json", "w"), indent=1)

    one, file = demo["scenes"][0], f"{args.out}/scenes/scene_1.png"
    picture, (a, b) = np.array(Image.open(file)), one["objects"][:2]
    inside = np.argwhere(np.array(Image.open(f"{args.out}/{a['mask']}")) > 0)[:, ::-1]
    second, box = inside[len(inside) // 4].tolist(), [float(v) for v in a["box"]]
    entries = []
    for points, labels, box_ in [([], [], None), ([a["click"]], [1], None), ([a["click"], second], [1, 1], None), ([a["click"], b["click"]], [1, 0], None),
                                 ([], [], box), ([a["click"]], [1], box)]:
        scores = predictor(picture, [points] if points else None, [labels] if points else None, [box_] if box_ else None)[1][0]
        entries.append({"variant": "custom", "prompt": {"points": points, "labels": labels, "box": a["box"] if box_ else None}, "score_index": None,
                        "expected": [round(float(v), 6) for v in scores], "tolerance": 0.0002, "source": f"transformers {transformers.__version__}, eager, fp32 CPU"})
    image = {"file": one["image"], "width": one["width"], "height": one["height"], "sha256": hashlib.sha256(open(file, "rb").read()).hexdigest()}
    json.dump({"name": "samscope demo model", "image": image, "entries": entries}, open(f"{args.out}/references.json", "w"), indent=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=["draw", "train", "evaluate", "export"])
    parser.add_argument("--work", default="demo-work")
    parser.add_argument("--out", default=".")
    parser.add_argument("--scenes", type=int, default=HELD_OUT)
    parser.add_argument("--steps", type=int, default=2090)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(2)
    os.makedirs(args.work, exist_ok=True)
    globals()[args.command](args)
