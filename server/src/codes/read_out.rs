//! A code that the desk of a contest reads out on the phone, whether codes are sent or not. Whoever hears it sets a new
//! password on a page of their own, so nobody at the desk chooses or learns the one that stays.

use super::code::new_code;
use super::limits::READ_OUT_VALID_MIN;
use super::parts::Codes;
use crate::db::entities::account;
use crate::errors::AppResult;
use contest_core::time::Millis;
use contest_core::wire::desk::DeskCode;
use live::Live;

impl Codes {
    /// Makes a new code the only valid one for this contestant.
    pub(crate) async fn read_out(
        &self,
        live: &Live,
        account: &account::Model,
        now: Millis,
    ) -> AppResult<DeskCode> {
        let (hashes, phone) = (&self.checking.hashes, &account.login);
        let code = new_code();
        let hash = hashes.read_out(phone, account.id, &code);
        let valid_until = now + i64::from(READ_OUT_VALID_MIN) * 60_000;
        live.set_code(&hashes.phone(phone), &hash, valid_until).await?;
        Ok(DeskCode {
            code,
            valid_min: READ_OUT_VALID_MIN,
            valid_until,
        })
    }
}
