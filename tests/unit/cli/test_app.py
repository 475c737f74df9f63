"""Starting the app: its command, its address, and what stands in the way."""

import socket
import sys

import pytest

from matinee.cli.serving import address_of, require_free, streamlit_command
from matinee.errors import BadValue


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_streamlit_is_told_to_be_quiet_and_private():
    command = streamlit_command("127.0.0.1", 8600, browser=False)
    assert command[:5] == [sys.executable, "-P", "-m", "streamlit", "run"]
    assert command[5].endswith("main.py")
    for flag in (
        "--server.address=127.0.0.1",
        "--server.port=8600",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
        "--server.showEmailPrompt=false",
    ):
        assert flag in command
    assert "--server.headless=false" in streamlit_command("127.0.0.1", 8600, browser=True)


def test_every_flag_is_one_that_streamlit_knows():
    from streamlit import config

    known = config.get_config_options()
    for flag in streamlit_command("127.0.0.1", 8600, browser=True)[6:]:
        assert flag.removeprefix("--").split("=")[0] in known


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
