"""Whose clusters results are about, as the ARNs in them say."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.model.events import ClusterInfo, Page
from hpev_tui.session.paging import PageBatch


def account_id(cluster_arn: str) -> str:
    """The account in a cluster's ARN, "" where it is no ARN of an account."""
    fields = cluster_arn.split(":")
    number = fields[4] if len(fields) > 5 else ""
    return number if len(number) == 12 and number.isascii() and number.isdigit() else ""


def account_of(result: object) -> str:
    """The account of the first cluster that is named in a result, "" where none is."""
    if isinstance(result, ClusterInfo):
        return account_id(result.cluster_arn)
    if isinstance(result, Page):
        items: Sequence[object] = result.items[:1]
    elif isinstance(result, PageBatch):
        items = [item for _, page in result.answers for item in page.items[:1]]
    else:
        return ""
    return account_id(str(getattr(items[0], "cluster_arn", ""))) if items else ""
