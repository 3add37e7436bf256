//! `/session`: who is signed in, signing in and out.

mod sign_in;
mod waiting;
