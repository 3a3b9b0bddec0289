//! Modules come back as they were; what is no module, or no text of one, is refused.

use packed_module::{NotPackable, pack, unpack};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// A module with one section before its code and one after, and functions with these bodies.
fn module(bodies: &[Vec<u8>]) -> Vec<u8> {
    let mut code = leb(bodies.len());
    for body in bodies {
        code.extend(leb(body.len()));
        code.extend(body);
    }
    let mut module = HEADER.to_vec();
    module.extend([1, 4, 1, 0x60, 0, 0]);
    module.push(10);
    module.extend(leb(code.len()));
    module.extend(code);
    module.extend([0, 3, 1, b'x', 0xff]);
    module
}

fn leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 127).expect("seven bits");
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 128);
    }
}

/// Every sort of operator, with locals of two types before them.
fn body() -> Vec<u8> {
    let mut body = vec![2, 3, 0x7f, 200, 1, 0x7e];
    for operator in [
        &[0x02, 0x40][..],
        &[0x0b],
        &[0x03, 0x7f],
        &[0x0d, 0],
        &[0x0e, 3, 0, 1, 0x81, 0x01, 2],
        &[0x10, 0x85, 0x01],
        &[0x11, 1, 0],
        &[0x1c, 1, 0x7f],
        &[0x20, 0],
        &[0x21, 0xff, 0x01],
        &[0x20, 0],
        &[0x22, 0x7f],
        &[0x20, 0x80, 0x01],
        &[0x20, 0xff, 0x01],
        &[0x24, 0],
        &[0x28, 2, 0x10],
        // Not its natural alignment.
        &[0x28, 0, 0x90, 0x02],
        &[0x29, 0, 8],
        &[0x3a, 0, 0xff, 0xff, 0x03],
        &[0x3f, 0],
        &[0x41, 0x80, 0x80, 0xc0, 0x00],
        // Before what adds, and what does not.
        &[0x41, 0x90, 0x7f],
        &[0x6a],
        &[0x41, 8],
        &[0x42, 0x7f],
        &[0x43, 1, 2, 3, 4],
        &[0x44, 1, 2, 3, 4, 5, 6, 7, 0x80],
        &[0x6a],
        &[0xc0],
        &[0xd0, 0x6f],
        &[0xd1],
        &[0xd2, 5],
        &[0xfc, 0],
        &[0xfc, 8, 1, 0],
        &[0xfc, 10, 0, 0],
        &[0xfc, 11, 0],
        &[0x0b],
        &[0x0b],
    ] {
        body.extend(operator);
    }
    body
}

/// A function that does nothing so many times.
fn nothing_done(times: usize) -> Vec<u8> {
    let mut body = vec![0];
    body.resize(1 + times, 0x01);
    body.push(0x0b);
    body
}

fn read(text: &str, room: usize) -> Option<Vec<u8>> {
    let mut module = vec![0; room];
    let length = unpack(text.as_bytes(), &mut module)?;
    module.truncate(length);
    Some(module)
}

#[test]
fn modules_come_back_as_they_were() {
    for bodies in [
        vec![],
        vec![vec![0, 0x0b]],
        vec![body(), vec![0, 0x0b], body()],
        // Lengths of one byte, two and three.
        [125, 126, 16_380, 16_381, 16_382]
            .map(nothing_done)
            .to_vec(),
    ] {
        let module = module(&bodies);
        let text = pack(&module).expect("a module");
        assert_eq!(read(&text, module.len()), Some(module));
    }
}

#[test]
fn a_text_holds_nothing_that_javascript_escapes() {
    let text = pack(&module(&[body()])).expect("a module");
    assert!(
        text.bytes()
            .all(|byte| (b'\''..=b'~').contains(&byte) && byte != b'\\')
    );
}

#[test]
fn a_module_that_is_cut_is_refused_or_comes_back() {
    let module = module(&[body(), body()]);
    for end in 0..module.len() {
        let cut = &module[..end];
        if let Ok(text) = pack(cut) {
            assert_eq!(read(&text, end).as_deref(), Some(cut));
        }
    }
    assert_eq!(pack(&module[..40]), Err(NotPackable::Cut));
}

#[test]
fn what_has_no_place_in_a_text_is_refused() {
    assert_eq!(
        pack(&module(&[vec![0, 0x20, 0x80, 2, 0x0b]])),
        Err(NotPackable::Local(256))
    );
    assert_eq!(
        pack(&module(&[vec![0, 0xfc, 99, 0x0b]])),
        Err(NotPackable::Unknown(99))
    );
    assert_eq!(
        pack(&module(&[vec![0, 0x17, 0x0b]])),
        Err(NotPackable::Unknown(0x17))
    );
}

#[test]
fn a_text_that_is_cut_or_has_no_room_gives_no_whole_module() {
    let module = module(&[body(), body()]);
    let text = pack(&module).expect("a module");
    for end in 0..text.len() {
        assert_ne!(read(&text[..end], module.len()), Some(module.clone()));
    }
    for room in 0..module.len() {
        assert_eq!(read(&text, room), None);
    }
    for odd in ["", "'", "''''''''''''''''''''", "~~~~", "(((("] {
        let _ = read(odd, 64);
    }
}
