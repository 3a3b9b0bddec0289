//! The wasm modules as the npm package holds them: the exports are those of `alicloud_traffic_mirror::wasm`. Without
//! std, whose panics and allocator would be a fifth of the client's.
#![deny(unsafe_code)]
#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
pub use alicloud_traffic_mirror::wasm;

#[cfg(target_arch = "wasm32")]
mod bare {
    use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

    #[global_allocator]
    static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

    /// Says nothing of why: messages, places and what formats them would be larger than what they tell of. The host
    /// drops an instance that trapped.
    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}
