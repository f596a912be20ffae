"""The profiles and the regions that there are to choose from. Nothing here asks the network."""

from __future__ import annotations

import boto3
import botocore.session

from hpev_tui.errors import SourceError
from hpev_tui.sources.aws.failures import failure_of
from hpev_tui.sources.aws.opening import blank_session


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
    """The regions in which the SDK knows SageMaker, in the partition of the current region.

    Without a current region, or with one of no known partition, those of the partition `aws`.
    HyperPod is in fewer of them; which, no SDK knows.
    """
    # No profile that there is not, and no broken file, keeps the regions from being listed.
    session = boto3.Session(botocore_session=blank_session())
    try:
        partition = session.get_partition_for_region(current)
    except Exception:
        partition = "aws"
    return sorted(session.get_available_regions("sagemaker", partition))
