import gzip
from pathlib import Path

from uptake.core.errors import LogError
from uptake.replay.lines import Limits, Line, read_lines

SMALL = Limits(line_bytes=100, file_bytes=1000)


def read(path: Path, limits: Limits = SMALL) -> tuple[list[bytes], list[LogError]]:
    lines, errors = [], []
    for one in read_lines(path, limits):
        if isinstance(one, Line):
            lines.append(one.data.strip())
        else:
            errors.append(one)
    return lines, errors


def test_plain_and_gzip_files_are_read_alike_whatever_their_name(tmp_path: Path):
    (tmp_path / "plain.gz").write_bytes(b"one\n\ntwo")
    (tmp_path / "packed").write_bytes(gzip.compress(b"one\n\ntwo"))

    assert read(tmp_path / "plain.gz") == read(tmp_path / "packed") == ([b"one", b"two"], [])


def test_a_line_that_is_too_long_is_named_and_the_next_ones_are_read(tmp_path: Path):
    (tmp_path / "log").write_bytes(b"one\n" + b"x" * 500 + b"\nthree\n")

    lines, errors = read(tmp_path / "log")

    assert lines == [b"one", b"three"]
    assert [error.line for error in errors] == [2]


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path):
    (tmp_path / "bomb").write_bytes(gzip.compress(b"\0" * 50_000_000))

    lines, errors = read(tmp_path / "bomb")

    assert lines == []
    assert any("unpacks to more" in error.problem for error in errors)


def test_a_file_that_is_cut_off_gives_what_can_be_unpacked(tmp_path: Path):
    text = "".join(f"line {n * 7919}\n" for n in range(2000)).encode()
    (tmp_path / "cut").write_bytes(gzip.compress(text)[:-2000])

    lines, errors = read(tmp_path / "cut", Limits())

    assert lines[0] == b"line 0"
    assert len(errors) == 1
    assert errors[0].line is not None


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path):
    _, errors = read(tmp_path / "none")

    assert errors[0].path == tmp_path / "none"
