"""An event's detail: from the service's JSON to a tree and to lines of a width."""
