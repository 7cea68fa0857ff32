"""The same workload in other engines, each written as its own documentation recommends; the same rows."""
