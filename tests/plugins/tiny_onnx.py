"""A network of three nodes in ONNX's format, written by hand: the loudest moment, as a share."""

__all__ = ["LOUDEST"]

FLOAT, INTS, INT = 1, 7, 2
"""ONNX's numbers for types of values and attributes."""


def varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def number(tag: int, value: int) -> bytes:
    return varint(tag << 3) + varint(value)


def message(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return varint(tag << 3 | 2) + varint(len(content)) + content


def text(tag: int, value: str) -> bytes:
    return message(tag, value.encode())


def value(tag: int, name: str, *shape: int) -> bytes:
    """A ValueInfoProto; 0 stands for a length that is not fixed."""
    dimensions = (message(1, number(1, length) if length else text(2, "n")) for length in shape)
    tensor = message(1, number(1, FLOAT), message(2, *dimensions))
    return message(tag, text(1, name), message(2, tensor))


def node(operator: str, taken: str, given: str, *attributes: bytes) -> bytes:
    return message(1, text(1, taken), text(2, given), text(4, operator), *attributes)


def reduced(operator: str, taken: str, given: str, *, keepdims: int) -> bytes:
    """A reduction of the second dimension."""
    axes = message(5, text(1, "axes"), number(8, 1), number(20, INTS))
    keeping = message(5, text(1, "keepdims"), number(3, keepdims), number(20, INT))
    return node(operator, taken, given, axes, keeping)


LOUDEST = b"".join(
    (
        number(1, 8),
        message(
            7,
            reduced("ReduceMean", "input_features", "moments", keepdims=0),
            reduced("ReduceMax", "moments", "loudest", keepdims=1),
            node("Sigmoid", "loudest", "logits"),
            text(2, "loudest"),
            value(11, "input_features", 0, 80, 800),
            value(12, "logits", 0, 1),
        ),
        message(8, number(2, 13)),
    )
)
