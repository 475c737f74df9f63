"""Writes the ONNX graph of all-MiniLM-L6-v2, which holds every operation and no weight.

The weights are external initializers under the names they have in the model's safetensors file, so that
`matinee.model.minilm` can feed them in. Run it with ``python tools/make_minilm_graph.py``; a test holds the file
that is checked in against what this writes.

The network is BERT (Devlin et al., 2019, section 3) with 6 layers, 12 heads and 384 units, then the mean over the
tokens and the L2 norm (Reimers and Gurevych, 2019, section 3).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, StringStringEntryProto, TensorProto, helper, numpy_helper

GRAPH = Path(__file__).parent.parent / "src" / "matinee" / "model" / "minilm.onnx"

LAYERS, HEADS, WIDE, INNER = 6, 12, 384, 1536
WORDS, PLACES, KINDS = 30_522, 512, 2
NORM_EPSILON = 1e-12
_MASKED = -1e9
"""Added to the attention to a padding token: softmax makes it exactly 0 in float32."""
_OPSET, _IR = 20, 10


class _Graph:
    """Nodes in order, and what they are given."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.values: list[TensorProto] = []

    def add(self, kind: str, *inputs: str, out: str | None = None, **attributes: Any) -> str:
        """Append a node; its output is named after it."""
        name = out or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def number(self, name: str, value: object, dtype: type[np.generic] = np.int64) -> str:
        """A small constant, held in the graph itself."""
        self.values.append(numpy_helper.from_array(np.array(value, dtype=dtype), name))
        return name

    def weight(self, name: str, *shape: int) -> str:
        """A weight that comes from outside."""
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        # The format wants a file name; nothing is ever read from it.
        tensor.external_data.append(StringStringEntryProto(key="location", value="weights"))
        self.values.append(tensor)
        return name

    def dense(self, rows: str, name: str, into: int, out_of: int) -> str:
        """Rows times the transposed weight, plus the bias: weights stay as PyTorch wrote them, (into, out_of)."""
        weight = self.weight(f"{name}.weight", into, out_of)
        return self.add("Gemm", rows, weight, self.weight(f"{name}.bias", into), transB=1)

    def norm(self, rows: str, name: str) -> str:
        """Layer normalization."""
        scale, bias = self.weight(f"{name}.weight", WIDE), self.weight(f"{name}.bias", WIDE)
        return self.add("LayerNormalization", rows, scale, bias, epsilon=NORM_EPSILON)


def _embedded(graph: _Graph) -> str:
    """Word, place and kind of each token summed and normalized, as rows (texts x tokens, 384)."""
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight", WORDS, WIDE), "input_ids")
    length = graph.add("Shape", "input_ids", start=1, end=2)
    places = graph.add(
        "Slice",
        graph.weight("embeddings.position_embeddings.weight", PLACES, WIDE),
        graph.number("first", [0]),
        length,
    )
    # A single text is all of the first kind.
    kind = graph.add(
        "Gather",
        graph.weight("embeddings.token_type_embeddings.weight", KINDS, WIDE),
        graph.number("first_kind", 0),
    )
    summed = graph.add("Add", graph.add("Add", words, places), kind)
    rows = graph.add("Reshape", summed, graph.number("as_rows", [-1, WIDE]))
    return graph.norm(rows, "embeddings.LayerNorm")


def _layer(graph: _Graph, rows: str, name: str, split: str, masked: str) -> str:
    """Self-attention and the feed-forward step, each added to what it was given and normalized."""

    def heads(which: str, order: list[int]) -> str:
        projected = graph.dense(rows, f"{name}.attention.self.{which}", WIDE, WIDE)
        return graph.add("Transpose", graph.add("Reshape", projected, split), perm=order)

    query, value = heads("query", [0, 2, 1, 3]), heads("value", [0, 2, 1, 3])
    key = heads("key", [0, 2, 3, 1])
    near = graph.add("Mul", graph.add("MatMul", query, key), "head_scale")
    share = graph.add("Softmax", graph.add("Add", near, masked), axis=-1)
    mixed = graph.add("Transpose", graph.add("MatMul", share, value), perm=[0, 2, 1, 3])
    mixed = graph.dense(graph.add("Reshape", mixed, "as_rows"), f"{name}.attention.output.dense", WIDE, WIDE)
    rows = graph.norm(graph.add("Add", mixed, rows), f"{name}.attention.output.LayerNorm")
    inner = graph.add("Gelu", graph.dense(rows, f"{name}.intermediate.dense", INNER, WIDE))
    outer = graph.dense(inner, f"{name}.output.dense", WIDE, INNER)
    return graph.norm(graph.add("Add", outer, rows), f"{name}.output.LayerNorm")


def _pooled(graph: _Graph, rows: str, mask: str) -> None:
    """The mean over the tokens that are no padding, of length 1."""
    shape = graph.add("Shape", "input_ids")
    by_text = graph.add("Concat", shape, graph.number("wide", [WIDE]), axis=0)
    tokens = graph.add("Reshape", rows, by_text)
    weights = graph.add("Unsqueeze", mask, graph.number("last", [2]))
    total = graph.add("ReduceSum", graph.add("Mul", tokens, weights), graph.number("along", [1]), keepdims=0)
    count = graph.add("ReduceSum", mask, "along", keepdims=1)
    graph.add("LpNormalization", graph.add("Div", total, count), out="embedding", axis=-1, p=2)


def model() -> ModelProto:
    """The whole graph: ``input_ids`` and ``attention_mask`` (texts, tokens) to ``embedding`` (texts, 384)."""
    graph = _Graph()
    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    absent = graph.add("Sub", graph.number("one", 1, np.float32), mask)
    penalty = graph.add("Mul", absent, graph.number("masked", _MASKED, np.float32))
    masked = graph.add("Unsqueeze", penalty, graph.number("heads_and_queries", [1, 2]))
    graph.number("head_scale", (WIDE // HEADS) ** -0.5, np.float32)
    shape = graph.add("Shape", "input_ids")
    split = graph.add("Concat", shape, graph.number("heads", [HEADS, WIDE // HEADS]), axis=0)
    rows = _embedded(graph)
    for layer in range(LAYERS):
        rows = _layer(graph, rows, f"encoder.layer.{layer}", split, masked)
    _pooled(graph, rows, mask)
    made = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", WIDE])],
        graph.values,
    )
    whole = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    whole.producer_name = "matinee"
    return whole


def main() -> None:
    whole = model()
    GRAPH.write_bytes(whole.SerializeToString(deterministic=True))
    print(f"{GRAPH}: {GRAPH.stat().st_size:,} bytes, {len(whole.graph.node)} operations")


if __name__ == "__main__":
    main()
