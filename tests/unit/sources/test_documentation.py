"""The HTML of the service model's documentation, as text in lines."""

from __future__ import annotations

import re

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.sources.aws.documentation import text_of_html
from hpev_tui.text.clean import clean


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>The <code>Id</code> of\n   it.</p>", "The Id of it."),
        ("<p>One.</p> <p>Two.</p>", "One.\nTwo."),
        (
            "<p>Valid values:</p> <ul> <li> <p> <code>A</code>: The first.</p> </li> "
            "<li> <p> <code>B</code>: The other.</p> <p>More of it.</p> </li> </ul> <p>End.</p>",
            "Valid values:\n- A: The first.\n- B: The other.\nMore of it.\nEnd.",
        ),
        ("<note><p>See <a href='x'>the guide</a>.</p></note>After", "See the guide.\nAfter"),
        ("a &lt; b &amp;&#160;c &#x201C;d&#x201D; &nope;", "a < b & c “d” &nope;"),
        ("one<br/>two<br>three", "one\ntwo\nthree"),
        ("5 < 6", "5 < 6"),
        ("<ul><li></li></ul>", ""),
        ("\x1b[31mred&#x202e;", "␛[31mred\\u202e"),
    ],
)
def test_tags_go_and_lines_stay(html: str, text: str) -> None:
    assert text_of_html(html) == text


@given(st.text(st.sampled_from("<>/&;#lipub \n\x1b\u202eaé")))
def test_whatever_it_is_the_text_is_printable(html: str) -> None:
    text = text_of_html(html)
    assert clean(text, newlines=True) == text
    assert all(line.strip() == line and line for line in text.split("\n") if text)


def test_nothing_of_the_installed_documentation_looks_like_html() -> None:
    service = botocore.session.Session().get_service_model("sagemaker")
    for name in ("DescribeClusterEvent", "ListClusterEvents", "DescribeCluster"):
        shape = service.operation_model(name).output_shape
        waiting = [shape]
        while waiting:
            shape = waiting.pop()
            text = text_of_html(shape.documentation)
            assert bool(text) == bool(shape.documentation)
            assert not re.search("</?[a-z]|&[#a-z]", text), text
            waiting += getattr(shape, "members", {}).values()
            waiting += [shape.member] if shape.type_name == "list" else []
