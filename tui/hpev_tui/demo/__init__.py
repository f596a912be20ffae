"""The built-in endpoint: a made-up account, served over HTTP as the service serves a real one.

`world.World` is what happens in that account; `endpoint.DemoEndpoint` speaks the service's
JSON 1.1 protocol about it. Standard library only, so that it starts at once and so that the
program has no second way of reading events: it reaches this endpoint through boto3, too.
"""
