"""What the browser says around its list, in words. Plain functions."""

from __future__ import annotations

from hpev_tui.errors import NO_ACCOUNT, Failure
from hpev_tui.model import ClusterInfo
from hpev_tui.session.coverage import Coverage
from hpev_tui.sources import Identity
from hpev_tui.text import clean


def header_parts(
    cluster: str, info: ClusterInfo | None, identity: Identity | None, cluster_arn: str
) -> list[str]:
    """Cluster, status, region, read-only, account, profile: dropped from the end when short."""
    arn = cluster_arn or (info.cluster_arn if info else "")
    fields = arn.split(":")
    return [
        info.cluster_name if info else clean(cluster),
        info.cluster_status if info else "",
        identity.region if identity else "",
        "read-only",
        fields[4] if len(fields) > 5 else "",
        identity.profile if identity else "",
    ]


def problem(failure: Failure) -> str:
    """A failure in lines: what happened, what to do, and the demo where there is no account."""
    lines = [failure.title]
    if failure.advice or failure.retryable:
        lines.append(failure.advice or "r tries again")
    if failure.kind in NO_ACCOUNT:
        lines.append("d opens the demo instead: it needs no account")
    return "\n".join(lines)


def empty_note(
    cluster: str,
    info: ClusterInfo | None,
    failure: Failure | None,
    identity: Identity | None,
    loading: str,
) -> str:
    """Why the list is empty, and what to do; `loading` is "" when nothing is under way."""
    if info is not None and not info.continuous:
        return (
            f"{info.cluster_name} has no events: its NodeProvisioningMode is not Continuous.\n"
            "HyperPod records events only for clusters made with Continuous provisioning.\n"
            "C picks another cluster"
        )
    if failure is not None and failure.kind == "not-found":
        where = f" in {identity.region}" if identity else ""
        return f"There is no cluster {clean(cluster)}{where}.\nC shows the clusters that there are"
    if failure is not None:
        return problem(failure)
    return (
        loading.capitalize() or "This cluster has no events.\nr asks again, C picks another cluster"
    )


def loaded(count: int, coverage: Coverage, loading: str) -> str:
    """How many events are loaded, and whether there are older ones.

    Never "all": the service forgets old events.
    """
    if not count:
        return ""
    if coverage.has_gap:
        rest = "some between are not loaded"
    else:
        rest = "the service has no older ones" if coverage.ended else "older remain"
    return f"{count:,} loaded, {loading or rest}"
