from __future__ import annotations

import pytest

from guardrail.cli.routing import read_route


def test_a_route_says_where_and_what() -> None:
    """What it leaves out is not there; what is not said to be open is masked."""
    route = read_route("upstream_region=SG kelas=spesifik klasifikasi=terbatas masked=false")
    assert route.around.residency == "luar-negeri"
    assert [finding.entity for finding in route.findings] == ["HEALTH", "MARK_TERBATAS"]
    assert route.masked is False
    home = read_route("upstream_region=ID")
    assert (home.around.residency, home.findings, home.masked) == ("dalam-negeri", (), True)


@pytest.mark.parametrize(
    "text", ["", "kelas=umum", "upstream_region=SG kelas=lain", "upstream_region=SG warna=biru", "upstream_region=SG masked=ya"]
)
def test_what_is_no_route_is_refused(text: str) -> None:
    """Never taken for a call without data."""
    with pytest.raises(ValueError, match="route"):
        read_route(text)
