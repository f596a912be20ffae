"""How descriptions, levels and times read in a list."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.rules.levels import level_letter, short_description
from hpev_tui.text.times import TimeMode, both_times, clock_time, date_in, local_minute

CLUSTER, GROUP = "ml-cluster", "worker-p5"
MOMENT = 1780334425.35  # 2026-06-01T17:20:25.350Z
ABSURD = [float("nan"), float("inf"), float("-inf"), 1e300, -1e300, 1e12, -1e12]

# POSIX rules, so that no zone database is needed.
UTC, NEW_YORK, KATHMANDU = "UTC0", "EST5EDT,M3.2.0,M11.1.0", "NPT-5:45"

Zone = Callable[[str], None]


@pytest.fixture
def zone() -> Iterator[Zone]:
    """Sets the local time zone until the test ends."""
    with pytest.MonkeyPatch.context() as patch:

        def use(name: str) -> None:
            patch.setenv("TZ", name)
            time.tzset()

        yield use
    time.tzset()


@pytest.mark.parametrize(
    ("description", "short"),
    [
        (
            "Instance creation in Cluster ml-cluster and InstanceGroup worker-p5 failed",
            "Instance creation failed",
        ),
        (
            "Failed to provision EC2 Instance in Cluster ml-cluster and IG worker-p5",
            "Failed to provision EC2 Instance",
        ),
        (
            "Instance i-0a50b324f7072b3c3 creation failed as part of instance replacement in"
            " Cluster ml-cluster and IG worker-p5",
            "Instance i-0a50b324f7072b3c3 creation failed as part of instance replacement",
        ),
        (
            "InstanceGroup worker-p5 scaling started successfully in Cluster ml-cluster",
            "InstanceGroup worker-p5 scaling started successfully",
        ),
        (
            "Instance Group worker-p5 scaling in Cluster ml-cluster completed successfully",
            "Instance Group worker-p5 scaling completed successfully",
        ),
        (
            "Found CapacityReservation ID cr-0a1b2c3d4e5f60718 for Cluster ml-cluster and IG"
            " worker-p5, using reserved capacity",
            "Found CapacityReservation ID cr-0a1b2c3d4e5f60718, using reserved capacity",
        ),
        (
            "UpdateClusterSoftware initiated for IG worker-p5 in Cluster ml-cluster using Rolling"
            " strategy.",
            "UpdateClusterSoftware initiated using Rolling strategy.",
        ),
        (
            "Failed to schedule UpdateClusterSoftware for IG worker-p5 in Cluster ml-cluster.",
            "Failed to schedule UpdateClusterSoftware.",
        ),
        (
            "Baking period started for IG worker-p5 in Cluster ml-cluster. Monitoring alarms [a]",
            "Baking period started. Monitoring alarms [a]",
        ),
        (
            "Slurm component Slurmdbd is Unhealthy on controller node of Cluster ml-cluster",
            "Slurm component Slurmdbd is Unhealthy on controller node",
        ),
        ("Nodes drained in Instance Group worker-p5", "Nodes drained"),
        (
            "Reboot of EC2 Instance i-0391f86fa0fe0d465 is currently in progress on Cluster"
            " ml-cluster and IG worker-p5",
            "Reboot of EC2 Instance i-0391f86fa0fe0d465 is currently in progress",
        ),
    ],
)
def test_the_place_that_other_columns_show_is_left_out(description: str, short: str) -> None:
    assert short_description(description, CLUSTER, GROUP) == short


@pytest.mark.parametrize(
    "description",
    [
        "Cluster ml-cluster creation started successfully",
        "InstanceGroup worker-p5 is ready",
        "Moved from Cluster ml-cluster",
        "Failed to provision EC2 Instance in Cluster other and IG worker-p5",
        "Failed to provision EC2 Instance in Cluster ml-cluster and IG other",
        "Capacity was moved in Cluster ml-cluster and IG worker-p5 and IG other",
        "Failed to provision EC2 Instance in Cluster ml-cluster-2",
        "Failed to provision EC2 Instance in Cluster my-ml-cluster",
        "CustomResourceDefinition installation failed for EKS Cluster ml-cluster",
        "Published in Cluster ml-cluster.example.com",
        "Found in Cluster ml-cluster/logs",
        "Found in Cluster ml-cluster's logs",
        "in cluster ml-cluster",
        "Instance i-0391f86fa0fe0d465 health updated",
        "",
    ],
)
def test_any_other_text_is_left_as_it_is(description: str) -> None:
    assert short_description(description, CLUSTER, GROUP) == description


@pytest.mark.parametrize(("cluster", "group"), [("", ""), ("in", "and"), ("Cluster", "IG")])
def test_names_that_are_words_of_the_phrase_or_empty_drop_nothing(cluster: str, group: str) -> None:
    description = "Instance creation in Cluster c and IG g failed"
    assert short_description(description, cluster, group) == description


NODE = "i-0391f86fa0fe0d465"


@pytest.mark.parametrize(
    ("description", "short"),
    [
        (
            f"Instance creation {NODE} in Cluster ml-cluster and IG worker-p5 failed",
            "Instance creation failed",
        ),
        (
            f"Instance {NODE} creation failed as part of instance replacement",
            "Instance creation failed as part of instance replacement",
        ),
        (
            f"EC2 Instance {NODE} successfully provisioned in Cluster ml-cluster and IG worker-p5",
            "EC2 Instance successfully provisioned",
        ),
        (
            f"Instance lifecycle script execution for EC2InstanceId {NODE} has Started",
            "Instance lifecycle script execution has Started",
        ),
        (
            f"Instance lifecycle script execution for EC2 Instance {NODE} has Failed. To view it,"
            f" visit log stream 'LifecycleConfig/worker-p5/{NODE}'.",
            "Instance lifecycle script execution has Failed. To view it,"
            f" visit log stream 'LifecycleConfig/worker-p5/{NODE}'.",
        ),
        (
            f"Reboot of EC2 Instance {NODE} is currently in progress on Cluster ml-cluster",
            "Reboot is currently in progress",
        ),
        (
            f"Root volume replacement started for Instance {NODE}.",
            "Root volume replacement started.",
        ),
        (
            f"Failed to prepare instance {NODE} in IG worker-p5 for UpdateClusterSoftware.",
            "Failed to prepare instance for UpdateClusterSoftware.",
        ),
    ],
)
def test_the_node_is_left_out_where_its_column_shows_it_whole(description: str, short: str) -> None:
    assert short_description(description, CLUSTER, GROUP, NODE) == short
    assert NODE in short_description(description, CLUSTER, GROUP)
    other = "i-0a50b324f7072b3c3"
    assert NODE in short_description(description, CLUSTER, GROUP, other)


@pytest.mark.parametrize(
    "description",
    [
        f"{NODE} is gone",
        f"Replaced by {NODE}",
        f"Instances {NODE} and others",
        f"Instance {NODE}-b failed",
        f"Instance {NODE}/eth0 failed",
        f"MyInstance {NODE} failed",
    ],
)
def test_a_node_in_other_words_stays(description: str) -> None:
    assert short_description(description, CLUSTER, GROUP, NODE) == description


def test_a_cluster_event_has_no_group() -> None:
    description = "AutoScaling enable completed successfully in Cluster ml-cluster"
    short = "AutoScaling enable completed successfully"
    assert short_description(description, CLUSTER, "") == short


PIECES = ["Instance failed", " in", " for", " Cluster", " IG", " and", ",", ".", " c", " g", " x"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=examples(200))
def test_what_is_left_names_every_other_place(description: str) -> None:
    short = short_description(description, "c", "g")
    for word in ("x", "Instance", "failed"):
        assert short.count(word) == description.count(word)
    assert short_description(description, "other", "") == description


@pytest.mark.parametrize(
    ("level", "letter"),
    [
        ("Error", "E"),
        ("Warn", "W"),
        ("Info", "I"),
        ("info", "I"),
        ("Critical", "C"),
        ("", "?"),
        ("␛[31m", "?"),
        ("重大", "?"),
        ("ß", "?"),
        (" Error", "?"),
    ],
)
def test_a_level_is_one_letter_of_one_cell(level: str, letter: str) -> None:
    assert level_letter(level) == letter


@pytest.mark.parametrize(
    ("name", "clock", "both"),
    [
        (UTC, "17:20:25", "2026-06-01T17:20:25.350Z"),
        (NEW_YORK, "13:20:25", "2026-06-01T17:20:25.350Z  (2026-06-01 13:20:25 EDT)"),
        (KATHMANDU, "23:05:25", "2026-06-01T17:20:25.350Z  (2026-06-01 23:05:25 NPT)"),
    ],
)
def test_times_are_local_and_the_detail_has_both(
    zone: Zone, name: str, clock: str, both: str
) -> None:
    zone(name)
    assert clock_time(MOMENT) == clock
    assert date_in(MOMENT, TimeMode.LOCAL) == "2026-06-01"
    assert local_minute(MOMENT) == f"2026-06-01 {clock[:5]}"
    assert both_times(MOMENT) == both


def test_the_date_is_the_local_one(zone: Zone) -> None:
    late = MOMENT + 3600
    zone(KATHMANDU)
    assert (date_in(late, TimeMode.LOCAL), clock_time(late)) == ("2026-06-02", "00:05:25")
    zone(UTC)
    assert (date_in(late, TimeMode.LOCAL), clock_time(late)) == ("2026-06-01", "18:20:25")


def test_the_clock_changes_with_the_season(zone: Zone) -> None:
    zone(NEW_YORK)
    before = 1772953199  # 2026-03-08T06:59:59Z
    assert [clock_time(before), clock_time(before + 1)] == ["01:59:59", "03:00:00"]
    assert both_times(before).endswith("EST)")
    assert both_times(before + 1).endswith("EDT)")


@pytest.mark.parametrize("name", [UTC, NEW_YORK, KATHMANDU])
@pytest.mark.parametrize("seconds", ABSURD)
def test_a_time_that_no_calendar_knows_is_dashes(zone: Zone, name: str, seconds: float) -> None:
    zone(name)
    assert clock_time(seconds) == "--:--:--"
    assert date_in(seconds, TimeMode.LOCAL) == "-"
    assert local_minute(seconds) == "-"
    assert both_times(seconds) == str(seconds)


def test_no_time_is_a_dash() -> None:
    assert local_minute(None) == "-"


def test_the_first_and_the_last_year_are_as_wide_as_any_other(zone: Zone) -> None:
    zone(UTC)
    first, last = -62135596800.0, 253402300799.0
    assert [date_in(first, TimeMode.LOCAL), local_minute(first)] == [
        "0001-01-01",
        "0001-01-01 00:00",
    ]
    assert [date_in(last, TimeMode.LOCAL), clock_time(last)] == ["9999-12-31", "23:59:59"]
    zone(NEW_YORK)
    assert date_in(first, TimeMode.LOCAL) == "-"
    zone(KATHMANDU)
    assert date_in(last, TimeMode.LOCAL) == "-"
    assert both_times(first + 1).endswith("(0001-01-01 05:45:01 NPT)")
