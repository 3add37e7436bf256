//! Short runs against a server in this process, and against servers that are broken: the audit has to tell which is which.

mod broken;
mod proxy;
mod refused;
mod served;
mod short;
