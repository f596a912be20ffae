"""Where the log of a lifecycle script is, by what the service says or by the form of its name."""

from __future__ import annotations

from typing import Any

import pytest

from hpev_tui.export.lifecycle_log import LifecycleLog, lifecycle_log
from unit.export.test_listing import EVENT

GROUP = "/aws/sagemaker/Clusters/ml-cluster/lw12e0dn1hhd"
STREAM = "LifecycleConfig/worker-p5/i-0391f86fa0fe0d465"
SAID = (
    "Lifecycle scripts did not run successfully. To view lifecycle script logs, visit log group"
    " \u2018/aws/sagemaker/Clusters/other/aaaaaaaaaaaa' and log stream"
    " \u2018LifecycleConfig/trainers/i-0123456789abcdef0\u2019. If you cannot find them"
)


@pytest.mark.parametrize(
    ("fields", "message", "expected"),
    [
        ({}, "", LifecycleLog(GROUP, STREAM)),
        ({}, "Lifecycle scripts failed.", LifecycleLog(GROUP, STREAM)),
        (
            {"instance_id": ""},
            SAID,
            LifecycleLog(
                "/aws/sagemaker/Clusters/other/aaaaaaaaaaaa",
                "LifecycleConfig/trainers/i-0123456789abcdef0",
            ),
        ),
        ({"instance_id": ""}, "", LifecycleLog(GROUP, "")),
        ({"instance_id": "", "cluster_arn": ""}, "", None),
        ({"cluster_name": "a b", "instance_group_name": "$(x)"}, "", None),
        # What has another form is not believed.
        (
            {},
            "log group '/aws/sagemaker/Clusters/other/x;rm' and log stream"
            " 'LifecycleConfig/a b/i-0123456789abcdef0'",
            LifecycleLog(GROUP, STREAM),
        ),
        (
            {"description": f"visit log group '{GROUP}' and log stream '{STREAM}'."},
            "",
            LifecycleLog(GROUP, STREAM),
        ),
    ],
)
def test_the_log_group_and_the_stream(
    fields: dict[str, Any], message: str, expected: LifecycleLog | None
) -> None:
    assert lifecycle_log(EVENT._replace(**fields), message) == expected
