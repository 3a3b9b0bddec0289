//! Randomness, the one thing that the module asks of its host.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Where the host has none to give, the package's glue leaves the bytes as they are.
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill(bytes: &mut [u8]);
}

const NONE: [u8; 16] = [0; 16];

/// Random bytes from the host, drawn 4 KiB at a time: one draw costs more than a signature.
pub(super) struct Random {
    /// Each is handed out once and forgotten, so that a look at memory tells no earlier nonce.
    pool: [[u8; 16]; 256],
    used: usize,
    /// Whether there were none since this was last set to false.
    pub(super) failed: bool,
}

impl Random {
    pub(super) const fn new() -> Self {
        Self {
            pool: [NONE; 256],
            used: 256,
            failed: false,
        }
    }

    /// 16 new bytes. Where the host has none to give, `failed` is set and the bytes must not be used.
    pub(super) fn take(&mut self) -> [u8; 16] {
        if self.used == self.pool.len() {
            fill(self.pool.as_flattened_mut());
            self.used = 0;
        }
        let next = self.pool.get_mut(self.used);
        self.used += 1;
        let bytes = next.map_or(NONE, core::mem::take);
        if bytes == NONE {
            self.failed = true;
            // Nothing was drawn. The next one asks the host again.
            self.used = self.pool.len();
        }
        bytes
    }
}
