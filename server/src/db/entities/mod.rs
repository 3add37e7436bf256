//! One entity per table. Queries belong to the slice that needs them; scopes shared by slices are in `db/`.

pub mod account;
pub mod attempt;
pub mod audit;
pub mod bank;
pub mod bank_version;
pub mod consent_text;
pub mod contest;
pub mod contest_judge;
pub mod decision;
pub mod desk_act;
pub mod disqualification;
pub mod entry;
pub mod extra_time;
pub mod job;
pub mod job_file;
pub mod law;
pub mod notice;
pub mod practice;
pub mod ranking;
pub mod ranking_unit;
pub mod round;
pub mod round_statistics;
pub mod set_aside;
pub mod settlement;
pub mod staff_link;
pub mod standing;
pub mod start;
pub mod superseded_attempt;
pub mod unit;

use sea_orm::prelude::Uuid;
use serde::Serializer;

/// Serialises an id as 32 hexadecimal digits, which both databases read.
fn simple<I: Copy + Into<Uuid>, S: Serializer>(id: &I, to: S) -> Result<S::Ok, S::Error> {
    uuid::serde::simple::serialize(&(*id).into(), to)
}

fn simple_or_null<I: Copy + Into<Uuid>, S: Serializer>(id: &Option<I>, to: S) -> Result<S::Ok, S::Error> {
    match id {
        Some(id) => simple(id, to),
        None => to.serialize_none(),
    }
}
