"""Files of this machine by chance: each is read, or refused with clean words, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.model.failure import SourceError
from hpev_tui.sources.aws import models
from hpev_tui.sources.aws.credentials import _misprinted
from hpev_tui.sources.aws.opening import open_source, profiles
from hpev_tui.system.files import state_file, write_private
from hpev_tui.system.recent import MOST, Used, note_used, read_used
from hpev_tui.text.clean import clean

# The folder of a test serves all its examples: each writes its files anew.
FILES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)

NAMES = ("default", "profile a", "a", "sso-session a", "services a", "profile", "a]", "\u202ea")
KEYS = (
    "region", "output", "sso_session", "sso_start_url", "sso_region", "sso_account_id",
    "sso_role_name", "source_profile", "role_arn", "mfa_serial", "credential_source",
    "duration_seconds", "retry_mode", "max_attempts", "endpoint_url", "services", "ca_bundle",
    "sagemaker", "aws_access_key_id", "aws_secret_access_key", "web_identity_token_file",
    "defaults_mode", "use_fips_endpoint", "tcp_keepalive", "request_min_compression_size_bytes",
)  # fmt: skip
"""What a profile can have; no `credential_process`, which would be run."""

VALUES = (
    "",
    "a",
    "us-west-2",
    "true",
    "7",
    "1e9",
    "arn:aws:iam::1:role/a",
    "\x1b]0;x\x07",
    "%(a)s",
)


@st.composite
def configurations(draw: st.DrawFn) -> bytes:
    """What AWS configuration files look like, and what they do not."""
    value = st.sampled_from(VALUES) | st.text(max_size=12)
    line = st.one_of(
        st.sampled_from(NAMES).map(lambda name: f"[{name}]"),
        st.tuples(st.sampled_from(("", "  ")), st.sampled_from(KEYS), value).map(
            lambda parts: f"{parts[0]}{parts[1]} = {parts[2]}"
        ),
        st.text(max_size=20),
    )
    text = "\n".join(["[default]", *draw(st.lists(line, max_size=12))])
    return draw(st.just(text.encode("utf-8", "surrogatepass")) | st.binary(max_size=60))


@settings(max_examples=examples(60), suppress_health_check=FILES)
@given(configurations(), configurations(), st.sampled_from([None, "a", "default"]))
def test_a_configuration_opens_a_source_or_is_refused(
    tmp_path: Path, config: bytes, credentials: bytes, profile: str | None
) -> None:
    (tmp_path / "config").write_bytes(config)
    (tmp_path / "credentials").write_bytes(credentials)
    said: list[str] = []
    try:
        source = open_source(profile, None, "http://127.0.0.1:1")
        said += [source.identity.region, source.identity.profile]
        said += [text for fact in source.facts() for text in fact]
        source.close(at_once=True)
    except SourceError as error:
        said += [error.failure.title, error.failure.advice, error.failure.remedy]
    try:
        assert all(isinstance(name, str) for name in profiles())
    except SourceError as error:
        said += [error.failure.title, error.failure.advice]
    assert all(clean(text) == text for text in said)


@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_what_a_credential_program_prints_is_not_shown(printed: bytes) -> None:
    why, _ = _misprinted(printed) or ("", "")
    assert why in {
        *("its output is empty", "its output is not JSON", "its output is not a JSON object"),
        "its Version is not 1",
    }


LISTS = st.fixed_dictionaries(
    {}, optional={name: JSON | st.lists(st.text(), max_size=20) for name in Used._fields}
)


@settings(suppress_health_check=FILES)
@given(st.binary(max_size=60) | (JSON | LISTS).map(lambda value: json.dumps(value).encode()))
def test_a_state_file_says_names_or_nothing(tmp_path: Path, content: bytes) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path / "state")}
    write_private(state_file(environ), "")
    state_file(environ).write_bytes(content)
    for names in read_used(environ):
        assert len(names) <= MOST
        assert all(isinstance(name, str) and name for name in names)
    note_used(environ, "dev", "us-west-2")
    assert [names[0] for names in read_used(environ)] == ["dev", "us-west-2"]


@settings(suppress_health_check=FILES)
@given(content=st.binary(max_size=60), has_head=st.booleans())
def test_a_saved_model_that_is_not_ours_is_not_read(
    environment: pytest.MonkeyPatch, content: bytes, *, has_head: bool
) -> None:
    del environment
    head = b"1-0-0 " if has_head else b""
    write_private(models._path("service-2"), "")
    models._path("service-2").write_bytes(head + content)
    assert models._read("service-2", "1-0-0") is None
