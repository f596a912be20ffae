#!/bin/sh
# What is done without this program: list the events, then describe each Error for its reason.
# $1: the AWS CLI; $2: the cluster.
set -eu
"$1" sagemaker list-cluster-events --cluster-name "$2" --max-results 100 --no-paginate \
    --query "Events[?EventLevel=='Error'].EventId" --output text | tr '\t' '\n' |
while read -r event; do
    "$1" sagemaker describe-cluster-event --cluster-name "$2" --event-id "$event" \
        --query 'EventDetails.EventDetails.EventMetadata.*.FailureMessage' --output text
done
