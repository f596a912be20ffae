"""The verbs of `hpev`: what the screens say, as data. They ask the session, and know no screen."""
