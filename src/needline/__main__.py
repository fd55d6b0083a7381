"""`python -m needline`, and the `needline` command."""

from needline.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
