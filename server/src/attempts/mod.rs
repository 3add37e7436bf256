//! The path of an attempt: start, save, submit, receipt; then result and review.

pub(crate) mod acknowledgement;
pub(crate) mod admit;
pub(crate) mod check_receipt;
pub(crate) mod find;
pub(crate) mod history;
mod late;
pub(crate) mod mine;
mod older_ticket;
pub(crate) mod page;
pub(crate) mod paper;
pub(crate) mod parts;
pub(crate) mod receipt;
pub(crate) mod review;
pub(crate) mod running;
pub(crate) mod save;
pub(crate) mod start;
pub(crate) mod submit;
pub mod ticket;

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::Handler;

    fn future_of<Args, H: Handler<Args>>(_: H) -> usize {
        size_of::<H::Future>()
    }

    /// A handler's future is made and moved for each request, so what is rarely needed belongs in a box of its own.
    /// With everything in it, a save's future had 9.5 KB, and copying it took a twenty-fifth of the server's time.
    #[test]
    fn what_a_surge_asks_for_has_small_futures() {
        for (name, bytes) in [
            ("save", future_of(save::save)),
            ("submit", future_of(submit::submit)),
            ("start", future_of(start::start)),
            ("mine", future_of(mine::mine)),
            ("board", future_of(crate::boards::show::show)),
        ] {
            assert!(bytes <= 2_560, "{name}: {bytes} bytes");
        }
    }
}
