import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.accelerators.roofline import roofline
from napkinmath.catalog.hardware import accelerator
from napkinmath.catalog.language_models import model
from napkinmath.scoreboard.inference_cost_optimization import COLUMNS
from napkinmath.serving.replica import Efficiency, Replica, Request

LLAMA = model("llama-3-70b").decoder()
SMALL = model("llama-3-8b").decoder()
H100, H200 = accelerator("h100-sxm"), accelerator("h200-sxm")
IDEAL = Efficiency(compute=1, reads=1, step_s=0, link=1, hop_s=0)
CHAT = Request(1500, 300)
one = Replica(decoder=SMALL, device=H100)
four = Replica(decoder=LLAMA, device=H100, devices=4)
#: An H200 on which arithmetic and links take no time.
READS_ALONE = replace(H200, dense_flops_per_s={"bf16": 1e30}, link_bytes_per_s=1e30)
shapes = st.builds(Request, st.integers(1, 8000), st.integers(1, 2000), st.floats(0, 1))


def test_a_step_of_one_answer_reads_the_weights_and_the_cache_once() -> None:
    bare = Replica(decoder=SMALL, device=H100, efficiency=IDEAL)
    read = SMALL.params * 2 + SMALL.kv_cache_bytes(1, 1000)
    assert bare.step_s(1, 1000) == pytest.approx(read / 3.35e12)


def test_a_long_prompt_is_read_at_the_peak_of_the_arithmetic() -> None:
    bare = Replica(decoder=SMALL, device=H100, efficiency=IDEAL)
    request = Request(4000, 1)
    flops = 4000 * SMALL.flops_per_token(2000)
    floor = roofline(flops, SMALL.params * 2, flops_per_s=989e12, bytes_per_s=3.35e12)
    assert floor.bound == "compute"
    assert bare.prefill_s(request) == pytest.approx(floor.time_s)
    assert bare.prefill_s(replace(request, cached_share=1.0)) == 0


def test_memory_decides_what_fits() -> None:
    assert Replica(decoder=LLAMA, device=H100).max_batch_size(CHAT) == 0
    assert Replica(decoder=LLAMA, device=H100).room_bytes < 0
    assert Replica(decoder=LLAMA, device=H100).best(CHAT) is None
    room = 4 * 80e9 * 0.9 - LLAMA.params * 2
    assert four.max_batch_size(CHAT) == int(room / LLAMA.kv_cache_bytes(1, 1800))
    halved = replace(four, weight_bytes=1, kv_bytes=1)
    assert halved.max_batch_size(CHAT) > 2 * four.max_batch_size(
        CHAT
    )  # weights and cache both shrink


def test_a_latent_is_whole_on_every_device() -> None:
    deepseek = model("deepseek-v3").decoder()
    eight = Replica(decoder=deepseek, device=H200, devices=8, weight_bytes=1, efficiency=IDEAL)
    room = 141e9 * 0.9 - deepseek.params / 8  # of one device
    each = 61 * 576 * 2 * 1800
    assert eight.max_batch_size(CHAT) == int(room / each) == 340
    # Each device reads all 1,000 tokens of the latents, and an eighth of the weights.
    weights_s = deepseek.active_params / 8 / 4.8e12
    assert replace(eight, device=READS_ALONE).step_s(1, 1000) == pytest.approx(
        weights_s + 61 * 576 * 2 * 1000 / 4.8e12
    )


def test_kv_heads_lie_on_several_devices_when_there_are_more() -> None:
    eight = replace(four, devices=8, efficiency=IDEAL)
    sixteen = replace(eight, devices=16)
    one_head = 80 * 2 * 128 * 2 * 1800  # bytes of a request on either
    for replica in (eight, sixteen):
        room = 80e9 * 0.9 - LLAMA.params * 2 / replica.devices
        assert replica.max_batch_size(CHAT) == int(room / one_head)
    assert sixteen.max_batch_size(CHAT) < 2 * eight.max_batch_size(CHAT)


def test_a_step_reads_the_experts_that_its_tokens_reach() -> None:
    mixtral = model("mixtral-8x7b").decoder()
    two = Replica(decoder=mixtral, device=READS_ALONE, devices=2, efficiency=IDEAL)
    expert = 3 * 4096 * 14336
    for batch, distinct in [(1, 2.0), (2, 3.5), (4, 8 * (1 - 0.75**4))]:
        weights = mixtral.active_params + 32 * (distinct - 2) * expert
        read = weights * 2 + batch * 32 * 2 * 8 * 128 * 1000 * 2
        assert two.step_s(batch, 1000) == pytest.approx(read / (2 * 4.8e12))
    assert two.step_s(256, 0) == pytest.approx(mixtral.params * 2 / (2 * 4.8e12))


def test_a_prompt_attends_to_the_windows_of_local_layers() -> None:
    local = replace(SMALL, local_layers=16, sliding_window=1000)
    bare = Replica(decoder=local, device=H100, efficiency=IDEAL)
    contexts = np.arange(4000) + 0.5
    attended = 16 * contexts.mean() + 16 * np.minimum(contexts, 1000).mean()
    flops = 4000 * (SMALL.flops_per_token(0) + 4 * 32 * 128 * attended)
    assert bare.prefill_s(Request(4000, 1)) == pytest.approx(flops / 989e12)
    assert bare.max_batch_size(Request(4000, 1)) > Replica(
        decoder=SMALL, device=H100
    ).max_batch_size(Request(4000, 1))


def test_requests_in_progress_follow_littles_law() -> None:
    served = four.serve(CHAT, 32)
    assert served.requests_per_s * served.tpot_s * CHAT.output_tokens == pytest.approx(32)


@settings(deadline=None, max_examples=60)
@given(shapes, st.integers(1, 200))
def test_a_larger_batch_serves_more_and_answers_more_slowly(
    request: Request, batch_size: int
) -> None:
    if one.max_batch_size(request) < batch_size + 1:
        return
    small, large = one.serve(request, batch_size), one.serve(request, batch_size + 1)
    assert large.requests_per_s >= small.requests_per_s * (1 - 1e-12)
    assert large.tpot_s >= small.tpot_s


@settings(deadline=None, max_examples=40)
@given(shapes, st.floats(min_value=0.001, max_value=0.5))
def test_the_best_batch_is_the_largest_within_its_limits(request: Request, limit_s: float) -> None:
    best = one.best(request, tpot_s=limit_s, max_batch_size=400)
    if best is None:
        assert one.max_batch_size(request) == 0 or one.serve(request, 1).tpot_s > limit_s
        return
    assert best.tpot_s <= limit_s and best.batch_size <= min(400, one.max_batch_size(request))
    if best.batch_size < min(400, one.max_batch_size(request)):
        assert one.serve(request, best.batch_size + 1).tpot_s > limit_s


def test_four_bits_in_memory_help_small_batches_and_hardly_large_ones() -> None:
    narrow = replace(one, weight_bytes=0.5)
    request = Request(64, 500)
    gains = [
        narrow.serve(request, b).requests_per_s / one.serve(request, b).requests_per_s
        for b in (1, 600)
    ]
    assert gains[0] > 1.6 and gains[1] < 1.05
    # The kernels' authors: nearly the full gain up to batches of 16 to 32, of the weights' part.
    bare = replace(one, efficiency=IDEAL)
    steps = [replace(bare, weight_bytes=w).step_s(16, 0) for w in (2.0, 0.5)]
    assert steps[0] / steps[1] == pytest.approx(4, rel=0.2)


def test_devices_pay_for_their_exchange() -> None:
    two = Replica(decoder=SMALL, device=H100, devices=2)
    gain = two.serve(CHAT, 16).requests_per_s / one.serve(CHAT, 16).requests_per_s
    assert 1 < gain < 2
    free = replace(two, efficiency=Efficiency(link=1, hop_s=0))
    assert free.serve(CHAT, 16).requests_per_s > two.serve(CHAT, 16).requests_per_s


@pytest.mark.parametrize("name", [n for n in COLUMNS if "B200" not in n])
def test_sixty_published_throughputs(name: str) -> None:
    ratios = COLUMNS[name].ratios()
    within = 1.2 if COLUMNS[name].devices <= 2 else 1.4
    assert all(1 / within < ratio < within for ratio in ratios)
    assert 0.93 < math.exp(np.log(ratios).mean()) < 1.07


def test_scaled_efficiency_takes_longer() -> None:
    slow = replace(one, efficiency=Efficiency().scaled(0.7))
    assert slow.serve(CHAT, 8).requests_per_s < one.serve(CHAT, 8).requests_per_s
    assert Efficiency().scaled(0.5).compute == pytest.approx(0.275)


@pytest.mark.parametrize("bad", [0, -1, 1.1, math.nan, "1", None])
def test_shares_refuse(bad: object) -> None:
    for name in ("compute", "reads", "link"):
        with pytest.raises(ValueError, match=name):
            Efficiency(**{name: bad})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="usable"):
        replace(one, usable=bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, "1", None])
def test_times_and_sizes_refuse(bad: object) -> None:
    for name in ("step_s", "hop_s"):
        with pytest.raises(ValueError, match=name):
            Efficiency(**{name: bad})  # type: ignore[arg-type]
    for name in ("weight_bytes", "kv_bytes"):
        with pytest.raises(ValueError, match=name):
            replace(one, **{name: bad})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="share"):
        Efficiency().scaled(bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cached_share"):
        Request(1, 1, bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [0, 1.5, True, "1", None])
def test_counts_refuse(bad: object) -> None:
    with pytest.raises(ValueError, match="input_tokens"):
        Request(bad, 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="output_tokens"):
        Request(1, bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="devices"):
        replace(one, devices=bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="batch_size"):
        one.serve(CHAT, bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="max_batch_size"):
        one.best(CHAT, max_batch_size=bad)  # type: ignore[arg-type]


def test_refusals_that_name_what_is_missing() -> None:
    with pytest.raises(ValueError, match=r"devices must divide the KV heads \(8\) .*, got 6"):
        replace(four, devices=6)
    with pytest.raises(ValueError, match="batch_size must be at most"):
        one.serve(CHAT, 10_000)
    for bad in (0, -1, math.nan, "1", None):
        with pytest.raises(ValueError, match="tpot_s must be"):
            one.best(CHAT, tpot_s=bad)  # type: ignore[arg-type]
    with pytest.raises(LookupError, match="fp8"):
        Replica(decoder=SMALL, device=accelerator("a100-80-sxm"), arithmetic="fp8")
    with pytest.raises(LookupError, match="no link"):
        Replica(decoder=SMALL, device=accelerator("l40s"), devices=2)
