"""Language only: sentences, numbers, dates. Strings in, plain values with offsets out."""
