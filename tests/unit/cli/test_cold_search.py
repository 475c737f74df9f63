"""What the sentence model's libraries cost those who do not use them: nothing."""

from unit.cli.test_cold_start import HEAVY, assert_light

MODEL = ("onnxruntime", "tokenizers", "safetensors", "onnx", "huggingface_hub")


def test_only_a_search_with_the_model_loads_it(home):
    assert_light(
        home, (*HEAVY, *MODEL), ["recommend"], ["search", "perihelion"], ["search", "a", "bank", "heist"]
    )
