"""Shell completion, made from the table of verbs and options: `hpev --completion bash`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from hpev_tui.verbs.options import PROGRAM_OPTIONS, VERBS, VerbOption, options_for


def completion(shell: str) -> str:
    """The script that makes a shell, one of `SHELLS`, complete the command line of `hpev`."""
    made = {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell]
    return "\n".join(made()) + "\n"


def _names(options: list[VerbOption]) -> str:
    return " ".join(dict.fromkeys(each.option.name for each in options))


def _with_values() -> dict[str, tuple[str, ...]]:
    """The options that take one of a few values."""
    every = [*PROGRAM_OPTIONS, *(each for verb in VERBS for each in options_for(verb.name))]
    return {each.option.name: each.values for each in every if each.values}


def _words() -> Iterator[str]:
    """The lines of a `case` in shell that puts into `words` what can follow."""
    yield '  case "$before" in'
    for name, values in _with_values().items():
        yield f"    {name}) words={shlex.quote(' '.join(values))} ;;"
    yield '    *) case "$verb" in'
    for verb in VERBS:
        yield f"      {verb.name}) words={shlex.quote(_names(options_for(verb.name)))} ;;"
    first = f"{' '.join(verb.name for verb in VERBS)} {_names(list(PROGRAM_OPTIONS))}"
    yield f"      *) words={shlex.quote(first)} ;;"
    yield "    esac ;;"
    yield "  esac"


def _bash() -> Iterator[str]:
    yield "# To be read by bash: source <(hpev --completion bash)"
    yield "_hpev() {"
    yield '  local verb="" words="" before="${COMP_WORDS[COMP_CWORD-1]}"'
    yield '  [ "$COMP_CWORD" -gt 1 ] && verb="${COMP_WORDS[1]}"'
    yield from _words()
    yield '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))'
    yield "}"
    yield "complete -o default -F _hpev hpev"


def _zsh() -> Iterator[str]:
    yield "#compdef hpev"
    yield "# To be read by zsh: source <(hpev --completion zsh)"
    yield "_hpev() {"
    yield '  local verb="" words_of="" before="${words[CURRENT-1]}"'
    yield '  (( CURRENT > 2 )) && verb="${words[2]}"'
    for line in _words():
        yield line.replace(" words=", " words_of=")
    yield "  compadd -- ${=words_of}"
    yield "  _files"
    yield "}"
    yield "compdef _hpev hpev"


def _fish() -> Iterator[str]:
    yield "# To be read by fish: hpev --completion fish | source"
    none = "__fish_use_subcommand"
    for verb in VERBS:
        yield f"complete -c hpev -f -n {none} -a {verb.name} -d {_quoted(verb.help)}"
    for option in PROGRAM_OPTIONS:
        yield _fish_option(none, option)
    for verb in VERBS:
        for option in options_for(verb.name):
            yield _fish_option(f"'__fish_seen_subcommand_from {verb.name}'", option)


def _fish_option(condition: str, of: VerbOption) -> str:
    option = of.option
    takes = f" -x -a {_quoted(' '.join(of.values))}" if of.values else " -r" * bool(option.value)
    name = option.name.removeprefix("--")
    return f"complete -c hpev -n {condition} -l {name}{takes} -d {_quoted(option.help)}"


def _quoted(text: str) -> str:
    """A text in fish's single quotes, in which a backslash and a quote have a backslash."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
