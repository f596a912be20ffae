"""Opening an account or the demo by the SDK, and the profiles and regions there are."""

from __future__ import annotations

import os
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
from botocore.exceptions import NoRegionError
from botocore.loaders import Loader, create_loader

from hpev_tui import __version__
from hpev_tui.model.failure import SourceError
from hpev_tui.sources import AskCode
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.credentials import Waiting, keep_off_the_terminal
from hpev_tui.sources.aws.failures import Asker, failure_of
from hpev_tui.sources.aws.models import FILES
from hpev_tui.sources.call_stats import CallStats

CONNECT_SECONDS = 3
READ_SECONDS = 10
"""How long a connection may take, and each piece of an answer. With the retries, a call without an
answer takes half a minute."""

ATTEMPTS = 3
"""How often the SDK tries a call, the first time included."""

_METHODS = {
    "env": "environment variables",
    "shared-credentials-file": "the shared credentials file",
    "config-file": "the AWS configuration file",
    "assume-role": "a role that the profile assumes",
    "assume-role-with-web-identity": "a role assumed with a web identity token",
    "sso": "IAM Identity Center (aws sso login)",
    "login": "aws login",
    "custom-process": "the profile's credential_process",
    "container-role": "the container's role",
    "iam-role": "the instance's role",
    "explicit": "none: the demo needs none",
}
"""The ways to credentials by botocore's names (the METHOD of its providers), in words."""


def open_source(
    profile: str | None,
    region: str | None,
    endpoint_url: str | None,
    *,
    stats: CallStats | None = None,
    fallback_region: str = "",
    ask_code: AskCode = lambda _: None,
    read_seconds: float | None = None,
    waiting: Waiting = lambda _: None,
    waiting_after: float = 1.0,
) -> AwsSource:
    """A source on the user's own account; boto3's own chains find whatever is None.

    Takes about a tenth of a second, and as long as a credential_process does.

    Args:
        profile: a profile's name.
        region: a region's name.
        endpoint_url: an address to call instead of the service's own.
        stats: counts calls.
        fallback_region: where no region is given and the chain finds none.
        ask_code: asks the user for an MFA code, and blocks until there is one or None.
        read_seconds: how long to wait for each piece of an answer; None for the usual time.
        waiting: takes the name of a credential_process that takes long, and "" when it has ended.
        waiting_after: after how many seconds it takes long.

    Raises:
        SourceError: no such profile, no region, or a setting that botocore cannot use.
    """
    asker = Asker(profile or os.environ.get("AWS_PROFILE", ""), region or "")
    try:
        # Not boto3's: its import takes as long again, and the client is the same.
        session = botocore.session.Session(profile=profile)
        found_region = region or session.get_config_variable("region") or fallback_region
        if not found_region:
            # With an empty AWS_DEFAULT_REGION botocore calls a host without a name.
            raise NoRegionError
        files = create_loader(session.get_config_variable("data_path"))
        files.file_loader = FILES
        session.register_component("data_loader", files)
        keep_off_the_terminal(session, ask_code, waiting, waiting_after)
        client = session.create_client(
            "sagemaker",
            region_name=found_region,
            endpoint_url=endpoint_url,
            config=_config(session, read_seconds=read_seconds),
        )
        shown = session.profile
        asker = Asker(
            "" if shown in (None, "default") else shown,
            client.meta.region_name or "",
            _way_to_credentials(session),
            _is_known(session, client.meta.region_name),
        )
        address = endpoint_url or _configured_endpoint()
        return AwsSource(client, asker, stats or CallStats(), address)
    except SourceError:
        raise
    except Exception as error:
        raise SourceError(failure_of(error, "The AWS configuration", asker)) from error


def _way_to_credentials(session: botocore.session.Session) -> str:
    # The client has found them already; this asks nobody again.
    credentials = session.get_credentials()
    method = getattr(credentials, "method", "") or ""
    return _METHODS.get(method, method) if credentials is not None else "none found"


def _is_known(session: botocore.session.Session, region: str | None) -> bool:
    """Whether the SDK's list has SageMaker in a region; new regions may be missing from it."""
    try:
        partition = session.get_partition_for_region(region)
    except Exception:
        return False
    return region in session.get_available_regions("sagemaker", partition)


def _configured_endpoint() -> str:
    """The endpoint that botocore takes from the environment, by its own rules; "" for none.

    A command that is pasted into another shell needs it. A profile's own endpoint needs only the
    profile.
    """
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return ""
    names = ("AWS_ENDPOINT_URL_SAGEMAKER", "AWS_ENDPOINT_URL")
    return next((value for name in names if (value := os.environ.get(name))), "")


def blank_session() -> botocore.session.Session:
    """A session of the SDK that nothing in the environment can break.

    Every setting that botocore would read from the environment or from the AWS configuration
    files (profiles, proxies, endpoints, retry modes) is cut off, and so is ~/.aws/models.
    """
    blank: dict[str, Any] = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    nowhere = (None, None, os.devnull, None)
    session = botocore.session.Session(
        {**blank, "config_file": nowhere, "credentials_file": nowhere}
    )
    models = Loader(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH],
        file_loader=FILES,
        include_default_search_paths=False,
    )
    session.register_component("data_loader", models)
    return session


def open_demo(url: str, stats: CallStats | None = None) -> AwsSource:
    """A source on the demo's endpoint, independent of the environment."""
    session = blank_session()
    session.set_credentials("demo", "demo")  # No secret: the demo's endpoint checks none.
    client = session.create_client(
        "sagemaker", region_name="us-west-2", endpoint_url=url, config=_config(session, proxies={})
    )
    asker = Asker("demo", client.meta.region_name, _METHODS["explicit"])
    return AwsSource(client, asker, stats or CallStats(), url, demo=True)


def _config(
    session: botocore.session.Session,
    proxies: dict[str, str] | None = None,
    read_seconds: float | None = None,
) -> Config:
    # These bound the longest wait; no more than eight connections are in use at once.
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS if read_seconds is None else read_seconds,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=8,
        proxies=proxies,
        # Without it botocore puts the same text together twice for every call, which is a twentieth
        # of what a page of events costs.
        user_agent=session.user_agent(),
        user_agent_extra=f"hpev-tui/{__version__}",
    )


def profiles() -> list[str]:
    """The names of the profiles in the AWS configuration files, as they are written there.

    Raises:
        SourceError: the files cannot be read.
    """
    try:
        return list(botocore.session.Session().available_profiles)
    except Exception as error:
        raise SourceError(failure_of(error, "Reading the profiles")) from error


def regions(current: str) -> list[str]:
    """The regions with SageMaker by the SDK's list, in the partition of the current region.

    Without a current region, or with one of no known partition, those of the partition `aws`.
    HyperPod is in fewer of them; the SDK does not say in which.
    """
    # With a blank session, a missing profile or a broken file does not prevent the list.
    session = blank_session()
    try:
        partition = session.get_partition_for_region(current)
    except Exception:
        partition = "aws"
    return sorted(session.get_available_regions("sagemaker", partition))
