"""Masking, for messages of any words: it takes away what is a message's own, and nothing else."""

from __future__ import annotations

from string import ascii_letters, digits, hexdigits

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.query import masked

SMALL_HEX = sorted(set(hexdigits.lower()))

WORDS = st.text(ascii_letters, min_size=1, max_size=10) | st.sampled_from(
    # Words with digits, signs and hyphens that are no IDs and no numbers
    [
        *("EC2", "us-west-2", "usw2-az4", "ml.p5.48xlarge", "H100", "re-deadbeefed", "v-1.2.3"),
        *("s3://bucket/key", "eks:CreateAccessEntry", "API_AND_CONFIG_MAP", "launch-0a1b", "#7b"),
    ]
)
"""What is no mask, no number and no ID. Letters alone never are."""


def hexes(*lengths: int, letters: list[str] = SMALL_HEX) -> st.SearchStrategy[str]:
    """Hexadecimal digits, so many."""
    return st.sampled_from(lengths).flatmap(
        lambda length: st.text(letters, min_size=length, max_size=length)
    )


def joined(text: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A text with its placeholders filled."""
    return st.tuples(*parts).map(lambda each: text.format(*each))


def numbers(least: int, most: int, width: int = 1) -> st.SearchStrategy[str]:
    """A number, with zeros before it."""
    return st.integers(least, most).map(lambda number: f"{number:0{width}}")


UUIDS = joined(
    "{}-{}-{}-{}-{}", *(hexes(length, letters=SMALL_HEX) for length in (8, 4, 4, 4, 12))
).flatmap(lambda uuid: st.sampled_from([uuid, uuid.upper()]))
OCTETS = [numbers(0, 255) for _ in range(4)]
DATES = joined("{}-{}-{}", numbers(2020, 2035, 4), numbers(1, 12, 2), numbers(1, 28, 2))
HOURS, SIXTIES = numbers(0, 23, 2), numbers(0, 59, 2)
FRACTIONS = st.sampled_from(["", ".5", ".250", ".123456"])
ZONES = st.sampled_from(["Z", "+00:00", "-07:00", "+0530", ""])
ARN_END = st.text(ascii_letters + digits, min_size=1, max_size=9)
UNITS = ["", "ms", "s", "m", "h", "d", "min", "GiB", "MB", "TB", "%", "-second"]

SLOTS: dict[str, st.SearchStrategy[str]] = {
    **{
        f"<id>{prefix}": joined(f"{prefix}-{{}}", hexes(8, 17))
        for prefix in ("i", "eni", "subnet", "sg", "ami", "cr", "hyperpod-i")
    },
    "<id>": UUIDS,
    "<arn>": joined(
        "arn:{}:{}:{}:{}:{}/{}",
        st.sampled_from(["aws", "aws-cn", "aws-us-gov"]),
        st.sampled_from(["iam", "ec2", "sagemaker"]),
        st.sampled_from(["", "us-west-2"]),
        numbers(0, 10**12 - 1, 12),
        st.sampled_from(["role", "cluster", "capacity-reservation"]),
        ARN_END,
    ),
    "<ip>": joined("{}.{}.{}.{}", *OCTETS),
    "<ip>cidr": joined("{}.{}.{}.{}/{}", *OCTETS, numbers(0, 32)),
    "<ip>host": joined("ip-{}-{}-{}-{}", *OCTETS),
    "<time>": joined("{}T{}:{}:{}{}{}", DATES, HOURS, SIXTIES, SIXTIES, FRACTIONS, ZONES),
    "<time>date": DATES,
    "<time> <n>:<n>:<n>": joined("{} {}:{}:{}{}", DATES, HOURS, SIXTIES, SIXTIES, FRACTIONS),
    "<n>:<n>:<n>": joined("{}:{}:{}{}", HOURS, SIXTIES, SIXTIES, FRACTIONS),
    "<n>:<n>:<n>Z": joined("{}:{}:{}{}Z", HOURS, SIXTIES, SIXTIES, FRACTIONS),
    "<time> <n>:<n>:<n>Z": joined("{} {}:{}:{}Z", DATES, HOURS, SIXTIES, SIXTIES),
    "<n>:<n>": joined("{}:{}", HOURS, SIXTIES),
    "<n>/<n>": joined("{}/{}", numbers(0, 999), numbers(0, 999)),
    **{
        f"<n>{unit}": joined(f"{{}}{{}}{unit}", numbers(0, 10**6), st.sampled_from(["", ".5"]))
        for unit in UNITS
    },
    "<n> grouped": st.integers(1000, 10**9).map(lambda number: f"{number:,}"),
}
"""What is a message's own, by its mask; behind that may stand which kind of it this is."""

MASK_OF = {
    **{name: name for name in SLOTS},
    **{name: "<id>" for name in SLOTS if name.startswith("<id>")},
    **{name: "<ip>" for name in SLOTS if name.startswith("<ip>")},
    **{"<id>hyperpod-i": "hyperpod-<id>", "<time>date": "<time>", "<n> grouped": "<n>"},
}

AROUND = st.sampled_from(
    ["{}", "{}.", "{},", "({})", "'{}'", "[{}]", '"{}"', "\u2018{}\u2019;", "{}:"]
)
# Before a colon an address is masked as numbers, since more of another address may follow it.
AROUND_ADDRESSES = AROUND.filter(lambda around: around != "{}:")


@st.composite
def messages(draw: st.DrawFn) -> tuple[list[str], str, str]:
    """What is to be left of a message, piece by piece, and the message written twice."""
    left: list[str] = []
    written: tuple[list[str], list[str]] = ([], [])
    for _ in range(draw(st.integers(0, 7))):
        around = AROUND
        if draw(st.booleans()):
            word = draw(WORDS)
            pieces = [word, word, word]
        else:
            name = draw(st.sampled_from(sorted(SLOTS)))
            pieces = [MASK_OF[name], draw(SLOTS[name]), draw(SLOTS[name])]
            around = AROUND_ADDRESSES if MASK_OF[name] == "<ip>" else AROUND
        piece, one, two = map(draw(around).format, pieces)
        left.append(piece)
        written[0].append(one)
        written[1].append(two)
    return left, " ".join(written[0]), " ".join(written[1])


@settings(max_examples=examples(200))
@given(messages())
def test_messages_that_differ_in_what_is_their_own_are_the_same(
    message: tuple[list[str], str, str],
) -> None:
    left, one, two = message
    assert masked(one) == masked(two) == " ".join(left)


@settings(max_examples=examples(200))
@given(messages(), messages())
def test_messages_that_differ_in_words_stay_different(
    message: tuple[list[str], str, str], other: tuple[list[str], str, str]
) -> None:
    assume(message[0] != other[0])
    assert masked(message[1]) != masked(other[1])


@settings(max_examples=examples(200))
@given(st.lists(WORDS, max_size=6), st.data())
def test_one_other_word_makes_another_message(words: list[str], data: st.DataObject) -> None:
    assume(words)
    index = data.draw(st.integers(0, len(words) - 1))
    word = data.draw(WORDS.filter(lambda each: each != words[index]))
    other = [*words[:index], word, *words[index + 1 :]]
    assert masked(" ".join(words)) != masked(" ".join(other))


@settings(max_examples=examples(60))
@given(messages())
def test_what_is_masked_stays_so(message: tuple[list[str], str, str]) -> None:
    once = masked(message[1])
    assert masked(once) == once


NAMES = st.from_regex("[a-z][a-z0-9-]{0,12}[a-z]", fullmatch=True)


@settings(max_examples=examples(80))
@given(messages(), NAMES, NAMES, NAMES, NAMES)
def test_messages_about_other_groups_and_clusters_are_the_same(
    message: tuple[list[str], str, str], group: str, cluster: str, group2: str, cluster2: str
) -> None:
    assume(group != cluster)
    assume(group2 != cluster2)
    left, one, two = message
    texts = [
        masked(f"Cluster {cluster} and IG {group} {one}", group, cluster),
        masked(f"Cluster {cluster2} and IG {group2} {two}", group2, cluster2),
    ]
    # A name that a message has by chance where names stand is not what this is about.
    assume(not any(f" {name} " in f" {' '.join(left)} " for name in (group, cluster)))
    assert texts == [f"Cluster <cluster> and IG <group> {' '.join(left)}"] * 2


@settings(max_examples=examples(60))
@given(NAMES, NAMES)
def test_the_names_of_others_are_words(group: str, other: str) -> None:
    assume(group != other)
    assert masked(f"IG {other} failed", group) == f"IG {other} failed"
    assert masked(f"IG {group} failed", group) == "IG <group> failed"
