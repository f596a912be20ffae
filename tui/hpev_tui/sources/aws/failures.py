"""SDK exceptions → Failure: what happened and what to do, in one line each.

Error codes: botocore's service model for the modelled ones (ResourceNotFound), AWS's common
errors for the others.
"""

from __future__ import annotations

from botocore import exceptions as sdk
from botocore.model import OperationNotFoundError

from hpev_tui.errors import Failure
from hpev_tui.text import clean

_RETRY = "Press r to try again"
_LOGIN = "Run 'aws sso login' (or 'aws login') or renew the keys, then press r"
_NO_KEYS = "The AWS credentials cannot be had"
_NO_KEYS_ADVICE = "Check the profile: its role, and the keys or the program that it starts from"
_NOT_CONTINUOUS = "NodeProvisioningMode"

# ValueErrors of Python's own modules and of botocore, which have no classes of their own.
_BAD_HEADER = "Invalid header value"
_BAD_ADDRESSES = ("Invalid endpoint", "Invalid IPv6 URL", "Port ")
_BAD_ADDRESS = "The endpoint's address cannot be used"
_ADDRESS_ADVICE = "Give --endpoint-url as http://HOST:PORT or https://HOST"

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
    message = _line(str(error)) or type(error).__name__
    if _BAD_HEADER in message:
        # The message holds the header, and with it a secret: it is not shown.
        return Failure(
            "credentials",
            "The AWS keys cannot be sent: there is a line break in one of them",
            "Set the access key and the session token anew, then start again",
            retryable=False,
        )
    if isinstance(error, ValueError) and message.startswith(_BAD_ADDRESSES):
        return Failure("request", f"{_BAD_ADDRESS} ({message})", _ADDRESS_ADVICE)
    for kinds, kind, title, advice in _RULES:
        if isinstance(error, kinds):
            return Failure(kind, f"{title} ({message})", advice)
    return Failure("other", f"{operation} failed: {message}", _RETRY)


_RULES: tuple[tuple[tuple[type[Exception], ...], str, str, str], ...] = (
    (
        (sdk.NoCredentialsError, sdk.PartialCredentialsError),
        "credentials",
        "There are no AWS credentials",
        "Give --profile NAME, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run 'aws configure'",
    ),
    ((sdk.CredentialRetrievalError,), "credentials", _NO_KEYS, _NO_KEYS_ADVICE),
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
    ((sdk.UnknownEndpointError,), "request", _BAD_ADDRESS, _ADDRESS_ADVICE),
    (
        (sdk.MissingDependencyException,),
        "credentials",
        "Part of the AWS SDK is not installed",
        "Install botocore[crt] beside hpev-tui, or give another --profile NAME",
    ),
    (
        (OperationNotFoundError,),
        "other",
        "The SDK's service model knows no cluster events",
        "Install boto3 1.43.7 or newer, and look for an old model in ~/.aws/models",
    ),
    (
        (
            sdk.ConfigNotFound,
            sdk.ConfigParseError,
            sdk.EndpointProviderError,
            sdk.InvalidChecksumConfigError,
            sdk.InvalidConfigError,
            sdk.InvalidDefaultsMode,
            sdk.InvalidProxiesConfigError,
            sdk.InvalidRetryConfigurationError,
            sdk.InvalidSTSRegionalEndpointsConfigError,
        ),
        "other",
        "The AWS configuration cannot be used",
        "Mend it in ~/.aws/config or in the environment, then press r",
    ),
)


def _refused(error: sdk.ClientError, operation: str) -> Failure:
    """An error that the service itself sent."""
    told = error.response.get("Error", {})
    code = _line(str(told.get("Code", ""))) or "Unknown"
    message = _line(str(told.get("Message", "")))
    line = f"{code}: {message}" if message else code
    if error.operation_name != operation:
        return Failure(
            "credentials",
            f"{_NO_KEYS}: {_line(error.operation_name)} failed ({line})",
            _NO_KEYS_ADVICE,
        )
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
        return Failure(
            "not-found",
            f"{operation} found nothing ({line})",
            "It may be gone, or be in another region or account",
            retryable=False,
        )
    if code in _THROTTLED:
        return Failure("throttled", f"{operation} was throttled ({line})", _RETRY)
    return Failure("request", f"{operation} failed ({line})", _RETRY)


def _line(text: str) -> str:
    return clean(text).strip().rstrip(".")
