"""Events from Amazon SageMaker through boto3: the only place that imports the SDK."""
