"""SDK exceptions → Failure: what happened and what to do, in one line each.

Error codes: botocore's service model for the modelled ones (ResourceNotFound), AWS's common
errors for the others.
"""

from __future__ import annotations

from botocore import exceptions as sdk

from hpev_tui.errors import Failure
from hpev_tui.text import clean

_LOGIN = "Run 'aws sso login' (or 'aws login') or renew the keys, then press r"
_NOT_CONTINUOUS = "NodeProvisioningMode"

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
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
_THROTTLED = {
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "RequestLimitExceeded",
}


def failure_of(error: Exception, operation: str) -> Failure:
    """What `error`, raised by `operation`, means to the person at the terminal."""
    if isinstance(error, sdk.ClientError):
        return _refused(error, operation)
    for kinds, kind, title, advice in _RULES:
        if isinstance(error, kinds):
            return Failure(kind, f"{title} ({_line(str(error))})", advice)
    return Failure("other", f"{operation} failed: {_line(str(error)) or type(error).__name__}")


_RULES: tuple[tuple[tuple[type[Exception], ...], str, str, str], ...] = (
    (
        (sdk.NoCredentialsError, sdk.PartialCredentialsError, sdk.CredentialRetrievalError),
        "credentials",
        "There are no AWS credentials",
        "Give --profile NAME, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run 'aws configure'",
    ),
    (
        (sdk.ProfileNotFound,),
        "credentials",
        "This AWS profile does not exist",
        "'aws configure list-profiles' shows the ones that do; give --profile NAME",
    ),
    (
        (
            sdk.UnauthorizedSSOTokenError,
            sdk.SSOTokenLoadError,
            sdk.TokenRetrievalError,
            sdk.SSOError,
            sdk.LoginError,
        ),
        "credentials",
        "The AWS sign-in has run out",
        _LOGIN,
    ),
    (
        (sdk.NoRegionError, sdk.InvalidRegionError),
        "region",
        "There is no usable AWS region",
        "Give --region NAME, or set AWS_REGION",
    ),
    (
        (sdk.ProxyConnectionError,),
        "network",
        "The proxy cannot be reached",
        "Check HTTPS_PROXY and NO_PROXY, then press r",
    ),
    (
        (sdk.SSLError,),
        "network",
        "The connection is not trusted",
        "Behind an inspecting proxy set AWS_CA_BUNDLE to its certificate, then press r",
    ),
    (
        (sdk.ConnectTimeoutError, sdk.ReadTimeoutError),
        "network",
        "The service did not answer in time",
        "Check the network or VPN, then press r",
    ),
    (
        (sdk.EndpointConnectionError, sdk.HTTPClientError),
        "network",
        "The service cannot be reached",
        "Check the network, the region's name and any proxy, then press r",
    ),
    (
        (sdk.UnknownEndpointError, ValueError),
        "request",
        "The endpoint's address cannot be used",
        "Give --endpoint-url as http://HOST:PORT or https://HOST",
    ),
)


def _refused(error: sdk.ClientError, operation: str) -> Failure:
    """An error that the service itself sent."""
    told = error.response.get("Error", {})
    code = _line(str(told.get("Code", ""))) or "Unknown"
    message = _line(str(told.get("Message", "")))
    line = f"{code}: {message}" if message else code
    if code == "ValidationException" and _NOT_CONTINUOUS in message:
        return Failure(
            "not-continuous",
            "This cluster has no events: its NodeProvisioningMode is not Continuous",
            "HyperPod records events only for clusters made with Continuous provisioning",
            retryable=False,
        )
    if code in _DENIED:
        return Failure(
            "access",
            f"Not allowed to call {operation} ({line})",
            f"Ask for sagemaker:{operation} in your IAM policy, then press r",
        )
    if code in _EXPIRED:
        return Failure("credentials", f"The AWS credentials have expired ({line})", _LOGIN)
    if code in _BAD_KEYS:
        advice = "Check the profile, the keys and this machine's clock, then press r"
        return Failure("credentials", f"The AWS credentials were not accepted ({line})", advice)
    if code in _MISSING:
        return Failure("not-found", f"{operation} found nothing ({line})", retryable=False)
    if code in _THROTTLED:
        return Failure("throttled", f"{operation} was throttled ({line})", "Press r to try again")
    return Failure("request", f"{operation} failed ({line})", "Press r to try again")


def _line(text: str) -> str:
    return clean(text).strip().rstrip(".")
