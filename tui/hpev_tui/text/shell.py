"""Values in a shell's command line, and the options that the AWS CLI takes."""

from __future__ import annotations

import re
import shlex

# The AWS CLI reads the file, and its version 1 the address, that a value names, and takes a value
# that begins with a dash for an option.
_NO_VALUE = re.compile(r"-|(?:fileb?|https?)://")


def is_value(text: str) -> bool:
    """Whether the AWS CLI takes a text as the value of an option, unchanged."""
    return bool(text) and _NO_VALUE.match(text) is None


def aws_options(region: str, profile: str, endpoint_url: str) -> str:
    """The options that make an `aws` command ask where this program asks; starts with a blank."""
    given = (("--region", region), ("--profile", profile), ("--endpoint-url", endpoint_url))
    return "".join([f" {name} {shlex.quote(value)}" for name, value in given if value])
