"""Raw boto3: the newest page of a cluster's events, printed as `aws … --output json` does."""

from __future__ import annotations

import json
import sys

import boto3

CLUSTER, EVENTS = sys.argv[1:]

page = boto3.client("sagemaker").list_cluster_events(ClusterName=CLUSTER, MaxResults=int(EVENTS))
del page["ResponseMetadata"]
print(json.dumps(page, indent=4, default=str))
