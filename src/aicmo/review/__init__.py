"""The review room: who decided what about which content, what they said of it, and who may look at a package."""
