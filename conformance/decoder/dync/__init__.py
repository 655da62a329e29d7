"""A second decoder of Dynamics-Codec streams, written from docs/bitstream.md."""
