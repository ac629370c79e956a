import math
from dataclasses import replace
from datetime import date
from typing import Any

import pint
import pytest

from napkinmath.catalog import _facts as facts
from napkinmath.catalog.hardware import accelerator, accelerators
from napkinmath.catalog.interconnects import link, links
from napkinmath.catalog.language_models import model, models
from napkinmath.catalog.latency_ladder import latencies, latency

ENTRIES = [*accelerators(), *models(), *links(), *latencies()]


def test_every_entry_is_sourced_dated_and_marked() -> None:
    for entry in ENTRIES:
        assert entry.source, entry.id
        assert entry.url.startswith("https://"), entry.id
        assert entry.mark in facts.MARKS, entry.id
        assert type(entry.read_on) is date, entry.id
        assert date(2025, 1, 1) <= entry.read_on <= date(2026, 12, 31), entry.id
        assert hash(entry) == hash(replace(entry)), entry.id


def test_accelerators_are_in_base_units() -> None:
    for chip in accelerators():
        assert 2000 <= chip.year <= 2027, chip.id
        assert 1e8 <= chip.memory_bytes < 1e12, chip.id
        assert chip.memory_bytes_per_s is None or 1e10 < chip.memory_bytes_per_s < 1e17, chip.id
        assert chip.tdp_w is None or 10 <= chip.tdp_w < 30_000, chip.id
        assert chip.link_bytes_per_s is None or 1e10 < chip.link_bytes_per_s <= 2e12, chip.id
        assert chip.clock_hz is None or 5e8 < chip.clock_hz < 5e9, chip.id
        for cache_bytes in (chip.l2_bytes, chip.llc_bytes, chip.sram_bytes):
            assert cache_bytes is None or 2**20 < cache_bytes < 2**30, chip.id
        for rates in (chip.dense_flops_per_s, chip.sparse_flops_per_s, chip.matmul_flops_per_s):
            assert all(1e12 < rate < 1e17 for rate in rates.values()), chip.id
        for number_format, rate in chip.sparse_flops_per_s.items():
            dense = chip.dense_flops_per_s.get(number_format, 0.0)
            if (chip.id, number_format) != ("b300-sxm", "fp4"):  # 14 dense and 18 sparse
                assert rate > 1.9 * dense, chip.id
        for number_format, rate in chip.matmul_flops_per_s.items():
            assert rate < chip.dense_flops_per_s[number_format], chip.id


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"memory_bytes": 0}, "memory_bytes must be a finite number above 0, got 0"),
        ({"memory_bytes_per_s": -1}, "memory_bytes_per_s must be"),
        ({"sram_bytes": math.nan}, "sram_bytes must be"),
        ({"dense_flops_per_s": {"fp5": 1e12}}, "number format of dense_flops_per_s must be one of"),
        ({"sparse_flops_per_s": {"fp8": 0}}, "sparse_flops_per_s of fp8 must be"),
    ],
)
def test_accelerators_refuse(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(accelerator("h100-sxm"), **changes)


def test_links_and_latencies_refuse() -> None:
    with pytest.raises(ValueError, match="bytes_per_s must be"):
        replace(link("nvlink-4"), bytes_per_s=0)
    with pytest.raises(ValueError, match="measured_bytes_per_s must be at most bytes_per_s"):
        replace(link("nvlink-4"), measured_bytes_per_s=451e9)
    with pytest.raises(ValueError, match="latency_s must be a finite number above 0, got 0"):
        replace(latency("gpu-hbm"), latency_s=0)
    with pytest.raises(ValueError, match="highest_s must be at least latency_s"):
        replace(latency("gpu-hbm"), highest_s=1e-9)


def test_the_ladder_climbs_from_a_cache_to_the_other_side_of_the_world() -> None:
    ladder = [one.latency_s for one in latencies()]
    assert ladder == sorted(ladder) and ladder[0] > 1e-10 and ladder[-1] < 1
    steps = ["cpu-l1", "cpu-l2", "cpu-l3", "dram-server", "gpu-hbm", "tcp-same-zone"]
    times = [latency(id).latency_s for id in steps]
    assert times == sorted(times)
    # No signal is faster than light in glass: Ireland to Virginia is about 5,000 km.
    assert latency("cross-region-eu-na-east").latency_s > 2 * 5000e3 / 2e8
    with pytest.raises(LookupError, match=r"did you mean 'gpu-hbm'.*latencies\(\) lists all"):
        latency("gpu-hbn")


@pytest.mark.parametrize(
    ("id", "clock_hz", "per_clock"),
    [
        ("h100-sxm", 1830e6, 2 * 512 * 528),  # FMA a tensor core and clock, tensor cores
        ("a100-80-sxm", 1410e6, 2 * 256 * 432),
        ("mi300x", 2100e6, 2 * 256 * 1216),
        ("mi355x", 2400e6, 2 * 512 * 1024),
        ("gaudi3", 1600e6, 2 * 256 * 256 * 8),
    ],
)
def test_peaks_follow_from_the_clock(id: str, clock_hz: float, per_clock: int) -> None:
    assert math.isclose(accelerator(id).flops_per_s("bf16"), clock_hz * per_clock, rel_tol=1e-3)


def test_memory_bandwidth_follows_from_clock_and_bus() -> None:
    computed = 1593e6 * 2 * 5120 / 8
    assert math.isclose(accelerator("a100-80-sxm").memory_bytes_per_s, computed, rel_tol=1e-3)


def test_dense_and_sparse_are_kept_apart() -> None:
    assert accelerator("h100-sxm").flops_per_s("bf16") == 989e12
    assert accelerator("h100-sxm").sparse_flops_per_s["bf16"] == 1979e12
    with pytest.raises(LookupError, match="no dense peak of 'h100-sxm' for 'fp4'; it has 'tf32'"):
        accelerator("h100-sxm").flops_per_s("fp4")
    with pytest.raises(LookupError, match="for 'int8'; it has none at all"):
        accelerator("jetson-orin-nx-16").flops_per_s("int8")
    with pytest.raises(TypeError):
        accelerator("h100-sxm").dense_flops_per_s["bf16"] = 1.0  # type: ignore[index]


def test_the_ridge_has_the_dimension_of_flop_per_byte() -> None:
    units = pint.UnitRegistry()
    units.define("flop = [computation]")
    chip = replace(
        accelerator("h100-sxm"),
        memory_bytes_per_s=3.35e12 * units.byte / units.second,
        dense_flops_per_s={"bf16": 989e12 * units.flop / units.second},
    )
    assert math.isclose(chip.ridge("bf16").to("flop / byte").magnitude, 989e12 / 3.35e12)
    with pytest.raises(LookupError, match="no memory bandwidth of 'h100-sxm' was read"):
        replace(chip, memory_bytes_per_s=None).ridge("bf16")


def test_configurations_count_to_what_their_authors_print() -> None:
    for one in models():
        if one.published_params:
            assert math.isclose(one.params, one.published_params, rel_tol=0.09), one.id
        assert (one.train_accelerator_s is None) == (one.train_accelerator == ""), one.id
        if one.train_tokens or one.train_accelerator:
            assert one.train_source, one.id


def test_decoders_count_what_transformers_builds_from_the_configuration() -> None:
    counted = [one for one in models() if one.config_params and not one.kinds]
    assert len(counted) >= 35
    for one in counted:
        decoder, biases = one.decoder(), 0
        if one.router_bias and one.family != "gpt-oss":  # balancing biases are buffers there
            biases = (one.layers - one.dense_layers) * one.experts
        assert decoder.params - biases == one.config_params, one.id
        if one.config_active_params:
            assert decoder.active_params - biases == one.config_active_params, one.id


def test_models_that_are_no_decoder_say_what_their_layers_keep() -> None:
    hybrid = model("qwen3.5-27b")
    assert hybrid.params == hybrid.config_params == 26_895_998_464
    assert [group.layers for group in hybrid.layer_groups] == [16, 48]
    with pytest.raises(LookupError, match=r"layers of 'qwen3.5-27b' \(G, R\) are no Decoder's"):
        hybrid.decoder()
    with pytest.raises(LookupError, match="no parameters of 'qwen3.5-27b' were counted"):
        _ = replace(hybrid, config_params=None).params


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layer_kinds": "GR"}, "layer_kinds of 'qwen3.5-27b' must be 64 letters of CDFGHILMRW"),
        ({"layer_kinds": "GX" * 32}, "layer_kinds of 'qwen3.5-27b' must be 64 letters"),
        ({"layer_kinds": "GI" * 32}, "kinds of 'qwen3.5-27b' must describe"),
        ({"kinds": {}}, "kinds of 'qwen3.5-27b' must describe .*, got none"),
    ],
)
def test_models_refuse_kinds_without_a_description(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(model("qwen3.5-27b"), **changes)


def test_exact_counts_that_were_printed() -> None:
    assert model("mpt-7b").decoder().params == model("mpt-7b").published_params
    assert model("gpt-2").decoder().params == 124_439_808
    assert model("deepseek-v3").decoder().kv_cache_bytes(batch=1, tokens=1) == 70_272


def test_training_time_is_in_seconds() -> None:
    llama = model("llama-3.1-405b")
    assert llama.train_accelerator_s == 30.84e6 * 3600
    assert llama.train_accelerator in {chip.id for chip in accelerators()}


def test_links_are_per_direction() -> None:
    for id, gigabytes in [("nvlink-4", 450), ("pcie-5-x16", 63), ("infiniband-ndr", 50)]:
        assert link(id).bytes_per_s == gigabytes * 1e9
    assert link("nvlink-4").bytes_per_s == accelerator("h100-sxm").link_bytes_per_s
    assert {one.kind for one in links()} == {"scale-up", "host", "scale-out"}


@pytest.mark.parametrize(
    ("look_up", "id", "message"),
    [
        (accelerator, "h100", "did you mean 'h100-sxm'.*accelerators\\(\\) lists all"),
        (accelerator, "abacus", "no accelerator with id 'abacus'; nothing is called like it"),
        (accelerator, None, "no accelerator with id None"),
        (model, "llama3-8b", "did you mean 'llama-3-8b'.*models\\(\\) lists all"),
        (link, "NVLink5", "did you mean 'nvlink-5'.*links\\(\\) lists all"),
    ],
)
def test_refuses_an_unknown_id_and_names_near_ones(look_up, id: object, message: str) -> None:
    with pytest.raises(LookupError, match=message):
        look_up(id)


def test_lists_are_ordered_and_complete() -> None:
    assert len(accelerators()) == len({chip.id for chip in accelerators()}) >= 30
    assert len(models()) >= 15 and len(links()) >= 20
    assert [accelerator(chip.id) for chip in accelerators()] == accelerators()
