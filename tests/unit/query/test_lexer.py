"""Cutting a line into terms: quotes, backslashes, slashes, and where each term stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.query.lexer import escaped, quoted, tokens
from hpev_tui.query.values import values_of


def read(text: str) -> list[str]:
    """Each token as `-key=value|value`, with wildcards in brackets; faults behind a `!`."""
    lines = []
    for token in tokens(text):
        values = "|".join(
            "".join(part if isinstance(part, str) else f"[{part.value}]" for part in value.parts)
            for value in values_of(token.body)
        )
        if token.regex is not None:
            values = f"/{token.regex}/"
        key = f"{token.key}=" if token.key else ""
        lines.append(f"{'-' * token.negated}{key}{values}{'!' * bool(token.fault)}")
    return lines


@every(
    ("text", "expected"),
    [
        ("", []),
        (" \t ", []),
        ("one two", ["one", "two"]),
        ("  one\u3000two ", ["one", "two"]),
        ("level:error,warn", ["level=error|warn"]),
        ("LEVEL:Error", ["level=Error"]),
        ("-level:info", ["-level=info"]),
        ("group:worker-* a?c", ["group=worker-[*]", "a[?]c"]),
        ("one,two", ["one|two"]),
        ("one,,one,", ["one"]),
        (",", [""]),
        ("group:", ["group="]),
        ("group: worker", ["group=", "worker"]),
        # Quotes
        ('"a phrase"', ["a phrase"]),
        ('a" phrase, with "it', ["a phrase, with it"]),
        ('group:"a b",c', ["group=a b|c"]),
        ('"*"?', ["*[?]"]),
        ('-"not this"', ["-not this"]),
        ('"-"', ["-"]),
        ('"level:error"', ["level:error"]),
        ('"level":error', ["level:error"]),
        ('group:""', ["group="]),
        (r'"a \"word\" \\ \n"', [r'a "word" \ \n']),
        ("«it's» „so“", ["«it's»", "„so“"]),
        # Backslashes
        (r"a\ b\,c\*\?\"\\d", [r'a b,c*?"\d']),
        (r"level\:error", ["level:error"]),
        (r"\-not", ["-not"]),
        (r"\/etc", ["/etc"]),
        (r"C:\new", ["c=\\new"]),
        ("end\\", ["end\\"]),
        # Negation
        ("--x", ["--x"]),
        ("a-b", ["a-b"]),
        ("-", ["-!"]),
        ("a - b", ["a", "-!", "b"]),
        # Colons that make no key
        ("12:30", ["12:30"]),
        (":x", [":x"]),
        ("i-0391:x", ["i-0391:x"]),
        ("arn:aws:eks", ["arn:aws:eks"]),
        ("https://aws", ["https://aws"]),
        ("größe:x", ["größe:x"]),
        ("group://", ["group=//"]),
        # Regular expressions
        ("/a b/ c", ["/a b/", "c"]),
        ("-/a/", ["-/a/"]),
        (r"/a\/ b/", [r"/a\/ b/"]),
        ("/a/b/", ["/a/b/"]),
        ('/say "a/', ['/say "a/']),
        (r"/a\\/", [r"/a\\/"]),
        ("a/b/", ["a/b/"]),
        # What has no end
        ('"a b', ["a b!"]),
        ('x" y" "z', ["x y", "z!"]),
        ("/a b", ["//!"]),
        (r"/a\/", ["//!"]),
        ("//", ["//!"]),
        ("/aws/sagemaker c", ["//!"]),
    ],
)
def test_a_line_is_cut_into_terms(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@given(st.text(alphabet=' ab"\\/-:,*?\u3000é', max_size=30))
def test_terms_stand_where_they_say_and_only_blanks_lie_between(text: str) -> None:
    index = 0
    for token in tokens(text):
        assert text[index : token.start].strip() == ""
        assert not text[token.start].isspace()
        assert token.end > token.start
        index = token.end
    assert text[index:].strip() == ""


@given(st.text(min_size=1))
def test_a_quoted_value_stands_for_itself(value: str) -> None:
    (token,) = tokens(f"group:{quoted(value)}")
    (read_back,) = values_of(token.body)
    assert (token.key, token.fault, read_back.literal) == ("group", "", value)


@given(st.text(min_size=1))
def test_an_escaped_value_stands_for_itself(value: str) -> None:
    (token,) = tokens(f"group:x{escaped(value)}")
    (read_back,) = values_of(token.body)
    assert (token.key, token.fault, read_back.literal) == ("group", "", f"x{value}")
