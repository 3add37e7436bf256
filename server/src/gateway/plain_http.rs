//! Whether a gateway's address is safe to send codes and secrets to.

use std::net::IpAddr;

/// Returns whether an address uses TLS, or stays on this machine.
pub(crate) fn is_safe(url: &str) -> bool {
    let Ok(url) = url.parse::<::http::Uri>() else {
        return false;
    };
    let host = url.host().unwrap_or_default();
    match url.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => is_this_machine(host),
        _ => false,
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn codes_travel_over_tls_or_not_at_all() {
        for safe in [
            "https://sms.example/send",
            "https://sms.example:8443/a?b=c",
            "http://127.0.0.1:8025/",
            "http://localhost/x",
            "http://[::1]:80/",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_ in [
            "",
            "sms.example",
            "http://sms.example/send",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "ftp://localhost/",
            "https://",
        ] {
            assert!(!is_safe(unsafe_), "{unsafe_}");
        }
    }
}
