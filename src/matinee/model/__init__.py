"""The sentence model all-MiniLM-L6-v2: fetching it, and running it with onnxruntime."""

from __future__ import annotations

from matinee.model.files import ModelFiles, installed
from matinee.model.minilm import MiniLM

__all__ = ["MiniLM", "ModelFiles", "installed"]
