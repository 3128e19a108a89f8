"""The judges that come by npm: where they are kept, and how they get there (`python -m tests.judges.npm`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = Path(__file__).with_name("package.json")
SECONDS = 300


def folder() -> Path:
    """Outside the repository: HEARTLINE_JUDGES, else in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("HEARTLINE_JUDGES") or cache / "heartline" / "judges")


def missing(package: str) -> str | None:
    """Why the package cannot be used; None where it can."""
    wanted = json.loads(PACKAGES.read_text("utf-8"))["dependencies"][package]
    found = folder() / "node_modules" / package / "package.json"
    if not found.exists():
        return f"npm's {package} is not installed: `make judges` does it"
    version = json.loads(found.read_text("utf-8"))["version"]
    return None if version == wanted else f"npm's {package} is {version} and not {wanted}: `make judges`"


def node(least: int) -> str | None:
    """A Node of at least this major version: the judges' own, else the computer's."""
    for one in (str(folder() / "node_modules" / "node" / "bin" / "node"), shutil.which("node")):
        if one and _major(one) >= least:
            return one
    return None


def _major(executable: str) -> int:
    try:
        said = subprocess.run([executable, "--version"], capture_output=True, text=True, check=False).stdout
        return int(said.removeprefix("v").partition(".")[0])
    except (OSError, ValueError):
        return 0


def install() -> str | None:
    """What went wrong; None where all of them are there."""
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm here"
    folder().mkdir(parents=True, exist_ok=True)
    shutil.copy(PACKAGES, folder() / "package.json")
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    try:
        done = subprocess.run(
            command, cwd=folder(), capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"npm took longer than {SECONDS} s"
    return None if done.returncode == 0 else f"npm failed: {done.stderr.strip().splitlines()[-1:]}"


if __name__ == "__main__":
    problem = install()
    done = f"The judges are in {folder()}."
    sys.stdout.write(f"{done}\n" if problem is None else f"SKIPPED: no npm judges: {problem}\n")
    sys.exit(0 if problem is None else 1)
