"""What an AccessDenied message says: who may not do what on which resource, and what would help.

The wording is that of the IAM user guide, "Troubleshooting access denied error messages":
`User: ARN is not authorized to perform: ACTION on resource: ARN`, then a reason with `because no
… policy allows the … action` or `with an explicit deny in a …`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_MESSAGE = re.compile(
    r"not authorized to perform: (?P<action>[A-Za-z0-9-]{1,64}:[A-Za-z0-9]{1,128})"
    r"(?: on resource: (?P<resource>[^ ]{1,2048}))?"
)
_EXPLICIT = re.compile(r"with an explicit deny(?: in (?P<policy>an? [a-z -]{1,60}?policy))?")
_NONE_ALLOWS = re.compile(r"because no (?P<policy>[a-z -]{1,60}?) allows")

_ANY_CLUSTER = "arn:aws:sagemaker:*:*:cluster/*"
"""The resource of every action on a cluster (service authorization reference for SageMaker)."""


@dataclass(frozen=True, slots=True)
class Denial:
    """What was refused, and what would allow it."""

    action: str
    resource: str
    """"" where the message names none."""
    advice: str
    statement: str
    """The statement of an IAM policy that would allow it; "" where none can."""


def read_denial(message: str, operation: str) -> Denial:
    """What a refusal says. `operation` is the call that was refused, of SageMaker."""
    found = _MESSAGE.search(message)
    action = found["action"] if found else f"sagemaker:{operation}"
    resource = (found["resource"] or "" if found else "").rstrip(".,;")
    explicit, lacking = _EXPLICIT.search(message), _NONE_ALLOWS.search(message)
    if explicit:
        policy = explicit["policy"] or "a policy"
        advice = f"It is denied explicitly in {policy}, and no Allow outweighs that"
        return Denial(action, resource, advice, "")
    where = lacking["policy"] if lacking else "IAM policy"
    if where == "identity-based policy":
        where = "IAM policy"
    advice = f"Ask for {action} in the {where}, then press r"
    allowed = resource or ("*" if action == "sagemaker:ListClusters" else "")
    if not allowed:
        allowed = _ANY_CLUSTER if action.startswith("sagemaker:") else "*"
    statement = json.dumps({"Effect": "Allow", "Action": action, "Resource": allowed})
    return Denial(action, resource, advice, statement)
