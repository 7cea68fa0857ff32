"""Quality control: rules as data with small functions, findings with places, a score that cannot be argued with."""
