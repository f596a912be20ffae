"""What the SDK's service model says of an answer's values, with the service's documentation."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from hpev_tui.detail.shapes import ITEM, Shape
from hpev_tui.text.clean import clean


def detail_shape() -> Shape:
    """The description of a DescribeClusterEvent answer, where there is no client that has it."""
    from hpev_tui.sources.aws.opening import blank_session  # With it the SDK is imported.

    model = blank_session().get_service_model("sagemaker")
    return shape_of(model.operation_model("DescribeClusterEvent").output_shape)


def shape_of(shape: Any) -> Shape:  # noqa: ANN401 - botocore has no types of its own
    """A botocore shape as plain data. The event's shapes are not recursive."""
    traits = shape.metadata
    plain = Shape(
        shape.type_name,
        enum=tuple(traits.get("enum", ())),
        documentation=text_of_html(shape.documentation),
        minimum=traits.get("min"),
        maximum=traits.get("max"),
        pattern=clean(traits.get("pattern", "")),
    )
    if shape.type_name == "structure":
        members = {name: shape_of(member) for name, member in shape.members.items()}
        required = frozenset(traits.get("required", ()))
        union = bool(traits.get("union"))
        return plain._replace(members=members, union=union, required=required)
    if shape.type_name == "list":
        return plain._replace(element=shape_of(shape.member))
    return plain


_INLINE = {"a", "b", "code", "em", "i", "span", "strong", "sub", "sup", "u"}


class _Lines(HTMLParser):
    """Collects the text in lines: one for each paragraph, and for each item of a list."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in _INLINE:
            self._end_line()
        if tag == "li":
            self.lines[-1] = ITEM

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_line()

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data

    def _end_line(self) -> None:
        # The paragraph inside an item goes on in the item's line.
        if self.lines[-1].strip() not in ("", ITEM.strip()):
            self.lines.append("")


def text_of_html(html: str) -> str:
    """The text without its tags, one line for each paragraph and, after a dash, for each item."""
    if not html:
        return ""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in parser.lines)
    return "\n".join(clean(line) for line in lines if line not in ("", ITEM.strip()))
