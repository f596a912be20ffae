"""Who denies an action, by the words of a refusal: an answer to a call, or an event's reason.

The kinds of policy are data (`data/denials.json`), each with its source. What a refusal says may be
anybody's text: its action and its resource are taken only in the form that AWS gives them.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from hpev_tui.rules.phrasebook import rule_file

FILE_NAME = "denials.json"

# No refusal is longer, but an event's text may be a megabyte long.
_MOST_CHARACTERS = 4000

_REFUSED = re.compile(
    r"not authorized to perform|access ?denied|explicit(?:ly)? den(?:y|ied)|unauthorized ?operation"
    r"|\bno [a-z -]{1,40}(?:polic(?:y|ies)|boundary) allows?\b",
    re.IGNORECASE,
)
# "You are not authorized to perform this operation" is EC2's, and names none.
_NAMED = re.compile(
    r"not authorized to perform:?\s+(?!this\b|the\b)['\"]?(?P<action>[^\s'\"]{1,200})",
    re.IGNORECASE,
)
_ACTION = re.compile(r"[a-z0-9-]{1,64}:[a-z0-9]{1,128}", re.IGNORECASE)
_RESOURCE = re.compile(r"\bon (?:the )?resources?:?\s+['\"]?(?P<resource>[^\s'\"]{1,2048})", re.I)
_USER = re.compile(r"\buser:?\s+(?P<arn>arn:[^\s'\"]{1,2048})", re.IGNORECASE)
_LACKING = re.compile(r"\bno (?P<policy>[a-z -]{1,60}?) allows?\b", re.IGNORECASE)
_EXPLICIT = re.compile(r"\bexplicit(?:ly)? den(?:y|ied)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\bbecause (?P<why>.{1,100})", re.IGNORECASE)
_DENY = re.compile(r"\bden(?:y|ies|ied)\b", re.IGNORECASE)
"""Words that no documentation has, but which name the policy all the same."""
_WITHIN = 100
"""Characters behind "explicit deny" in which its policy is named; an ARN of it may follow."""

_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:[0-9]{12}|aws)?:[\w+=,.@:/*-]{1,1024}")
_ACCOUNT = re.compile(r"arn:aws[a-z-]*:(?:sts|iam)::(?P<account>[0-9]{12}):")
_CLUSTER = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):sagemaker:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12})"
    r":cluster/[A-Za-z0-9-]{1,63}"
)
LISTING = "ListClusters"
"""The one action of this program on no single cluster (service authorization reference)."""


class Policy(NamedTuple):
    """A kind of policy that can deny an action."""

    name: str
    article: str
    allow: str
    owner: str
    is_identity: bool
    """Whether a statement in the caller's own policy is what lacks."""
    source: str
    inferred: bool


class Denial(NamedTuple):
    """An action that was refused. A text that is not said, or not in its form, is empty."""

    action: str
    """As it was written, such as `s3:GetObject`."""
    resource: str
    """An ARN, or "*"."""
    account: str
    """The account of who was refused."""
    policy: Policy | None
    """What kind of policy denies it; None where that is not said."""
    explicit: bool
    """Whether a policy denies it explicitly, which no Allow outweighs."""
    none_allows: bool
    """Whether it is said that no policy of that kind allows it."""
    is_odd: bool
    """Whether an action or a resource is named in a form that AWS does not use."""

    @property
    def decision(self) -> str:
        """Who denies it, in a few words."""
        if self.explicit:
            return f"explicit deny in {self._a_policy}"
        if self.policy is not None:
            return f"no {self.policy.name} allows it"
        return "no policy allows it" if self.none_allows else "policy not named"

    def advice(self, action: str) -> str:
        """What would allow the action, which is named by this name."""
        if self.explicit:
            owner = f". {_capital(self.policy.owner)} can change it" if self.policy else ""
            return f"An explicit deny in {self._a_policy} overrides every allow{owner}"
        if self.policy is not None:
            return self.policy.allow.format(action=action)
        return f"Add {action} to the {'policy' if self.none_allows else 'IAM policy'}"

    @property
    def may_lack_statement(self) -> bool:
        """Whether a statement in the caller's own policy may be all that lacks."""
        return not self.explicit and (self.policy is None or self.policy.is_identity)

    @property
    def _a_policy(self) -> str:
        return f"{self.policy.article} {self.policy.name}" if self.policy else "a policy"


UNSAID = Denial("", "", "", None, explicit=False, none_allows=False, is_odd=False)
"""A refusal that says nothing."""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Scope(NamedTuple):
    """Where the calls of this program go. A text that is not known is empty."""

    partition: str = ""
    region: str = ""
    account: str = ""


class _Rules(NamedTuple):
    names: re.Pattern[str]
    policies: dict[str, Policy]


def denial_in(text: str) -> Denial | None:
    """What a text says of a refusal, in whatever capitals; None where it says of none."""
    text = " ".join(text[:_MOST_CHARACTERS].split())
    if not _REFUSED.search(text):
        return None
    action = _said(_NAMED.search(text), "action")
    named = _said(_RESOURCE.search(text), "resource")
    if _CLUSTER.fullmatch(named.lower()):
        named = named.lower()
    fits = named == "*" or bool(_ARN.fullmatch(named))
    user = _USER.search(text)
    account = _ACCOUNT.match(user["arn"].lower()) if user else None
    policy, explicit, none_allows = _decision_in(text)
    return Denial(
        action=action if _ACTION.fullmatch(action) else "",
        resource=named if fits else "",
        account=account["account"] if account else "",
        policy=policy,
        explicit=explicit,
        none_allows=none_allows,
        is_odd=bool(named and not fits) or bool(action and not _ACTION.fullmatch(action)),
    )


def _decision_in(text: str) -> tuple[Policy | None, bool, bool]:
    """The policy that is named, whether it denies explicitly, and whether none of it allows."""
    if explicit := _EXPLICIT.search(text):
        behind = explicit.end()
        return _policy_in(text[behind : behind + _WITHIN].partition(": ")[0]), True, False
    if lacking := _LACKING.search(text):
        return _policy_in(lacking["policy"]), False, True
    because = _BECAUSE.search(text)
    policy = _policy_in(because["why"]) if because else None
    denies = policy is not None and because is not None and bool(_DENY.search(because["why"]))
    return policy, denies, policy is not None and not denies


def _said(match: re.Match[str] | None, name: str) -> str:
    return match[name].rstrip(".,;:)") if match else ""


def statement(denial: Denial, operation: str, scope: Scope, cluster_arn: str = "") -> str:
    """The statement of an IAM policy that would allow a call of this program; "" for none.

    There is none where another policy than the caller's own denies it, and where the refusal names
    something else than what was called: another action, or a resource elsewhere.

    Args:
        denial: What the answer says.
        operation: The SageMaker call that was refused.
        scope: Where it went. An account that is not known is taken from who was refused.
        cluster_arn: The ARN of the cluster that was asked about, "" where it is not known.
    """
    if not denial.may_lack_statement or not is_about(denial, operation, scope):
        return ""
    action = f"sagemaker:{operation}"
    if operation == LISTING:
        resource = "*"
    elif _CLUSTER.fullmatch(cluster_arn):
        resource = cluster_arn
    elif denial.resource:
        resource = denial.resource
    else:
        account = scope.account or denial.account
        resource = f"arn:{scope.partition}:sagemaker:{scope.region}:{account}:cluster/*"
        if not (account and scope.partition and scope.region):
            return ""
    return json.dumps({"Effect": "Allow", "Action": action, "Resource": resource})


def is_about(denial: Denial, operation: str, scope: Scope) -> bool:
    """Whether a refusal names nothing else than this call of this program, in this scope."""
    named = denial.action.lower()
    if denial.is_odd or named not in ("", f"sagemaker:{operation}".lower()):
        return False
    if scope.account and denial.account not in ("", scope.account):
        return False
    if not denial.resource:
        return True
    resource = denial.resource
    if operation == LISTING:
        if resource == "*":
            return True
        # So SageMaker names the resource of some of its lists.
        resource = resource.replace(":cluster/*", ":cluster/any")
    arn = _CLUSTER.fullmatch(resource)
    if arn is None or not scope.region:
        return False
    account = scope.account or denial.account
    return (
        arn["region"] == scope.region
        and arn["partition"] == (scope.partition or arn["partition"])
        and arn["account"] == account
    )


def _policy_in(text: str) -> Policy | None:
    rules = denial_rules()
    match = rules.names.search(text.replace("-", " "))
    return rules.policies[match[0].lower()] if match else None


@rule_file(FILE_NAME)
def denial_rules(data: dict[str, Any]) -> _Rules:
    """The kinds of policy, by each of their names in lower case and without hyphens."""
    policies: dict[str, Policy] = {}
    for each in data["policies"]:
        policy = Policy(
            each["names"][0],
            each["article"],
            each["allow"],
            each["owner"],
            each["identity"],
            each["source"],
            each["inferred"],
        )
        policies |= {name.lower().replace("-", " "): policy for name in each["names"]}
    # A longer name may begin like a shorter one.
    names = "|".join(re.escape(name) for name in sorted(policies, key=len, reverse=True))
    return _Rules(re.compile(rf"\b(?:{names})\b", re.IGNORECASE), policies)
