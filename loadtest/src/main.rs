//! Drives whole attempts against a server, measures, and audits every receipt.

fn main() {}
