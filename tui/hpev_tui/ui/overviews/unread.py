"""What the failures say of events whose reasons are not loaded."""

from __future__ import annotations

from hpev_tui.session.cluster import ClusterModel


def without_reason(model: ClusterModel) -> str:
    """How many failures have no reason, and why, for the title line; "" for none."""
    waiting = model.log.findings.signatures.waiting_count
    if not waiting:
        return ""
    loading = f"loading{model.account.settings.ellipsis}"
    failures = model.details.failures.values()
    # Without the permission no other one is asked for.
    is_denied = any(each.kind == "access" for each in failures)
    has_failed = is_denied or (bool(failures) and not model.details.is_gathering)
    why = "details failed" if has_failed else loading
    return f"{waiting:,} without a reason ({why})"


def unread_rows(model: ClusterModel) -> str:
    """What "?" and "~" in a row mean, said once for all of them; "" where no row has them.

    A "?" in place of a number goes when the reasons are loaded: they take events to other rows.
    """
    if not model.log.findings.signatures.waiting_count:
        return ""
    if model.details.is_gathering:
        return "?: counted when the row's reasons are loaded. ~: the likely cause."
    return "?: cause not known, reasons not loaded. ~: the likely cause."
