"""`python -m gtmsim` is the command `gtmsim`."""

from gtmsim.cli import main

if __name__ == "__main__":
    main()
