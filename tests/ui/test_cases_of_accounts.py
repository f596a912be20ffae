"""What the cases of accounts expect on the screen: their `expect` sentences, as they stand there.

Only the deciding words are looked for, so that a sentence may be worded in another way.
"""

from __future__ import annotations

import re

from help.served import flat, looked_at, served


async def test_the_policy_of_a_vpc_endpoint_is_what_denies_the_list() -> None:
    with served("denied-by-endpoint-policy") as service:
        async with looked_at(service) as screen:
            text = flat(await screen.read())
    assert re.search("VPC endpoint", text)
    assert re.search(r"(endpoint'?s? policy|policy of (the|a|its) VPC endpoint)", text)
    assert not re.search(r"[Aa]sk for [^.]* in the IAM policy", text)
    # A statement may be offered with the words that it goes into the endpoint's policy.
    offered = re.search(r"[^.]*! copies the policy statement[^.]*", text)
    assert offered is None or "endpoint" in offered[0]


async def test_an_arn_of_another_region_is_opened_there_or_the_way_there_is_said() -> None:
    with served("other-region") as service:
        async with looked_at(service) as screen:
            lines = (await screen.read()).splitlines()
    header, text = lines[0], flat("\n".join(lines[1:-1]))
    how = r"--region us-east-2|\bR\b[^.]{0,60}(region|us-east-2)|us-east-2[^.]{0,60}\bR\b"
    is_there = re.search(r"  us-east-2(  |$)", header)
    assert is_there or ("us-west-2" in f"{header} {text}" and re.search(how, text))


async def test_a_proxy_that_answers_in_the_service_s_place_is_called_so() -> None:
    with served("proxy-page") as service:
        async with looked_at(service) as screen:
            text = flat(await screen.read())
    assert re.search(r"\b407\b", text)
    assert re.search("proxy", text)
    assert re.search("HTTPS_PROXY|NO_PROXY", text)
    assert not re.search(r"\bIAM\b", text)
    assert "<html>" not in text


async def test_the_console_of_another_partition_is_that_partition_s_or_not_known() -> None:
    with served("sovereign-cloud") as service:
        async with looked_at(service) as screen:
            await screen.read("g", "y", "u")
            copied, said = screen.copied, screen.run.toasts
    assert said
    assert not any("aws.amazon.com" in each for each in copied)
    if not copied:
        assert re.search("console", said)
        assert re.search(r"\bno\b|not known|unknown|none", said, re.IGNORECASE)
    else:
        assert "eusc" in copied[0]
