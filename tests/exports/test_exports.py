"""Does what leaves a case keep the law, keep its shape, and say the same everywhere?"""

from __future__ import annotations

import csv
import io
import math
import re
import xml.etree.ElementTree as xml
from datetime import datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftershock.errors import InputError, UsageError
from aftershock.exports import coortweet, drawing, tables
from aftershock.exports.columns import COLUMNS
from aftershock.exports.gexf import gexf
from aftershock.exports.network import Network, network, release
from aftershock.reaction.result import Artefact, CallBack, Curve, ToneShare
from aftershock.store.pseudonyms import pseudonym

from . import sample

NAMESPACE = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}
NAMES = {"11": ("chirp", "first_hand"), "12": ("chirp", "second_hand"), "13": ("boat", "third_hand")}


def hide(platform: str, account: str) -> str:
    return pseudonym(b"k" * 32, platform, account)


def test_no_row_leaves_without_a_persons_name() -> None:
    with pytest.raises(UsageError, match="only with the name of a person"):
        release("  ", "2026-03-15T10:00:00Z")


def test_accounts_leave_under_pseudonyms_alone() -> None:
    by = release("R. Analyst", "2026-03-15T10:00:00Z")
    made = network(
        sample.found(), NAMES, hide, by, {"91": "2026-03-14T12:00:00Z", "92": "2026-03-14T12:00:30Z"}
    )
    for told in (gexf(made).decode(), tables.to_csv(tables.edges(made)).decode(), repr(made)):
        assert "_hand" not in told
        assert "acct-" in told
        assert "R. Analyst" in told
    assert made.edges[0].expected == 0.5
    assert (made.edges[0].first, made.edges[0].last) == ("2026-03-14T12:00:00Z", "2026-03-14T12:00:30Z")
    assert {node.group for node in made.nodes} == {"group-1", None}


# --- GEXF: the rules of the published 1.3 schema, and what Gephi's reader asks -------------------


def graph(made: Network) -> xml.Element:
    root = xml.fromstring(gexf(made, drawing.placed(made)[0]))
    assert root.tag == "{http://gexf.net/1.3}gexf"
    assert root.get("version") == "1.3"
    found = root.find("g:graph", NAMESPACE)
    assert found is not None
    return found


def test_gexf_keeps_the_schemas_rules() -> None:
    whole = graph(sample.network())
    assert whole.get("defaultedgetype") in {"directed", "undirected", "mutual"}
    assert whole.get("mode") in {"static", "dynamic"}
    assert whole.get("timeformat") in {"integer", "double", "date", "dateTime"}
    assert whole.get("timerepresentation") in {"interval", "timestamp"}
    # attributes are declared before nodes and edges, each once in its class, of a known type
    order = [child.tag.partition("}")[2] for child in whole]
    assert order == ["attributes", "attributes", "nodes", "edges"]
    kinds: dict[str, dict[str, str]] = {}
    for declared in whole.findall("g:attributes", NAMESPACE):
        listed = declared.findall("g:attribute", NAMESPACE)
        kinds[str(declared.get("class"))] = {str(each.get("id")): str(each.get("type")) for each in listed}
        assert len(kinds[str(declared.get("class"))]) == len(listed)
        assert {each.get("type") for each in listed} <= {
            "integer",
            "long",
            "double",
            "float",
            "boolean",
            "string",
        }
    nodes, edges = whole.findall("g:nodes/g:node", NAMESPACE), whole.findall("g:edges/g:edge", NAMESPACE)
    ids = [node.get("id") for node in nodes]
    assert len(set(ids)) == len(ids) == 11
    assert len({edge.get("id") for edge in edges}) == len(edges) == 10
    for edge in edges:
        assert {edge.get("source"), edge.get("target")} <= set(ids)
        assert edge.get("source") != edge.get("target")
        assert float(str(edge.get("weight"))) > 0  # Gephi refuses others
        start, end = (datetime.fromisoformat(str(edge.get(name))) for name in ("start", "end"))
        assert start <= end
    for of, elements in (("node", nodes), ("edge", edges)):
        for element in elements:
            values = element.findall("g:attvalues/g:attvalue", NAMESPACE)
            assert {value.get("for") for value in values} == kinds[of].keys()
            for value in values:
                if kinds[of][str(value.get("for"))] == "double":
                    assert math.isfinite(float(str(value.get("value"))))
    # several edges of one pair are told apart by their kind, as 1.3 has it
    pairs = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges]
    assert len(set(pairs)) == len(pairs)
    assert all(node.find("viz:position", NAMESPACE) is not None for node in nodes)


def test_gexf_reads_back_with_the_same_weights_and_is_the_same_each_time() -> None:
    made = sample.network()
    found = {
        (edge.get("source"), edge.get("target"), edge.get("kind")): (
            float(str(edge.get("weight"))),
            {value.get("for"): value.get("value") for value in edge.iter("{http://gexf.net/1.3}attvalue")},
        )
        for edge in graph(made).findall("g:edges/g:edge", NAMESPACE)
    }
    for edge in made.edges:
        weight, values = found[edge.source, edge.target, edge.trace]
        assert weight == edge.weight
        assert float(str(values["q"])) == edge.q
        assert values["words"] == edge.words
    assert gexf(made) == gexf(sample.network())


def test_gexf_of_hostile_names_is_still_xml() -> None:
    made = sample.network(1, 2)
    nodes = tuple(
        type(each)(id=f'{each.id}\x00"<&\ud800', platform="x", group="g\x1b", degree=0) for each in made.nodes
    )
    bad = Network(nodes=nodes, edges=(), release=made.release)
    assert len(xml.fromstring(gexf(bad)).findall(".//g:node", NAMESPACE)) == 3


# --- tables ------------------------------------------------------------------------------------


def test_tables_carry_the_person_and_survive_spreadsheets() -> None:
    by = release("R. Analyst", "2026-03-15T10:00:00Z")
    rows = tables.edges(network(sample.found(), NAMES, hide, by))
    (read,) = csv.DictReader(io.StringIO(tables.to_csv(rows).decode()))
    assert read["words"] == "'=five"
    assert read["released_by"] == "R. Analyst"
    assert float(read["q"]) == 1e-5
    assert pq.read_table(io.BytesIO(tables.to_parquet(rows))).to_pylist() == rows
    for start in ("=", "+", "-", "@", "\t=", " =1"):
        assert tables.to_csv([{"x": f"{start}1"}]).decode().splitlines()[1].lstrip('"').startswith("'")


def test_a_table_without_rows_has_its_columns() -> None:
    for what, columns in COLUMNS.items():
        assert tables.to_csv([], columns).decode() == ",".join(columns) + "\n", what
        assert pq.read_schema(io.BytesIO(tables.to_parquet([], columns))).names == list(columns), what


def test_the_columns_are_those_of_the_rows() -> None:
    by = release("R. Analyst", "2026-03-15T10:00:00Z")
    made = network(sample.found(), NAMES, hide, by)
    curve = Curve(name="x", t0="", points=((0.0, 1.0),))
    tone = ToneShare(
        event="x", t0="", main=True, tone="other", first=0, last=1, posts=3, value=0.1, low=0, high=1
    )
    artefact = Artefact(kind="link", label="x", posts=1, accounts=1, before=0, first_seen="")
    back = CallBack(
        statement="x", said_at=None, words="", posts=1, accounts=1, before=0, ratio=None, interval=None,
        first_seen="",
    )  # fmt: skip
    for what, rows in {
        "network": tables.edges(made),
        "members": tables.members(made),
        "curves": tables.curves([curve]),
        "tone": tables.tone([tone]),
        "artefacts": tables.artefacts([artefact]),
        "callbacks": tables.callbacks([back]),
    }.items():
        columns = COLUMNS[what]
        assert [list(each) for each in rows[:1]] == [list(columns)], what
        assert pq.read_table(io.BytesIO(tables.to_parquet(rows, columns))).num_rows == len(rows)


def test_coortweet_tables_go_out_and_come_back() -> None:
    events = pa.table(
        {
            "trace": ["link", "link"], "object": [5, 5], "account": [11, 12], "post": [91, 92],
            "t": [datetime(2026, 3, 14, 12), datetime(2026, 3, 14, 12, 0, 9)],
        }
    )  # fmt: skip
    by = release("R. Analyst", "2026-03-15T10:00:00Z")
    out = coortweet.rows(events, lambda account: hide("chirp", str(account)), by)
    assert list(out[0])[:4] == list(coortweet.COLUMNS)
    back = coortweet.read(tables.to_csv(out), "x.csv").to_pylist()
    assert [row["t"] for row in back] == [datetime(2026, 3, 14, 12), datetime(2026, 3, 14, 12, 0, 9)]
    assert {row["object"] for row in back} == {"link:5"}
    assert len({row["account"] for row in back}) == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"object_id,account_id\n1,2\n", "no column content_id, timestamp_share"),
        (b"object_id,account_id,content_id,timestamp_share\n,2,3,4\n", "x.csv:2: no object_id"),
        (b"object_id,account_id,content_id,timestamp_share\n1,2,3,soon\n", "'soon' is no time"),
    ],
)
def test_a_table_that_is_none_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InputError, match=re.escape(why)):
        coortweet.read(data, "x.csv")


# --- the drawing and its table -----------------------------------------------------------------


def circles(told: str) -> list[Any]:
    return list(xml.fromstring(told).iter("{http://www.w3.org/2000/svg}circle"))


def test_the_drawing_shows_every_account_and_the_table_carries_it() -> None:
    made = sample.network(3, 6)
    told = drawing.svg(made)
    assert len(circles(told)) == len(made.nodes)
    assert told == drawing.svg(sample.network(3, 6))
    rows = drawing.table(made)
    assert sum(row.accounts for row in rows) == len(made.nodes)
    assert sum(row.edges_inside for row in rows) + sum(row.edges_out for row in rows) / 2 == len(made.edges)
    assert rows[-1].group == drawing.ALONE
    for row in rows:
        assert f">{row.number}: {row.accounts}</text>" in told


def test_a_large_network_is_drawn_by_groups() -> None:
    made = sample.network(6, 90)
    told = drawing.svg(made)
    assert len(circles(told)) == 7
    assert "Each circle is a group" in told
    assert len(told) < 10_000


def test_nothing_overlaps_and_the_empty_network_says_so() -> None:
    made = sample.network(5, 40)
    dots, groups = drawing.placed(made)
    listed = list(groups.values())
    for number, (x, y, size) in enumerate(listed):
        for other_x, other_y, other_size in listed[number + 1 :]:
            assert math.dist((x, y), (other_x, other_y)) > size + other_size
    places = sorted(dots.values())
    assert min(math.dist(a, b) for a, b in pairwise(places)) > 3
    none = drawing.svg(Network(nodes=(), edges=(), release=sample.BY))
    assert "No pair of accounts" in none
