"""A batch of documents is watched, stopped and told apart by audience; nothing is ever half there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pairing.documents import sheets
from pairing.documents.batch import Standing, Stopped
from pairing.documents.export import DOCUMENTS, chosen, export_plan
from pairing.documents.facts import Facts, facts_of
from pairing.documents.masking import Audience
from pairing.errors import CallError
from tests.pairing.secret_county import RULES, secret_county, secret_plan

BOTH = tuple(Audience)


@pytest.fixture(scope="module")
def facts() -> Facts:
    county = secret_county()
    return facts_of(county, secret_plan(county), RULES)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_word_only_the_public_version_is_written(facts: Facts, tmp_path: Path) -> None:
    paths = export_plan(facts, tmp_path, only=("名册",))
    assert [path.name for path in paths] == ["结对帮扶名册（公示版）.xlsx"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["公示版", "结对帮扶名册（公示版）.xlsx"]


def test_what_is_for_the_office_only_is_not_published(facts: Facts, tmp_path: Path) -> None:
    office = {name for name, document in DOCUMENTS.items() if Audience.PUBLIC not in document.audiences}
    assert office >= {"未覆盖户", "未参与干部", "导入模板"}
    assert office.isdisjoint(paper.name for paper in chosen((), (Audience.PUBLIC,)))
    assert {paper.name for paper in chosen((), (Audience.INTERNAL,))} == set(DOCUMENTS)
    with pytest.raises(CallError) as caught:
        export_plan(facts, tmp_path, only=("名册", "导入模板"))
    assert "导入模板" in caught.value.text.zh
    assert "--internal" in caught.value.text.en
    assert not list(tmp_path.iterdir())
    # Asked for both audiences, it goes to the one that may have it.
    assert [paper.audience for paper in chosen(("导入模板",), BOTH)] == [Audience.INTERNAL]


def test_an_unknown_document_is_refused_in_words(facts: Facts, tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        export_plan(facts, tmp_path, only=("花名册",))
    assert "花名册" in caught.value.text.zh
    assert "名册" in caught.value.text.en


def test_the_same_plan_gives_the_same_bytes(facts: Facts, tmp_path: Path) -> None:
    for folder in ("1", "2"):
        export_plan(facts, tmp_path / folder, BOTH, only=("名册", "名册文书", "变动表"))
    assert contents(tmp_path / "1") == contents(tmp_path / "2") != {}


def test_a_watched_batch_tells_its_share_and_what_is_written(facts: Facts, tmp_path: Path) -> None:
    told: list[Standing] = []
    export_plan(facts, tmp_path, only=("名册", "联村一览表"), listen=told.append)
    shares = [standing.share for standing in told]
    assert shares == sorted(shares)
    assert (shares[0], told[-1]) == (0.0, Standing(1.0, "", 2, 2))
    assert list(dict.fromkeys(standing.now for standing in told)) == ["名册", "联村一览表", ""]


def test_a_stop_leaves_whole_files_or_none(
    facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stop comes in the midst of the second document."""
    monkeypatch.setattr(sheets, "_CHUNK", 50)
    cancel = threading.Event()

    def listen(standing: Standing) -> None:
        if standing.now == "联系人名单" and standing.share > 0.5:
            cancel.set()

    with pytest.raises(Stopped):
        export_plan(facts, tmp_path, only=("联村一览表", "联系人名单"), listen=listen, cancel=cancel)
    assert list(contents(tmp_path)) == ["公示版/联村一览表（公示版）.xlsx"]


def test_a_folder_that_cannot_be_written_is_told_in_words(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("no folder", encoding="utf-8")
    with pytest.raises(CallError) as caught:
        export_plan(facts, tmp_path / "papers", only=("名册", "变动表"))
    assert "写不进去" in caught.value.text.zh
