"""``python -m naql`` is ``naql``."""

from naql.cli import main

if __name__ == "__main__":
    main()
