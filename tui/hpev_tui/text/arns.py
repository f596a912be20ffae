"""The parts of a cluster's ARN (service authorization reference of SageMaker)."""

from __future__ import annotations

import re

# A region becomes part of the host that is called: nothing else may pass for one.
_CLUSTER = re.compile(
    r"arn:aws[a-z-]*:sagemaker:([a-z]{2,}(?:-[a-z]+)+-[0-9]{1,2}):([0-9]{12}):cluster/([A-Za-z0-9]+)"
)


def region_of(cluster_arn: str) -> str:
    """The region in a cluster's ARN, "" for anything else."""
    match = _CLUSTER.fullmatch(cluster_arn)
    return match[1] if match else ""


def account_of(cluster_arn: str) -> str:
    """The account in a cluster's ARN, "" for anything else."""
    match = _CLUSTER.fullmatch(cluster_arn)
    return match[2] if match else ""
