"""The sagas, readable by the agency's owner."""
