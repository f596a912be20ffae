"""What a detail adds, from whatever the service sends in its place; and whose event it is then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.facts import MOST_MESSAGE, Identities
from hpev_tui.model.events import ClusterNode, Json
from unit.query.samples import event

NODE, OTHER = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"
LOGICAL = "df268d19-f035-4f28-9b80-b956b92ae21e"


def body(metadata: Json) -> Json:
    """A DescribeClusterEvent answer."""
    return {"EventDetails": {"EventId": "1", "EventDetails": {"EventMetadata": metadata}}}


GROUP: dict[str, Json] = {
    "FailureMessage": "It did\nnot work",
    "NodeLogicalId": LOGICAL,
    "SubnetId": "subnet-1",
    "AvailabilityZoneId": "usw2-az1",
    "SecurityGroupIds": ["sg-2", "sg-1"],
    "AmiOverride": "ami-1",
    "CapacityReservation": {"Arn": "arn:aws:ec2:us-west-2:1:capacity-reservation/cr-1"},
}
FULL = Facts(
    failure_message="It did not work",
    node_logical_id=LOGICAL,
    subnet_id="subnet-1",
    availability_zone_id="usw2-az1",
    security_group_ids=("sg-2", "sg-1"),
    ami_override="ami-1",
    capacity_reservation="arn:aws:ec2:us-west-2:1:capacity-reservation/cr-1",
)


@pytest.mark.parametrize("member", ["InstanceGroup", "Instance", "SomethingNew"])
def test_the_facts_are_those_of_the_one_member_of_the_metadata(member: str) -> None:
    assert Facts.of(body({member: GROUP})) == FULL


def test_members_that_were_sent_as_null_are_none() -> None:
    assert Facts.of(body({"Cluster": None, "InstanceGroup": GROUP, "Instance": None})) == FULL


def test_of_two_members_none_is_taken_but_the_reason_is() -> None:
    two = Facts.of(body({"InstanceGroup": GROUP, "Instance": {"SubnetId": "subnet-2"}}))
    assert two == Facts(failure_message="It did not work", node_logical_id=LOGICAL)


@pytest.mark.parametrize(
    "metadata",
    [None, {}, {"Instance": None}, {"Instance": {}}, [], ["Instance"], "Instance", 5, True],
)
def test_a_detail_without_a_member_has_no_facts(metadata: Json) -> None:
    assert Facts.of(body(metadata)) == Facts()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "",
        7,
        {},
        {"EventDetails": None},
        {"EventDetails": []},
        {"EventDetails": {"EventDetails": None}},
        {"EventDetails": {"EventDetails": {}}},
        {"EventDetails": {"EventDetails": {"EventMetadata": None}}},
    ],
)
def test_an_answer_without_metadata_has_no_facts(answer: Json) -> None:
    assert Facts.of(answer) == Facts()


@every("wrong", [None, 5, 1.5, True, {"a": 1}, {}, []])
@every("name", sorted(GROUP))
def test_a_value_of_a_wrong_type_is_none_and_spoils_no_other(name: str, wrong: Json) -> None:
    facts = Facts.of(body({"InstanceGroup": {**GROUP, name: wrong}}))
    without = Facts.of(body({"InstanceGroup": {k: v for k, v in GROUP.items() if k != name}}))
    assert facts == without != FULL


def test_what_is_no_text_among_the_security_groups_is_left_out() -> None:
    groups: list[Json] = ["sg-1", None, 5, "", {"x": "sg-3"}, ["sg-4"], "sg-2"]
    facts = Facts.of(body({"InstanceGroup": {"SecurityGroupIds": groups}}))
    assert facts.security_group_ids == ("sg-1", "sg-2")
    assert Facts.of(body({"InstanceGroup": {"SecurityGroupIds": "sg-1"}})) == Facts()


def test_a_reservation_without_a_readable_arn_is_none() -> None:
    wrong: list[Json] = [None, 5, [], {}]
    for arn in wrong:
        member: Json = {"CapacityReservation": {"Arn": arn, "Type": "ODCR"}}
        assert Facts.of(body({"Instance": member})) == Facts()
    assert Facts.of(body({"Instance": {"CapacityReservation": "arn:aws:x"}})) == Facts()


def test_facts_hold_nothing_that_acts_on_a_terminal() -> None:
    facts = Facts.of(
        body(
            {
                "Instance": {
                    "SubnetId": "subnet\x1b[2J",
                    "SecurityGroupIds": ["sg\r\n1"],
                    "CapacityReservation": {"Arn": "arn\x07"},
                }
            }
        )
    )
    texts = [facts.subnet_id, *facts.security_group_ids, facts.capacity_reservation]
    assert all(texts)
    assert all(text.isprintable() for text in texts)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["EventDetails", "EventMetadata", *GROUP]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_facts_can_be_made_of_anything(answer: Json) -> None:
    facts = Facts.of(answer)
    assert isinstance(facts.failure_message, str)
    assert all(isinstance(each, str) and each for each in facts.security_group_ids)


# Whose an event is


def node(instance: str, logical: str) -> ClusterNode:
    """A row of ListClusterNodes."""
    return ClusterNode(instance, logical, "g", "ml.p5.48xlarge", "Running", "", "", None)


def test_an_instance_stands_for_its_node_until_that_is_known() -> None:
    identities = Identities()
    row = event("1", node=NODE)
    assert identities.node(row) == NODE
    assert identities.instances(NODE) == (NODE,)
    assert identities.add(NODE, LOGICAL)
    assert identities.node(row) == identities.of_instance(NODE) == LOGICAL
    assert identities.instances(LOGICAL) == (NODE,)


def test_what_the_event_s_own_detail_says_comes_first() -> None:
    identities = Identities()
    identities.add(NODE, "another")
    assert identities.node(event("1", node=NODE), LOGICAL) == LOGICAL
    assert identities.node(event("1"), LOGICAL) == LOGICAL
    assert identities.node(event("1")) == ""
    assert identities.instances("") == ()


def test_a_node_keeps_its_instances_in_the_order_in_which_they_came_out() -> None:
    identities = Identities()
    assert identities.add_nodes([node(OTHER, LOGICAL), node(NODE, LOGICAL)]) == [OTHER, NODE]
    assert identities.instances(LOGICAL) == (OTHER, NODE)


def test_what_was_known_first_of_an_instance_stays() -> None:
    identities = Identities()
    assert identities.add(NODE, LOGICAL)
    assert not identities.add(NODE, LOGICAL)
    assert not identities.add(NODE, "another")
    assert identities.of_instance(NODE) == LOGICAL
    assert identities.instances("another") == ("another",)


def test_half_of_a_name_joins_nothing() -> None:
    identities = Identities()
    assert identities.add_nodes([node("", LOGICAL), node(NODE, "")]) == []
    assert identities.of_instance(NODE) == NODE
    assert identities.instances(LOGICAL) == (LOGICAL,)


def test_the_details_of_groups_can_be_found_by_their_events() -> None:
    facts = Findings()
    text = "Found Subnet s in AZ a with SecurityGroupIds x for IG g in Cluster c"
    of_group = event("1", text, kind="InstanceGroup", group="g")
    facts.add([of_group, event("2", "Instance is up", group="g"), event("3", kind="Cluster")])
    facts.add_detail(of_group, FULL)
    assert facts.of_network == [of_group]
    assert facts.facts == {"1": FULL}


def test_of_a_long_message_the_beginning_is_kept_and_it_is_said_how_much_is_left_out() -> None:
    for length, said in (
        (MOST_MESSAGE, "x" * MOST_MESSAGE),
        (1_000_000, f"{'x' * MOST_MESSAGE} [+992,000 characters]"),
    ):
        message = Facts.of(body({"Instance": {"FailureMessage": "x" * length}})).failure_message
        assert message == said
