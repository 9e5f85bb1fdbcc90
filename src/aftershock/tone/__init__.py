"""The tone of posts, in any of the encoder's languages: told per text, estimated per set."""
