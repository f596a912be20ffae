"""The layers over a terminal: tmux, GNU screen, sshd and mosh, each with its own configuration."""

from __future__ import annotations

import os
import pwd
import shlex
import socket
import subprocess
from pathlib import Path
from typing import ClassVar

from help.clipboards.programs import find
from help.clipboards.site import HEIGHT, WIDTH, Site, end_process_in

_PORTS = 20
"""How many free ports are tried: another program may take one before sshd does."""


def _program(name: str) -> str:
    path = find(name)
    assert path is not None, f"{name} is missing"
    return path


class Tmux:
    """A tmux server of its own, with the stock options and these lines of configuration."""

    programs: ClassVar[tuple[str, ...]] = ("tmux",)

    def __init__(self, *lines: str) -> None:
        self.lines = lines

    def enter(self, site: Site) -> None:
        """Nothing: the server comes with its first client."""

    def around(self, command: list[str], site: Site) -> list[str]:
        return [*self._tmux(site), "new-session", *command]

    def _tmux(self, site: Site) -> list[str]:
        """The tmux command with a new server's socket; it is stopped in the end."""
        path = site.free_name("tmux")
        path.write_text("".join(f"{line}\n" for line in self.lines))
        tmux = [_program("tmux"), "-S", f"{path}.socket"]
        site.ends.callback(subprocess.run, [*tmux, "kill-server"], capture_output=True, check=False)
        # A tmux that was started inside another one refuses to start without this.
        return ["/usr/bin/env", "-u", "TMUX", *tmux, "-f", str(path)]


class TmuxFrom(Tmux):
    """A tmux whose session was begun elsewhere, and is attached from here.

    Args:
        environ: what the session was begun with, beside the path and the locale.
    """

    def __init__(self, **environ: str) -> None:
        super().__init__()
        self.environ = environ

    def around(self, command: list[str], site: Site) -> list[str]:
        tmux = self._tmux(site)
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        begun = [*tmux, "new-session", "-d", *size, *command]
        environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.environ}
        subprocess.run(begun, env=environ, check=True)
        return [*tmux, "attach-session"]


class Screen:
    """GNU screen, with the stock options."""

    programs: ClassVar[tuple[str, ...]] = ("screen",)

    def enter(self, site: Site) -> None:
        """Nothing: the session comes with the command."""

    def around(self, command: list[str], site: Site) -> list[str]:
        folder = site.folder / "screens"
        folder.mkdir(mode=0o700)
        rc = site.file("screenrc", "startup_message off\n")
        screen = ["/usr/bin/env", f"SCREENDIR={folder}", _program("screen")]
        site.ends.callback(
            subprocess.run, [*screen, "-S", "hpev", "-X", "quit"], capture_output=True, check=False
        )
        return [*screen, "-c", str(rc), "-S", "hpev", *command]


class Ssh:
    """An sshd on the loopback, and an `ssh` that reaches it."""

    programs: ClassVar[tuple[str, ...]] = ("sshd",)

    def enter(self, site: Site) -> None:
        for name in ("host_key", "user_key"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", site.folder / name],
                check=True,
            )
        port = _serve(site)
        host_key = (site.folder / "host_key.pub").read_text()
        known_hosts = site.file("known_hosts", f"[127.0.0.1]:{port} {host_key}")
        site.file(
            "ssh_config",
            f"Host there\nHostName 127.0.0.1\nPort {port}\nUser {_user()}\n"
            f"IdentityFile {site.folder / 'user_key'}\nIdentitiesOnly yes\n"
            f"UserKnownHostsFile {known_hosts}\nGlobalKnownHostsFile /dev/null\n"
            "StrictHostKeyChecking yes\nBatchMode yes\nLogLevel ERROR\n",
        )

    def around(self, command: list[str], site: Site) -> list[str]:
        # The user's locale does not come along by itself, and tmux asks for it.
        inside = shlex.join(["/usr/bin/env", "LANG=C.UTF-8", *command])
        return ["ssh", "-F", str(site.folder / "ssh_config"), "-tt", "there", inside]


class Mosh(Ssh):
    """A mosh-server, started over SSH as always, and its client."""

    programs: ClassVar[tuple[str, ...]] = ("sshd", "mosh")

    def around(self, command: list[str], site: Site) -> list[str]:
        # The server leaves the session that started it: what it starts writes down its ID.
        pid_file = site.free_name("mosh-server")
        site.ends.callback(end_process_in, pid_file)
        with_pid = ["/bin/sh", "-c", f'echo $PPID > {pid_file}; exec "$@"', "sh", *command]
        ssh = shlex.join(["ssh", "-F", str(site.folder / "ssh_config")])
        server = "/usr/bin/env LANG=C.UTF-8 mosh-server"
        options = [f"--ssh={ssh}", f"--server={server}", "--experimental-remote-ip=remote"]
        return [_program("mosh"), *options, "there", "--", *with_pid]


def _user() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def _serve(site: Site) -> int:
    """Start sshd on a free port of the loopback, and return the port."""
    if os.getuid() == 0:
        # Where it locks its unprivileged half in; a package's service makes it at the start.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    config = site.file(
        "sshd_config",
        f"HostKey {site.folder / 'host_key'}\n"
        f"AuthorizedKeysFile {site.folder / 'user_key.pub'}\n"
        "PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        "KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nPrintMotd no\n",
    )
    for _ in range(_PORTS):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = int(listener.getsockname()[1])
        command = [_program("sshd"), "-D", "-e", "-f", str(config)]
        server = subprocess.Popen(
            [*command, "-o", f"ListenAddress=127.0.0.1:{port}"],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert server.stderr is not None
        said = ""
        for line in server.stderr:
            said += line
            if "Server listening" in line:
                site.ends.callback(_stop, server)
                return port
        server.wait()
        server.stderr.close()
    raise AssertionError(f"sshd does not start:\n{said}")


def _stop(server: subprocess.Popen[str]) -> None:
    server.terminate()
    server.wait()
    if server.stderr is not None:
        server.stderr.close()
