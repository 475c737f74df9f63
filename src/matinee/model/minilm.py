"""all-MiniLM-L6-v2 on the processor: texts to vectors of length 1, 384 wide."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from matinee.errors import ModelError
from matinee.model.files import FILES, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from matinee.model.files import ModelFiles

__all__ = ["MiniLM"]

WIDTH = 384
_LONGEST = 256
"""Tokens; the model was made for no more, and the rest of a text is left out."""
_CHARACTERS = 4_000
"""No 256 tokens are longer than this, save for what a person would call noise."""
_BATCH = 8
"""Texts a run: more do not fit the caches of a small processor and are slower, not faster."""
_GRAPH = "minilm.onnx"


class MiniLM:
    """Texts to vectors. Making one costs nothing; the first text loads the model, in about 0.3 s."""

    def __init__(self, model: ModelFiles, threads: int = 2) -> None:
        self._files = model
        self._threads = threads
        self._lock = Lock()

    @property
    def key(self) -> str:
        """Names model and precision: vectors of another key must not be compared with these."""
        return f"{FILES[WEIGHTS]}-float32"

    @property
    def width(self) -> int:
        """Numbers a vector has."""
        return WIDTH

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of length 1, float32 (texts, 384); whatever a text holds, it has one.

        Raises:
            ModelError: the model cannot be loaded.
        """
        found = np.empty((len(texts), WIDTH), dtype=np.float32)
        if not len(texts):
            return found
        with self._lock:
            network, tokenizer = self._loaded
            tokens = [one.ids for one in tokenizer.encode_batch([_readable(text) for text in texts])]
            # Texts of like length together: the padding of a batch is computed like everything else.
            order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
            for start in range(0, len(order), _BATCH):
                places = order[start : start + _BATCH]
                found[places] = _run(network, [tokens[place] for place in places])
        return found

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """The network and its tokenizer. Their libraries are imported here and nowhere else."""
        try:
            import onnxruntime
            from safetensors import safe_open
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(f"Search by meaning needs {error.name}: `pip install {error.name}`.") from error
        try:
            tokenizer = Tokenizer.from_file(str(self._files.tokenizer))
            tokenizer.no_padding()
            tokenizer.enable_truncation(_LONGEST)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.log_severity_level = 3
            # A waiting thread sleeps: others use the machine too.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            graph = (files(__package__) / _GRAPH).read_bytes()
            with safe_open(self._files.weights, framework="numpy") as weights:
                names = [name for name in weights.keys() if _used(name)]  # noqa: SIM118 - no mapping
                values = [
                    onnxruntime.OrtValue.ortvalue_from_numpy(weights.get_tensor(name)) for name in names
                ]
                options.add_external_initializers(names, values)
                network = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # these libraries raise bare Exceptions
            raise ModelError(
                "The sentence model cannot be loaded; `matinee model install` puts it there anew."
            ) from error
        return network, tokenizer


def _used(name: str) -> bool:
    return not name.startswith("pooler.") and name != "embeddings.position_ids"


def _readable(text: str) -> str:
    """A text that can be encoded: half an emoji, as a broken file may hold, cannot."""
    return text[:_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _run(network: Any, tokens: list[list[int]]) -> npt.NDArray[np.float32]:
    longest = max(len(ids) for ids in tokens)
    ids = np.zeros((len(tokens), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(tokens):
        ids[row, : len(one)] = one
        mask[row, : len(one)] = 1
    vectors: npt.NDArray[np.float32] = network.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[
        0
    ]
    return vectors
