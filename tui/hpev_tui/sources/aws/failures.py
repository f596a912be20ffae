"""Turns errors of the SDK and the service into failures that say what to do."""

from __future__ import annotations

import shlex
import time
from email.utils import parsedate_to_datetime
from socket import gaierror
from typing import NamedTuple

from botocore import exceptions as sdk
from botocore.model import OperationNotFoundError
from botocore.parsers import ResponseParserError

from hpev_tui.model.failure import Failure
from hpev_tui.sources.aws.sign_ins import BAD_HEADER, damage_of_sign_in
from hpev_tui.sources.aws.strangers import one_line, page_in, page_of_error, stranger
from hpev_tui.text.clean import clean, is_value

_RETRY = "r retry"
_NO_KEYS = "Cannot load AWS credentials"
_NO_KEYS_ADVICE = "Check the profile's role, keys or credential_process, then r to retry"
_NOT_CONTINUOUS = "NodeProvisioningMode"
_WRONG_CODE = "MultiFactorAuthentication failed"
"""The beginning of STS's message for a wrong MFA code."""

_STILL_EXPIRED = "Credentials were refreshed, but"
"""The beginning of the SDK's RuntimeError where new credentials are too old."""

# ValueErrors of Python's own modules and of botocore, which have no classes of their own.
_BAD_ADDRESSES = ("Invalid endpoint", "Invalid IPv6 URL", "Port ")
_BAD_COMMANDS = ("No closing quotation", "No escaped character")
_BAD_ADDRESS = "Invalid endpoint URL"
_ADDRESS_ADVICE = "Use --endpoint-url http://HOST:PORT or https://HOST"

_OTHER_MATTER = "The answer names another action or resource: no policy statement is offered"

_TUNNEL = "Tunnel connection failed: "
"""What Python says where a proxy answers a CONNECT with an error, before its status."""
_LONGEST_STATUS = 60
_PROXY_ADVICE = (
    "For status 407, set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT and restart."
    " To skip the proxy, add the service's host to NO_PROXY and restart"
)

_EXPIRED = {"ExpiredToken", "ExpiredTokenException"}
_CLOCK = {"RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"}
_CLOCK_WORDS = ("Signature expired", "Signature not yet current")
"""The beginning of an InvalidSignatureException about the time of the request."""
_BAD_KEYS = {
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "IncompleteSignature",
    "SignatureDoesNotMatch",
}
_DENIED = {"AccessDeniedException", "AccessDenied", "UnauthorizedOperation"}
_MISSING = {"ResourceNotFound", "ResourceNotFoundException"}
_UNKNOWN_CALL = {"UnknownOperationException", "InvalidAction"}
THROTTLED = {
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "RequestLimitExceeded",
}


class Asker(NamedTuple):
    """Who asks: what a failure's text depends on. The names are as they were given."""

    profile: str = ""
    """Empty for the default one."""
    region: str = ""
    credentials_from: str = ""
    """The way to the credentials, in words."""
    is_known_region: bool = True
    """Whether the SDK's list of regions with SageMaker names it."""
    partition: str = ""
    account: str = ""
    """The account of the clusters, by what the service has answered so far; "" if it has not."""
    cluster_arn: str = ""
    """The cluster that is asked about; "" where it is asked for by its name."""

    def command(self, command: str) -> str:
        """A command of the AWS CLI for the profile, for a shell; "" where it takes no such name."""
        if self.profile and not is_value(clean(self.profile)):
            return ""
        option = f" --profile {shlex.quote(clean(self.profile))}" if self.profile else ""
        return f"{command}{option}"


def failure_of(error: Exception, operation: str, asker: Asker | None = None) -> Failure:
    """The failure to show for `error`, which `operation` raised."""
    asker = asker or Asker()
    if isinstance(error, sdk.ClientError):
        return _refused(error, operation, asker)
    message = one_line(str(error)) or type(error).__name__
    if damage := damage_of_sign_in(error, message):
        title = f"Invalid SSO token in ~/.aws/sso/cache ({damage})"
        return _signed_out(title, asker.command("aws sso login"))
    if BAD_HEADER in message:
        # The message contains the header, and so a secret: it is not shown.
        return Failure(
            "credentials",
            "Invalid AWS keys: one contains a line break",
            "Set the access key and the session token again, then restart hpev-tui",
            retryable=False,
        )
    if isinstance(error, RuntimeError) and message.startswith(_STILL_EXPIRED):
        return _expired(message, asker)
    if isinstance(error, ValueError) and message.startswith(_BAD_ADDRESSES):
        # What is no port may be a part of a password.
        title = f"{_BAD_ADDRESS} ({message.partition(' as ')[0]})"
        return Failure("request", title, _ADDRESS_ADVICE)
    if isinstance(error, ValueError) and message in _BAD_COMMANDS:
        title = f"Invalid credential_process in the profile ({message})"
        return Failure("credentials", title, "Fix it in ~/.aws/config, then r to retry")
    if isinstance(error, (sdk.SSOError, sdk.TokenRetrievalError, sdk.LoginError)):
        is_login = isinstance(error, sdk.LoginError)
        session, login = ("Login", "aws login") if is_login else ("SSO", "aws sso login")
        return _signed_out(f"{session} session expired ({message})", asker.command(login))
    if isinstance(error, ResponseParserError) and (page := page_in(message)):
        return stranger(operation, page)
    if isinstance(error, sdk.ProxyConnectionError) and (status := _status_of_proxy(error)):
        return Failure("network", f"The proxy refused the connection ({status})", _PROXY_ADVICE)
    if isinstance(error, sdk.EndpointConnectionError) and _has_no_address(error):
        return _no_address(message, asker)
    for kinds, kind, title, advice in _RULES:
        if isinstance(error, kinds):
            return Failure(kind, f"{title} ({message})", advice)
    return Failure("other", f"{operation} failed: {message}", _RETRY)


def _signed_out(title: str, command: str) -> Failure:
    return Failure(
        "credentials", title, "Sign in from another shell, then r to retry", remedy=command
    )


def _status_of_proxy(error: sdk.ProxyConnectionError) -> str:
    """How a proxy has refused to connect, "" where it did not answer."""
    status = str(error.kwargs.get("error")).partition(_TUNNEL)[2]
    return one_line(status)[:_LONGEST_STATUS].strip("')")


def _has_no_address(error: sdk.EndpointConnectionError) -> bool:
    """Whether the name of the service's host has no address here."""
    cause: object = error.kwargs.get("error")
    # urllib3 2 has a class for it, urllib3 1 only the text of the system's error.
    return (
        isinstance(cause, gaierror)
        or type(cause).__name__ == "NameResolutionError"
        or "Name or service not known" in str(cause)
    )


def _no_address(message: str, asker: Asker) -> Failure:
    region = clean(asker.region)
    if asker.is_known_region:
        title = f"Cannot resolve the endpoint's host name ({message})"
        return Failure("network", title, "Check the network, the VPN and DNS, then r to retry")
    return Failure(
        "region",
        f"SageMaker is not available in {region}: unknown to the SDK and to DNS ({message})",
        "R to pick another region",
    )


_BAD_CONFIGURATION = (
    sdk.ConfigNotFound,
    sdk.ConfigParseError,
    sdk.EndpointProviderError,
    sdk.InvalidChecksumConfigError,
    sdk.InvalidConfigError,
    sdk.InvalidDefaultsMode,
    sdk.InvalidProxiesConfigError,
    sdk.InvalidRetryConfigurationError,
    sdk.InvalidSTSRegionalEndpointsConfigError,
)

_INSTALL_CRT = (
    'Run pip install "botocore[crt]", then r to retry.'
    ' With pipx: pipx inject hpev-tui "botocore[crt]".'
    ' With uv: uvx --with "botocore[crt]" hpev-tui'
)

_RULES: tuple[tuple[tuple[type[Exception], ...], str, str, str], ...] = (
    ((sdk.NoCredentialsError, sdk.PartialCredentialsError),
     "credentials", "No AWS credentials",
     "P to pick a profile, or set AWS_PROFILE or the keys, or run aws configure"),
    # botocore asks for a code once; a role lasts an hour, unless its profile says otherwise.
    ((sdk.RefreshWithMFAUnsupportedError,),
     "credentials", "The role needs a new MFA code", "r to enter it"),
    ((sdk.CredentialRetrievalError,), "credentials", _NO_KEYS, _NO_KEYS_ADVICE),
    ((sdk.ProfileNotFound,),
     "credentials", "AWS profile not found",
     "P to pick a profile; aws configure list-profiles lists them"),
    ((sdk.NoRegionError, sdk.InvalidRegionError),
     "region", "No valid AWS region",
     "R to pick a region, or set --region NAME or AWS_REGION"),
    ((sdk.ProxyConnectionError,),
     "network", "Cannot connect to the proxy",
     "Check the proxy, then r to retry; restart after changing HTTPS_PROXY or NO_PROXY"),
    ((sdk.SSLError,),
     "network", "TLS certificate not trusted",
     "Behind a TLS-inspecting proxy, set AWS_CA_BUNDLE to its CA and restart"),
    ((sdk.ConnectTimeoutError, sdk.ReadTimeoutError),
     "network", "Request timed out", "Check the network and the VPN, then r to retry"),
    ((sdk.EndpointConnectionError, sdk.HTTPClientError),
     "network", "Cannot connect to the service",
     "Check the network, the VPN and the proxy, then r to retry"),
    ((sdk.UnknownEndpointError,), "request", _BAD_ADDRESS, _ADDRESS_ADVICE),
    ((sdk.MissingDependencyException,),
     "credentials", "aws login needs awscrt, which is not installed", _INSTALL_CRT),
    ((OperationNotFoundError,),
     "other", "This boto3 has no ListClusterEvents",
     "Install boto3 1.43.7 or newer, and remove old models from ~/.aws/models"),
    (_BAD_CONFIGURATION,
     "other", "Invalid AWS configuration",
     "Fix ~/.aws/config or the environment, then r to retry"),
)  # fmt: skip
"""Of each error its kind, what has happened, and what to do. The first row that fits counts."""


def _refused(error: sdk.ClientError, operation: str, asker: Asker) -> Failure:
    """The failure for an error that SageMaker, or on the way to it STS or Identity Center, sent."""
    sent = error.response.get("Error", {})
    code = one_line(str(sent.get("Code", ""))) or "Unknown"
    message = one_line(str(sent.get("Message", "")))
    line = f"{code}: {message}" if message else code
    if page := page_of_error(error.response):
        return stranger(operation, page)
    if code in _CLOCK or message.startswith(_CLOCK_WORDS):
        return _clock(error, line)
    if code in _EXPIRED:
        return _expired(line, asker)
    if error.operation_name != operation:
        return _no_keys(one_line(error.operation_name), code, message, line)
    if code == "ValidationException" and _NOT_CONTINUOUS in message:
        return Failure(
            "not-continuous",
            "This cluster has no events: its NodeProvisioningMode is not Continuous",
            "HyperPod records events only for clusters in Continuous mode",
            retryable=False,
        )
    if code in _DENIED:
        return _denied(message, line, operation, asker)
    if code in _BAD_KEYS:
        advice = "Check the profile and the keys, and that the account has this region enabled (R)"
        return Failure("credentials", f"AWS credentials rejected ({line})", advice)
    if code in _MISSING:
        return Failure(
            "not-found",
            f"Not found: {operation} ({line})",
            "It may be deleted, or in another region or account",
            retryable=False,
        )
    if code in _UNKNOWN_CALL:
        title = f"HyperPod is not available in {clean(asker.region) or 'this region'} ({line})"
        return Failure("region", title, "R to pick another region")
    if code in THROTTLED:
        return Failure("throttled", f"Throttled: {operation} ({line})", _RETRY)
    return Failure("request", f"{operation} failed ({line})", _RETRY)


def _denied(message: str, line: str, operation: str, asker: Asker) -> Failure:
    """The failure for a call that is not allowed: who denies it comes first, and is never cut."""
    # Rules are read where something is denied, not at each start of the SDK's process.
    from hpev_tui.rules.denials import UNSAID, Scope, denial_in, is_about, statement

    denial = denial_in(message) or UNSAID
    scope = Scope(asker.partition, asker.region, asker.account)
    advice = _then_try_again(denial.advice(f"sagemaker:{operation}"))
    if denial.may_lack_statement and not is_about(denial, operation, scope):
        advice = f"{_OTHER_MATTER}. {advice}"
    return Failure(
        "access",
        f"Access denied: sagemaker:{operation}, {denial.decision} ({line})",
        advice,
        remedy=statement(denial, operation, scope, asker.cluster_arn),
    )


def _then_try_again(advice: str) -> str:
    return f"{advice}, then r to retry"


def _expired(line: str, asker: Asker) -> Failure:
    title = f"AWS credentials expired ({line})"
    if asker.credentials_from.startswith("environment"):
        # The environment of a running program cannot be changed from outside.
        advice = "Restart with new keys in the environment, or P to pick a profile"
        return Failure("credentials", title, advice)
    if "Identity Center" in asker.credentials_from or not asker.credentials_from:
        return _signed_out(title, asker.command("aws sso login"))
    advice = f"Renew them ({asker.credentials_from}), then r to retry"
    return Failure("credentials", title, advice)


def _clock(error: sdk.ClientError, line: str) -> Failure:
    """The failure for a wrong clock; the answer's Date header says how wrong it is."""
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    title = "The local clock is wrong"
    try:
        behind = parsedate_to_datetime(headers["date"]).timestamp() - time.time()
    except (KeyError, TypeError, ValueError):
        behind = 0.0
    if abs(behind) >= 60:
        minutes, side = round(abs(behind) / 60), "behind" if behind > 0 else "ahead of"
        title = f"The local clock is {minutes:,} min {side} AWS time"
    advice = "Set the clock (timedatectl or chronyc tracking shows it), then r to retry"
    return Failure("credentials", f"{title} ({line})", advice)


def _no_keys(operation: str, code: str, message: str, line: str) -> Failure:
    """The failure for another call, which the SDK makes to get credentials."""
    if message.startswith(_WRONG_CODE):
        title = f"MFA code rejected ({line})"
        return Failure("credentials", title, "r to enter another code")
    from hpev_tui.rules.denials import denial_in

    denial = denial_in(message)
    if code not in _DENIED or denial is None or not denial.action:
        return Failure("credentials", f"{_NO_KEYS}: {operation} failed ({line})", _NO_KEYS_ADVICE)
    # No statement: the program makes no such call itself, and knows of no role that it may assume.
    title = f"{_NO_KEYS}: access denied to {operation}, {denial.decision} ({line})"
    return Failure("credentials", title, _then_try_again(denial.advice(denial.action)))
