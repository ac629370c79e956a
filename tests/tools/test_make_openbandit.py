import hashlib
import io
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

import make_openbandit as make
from napkinmath.datasets import recommendation_logs

HEADER = ",timestamp,item_id,position,click,propensity_score,user_feature_0\n"
FIRST = "0,2019-11-24 00:03:13+00:00,14,3,0,0.25,x\n"
LAST = "1,2019-11-30 23:00:00+00:00,2,1,1,0.5,y\n"


def packed(tmp_path: Path, leave_out: str = "") -> Path:
    """Write an archive as the registry has it, with two rows a log."""
    path = tmp_path / "obp-0.5.7.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for campaign, policy in make.LOGS:
            name = make.MEMBER.format(policy=policy, campaign=campaign)
            data = (HEADER + FIRST + LAST).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            if campaign == leave_out:
                entry.type, entry.size = tarfile.DIRTYPE, 0
            archive.addfile(entry, io.BytesIO(data))
    return path


def test_the_logs_are_what_their_note_says() -> None:
    logs = recommendation_logs("openbandit")
    assert set(logs) == set(make.LOGS)
    for (campaign, policy), log in logs.items():
        items = {"all": 80, "men": 34, "women": 46}[campaign]
        assert log.clicks.size == 10_000 and set(log.clicks.tolist()) == {0, 1}
        assert log.items.max() == items - 1 and set(log.positions.tolist()) == {1, 2, 3}
        assert set(log.days.tolist()) == set(range(7)) and (np.diff(log.days) >= 0).all()
        if policy == "random":
            assert log.propensities == pytest.approx(1 / items)
        assert log.propensities.min() > 0 and log.propensities.max() < 1
    with pytest.raises(ValueError, match="name must be one of 'openbandit'"):
        recommendation_logs("movielens")


def test_extract_takes_five_columns(tmp_path: Path) -> None:
    made = make.extract(make.read(packed(tmp_path)))
    assert made["names"].tolist()[:2] == ["all-random", "all-bts"]
    assert made["item"].tolist()[0] == [14, 2] and made["click"].tolist()[5] == [0, 1]
    assert made["day"].tolist()[0] == [0, 6] and made["propensity"].dtype == np.float32


def test_a_changed_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = packed(tmp_path)
    monkeypatch.setattr(make.subprocess, "run", lambda *_, **__: None)
    with pytest.raises(ValueError, match="must have the sha256"):
        make.fetch(tmp_path)
    monkeypatch.setattr(make, "SHA256", hashlib.sha256(archive.read_bytes()).hexdigest())
    assert make.fetch(tmp_path) == archive
    with pytest.raises(ValueError, match="must hold the file"):
        make.read(packed(tmp_path, leave_out="men"))


def test_the_script_writes_and_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "openbandit.npz"
    monkeypatch.setattr(make, "TARGET", target)
    monkeypatch.setattr(make, "fetch", lambda _: packed(tmp_path))
    monkeypatch.setattr(sys, "argv", ["make_openbandit", "--write"])
    with pytest.raises(SystemExit) as stopped:
        make.main()
    assert stopped.value.code == 0
    np.savez_compressed(target, names=np.array(["x"]))
    monkeypatch.setattr(sys, "argv", ["make_openbandit"])
    with pytest.raises(SystemExit) as stopped:
        make.main()
    assert stopped.value.code == "openbandit.npz differs from what was made: --write replaces it"
