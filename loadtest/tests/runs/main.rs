//! Short runs against a server in this process, and against broken servers: the audit must tell them apart.

mod broken;
mod proxy;
mod refused;
mod served;
mod short;
