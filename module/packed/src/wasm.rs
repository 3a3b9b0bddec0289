//! What the module exports: JavaScript writes the text where [`text`] says, calls [`read`], and finds the wasm module where
//! [`module`] says. Without wasm-bindgen, whose start code would be larger than all that is here.
#![allow(
    unsafe_code,
    reason = "only for the names of the exports: no_mangle is unsafe where another symbol has the same name, and \
              there is none in a module of three functions"
)]

use spin::Mutex;

/// Room for the text, and for the module. More than that is found when the package is built, which reads what it writes.
const ROOM: usize = 256 * 1024;

static BUFFERS: Mutex<([u8; ROOM], [u8; ROOM])> = Mutex::new(([0; ROOM], [0; ROOM]));

/// Where to write the text.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> usize {
    BUFFERS.lock().0.as_ptr().addr()
}

/// Where the module is, once it was read.
#[unsafe(no_mangle)]
pub extern "C" fn module() -> usize {
    BUFFERS.lock().1.as_ptr().addr()
}

/// Reads a text of this length; gives the length of the module, or 0 where the text is none of one.
#[unsafe(no_mangle)]
pub extern "C" fn read(length: usize) -> usize {
    let (text, module) = &mut *BUFFERS.lock();
    text.get(..length)
        .and_then(|text| crate::unpack(text, module))
        .unwrap_or_default()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
