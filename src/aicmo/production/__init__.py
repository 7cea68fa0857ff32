"""Production: drafts, what each needs to be published, and the rendered cards."""
