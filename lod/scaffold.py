from pathlib import Path


def new(folder: Path) -> None:
    raise SystemExit(2)
