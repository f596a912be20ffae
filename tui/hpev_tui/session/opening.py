"""Opening an account and its clusters: those of the service, or those of saved events.

What is needed for saved events only is imported with them: the first frame waits for no import.
"""

from __future__ import annotations

from hpev_tui.model.settings import Settings
from hpev_tui.session.account import Account
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.host import Host


def account_of(settings: Settings, host: Host) -> Account:
    """The account, or the saved events, that these settings ask for."""
    if not settings.files:
        return Account(settings, host)
    from hpev_tui.session.saved import SavedAccount

    return SavedAccount(settings, host)


def model_of(account: Account, cluster: str, filter_text: str = "") -> ClusterModel:
    """The model of a cluster, by the name or ARN that it is asked for by."""
    if not account.settings.files:
        return ClusterModel(account, cluster, filter_text)
    from hpev_tui.session.saved import SavedAccount, SavedModel

    assert isinstance(account, SavedAccount)  # noqa: S101
    return SavedModel(account, cluster, filter_text)
