"""Events from Amazon SageMaker through boto3: the only package that imports the SDK."""
