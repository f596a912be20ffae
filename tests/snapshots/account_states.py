"""The states of accounts that are pictured: choosing one, an MFA code, what keeps one away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from help.accounts import CONFIG
from help.scripted import ScriptedEndpoint
from snapshots.state import LARGE, MIDDLE, SMALL, State

_SIGNED_OUT = """
[profile ml-prod]
region = us-west-2
sso_session = corp
sso_account_id = 111122223333
sso_role_name = reader
[sso-session corp]
sso_region = us-west-2
sso_start_url = https://corp.invalid/start
"""
_REFUSED = (
    "User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: "
    "sagemaker:ListClusterEvents on resource: "
    "arn:aws:sagemaker:us-west-2:111122223333:cluster/c1f48763a790 "
    "because no identity-based policy allows the sagemaker:ListClusterEvents action"
)


def _profiles(_: ScriptedEndpoint, patch: pytest.MonkeyPatch) -> None:
    """Profiles in the AWS configuration, of which the environment's keys are none."""
    config = Path(os.environ["HOME"]) / "config"
    config.write_text(CONFIG + _SIGNED_OUT)
    patch.setenv("AWS_CONFIG_FILE", str(config))


def _denied(endpoint: ScriptedEndpoint, _: pytest.MonkeyPatch) -> None:
    endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", _REFUSED)


ACCOUNT_STATES = (
    State(
        "profiles",
        ("Profiles", "4 of 4", "(no profile)  current", "guarded", "ml-prod", "enter choose"),
        steps=(((), "Clusters  118"), (("P",), "4 of 4")),
        prepare=_profiles,
        sizes=(SMALL, MIDDLE, LARGE),
    ),
    State(
        "regions",
        ("Regions with SageMaker", "eu-", "us-"),
        steps=(((), "Clusters  118"), (("R",), "us-west-2"), (("w", "e", "s", "t"), "us-west-2")),
        without=("us-east-1",),
    ),
    State(
        "region-of-ones-own",
        ("0 of ", "mars-1", "enter use it as typed"),
        steps=(((), "Clusters  118"), (("R",), "us-west-2"), (tuple("mars-1"), "0 of ")),
    ),
    State(
        "mfa-code",
        ("MFA code for the profile's role", "mfa/me", "6 digits", "esc cancel"),
        steps=(((), "mfa/me"),),
        prepare=_profiles,
        options={"profile": "guarded"},
        held=1,
    ),
    State(
        "signed-out",
        ("SSO session expired", "Run aws sso login --profile ml-prod in another shell", "! copy"),
        steps=(((), "session expired"),),
        prepare=_profiles,
        options={"profile": "ml-prod"},
    ),
    State(
        "denied-by-name",
        (
            " × Access denied: sagemaker:ListClusterEvents, no identity-based policy",
            "(! copies the",
            '"Allow"',
        ),
        cluster="train-p5",
        steps=(((), "Access denied"),),
        prepare=_denied,
    ),
)
