"""What operators watch: the engine's events as log lines, metrics and traces. Listeners only; no run needs them."""
