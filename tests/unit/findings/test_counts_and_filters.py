"""What a signature counts is what its filter shows when it is opened, whatever happened."""

from __future__ import annotations

from hypothesis import given, settings

from help.examples import examples
from hpev_tui.findings import Findings
from hpev_tui.query import DetailFields
from hpev_tui.rules import noise
from unit.findings.coming import Story, stories
from unit.query.samples import query


@settings(max_examples=examples(300))
@given(stories())
def test_a_signature_counts_what_its_filter_shows(story: Story) -> None:
    findings = Findings()
    for step, events, facts, node_of in story.after_each_step():
        step.to(findings)
        fields = {
            key: DetailFields(each.failure_message, each.node_logical_id)
            for key, each in facts.items()
        }
        for row in findings.signatures.rows:
            newest = row.in_time[-1].event_id
            opened = query(f"like:{newest}", events, fields_of=fields.get)
            shown = opened.select(events, fields.get)
            counted = {each.event_id for each in row.in_time}
            if not row.signature.detail_loaded:
                # Its reasons may be any: it is no more than what says the same so far.
                assert counted <= {each.event_id for each in shown}
                continue
            assert {each.event_id for each in shown} == counted
            said = {each: facts[each].node_logical_id for each in counted}
            nodes = {
                said[each.event_id] or node_of.get(each.instance_id, each.instance_id)
                for each in shown
            }
            assert set(row.nodes) == nodes - {""}
            groups = {each.instance_group_name for each in shown}
            assert set(row.groups) == groups - {""}
            # And a fault is each of them but for the second ones of pairs, which F folds away.
            assert row.faults == len(shown) - len(set(noise.pairs(shown)) & counted)
