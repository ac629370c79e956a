"""What ``make`` does before Python starts: paths, locales, a virtual environment, a reason."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pages import ROOT

NAME = "a b ü"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """What make needs of the book, in a folder with a space and an umlaut."""
    folder = tmp_path / NAME
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    shutil.copy(ROOT / "Makefile", folder)
    return folder


def make(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=cwd,
        env={**kept, "PWD": str(cwd), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def shown(variable: str, *arguments: str, cwd: Path, **variables: str) -> str:
    rule = f'show: ; @printf %s "$${variable}"'
    made = make(*arguments, "--eval", rule, "show", cwd=cwd, **variables)
    assert made.returncode == 0, made.stderr
    return made.stdout


def test_a_path_is_relative_to_where_the_reader_stands(book: Path) -> None:
    (book.parent / "my prices.csv").write_text("")
    (book / "mine.csv").write_text("")
    for arguments, variables in [
        (["NAPKINMATH_PRICES=my prices.csv"], {}),
        ([], {"NAPKINMATH_PRICES": "my prices.csv"}),
    ]:
        found = shown("NAPKINMATH_PRICES", "-C", NAME, *arguments, cwd=book.parent, **variables)
        assert found == str(book.parent / "my prices.csv")
    for name in ("mine.csv", str(book / "mine.csv")):
        found = shown("NAPKINMATH_PRICES", cwd=book, NAPKINMATH_PRICES=name)
        assert found == str(book / "mine.csv")
    found = shown("NAPKINMATH_PRICES", cwd=book, NAPKINMATH_PRICES="mine.csv", PWD="/elsewhere")
    assert found == str(book / "mine.csv")
    assert shown("NAPKINMATH_PRICES", cwd=book) == ""


def test_a_folder_may_have_any_name_in_the_locale_c(book: Path) -> None:
    assert shown("LC_ALL", cwd=book, LC_ALL="C") == "C.UTF-8"
    assert shown("LC_ALL", cwd=book, LC_ALL="de_DE.UTF-8") == "de_DE.UTF-8"


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)


def test_a_virtual_environment_that_was_not_finished_is_made_again(book: Path) -> None:
    python = book.parent / "python"  # PYTHON may not have a space
    pip = 'printf "#!/bin/sh\\n" >"$d/bin/python"; chmod 755 "$d/bin/python"'
    # Stopped the first time, when the interpreter is there and pip is not.
    _script(
        python,
        'case "$*" in *"-m venv"*) for d; do :; done; mkdir -p "$d/bin"; touch "$d/bin/python"\n'
        f'  [ -e "{book}/stopped" ] || {{ touch "{book}/stopped"; exit 137; }}\n'
        f"  {pip};; esac\n",
    )
    variables = {"cwd": book, "PYTHON": str(python)}
    assert make(".venv/.made", **variables).returncode != 0
    assert (book / ".venv/bin/python").exists() and not (book / ".venv/.made").exists()
    made = make(".venv/.made", **variables)
    assert made.returncode == 0 and (book / ".venv/.made").exists(), made.stderr
    assert (book / ".venv/bin/python").read_text() == "#!/bin/sh\n"
    (book / ".venv/.made").unlink()
    (book / ".venv/kept").touch()
    assert make(".venv/.made", **variables).returncode == 0
    assert (book / ".venv/kept").exists()  # one that is whole stays


def test_the_reason_of_pip_is_shown(book: Path) -> None:
    (book / "lock.txt").write_text("one==1\n")
    said = "\n".join(
        [
            "  error: subprocess-exited-with-error",
            "      UnicodeEncodeError: 'ascii' codec can't encode character 'ü'",
            "      [end of output]",
            *["  note: This error originates from a subprocess."] * 6,
        ]
    )
    (book / "said").write_text(said, encoding="utf-8")
    _script(book / ".venv/bin/python", f'cat "{book}/said"; exit 1\n')
    command = ["sh", ".ci/install", ".venv", "lock.txt"]
    made = subprocess.run(
        command, cwd=book, env={**os.environ, "LC_ALL": "C"}, capture_output=True, check=False
    )
    told = made.stderr.decode("utf-8")
    assert made.returncode == 1
    assert "could not be installed" in told and ".venv/install.log" in told
    assert "\nUnicodeEncodeError: 'ascii' codec can't encode character 'ü'" in told
    assert "note:" not in told
