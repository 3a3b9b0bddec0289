//! The service, played.
