"""Errors, exit codes and streams, whatever the command."""

import os
import signal
import subprocess
import sys

import pytest

import matinee
from matinee.cli import main
from matinee.errors import StoreError

PROGRAM = (sys.executable, "-m", "matinee")


def failing(error):
    def open_nothing():
        raise error

    return open_nothing


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["films"],
        ["films", "list", "--year", "abc"],
        ["recommend", "--year", "2005-1990"],
        ["recommend", "-n", "0"],
        ["recommend", "-n", "many"],
        ["recommend", "--max-runtime", "0"],
        ["recommend", "--variety", "2"],
        ["recommend", "--obscurity", "-0.1"],
        ["recommend", "--bogus"],
        ["recommend", "left", "over"],
        ["rate", "perihelion"],
        ["rate", "perihelion", "good"],
        ["like"],
        ["search"],
        ["edit", "abcd"],
        ["app", "--port", "99999"],
    ],
)
def test_a_malformed_command_is_one_line_and_exit_2(run, words):
    found = run(*words)
    assert (found.code, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1
    assert found.err.startswith("matinee")
    assert "--help` shows how." in found.err


@pytest.mark.parametrize(
    "words",
    [
        ["films", "show", "no such film"],
        ["films", "show", "tmdb:999"],
        ["similar", "echo"],
        ["why", "echo"],
        ["recommend", "--genre", "heist"],
        ["recommend", "--not-genre", "heist"],
        ["films", "list", "--genre", "heist"],
        ["recommend", "--from", "no such film"],
        ["rate", "perihelion", "7"],
        ["forget", "0123456789"],
        ["undo"],
        ["films", "load", "no/such/file.zip"],
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_wrong_request_is_one_line_and_exit_1(run, words, options):
    found = run(*words, *options)
    assert (found.code, found.out) == (1, "")
    assert len(found.err.splitlines()) == 1
    assert found.err.startswith("matinee: ")
    assert "Traceback" not in found.err


def test_an_unknown_genre_names_the_known_ones(run):
    assert "Science Fiction" in run("recommend", "--genre", "heist").err


def test_no_words_at_all_shows_the_help(run):
    found = run()
    assert found.code == 0
    assert found.out.strip() == run("--help").out.strip()
    for command in ("init", "films", "recommend", "rate", "why", "doctor"):
        assert command in found.out


def test_the_version(run):
    assert run("--version").out == f"matinee {matinee.__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["films", "list"],
        ["films", "show", "perihelion"],
        ["similar", "perihelion"],
        ["search", "perihelion"],
        ["recommend"],
        ["why", "perihelion"],
        ["taste"],
        ["history"],
        ["rate", "perihelion", "4"],
        ["like", "perihelion"],
        ["doctor"],
    ],
)
def test_json_is_all_there_is_on_stdout(run, words):
    assert isinstance(run(*words, "--json").json, dict)


def test_a_refusing_store_is_one_line(capsys):
    error = StoreError("Cannot open the database; set MATINEE_HOME.\nReally.")
    assert main(["history"], opener=failing(error)) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "matinee: Cannot open the database; set MATINEE_HOME. Really.\n")


def test_a_bug_is_one_line_that_says_so(capsys):
    assert main(["history"], opener=failing(KeyError("x"))) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        said.err
        == "matinee: This is a bug in Matinee (KeyError: 'x'). MATINEE_DEBUG=1 shows where it happened.\n"
    )


@pytest.mark.parametrize("error", [KeyError("x"), StoreError("no")])
def test_the_traceback_is_shown_to_those_who_ask(capsys, monkeypatch, error):
    monkeypatch.setenv("MATINEE_DEBUG", "1")
    assert main(["history"], opener=failing(error)) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_quiet(capsys):
    assert main(["history"], opener=lambda: signal.raise_signal(signal.SIGINT)) == 130
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def environment(home, **more):
    return os.environ | {"MATINEE_HOME": str(home), "PYTHONIOENCODING": "utf-8"} | more


@pytest.mark.skipif(os.name != "posix", reason="pipes break differently elsewhere")
@pytest.mark.parametrize("words", [["films", "list"], ["films", "list", "--json"], ["--help"]])
def test_a_reader_who_has_gone_is_no_error(home, words):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        found = subprocess.run(
            [*PROGRAM, *words], env=environment(home), stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert found.returncode == 1
    assert found.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_said(home):
    with open("/dev/full", "w") as full:
        found = subprocess.run(
            [*PROGRAM, "films", "list", "--json"],
            env=environment(home),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert found.returncode == 1
    assert found.stderr.startswith(b"matinee: ")
    assert len(found.stderr.splitlines()) == 1


def test_without_utf8_there_are_question_marks_and_no_error(home):
    found = subprocess.run(
        [*PROGRAM, "films", "show", "tmdb:505"],
        env=environment(home) | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert b"The Paper Lantern" in found.stdout
    assert b"????" in found.stdout
    json = subprocess.run(
        [*PROGRAM, "films", "show", "tmdb:505", "--json"],
        env=environment(home) | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert b"\\u7d19" in json.stdout


def test_colour_is_for_terminals_that_want_it(home):
    plain = subprocess.run(
        [*PROGRAM, "recommend"], env=environment(home), capture_output=True, check=True
    ).stdout
    assert b"\x1b" not in plain
    asked = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    coloured = subprocess.run(
        [*PROGRAM, "recommend"], env=environment(home, **asked), capture_output=True, check=True
    ).stdout
    assert b"\x1b[" in coloured
    refused = subprocess.run(
        [*PROGRAM, "recommend"], env=environment(home, NO_COLOR="1", **asked), capture_output=True, check=True
    ).stdout
    assert b"\x1b[3" not in refused
