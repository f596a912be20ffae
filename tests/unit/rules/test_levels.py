"""The level of an event, where the service sent one and where it did not."""

from __future__ import annotations

import pytest

from help.cases import every
from hpev_tui.rules.levels import infer_level, level_of
from unit.query.samples import event

# The wordings of AWS's events reference, and two that were seen in live clusters only.
TABLE = """
Info  Cluster c1 update started successfully
Error Failed to start Cluster c1 update
Info  Cluster c1 update completed successfully
Error Cluster c1 update failed
Info  InstanceGroup g1 creation started successfully in Cluster c1
Error Failed to start InstanceGroup g1 creation in Cluster c1
Info  Instance Group g1 creation in Cluster c1 completed successfully
Error Instance Group g1 creation in Cluster c1 failed
Info  Found Subnet subnet-1 in AZ use1-az4 with SecurityGroupIds [sg-1] for IG g1 in Cluster c1
Error Failed to process Instance Group Network Configuration details for IG g1 in Cluster c1
Info  Using HyperPod Platform provided network configuration for IG g1 in Cluster c1
Info  Found CapacityReservation ID cr-1 for Cluster c1 and IG g1, using reserved capacity
Info  No CapacityReservation found for Cluster c1 and IG g1, using on-demand pool
Info  Successfully created Customer ENI for instance in Cluster c1 and IG g1
Error Failed to create Customer ENI for instance in Cluster c1 and IG g1
Info  EC2 Instance i-1 successfully provisioned in Cluster c1 and IG g1
Error Failed to provision EC2 Instance in Cluster c1 and IG g1
Error Instance creation in Cluster c1 and InstanceGroup g1 failed
Info  Instance lifecycle script execution for EC2 Instance i-1 has Started
Error Instance lifecycle script execution for EC2 Instance i-1 has Failed. To view lifecycle …
Error Failed to update Instance lifecycle script execution status for EC2InstanceId i-1
Info  Successfully deleted unused Customer ENIs for EC2 Instance i-1 in Cluster c1 and IG g1
Warn  Failed to delete unused Customer ENIs for EC2 Instance i-1 in Cluster c1 and IG g1
Info  Termination of EC2 Instance i-1 is currently in progress in Cluster c1 and IG g1
Error Failed to terminate EC2 Instance i-1 in Cluster c1 and IG g1
Error Failed to delete Customer ENI for EC2 Instance i-1 in Cluster c1 and IG g1
Info  Reboot of EC2 Instance i-1 is currently in progress on Cluster c1 and IG g1
Error Failed to submit reboot request for EC2 Instance i-1 in Cluster c1 and IG g1
Info  Instance i-1 is starting as part of instance replacement in Cluster c1 and IG g1
Error Instance i-1 failed to start as part of instance replacement in Cluster c1 and IG g1
Error Instance i-1 replacement failed as part of instance replacement in Cluster c1 and IG g1
Error Failed to create FSx for IG g1 in Cluster c1
Info  FSx deletion successfully completed for IG g1 in Cluster c1
Info  InstanceGroup g1 in Cluster c1 has been scheduled for UpdateClusterSoftware to latest.
Error Failed to select the next update batch for IG g1 in Cluster c1.
Warn  Failed instances in IG g1 in Cluster c1 queued for node replacement.
Error Failed to queue instances for node replacement in IG g1 in Cluster c1.
Info  Root volume replacement started for Instance i-1 in IG g1.
Info  SLR Access Entry creation successful for Cluster c1
Error SLR Access Entry creation failed for Cluster c1
Info  Successfully updated Kubernetes config for instance i-1 in Cluster c1 and IG g1
Error CustomResourceDefinition installation failed for EKS Cluster c1
Info  Instance i-1 in IG g1 cordoned and pods evicted.
Warn  UpdateClusterSoftware for Instance i-1 in IG g1 skipped due to PodDisruptionBudget constraint.
Error Failed to restore instance i-1 in IG g1 to schedulable state.
Info  Baking period started for IG g1 in Cluster c1. Monitoring alarms [a] for 300 seconds.
Error Baking period failed for IG g1. Alarms [a] entered ALARM state. Initiating auto-rollback.
Warn  UpdateClusterSoftware failed for IG g1 in Cluster c1. Initiating rollback.
Error Rollback failed for IG g1. Some instances may be in FailedMaintenance state.
Warn  Instance i-1 in IG g1 failed to update. Rollback initiated.
Info  Instance i-1 in IG g1 rolled back successfully to previous AMI.
Error UpdateClusterSoftware rollback failed for instance i-1 in IG g1.
Info  No provisioning_parameters.json found in LifeCycleScript S3 Path for controller group g1
Info  Successfully created and stored munge key
Info  Slurm configuration drift validation passed
Warn  Slurm configuration drift detected: PartitionName=dev
Error Cluster creation failed: controller and login nodes did not become ready within …
Info  Slurm was reconfigured successfully. Slurm config updated to match desired state
Warn  2 node(s) lost orchestration-ready status. Current: 6/8 orchestration-ready across 2 …
Warn  Instance i-1 is unhealthy. HyperPod Health Monitoring Agent (HMA) has detected fault type …
"""
ROWS = [line.split(maxsplit=1) for line in TABLE.strip().splitlines()]


@every(("level", "description"), ROWS)
def test_the_level_is_read_from_the_wording(level: str, description: str) -> None:
    assert infer_level(description) == level


@pytest.mark.parametrize(
    "description",
    ["", "Something new has happened", "Unfailed", "A failedness of sorts", "FailedMaintenance"],
)
def test_what_reports_no_failure_is_info(description: str) -> None:
    assert infer_level(description) == "Info"


def test_the_order_of_the_rules_decides() -> None:
    assert infer_level("Successfully skipped due to a failed check") == "Info"
    assert infer_level("Failed to queue what is unhealthy") == "Error"
    assert infer_level("Failed to see that it is unhealthy") == "Warn"


@pytest.mark.parametrize("level", ["Error", "Warn", "Info", "Critical"])
def test_the_level_that_was_sent_stands_whatever_the_wording(level: str) -> None:
    assert level_of(event("1", level=level, description="Cluster c1 update failed")) == (
        level,
        False,
    )


def test_a_level_that_was_not_sent_is_inferred_and_said_to_be() -> None:
    assert level_of(event("1", level="", description="Cluster c1 update failed")) == ("Error", True)
