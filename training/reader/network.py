"""The network: a small BERT over a window of pieces, a tag for each piece, scores for each pair of them.

One pass reads everything: a tag says where a statement's cue stands; for each such anchor, pair scores say
which pieces name the speaker, hold what is said, weaken it; classes say act, polarity, tier, quotation,
certainty.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from aftershock.statements.reader_labels import ACTS, CERTAINTIES, PAIRS, POLARITIES, QUOTES, TAGS, TIERS

WIDTH, HEADS, FEED, LAYERS, POSITIONS = 384, 12, 1536, 6, 288
PAIR_WIDTH = 64
REACH = 48  # pieces: farther ones share one bias
POOLS = 3  # looks around an anchor before its act is named: speaker, what is said, the sentence before
KINDS = len(PAIRS) + POOLS
CLASSES = (len(ACTS), len(POLARITIES), len(TIERS), len(QUOTES), len(CERTAINTIES))


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide, self.narrow = nn.Linear(WIDTH, FEED), nn.Linear(FEED, WIDTH)
        self.last = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, barred: Tensor) -> Tensor:
        rows, size, _ = x.shape

        def split(part: Tensor) -> Tensor:
            return part.view(rows, size, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS) + barred, dim=-1)
        mixed = (weights @ v).transpose(1, 2).reshape(rows, size, WIDTH)
        x = self.norm(x + self.drop(self.out(mixed)))
        return self.last(x + self.drop(self.narrow(nn.functional.gelu(self.wide(x)))))


class Reader(nn.Module):
    """The body and its heads."""

    def __init__(self, vocabulary: int, drop: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.case, self.quoted = nn.Embedding(5, WIDTH), nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.drop = nn.Dropout(drop)
        self.tag = nn.Linear(WIDTH, len(TAGS))
        self.asking = nn.Linear(WIDTH, KINDS * PAIR_WIDTH)
        self.asked = nn.Linear(WIDTH, KINDS * PAIR_WIDTH)
        self.alone = nn.Linear(WIDTH, KINDS)
        self.apart = nn.Embedding(2 * REACH + 1, KINDS)
        self.mix = nn.Linear((1 + POOLS) * WIDTH, WIDTH)
        self.classes = nn.Linear(WIDTH, sum(CLASSES))
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.quoted.weight)
        nn.init.zeros_(self.apart.weight)
        with torch.no_grad():  # few pieces are any anchor's: the sums of the first steps stay small
            self.alone.bias.fill_(-4.0)

    def body(self, ids: Tensor, case: Tensor, quoted: Tensor, barred: Tensor) -> Tensor:
        """What the layers make of the pieces: (windows, pieces, WIDTH)."""
        at = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.places(at) + self.case(case) + self.quoted(quoted)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, barred)
        return x

    def pairs(self, anchors: Tensor, x: Tensor, at: Tensor, barred: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (relations, anchors, pieces) and classes (anchors, sum of CLASSES) of one window.

        ``anchors`` (anchors, WIDTH) stand at the pieces ``at`` of ``x`` (pieces, WIDTH).
        """
        asking = self.asking(anchors).view(-1, KINDS, PAIR_WIDTH).transpose(0, 1)
        asked = self.asked(x).view(-1, KINDS, PAIR_WIDTH).permute(1, 2, 0)
        gap = (torch.arange(x.shape[0], device=x.device)[None, :] - at[:, None]).clamp(-REACH, REACH) + REACH
        scores = asking @ asked / math.sqrt(PAIR_WIDTH) + self.alone(x).T[:, None, :]
        scores = scores + self.apart(gap).permute(2, 0, 1) + barred
        pooled = [torch.softmax(part, dim=-1) @ x for part in scores[len(PAIRS) :]]
        mixed = nn.functional.gelu(self.mix(self.drop(torch.cat([anchors, *pooled], dim=-1))))
        return scores[: len(PAIRS)], self.classes(self.drop(mixed))


def pretrained(path: Path, kept: list[int], drop: float = 0.1) -> Reader:
    """The network with the weights of ``all-MiniLM-L6-v2`` and of its words those in ``kept``."""
    raw = load_file(str(path))
    raw = {name.removeprefix("bert."): value for name, value in raw.items()}
    net = Reader(len(kept), drop)
    kinds = raw["embeddings.token_type_embeddings.weight"][0]
    with torch.no_grad():
        net.words.weight.copy_(raw["embeddings.word_embeddings.weight"][kept])
        net.places.weight.copy_(raw["embeddings.position_embeddings.weight"][:POSITIONS] + kinds)
        _copy(net.norm, raw, "embeddings.LayerNorm")
        for number, layer in enumerate(net.layers):
            here = f"encoder.layer.{number}"
            for mine, theirs in (
                ("query", "attention.self.query"),
                ("key", "attention.self.key"),
                ("value", "attention.self.value"),
                ("out", "attention.output.dense"),
                ("norm", "attention.output.LayerNorm"),
                ("wide", "intermediate.dense"),
                ("narrow", "output.dense"),
                ("last", "output.LayerNorm"),
            ):
                _copy(getattr(layer, mine), raw, f"{here}.{theirs}")
    return net


def _copy(module: nn.Module, raw: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(raw[f"{name}.weight"])
    module.bias.copy_(raw[f"{name}.bias"])
