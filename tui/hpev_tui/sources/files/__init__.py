"""Events that were saved to files: reads them, and answers as the service would."""
