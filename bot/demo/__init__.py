"""A believable contact centre, made from a seed; its records come in through the same ingest as anybody's."""
