"""What is no secret stays as it is: messages of events, names, IDs, hashes and paths."""

from __future__ import annotations

import json
import string
import uuid
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.text.secrets import redacted
from unit.text.test_hidden_secrets import SEEDS, drawn

CORPUS = Path(__file__).parents[2] / "unit" / "rules" / "corpus.json"


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def test_what_events_say_stays_as_it_is() -> None:
    texts = [
        text
        for name in ("corpus", "wordings", "variants", "unknown", "says")
        for text in _texts(json.loads((CORPUS.parent / f"{name}.json").read_text()))
    ]
    changed = [text for text in (*texts, "\n".join(texts)) if redacted(text) != text]
    assert len(texts) > 500
    assert not changed, changed[:5]


_HEX = "0123456789abcdef"
_NAMES_OF_THINGS = st.one_of(
    st.uuids().map(str),
    drawn(_HEX, 17, 17).map("i-{}".format),
    drawn(_HEX, 40, 40),
    drawn(_HEX, 7, 12),
    drawn(_HEX, 17, 17).map("hyperpod-i-{}".format),
    drawn(string.ascii_lowercase + string.digits, 12, 12).map(
        "arn:aws:sagemaker:us-west-2:111122223333:cluster/{}".format
    ),
    drawn(string.ascii_lowercase, 5, 20).map(
        "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/{}@x.com".format
    ),
    drawn(_HEX, 64, 64).map("111122223333.dkr.ecr.us-west-2.amazonaws.com/train@sha256:{}".format),
    SEEDS.map(lambda seed: f"/aws/sagemaker/Clusters/ml/{uuid.UUID(int=seed)}/LifecycleConfig"),
    drawn(_HEX, 17, 17).map(
        "/aws/sagemaker/Clusters/TrainingCluster/9wtjcsgd/LifecycleConfig/WorkerGroupP5/i-{}/log".format
    ),
    drawn(string.ascii_lowercase, 4, 9).map(
        "/home/{0}/Projects/HyperPod/Checkpoints/Step000100/{0}/Optimizer/State/Shard7.bin".format
    ),
    drawn(string.digits, 8, 8).map("2026{}T101500Z".format),
    st.ip_addresses(v=4).map("https://{}:6443/api/v1/nodes?limit=500".format),
    drawn(string.digits, 2, 3).map("ip-10-0-{}-12.us-west-2.compute.internal".format),
    st.sampled_from(
        (
            "https://us-west-2.console.aws.amazon.com/sagemaker/home?region=us-west-2#/cluster",
            "s3://bucket/HyperPod/LifecycleScripts/on_create.sh",
            "git@github.com:aws/sagemaker-hyperpod.git",
            "HyperPodContinuousProvisioningFailedEvent",
            "SignedHeaders=host;x-amz-date;x-amz-security-token",
            "The security token included in the request is invalid",
            "Basic authentication required",
            "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
        )
    ),
)  # fmt: skip


@given(
    st.lists(_NAMES_OF_THINGS, min_size=1, max_size=12), st.sampled_from((" ", ", ", "\n", "; "))
)
def test_names_hashes_and_paths_stay_as_they_are(things: list[str], between: str) -> None:
    text = between.join(things)
    assert redacted(text) == text
