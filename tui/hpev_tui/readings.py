"""Values of an event in words that read better. What is copied of them stays as it came."""

from __future__ import annotations

from hpev_tui.detail import Kind, Node
from hpev_tui.text import parse_time
from hpev_tui.wording import both_times

_WORDS = {
    # AWS documentation, SageMaker HyperPod cluster events reference: what the levels mean.
    ("EventLevel", "Info"): "success or progress",
    ("EventLevel", "Warn"): "may need attention",
    ("EventLevel", "Error"): "failed, or needs attention at once",
    # The service model says no more than "string"; these two were seen in live answers. The
    # words are those of the event reference and of the failure message that comes with it.
    ("LcsExecutionState", "Started"): "the lifecycle script has started",
    ("LcsExecutionState", "Failed"): "the lifecycle script did not run successfully",
}


def reading(node: Node) -> str:
    """A leaf's value as it is shown: what one looks for first, and the rest behind it."""
    if node.kind is Kind.ARN:
        name = node.value.replace(":", "/").rpartition("/")[2]
        return f"{name}  {node.value}" if name else node.value
    if node.kind is Kind.TIME and isinstance(node.source, (int, float, str)):
        seconds = parse_time(node.source)
        return node.value if seconds is None else both_times(seconds)
    words = _WORDS.get((node.label, node.value), "")
    return f"{node.value}  ({words})" if words else node.value


def counts(node: Node, arrow: str) -> str:
    """How a group is to grow or to shrink, such as "12 → 16 (min 8)"; empty for other nodes."""
    numbers = {each.label: each.value for each in node.children if each.kind is Kind.NUMBER}
    if not numbers.keys() >= {"InstanceCount", "TargetCount"}:
        return ""
    least = f" (min {numbers['MinCount']})" if "MinCount" in numbers else ""
    return f"{numbers['InstanceCount']} {arrow} {numbers['TargetCount']}{least}"
