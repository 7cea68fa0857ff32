"""What an operator meets: refusals before the work, lists for other programs, the way from an end to what is next."""

from __future__ import annotations

from cli.terminal import EXAMPLE, Terminal


def test_a_storage_that_takes_no_files_is_noticed_before_any_run(empty_folder: Terminal) -> None:
    (empty_folder.folder / "file").touch()
    for command in (("run", EXAMPLE), ("worker", "--until-idle")):
        ended = empty_folder.aicmo(*command, "--json", AICMO_STORAGE="file/storage")
        assert (ended.code, ended.json["success"]) == (5, False)
        assert "AICMO_STORAGE" in ended.json["error"]
    assert empty_folder.left() == ["file"], "no database, so no run"


def test_an_out_that_cannot_take_the_package_is_noticed_before_any_run(empty_folder: Terminal) -> None:
    (empty_folder.folder / "file").touch()
    assert empty_folder.aicmo("run", EXAMPLE, "--out", "file").code == 2
    assert empty_folder.aicmo("run", EXAMPLE, "--out", "/proc/nowhere").code == 2
    assert empty_folder.left() == ["file"]


def test_the_end_of_a_run_says_what_to_look_at_and_no_second_run_is_made_for_the_same_place(
    empty_folder: Terminal,
) -> None:
    ended = empty_folder.aicmo("run", EXAMPLE, "--out", "out")
    lines = ended.out.splitlines()
    report = next(line.strip() for line in lines if line.endswith("/internal/qc/qc_report.html"))
    assert (empty_folder.folder / "out" / report).is_file()
    assert any(line.startswith("Quality") for line in lines)
    assert any("Look first at" in line for line in lines)

    again = empty_folder.aicmo("run", EXAMPLE, "--out", "out", "--json")
    assert (again.code, again.json["run_id"]) == (2, None)
    assert len(empty_folder.aicmo("list", "--json").json["runs"]) == 1


def test_a_list_for_a_program_has_a_line_a_run_and_ids_that_find_it(terminal: Terminal) -> None:
    for _ in range(2):
        terminal.aicmo("submit", EXAMPLE)
    lines = [line.split("\t") for line in terminal.aicmo("list").out.splitlines()]
    assert [line[1] for line in lines] == ["PENDING", "PENDING"]
    whole = [run["run_id"] for run in terminal.aicmo("list", "--json").json["runs"]]
    assert [terminal.aicmo("show", line[0], "--json").json["run_id"] for line in lines] == whole

    ended = terminal.aicmo("show", whole[0][:2], "--json")
    assert (ended.code, ended.json["candidates"]) == (2, whole)
    assert all(f"{run_id}  PENDING" in ended.err for run_id in whole)


def test_lines_of_runs_at_work_side_by_side_say_whose_they_are(terminal: Terminal) -> None:
    for _ in range(2):
        terminal.aicmo("submit", EXAMPLE, "--fail-at", "generate_strategy")
    told = terminal.aicmo("worker", "--concurrency", "2", "--until-idle").err.splitlines()
    runs = [run["run_id"] for run in terminal.aicmo("list", "--json").json["runs"]]
    assert {line.split()[0] for line in told if "normalize_brief" in line} == {run_id[-6:] for run_id in runs}
