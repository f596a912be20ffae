"""The strings, by name, in groups: what a terminal, a library or a shell would obey."""

from __future__ import annotations

MARK = "attack-ran"
"""The file that a shell would make in the current folder, if it ran what is in an attack."""

TITLE = "hpev-attack-title"
CLIPBOARD = "aHBldi1hdHRhY2s="
"""What an attack would put into the clipboard, as OSC 52 carries it."""

CONTROLS = {
    "CSI that clears": "\x1b[2J\x1b[3J\x1b[H",
    "CSI with colours": "\x1b[31;5;7mred\x1b[0m",
    "CSI that asks": "\x1b[c\x1b[6n\x1b[>q\x1b[?6n",
    "CSI that sets modes": "\x1b[?1049l\x1b[?25h\x1b[?1003l\x1b[4h",
    "CSI that resizes": "\x1b[8;2;2t\x1b[21t",
    "CSI that has no end": "\x1b[1;2",
    "OSC title, BEL": f"\x1b]0;{TITLE}\x07",
    "OSC title, ST": f"\x1b]2;{TITLE}\x1b\\",
    "OSC 52": f"\x1b]52;c;{CLIPBOARD}\x07",
    "OSC 52 that asks": "\x1b]52;c;?\x07",
    "OSC 8": "\x1b]8;;http://attack.example\x1b\\click\x1b]8;;\x1b\\",
    "OSC that asks for colours": "\x1b]11;?\x07\x1b]4;0;?\x07",
    "OSC that notifies": "\x1b]9;attack\x07\x1b]777;notify;a;b\x07",
    "OSC that has no end": "\x1b]0;unfinished",
    "DCS": "\x1bP+q544e\x1b\\\x1bP$qm\x1b\\",
    "DCS of tmux": f"\x1bPtmux;\x1b\x1b]52;c;{CLIPBOARD}\x07\x1b\\",
    "APC, PM and SOS": "\x1b_Gi=1;AAAA\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\",
    "escapes of two characters": "\x1bc\x1b7\x1b8\x1bM\x1b#8\x1b(0\x1bZ\x1b=",
    "C1 CSI": "\x9b2J\x9b31m",
    "C1 OSC": f"\x9d0;{TITLE}\x9c\x9d52;c;{CLIPBOARD}\x07",
    "C1 DCS and others": "\x90+q\x9c\x9fG\x9c\x9ex\x9c\x98x\x9c\x84\x85\x8d\x8e",
    "NUL": "a\x00b",
    "BEL": "a\x07b",
    "BS": "safe\x08\x08\x08\x08evil",
    "DEL": "a\x7fb",
    "CR that overwrites": "safe\revil",
    "line breaks": "one\ntwo\r\nthree\x0bfour\x0cfive\u2028six\u2029seven",
    "tabs": "a\tb\t\tc",
    "shifts": "\x0e\x0fa\x16\x1a\x05",
}
"""What a terminal obeys."""

CHARACTERS = {
    "bidi overrides": "\u202egnp.exe\u202c \u202dx",
    "bidi isolates": "\u2066a\u2067b\u2068c\u2069 \u200e\u200f\u061c",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\ufefff\xadg",
    "fillers": "a\u3164b\u115fc\uffa0d\u180ee\u034ff",
    "tags": "a\U000e0041\U000e007fb",
    "selectors": "a\ufe0fb\ufe0ec\U000e0100",
    "a pile of marks": "e" + "\u0301\u0334\u20dd" * 8,
    "marks first": "\u0301\u0302x",
    "marks": "e\u0301a\u0308n\u0303",
    "wide": "\u65e5\u672c\u8a9e\u30c6\u30ad\u30b9\u30c8" * 6,
    "wide and odd": "a\u65e5b\u672cc",
    "half width": "\uff71\uff72\uff73 \uff21\uff22",
    "ambiguous": "\xb1\xd7\u03b1\u0416\u2018\u2026\u2460\u2500\u25a0\u2605",
    "emoji": "\U0001f600\U0001f680 \u26a0\ufe0f \u2705",
    "emoji family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "flags and tones": "\U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd \U0001f3f4\u200d\u2620\ufe0f",
    "keycaps": "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "joined letters": "\u0915\u094d\u0937\u093f \u1112\u1161\u11ab \u0644\u0627",
    "surrogates": "\ud800a\udc9b\udfff",
    "noncharacters": "\ufffe\uffff\ufdd0\U0001ffff",
    "private": "\ue000\uf8ff\U000f0000",
    "blanks": "a\xa0b\u2003c\u3000d\u1680e\u202ff",
    "blank": "   ",
    "long": "long" * 100,
}
"""What is not drawn, or not in as many cells as there are characters."""

MARKUP = {
    "closing tag": "[/]",
    "closing tag of nothing": "[/foo] [/b",
    "action": "[@click=app.quit]x[/]",
    "action of the screen": "[@click=screen.dismiss]x[/][@mouse.move=app.bell]y[/]",
    "link": "[link=http://attack.example]x[/link]",
    "colour": "[red on blue]x[/red on blue][bold]y",
    "variable": "[$primary]x[/]",
    "open bracket": "[[[ \\[ [a",
    "emoji code": ":smile: :warning:",
    "HTML": "<script>alert(1)</script><img src=x>",
    "Markdown": "| a | `b` | [c](http://attack.example) ![d](e) **f**",
}
"""What Textual's and Rich's markup, HTML and Markdown obey."""

FORMATS = {
    "percent": "%s%n%x%(name)s%",
    "braces": "{} {0.__class__.__mro__} {cluster} {",
    "template": "${HOME} $name",
    "escapes spelled out": "\\x1b[2J \\u001b[2J \\033[2J \\e]0;x\\a",
    "JSON": '", "x": "y\\',
    "path up": "../../../../etc/passwd",
    "absolute path": "/etc/passwd",
    "path of home": "~/.ssh/id_rsa",
    "path of Windows": "C:\\Windows\\..\\x:y",
    "file URL": "file:///etc/passwd",
    "binary file URL": "fileb:///etc/passwd",
    "URL": "https://attack.example/x?y=1#z",
    "script URL": "javascript:alert(1)",
    "query and fragment": "a/../b?x=1#y z%2e%2e",
}
"""What formats, paths and addresses obey."""

SHELL = {
    "substitution": f"$(touch {MARK})",
    "backquotes": f"`touch {MARK}`",
    "semicolon": f"x; touch {MARK}; y",
    "pipe": f"x | touch {MARK}",
    "and": f"x && touch {MARK} & touch {MARK}",
    "end of single quotes": f"'; touch {MARK}; '",
    "end of double quotes": f'"; touch {MARK}; "',
    "both quotes": f"'\"'; touch {MARK} #",
    "line break": f"x\ntouch {MARK}\n",
    "carriage return": f"x\rtouch {MARK}\r",
    "separator": f"x\u2028touch {MARK}\u2028",
    "redirection": f"x > {MARK} < /dev/null",
    "here document": f"<<x\n$(touch {MARK})\nx",
    "history": "!! !$ !x",
    "patterns": "* ? [a-z] {a,b} ~",
    "blanks between": f"x;touch${{IFS}}{MARK}",
    "quoting of bash": f"$'\\x27;touch {MARK}'",
    "backslash": f"\\; touch {MARK}\\",
    "backslash and line break": f"x\\\ntouch {MARK}",
    "comment": "# x",
    "assignment": "PATH=. x",
    "option": "--endpoint-url=http://attack.example",
    "short option": "-x",
    "end of options": "--",
    "paste that ends": f"\x1b[201~touch {MARK}\n",
    "invisible quote": f"x'\u200b; touch {MARK}; \u200b'",
}
"""What a shell obeys, or the program that it starts."""

GROUPS = {
    "controls": CONTROLS,
    "characters": CHARACTERS,
    "markup": MARKUP,
    "formats": FORMATS,
    "shell": SHELL,
}
ATTACKS = {name: text for group in GROUPS.values() for name, text in group.items()}
