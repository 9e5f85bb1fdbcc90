"""What does a text mean, as a vector that is alike in sixteen languages?

The multilingual sentence encoder of the manifest (Yang et al. 2019, "Multilingual Universal Sentence
Encoder for Semantic Retrieval"), quantised. Each text is run by itself: the quantised weights scale to the
largest value of a batch, so that a text among strangers comes out a little different (cosine .998), and a
result must not depend on its company. Speed comes from one text (or a text with its clauses) a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from aftershock import config
from aftershock.models import manifest

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Vectors = NDArray[numpy.float32]

WIDTH = 512
LONGEST = 2_000  # code points that are read of a text: time grows with them, and a post's tone stands before
PORTION = 256  # texts between two words about how far it is

Told = Callable[[int, int], None]
Group = tuple[str, ...]
S = TypeVar("S")
T = TypeVar("T")

# Where the file's own graph has the vectors of all texts' pieces before its layers, and text and place of
# each piece; it gives out neither.
_PIECES = "StatefulPartitionedCall/EncoderDNN/EmbeddingLookup/EmbeddingLookupUnique/Reshape_1:0"
_PLACES = "StatefulPartitionedCall/text_preprocessor/RaggedToSparse/RaggedTensorToSparse_Concat__52:0"
_GRAPH, _OUTPUT, _NAME = 7, 12, 1  # fields of ModelProto, GraphProto, ValueInfoProto (onnx.proto)


class Encoder:
    """A loaded encoder; ``digest`` names the weights, and belongs beside whatever was computed with them."""

    def __init__(self, place: Path, digest: str, *, threads: int) -> None:
        import onnxruntime
        from onnxruntime_extensions import get_library_path

        options = onnxruntime.SessionOptions()
        options.register_custom_ops_library(get_library_path())
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # a sixth faster for single texts, and no growing memory
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            place.read_bytes() + _given_out(_PIECES) + _given_out(_PLACES),
            options,
            providers=["CPUExecutionProvider"],
        )
        self._vector = self._session.get_outputs()[0].name
        self.digest = digest
        self.threads = threads

    def embed(self, texts: Sequence[str], *, told: Told | None = None) -> Vectors:
        """One unit vector a text, shape (n, 512), in the texts' order; each distinct text is run once.

        ``told(done, of)`` hears how many distinct texts are done.
        """
        import numpy

        groups = self.embed_groups([(text[:LONGEST],) for text in texts], told=told)
        return numpy.concatenate(groups) if groups else numpy.empty((0, WIDTH), dtype=numpy.float32)

    def embed_groups(self, groups: Sequence[Group], *, told: Told | None = None) -> list[Vectors]:
        """For each group of texts (a text and its clauses) its vectors, shape (len(group), 512).

        A group is one run: faster than one by one, and still the same in any company. Each distinct group is
        run once.
        """

        def one(group: Group) -> Vectors:
            vectors: Vectors = self._session.run([self._vector], {"inputs": list(group)})[0]
            return vectors

        return self._each(groups, one, told)

    def read_groups(
        self, groups: Sequence[Group], of_pieces: Callable[[Vectors], T], *, told: Told | None = None
    ) -> list[tuple[Vectors, T]]:
        """As ``embed_groups``, and what ``of_pieces`` makes of the pieces of each group's first text.

        It is given their vectors before the encoder's layers, shape (pieces, 512), an opening and a closing
        piece among them; they are the same in any company. It is asked from several threads.
        """

        def one(group: Group) -> tuple[Vectors, T]:
            vectors, pieces, places = self._session.run(
                [self._vector, _PIECES, _PLACES], {"inputs": list(group)}
            )
            return vectors, of_pieces(pieces[: int((places[:, 0] == 0).sum())])

        return self._each(groups, one, told)

    def _each(self, groups: Sequence[Group], one: Callable[[Group], S], told: Told | None) -> list[S]:
        first: dict[Group, int] = {}
        where = [first.setdefault(group, len(first)) for group in groups]
        found: list[S] = []
        for done, result in enumerate(self._run(first, one), start=1):
            found.append(result)
            if told and (done % PORTION == 0 or done == len(first)):
                told(done, len(first))
        return [found[place] for place in where]

    def _run(self, groups: Iterable[Group], one: Callable[[Group], S]) -> Iterator[S]:
        if self.threads == 1:
            yield from map(one, groups)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            waiting = iter(groups)
            while some := list(islice(waiting, PORTION)):
                yield from pool.map(one, some)


def _given_out(name: str) -> bytes:
    """What makes a model give out one more value when it stands behind the model's own bytes.

    Two messages of Protocol Buffers one behind the other are one message in which lists go on (the format's
    rule for merging), so that the file on disk stays what the manifest names.
    """
    message = name.encode()
    for field in (_NAME, _OUTPUT, _GRAPH):
        size, length = b"", len(message)
        while length > 127:
            size, length = size + bytes([length & 127 | 128]), length >> 7
        message = bytes([field << 3 | 2]) + size + bytes([length]) + message
    return message


def present() -> bool:
    """Whether the encoder is installed; without it tone and shallow reading are left out, and said to be."""
    return manifest.present(manifest.manifest()["multilingual"])


@cache
def encoder() -> Encoder:
    """The encoder, loaded once a process; raises ModelMissing where it is not installed or not sound."""
    model = manifest.manifest()["multilingual"]
    (file,) = (name for name in model.files if name.endswith(".onnx"))
    place = manifest.require(model.name, sound=True) / file
    return Encoder(place, manifest.digest(model), threads=config.threads())
