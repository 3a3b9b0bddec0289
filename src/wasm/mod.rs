//! The skin: the only folder that knows wasm-bindgen. Client and emulator are built as modules of their own.

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "emulator")]
pub mod emulator;
