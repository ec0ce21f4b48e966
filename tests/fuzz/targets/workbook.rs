#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

// What is built once, such as the catalogue, is no part of the time of the first input.
fuzz_target!(init: fuzz::workbook(&[]), |data: &[u8]| fuzz::workbook(data));

// Three mutations of four are made within a part of the container, which is then closed again with the right checksums:
// others never come past them.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    within(data, size, max_size, seed).unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

fn within(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> Option<usize> {
    let mut parts = fuzz::parts(data.get(..size)?).filter(|parts| !parts.is_empty() && seed % 4 != 0)?;
    let which = usize::try_from(seed / 4).ok()? % parts.len();
    let (_, content) = parts.get_mut(which)?;
    let length = content.len();
    content.resize(length + 256, 0);
    let mutated = fuzzer_mutate(content, length, length + 256);
    content.truncate(mutated);
    let closed = fuzz::zipped(&parts)?;
    if closed.len() > max_size {
        return None;
    }
    data.get_mut(..closed.len())?.copy_from_slice(&closed);
    Some(closed.len())
}
