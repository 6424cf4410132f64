"""Tests; `tests/README.md` says where a new one belongs."""
