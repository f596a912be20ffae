"""Whether what `aws sso login` has written is damaged, by how the SDK fails with it."""

from __future__ import annotations

from botocore import exceptions as sdk

BAD_HEADER = "Invalid header value"
"""How Python begins to say that a header has a line break. What follows is the header."""

_NOT_A_TOKEN = (
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    sdk.ParamValidationError,
)
"""What the SDK raises where a file of its cache is no JSON, or other JSON than it has written."""


def damage_of_sign_in(error: Exception, message: str) -> str:
    """What the SDK cannot use in what `aws sso login` has written; "" where it is something else.

    `message` is that of the error, clean. Other words are used where it would show a token.
    """
    if isinstance(error, sdk.SSOTokenLoadError):
        return message if str(error).endswith("is invalid") else ""
    has_line_break = BAD_HEADER in message
    if not (has_line_break or isinstance(error, _NOT_A_TOKEN)) or not _is_of_sign_in(error):
        return ""
    if has_line_break:
        return "it contains a line break"
    if isinstance(error, sdk.ParamValidationError):
        return "a value is not a string"
    return "nested too deeply" if isinstance(error, RecursionError) else message


def _is_of_sign_in(error: Exception) -> bool:
    trace = error.__traceback__
    while trace is not None:
        # Its classes for that are SSOTokenLoader, SSOTokenProvider and SSOCredentialFetcher.
        if type(trace.tb_frame.f_locals.get("self")).__name__.startswith("SSO"):
            return True
        trace = trace.tb_next
    return False
