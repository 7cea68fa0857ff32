"""The dashboard: pages over HTTP, and nothing else. What they show is found at the reception."""
