"""The copilot in Slack: questions, commands, the home tab and digests, for those who may see the answers."""
