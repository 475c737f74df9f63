"""The network against a second one written from the papers in NumPy, and what it makes of odd texts."""

import importlib.util
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matinee.errors import ModelError
from matinee.model import MiniLM, ModelFiles
from sentence_model import model_files

ROOT = Path(__file__).parents[3]
TEXTS = [
    "A quiet film about grief by the sea",
    "heat",
    "",
    "Ein Mädchen arbeitet in einem Badehaus für Geister. 千と千尋の神隠し",
    "One long sentence after another, " * 60,
]


@pytest.fixture(scope="module")
def files():
    return model_files()


@pytest.fixture(scope="module")
def model(files):
    return MiniLM(files)


def test_the_graph_is_what_the_script_writes():
    spec = importlib.util.spec_from_file_location("make_graph", ROOT / "tools" / "make_minilm_graph.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    checked_in = script.GRAPH.read_bytes()
    assert checked_in == script.model().SerializeToString(deterministic=True), (
        "run tools/make_minilm_graph.py"
    )
    assert len(checked_in) < 30_000


def test_making_one_imports_and_loads_nothing():
    program = (
        "import sys; from pathlib import Path; from matinee.model import MiniLM, ModelFiles\n"
        "MiniLM(ModelFiles(Path('no'), Path('no'))).key\n"
        "print([name for name in ('onnxruntime', 'tokenizers', 'safetensors', 'onnx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_damaged_files_are_a_clear_line(tmp_path):
    (tmp_path / "w").write_bytes(b"x")
    (tmp_path / "t").write_text("{}")
    with pytest.raises(ModelError, match="matinee model install"):
        MiniLM(ModelFiles(tmp_path / "w", tmp_path / "t")).embed(["heat"])


@pytest.mark.model
def test_it_computes_what_numpy_computes(model, files):
    expected = np.stack([by_hand(files, text) for text in TEXTS])
    assert np.abs(model.embed(TEXTS) - expected).max() < 1e-5


@pytest.mark.model
def test_company_changes_nothing(model):
    alone = np.concatenate([model.embed([text]) for text in TEXTS])
    assert np.abs(model.embed(TEXTS) - alone).max() < 1e-5
    assert np.abs(model.embed(TEXTS[::-1])[::-1] - alone).max() < 1e-5


@pytest.mark.model
def test_vectors_have_length_one_whatever_the_text_holds(model):
    odd = ["", " ", "\0", "😀" * 50, "x" * 10_000, "\ud800", "مرحبا", "'; DROP TABLE film; --", "\u202ehtaed"]
    vectors = model.embed(odd)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(odd), model.width)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.model
def test_near_in_meaning_is_near(model):
    sad, also_sad, loud = model.embed(
        ["a sad film on the coast", "grief by the sea", "a car chase with guns"]
    )
    assert sad @ also_sad > sad @ loud + 0.1


def test_no_texts_are_no_vectors():
    assert MiniLM(ModelFiles(Path("no"), Path("no"))).embed([]).shape == (0, 384)


def by_hand(files, text):
    """One text through BERT, mean pooling and L2 norm, in NumPy and float64."""
    from safetensors.numpy import load_file
    from scipy.special import erf
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    ids = tokenizer.encode(text).ids
    weights = {name: value.astype(np.float64) for name, value in load_file(files.weights).items()}

    def dense(x, name):
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(x, name):
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-12)
        return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def gelu(x):
        return x * 0.5 * (1 + erf(x / math.sqrt(2)))

    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        heads = [
            dense(x, f"{name}.attention.self.{part}").reshape(len(ids), 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        ]
        near = np.exp(heads[0] @ heads[1].transpose(0, 2, 1) / math.sqrt(32))
        mixed = (near / near.sum(-1, keepdims=True)) @ heads[2]
        mixed = dense(mixed.transpose(1, 0, 2).reshape(len(ids), 384), f"{name}.attention.output.dense")
        x = norm(x + mixed, f"{name}.attention.output.LayerNorm")
        inner = dense(gelu(dense(x, f"{name}.intermediate.dense")), f"{name}.output.dense")
        x = norm(x + inner, f"{name}.output.LayerNorm")
    pooled = x.mean(0)
    return pooled / np.linalg.norm(pooled)
