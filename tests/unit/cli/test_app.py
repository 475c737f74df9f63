"""Starting the app: its command, its address, and what stands in the way."""

import io
import socket
import sys

import pytest

from matinee.cli.serving import address_of, require_free, server_command
from matinee.errors import BadValue


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_the_server_is_our_own_interpreter_s_and_nothing_of_the_working_directory(tmp_path):
    command = server_command("127.0.0.1", 8600, browser=False)
    assert command[:4] == [sys.executable, "-P", "-m", "matinee.app.server"]
    assert "--browser" not in command
    assert "--browser" in server_command("127.0.0.1", 8600, browser=True)


def test_the_server_takes_what_it_is_told(capsys):
    from matinee.app.server import main

    with pytest.raises(SystemExit) as left:
        main([*server_command("127.0.0.1", 8600, browser=True)[4:], "--help"])
    assert left.value.code == 0


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("0.0.0.0", "http://localhost:8501"),  # noqa: S104 - only printed
        ("::1", "http://[::1]:8501"),
        ("films.lan", "http://films.lan:8501"),
    ],
)
def test_the_address_is_one_for_a_browser(host, address):
    assert address_of(host, 8501) == address


def test_a_port_in_use_is_said(run, taken):
    found = run("app", "--no-browser", "--port", taken)
    assert (found.code, found.out) == (1, "")
    assert f"Port {taken} is in use" in found.err
    assert len(found.err.splitlines()) == 1


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(BadValue, match="Cannot listen on"):
        require_free("192.0.2.1", 8501)


def test_others_than_this_machine_need_a_password(run, home, monkeypatch):
    found = run("app", "--no-browser", "--host", "0.0.0.0", "--port", 1)  # noqa: S104 - refused
    assert (found.code, found.out) == (1, "")
    assert "run `matinee app password` first" in found.err
    assert len(found.err.splitlines()) == 1
    typed(monkeypatch, "correct horse")
    assert run("app", "password").out == "The password is set.\n"
    # Now only the port stands in the way: one that is no listener's without rights, or is taken.
    with socket.socket() as listening:
        listening.bind(("0.0.0.0", 0))  # noqa: S104 - for a moment, to be in the way
        listening.listen()
        port = listening.getsockname()[1]
        assert f"Port {port} is in use" in run("app", "--host", "0.0.0.0", "--port", port).err  # noqa: S104


def test_a_password_is_set_replaced_and_removed_and_never_printed(run, home, monkeypatch):
    place = home / "app-password.json"
    typed(monkeypatch, "short")
    refused = run("app", "password")
    assert (refused.code, refused.out) == (1, "")
    assert "8 letters" in refused.err
    assert not place.exists()
    typed(monkeypatch, "correct horse")
    said = run("app", "password")
    assert "correct horse" not in said.out + said.err + place.read_text()
    assert run("app", "password", "--forget").out == "The password is removed.\n"
    assert not place.exists()
    assert run("app", "password", "--forget").out == "There was no password.\n"


def typed(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))
